"""Events that are posted to a real server, which fails and comes back. All text is random words."""

from __future__ import annotations

import asyncio
import hmac
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import orjson
import pytest
from click.testing import CliRunner
from structlog.testing import capture_logs

from dispatches import item
from stream.commands.inspect import inspect
from stream.errors import Fatal, Usage
from stream.inspect.events import EventKind, Wanted
from stream.inspect.notifying import Notifier, Postbox
from stream.local.folding import fold
from stream.settings import Settings
from stream.stories.record import encode
from wires import text
from workers import free_port

SECRET = "s3cret"  # noqa: S105 - of these tests
TOPIC = "wire.stories"
SOON = 0.002  # seconds
LIMIT = 60.0
NOW = 1_669_723_200_000


class Record(NamedTuple):
    """A record of the output topic."""

    offset: int
    value: bytes | None
    timestamp: int = NOW


class Receiver:
    """A server that may be away, answers what it is told, and keeps what it took."""

    def __init__(self) -> None:
        self.port = free_port()
        self.answers: deque[int] = deque()  # then 204; 0 hangs up
        self.refuses: set[str] = set()  # ids of events that are answered 422
        self.asked: list[tuple[Mapping[str, str], bytes]] = []
        self.taken: list[str] = []
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """Where it listens; the query is secret."""
        return f"http://127.0.0.1:{self.port}/hook?key=hidden"

    def start(self) -> None:
        """Come back."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.asked.append((dict(self.headers), body))
                name = orjson.loads(body)["id"]
                status = receiver.answers.popleft() if receiver.answers else 422 if name in receiver.refuses else 204
                if status == 0:
                    self.close_connection = True
                    return
                if status < 300:
                    receiver.taken.append(name)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                if status == 503:
                    self.send_header("Retry-After", "0")
                if status == 307:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(SOON,), daemon=True).start()

    def stop(self) -> None:
        """Be away."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@pytest.fixture(name="receiver")
def _receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.stop()


def told(number: int, **fields: object) -> bytes:
    """A story of its own."""
    [story] = fold([item(f"urn:{number}", text(number), "2022-11-29T08:00:00Z", creditLine="AFP", **fields)])
    return encode(story)


@pytest.fixture(name="outbox")
def _outbox(tmp_path: Path) -> Iterator[Postbox]:
    with closing(opened(tmp_path)) as outbox:
        outbox.begin(TOPIC, {0: 0, 1: 0})
        yield outbox


def opened(folder: Path, wanted: Wanted = Wanted()) -> Postbox:  # noqa: B008 - it does not change
    """The outbox of a test."""
    return Postbox(folder / "box.notify", wanted, Settings())


def put(outbox: Postbox, lines: Sequence[bytes | None], partition: int = 0, begin: int = 0) -> int:
    """Take these records."""
    return outbox.take(partition, [Record(begin + n, line) for n, line in enumerate(lines)], begin + len(lines))


def posted(outbox: Postbox, receiver: Receiver, until: Callable[[], bool] | None = None) -> None:
    """Post until nothing waits, or until a condition holds."""
    ends = until or (lambda: outbox.count() == 0)

    async def run() -> None:
        notifier = Notifier(outbox, receiver.url, SECRET, pause=SOON)
        posting = asyncio.create_task(notifier.run())
        async with asyncio.timeout(LIMIT):
            while not ends() and not posting.done():
                await asyncio.sleep(SOON)
        posting.cancel()
        await asyncio.wait([posting])

    asyncio.run(run())


def test_events_wait_for_a_receiver_that_is_away(outbox: Postbox, receiver: Receiver) -> None:
    """Whatever it fails with; then they come in their order, each signed and in the form of CloudEvents."""
    assert put(outbox, [told(n) for n in range(3)]) == 3
    with capture_logs() as logs:
        posted(outbox, receiver, until=lambda: len(logs) > 2)
    assert {line["event"] for line in logs} == {"notification_postponed"}
    assert "hidden" not in str(logs)
    receiver.start()
    receiver.answers.extend((500, 503, 429, 404, 307, 0))
    posted(outbox, receiver)

    assert len(receiver.taken) == len(set(receiver.taken)) == 3
    assert len(receiver.asked) == 9
    for headers, body in receiver.asked:
        assert headers["Content-Type"] == "application/cloudevents+json; charset=utf-8"
        sum_ = hmac.new(SECRET.encode(), body, "sha256").hexdigest()
        assert headers["X-Hub-Signature-256"] == f"sha256={sum_}"
    events = [orjson.loads(body) for _, body in receiver.asked]
    assert list(dict.fromkeys(event["data"]["canonicalMember"] for event in events)) == ["urn:0", "urn:1", "urn:2"]
    assert {event["type"] for event in events} == {"copytaster.new-story"}


def test_a_crash_repeats_and_loses_nothing(outbox: Postbox, receiver: Receiver, tmp_path: Path) -> None:
    """The receiver took it and the answer was lost; then we end, and begin anew: the same id comes again."""
    receiver.start()
    receiver.answers.extend([0] * 3)
    put(outbox, [told(1)])
    posted(outbox, receiver, until=lambda: len(receiver.asked) >= 1)
    outbox.close()
    with closing(opened(tmp_path)) as again:
        assert again.begin(TOPIC, {0: 1, 1: 0}) == {0: 1, 1: 0}
        posted(again, receiver)

    assert len({orjson.loads(body)["id"] for _, body in receiver.asked}) == 1
    assert len(receiver.taken) == 1


def test_what_is_there_at_first_is_no_news(tmp_path: Path) -> None:
    """What comes then is, once, also where the projection is made anew and reads all of it again."""
    lines = [told(n) for n in range(4)]
    with closing(opened(tmp_path)) as outbox:
        assert outbox.begin(TOPIC, {0: 2}) == {0: 2}
        assert put(outbox, lines[:2]) == 0
        assert put(outbox, lines[2:3], begin=2) == 1
    with closing(opened(tmp_path)) as outbox:
        assert outbox.begin(TOPIC, {0: 4, 1: 9}) == {0: 3, 1: 0}
        assert put(outbox, [*lines[:3], None, lines[2]], begin=0) == 0
        assert put(outbox, [lines[3], lines[2]], begin=5) == 1
        assert outbox.count() == 2


@pytest.mark.parametrize(("language", "house"), [("sv", "TT"), ("ar", "WAM"), ("ja", "KYODO")])
def test_a_story_is_told_once_however_it_changes(outbox: Postbox, language: str, house: str) -> None:
    """It grows, gets another uri, is killed: new once, killed once."""
    common = {"language": language, "creditLine": house}
    later = item("https://paper.example/1", text(1), "2022-11-29T09:00:00Z", **common)
    first = item("urn:a:1", text(1), "2022-11-29T08:00:00Z", **common)
    kill = first | {"version": "2", "pubStatus": "canceled", "versionCreated": "2022-11-29T12:00:00Z"}
    records = [encode(story) for wire in ([later], [first, later], [first, later, kill]) for story in fold(wire)]

    assert [put(outbox, [line], begin=n) for n, line in enumerate((*records, records[-1]))] == [1, 0, 1, 0]
    kinds = []
    while (waiting := outbox.first()) is not None:
        kinds.append(orjson.loads(waiting.body)["type"])
        outbox.done(waiting.number)
    assert kinds == ["copytaster.new-story", "copytaster.kill"]


def test_what_passes_a_filter_later_is_told_then(tmp_path: Path) -> None:
    """A story of two members, of which the first alone was not wanted."""
    wire = [
        item("urn:a:1", text(1), "2022-11-29T08:00:00Z", creditLine="TT"),
        item("https://paper.example/1", text(1), "2022-11-29T09:00:00Z", creditLine="TT"),
    ]
    with closing(opened(tmp_path, Wanted(frozenset((EventKind.STORY,)), min_size=2))) as outbox:
        outbox.begin(TOPIC, {0: 0})
        assert put(outbox, [encode(fold(wire[:1])[0])]) == 0
        assert put(outbox, [encode(fold(wire)[0])], begin=1) == 1


def test_an_event_that_is_refused_does_not_keep_others(outbox: Postbox, receiver: Receiver) -> None:
    """It goes behind them, is tried ten times, and then given up."""
    put(outbox, [told(n) for n in range(3)])
    first = outbox.first()
    assert first is not None
    receiver.refuses.add(orjson.loads(first.body)["id"])
    receiver.start()
    posted(outbox, receiver)

    ids = [orjson.loads(body)["id"] for _, body in receiver.asked]
    assert len(receiver.taken) == 2
    assert ids[1:3] == receiver.taken
    assert ids.count(orjson.loads(first.body)["id"]) == 10


def test_once_tells_what_is_left(outbox: Postbox, receiver: Receiver) -> None:
    """Without the address, whose query may be secret; it is there for the next time."""
    put(outbox, [told(1), told(2)])
    notifier = Notifier(outbox, receiver.url, pause=SOON)
    with pytest.raises(Fatal, match=r"127\.0\.0\.1:\d+: .*2 events wait") as refused:
        asyncio.run(notifier.run(forever=False))
    assert "hidden" not in str(refused.value)

    receiver.start()
    asyncio.run(Notifier(outbox, receiver.url, pause=SOON).run(forever=False))
    assert len(receiver.taken) == 2
    assert all("X-Hub-Signature-256" not in headers for headers, _ in receiver.asked)


def test_an_outbox_is_of_one_topic(outbox: Postbox, tmp_path: Path) -> None:
    """Not of another one, nor of one that was made anew; a file of something else is not used."""
    put(outbox, [told(1)])
    with pytest.raises(Usage, match="--notify-state"):
        outbox.begin("other.wire.stories", {0: 5})
    with pytest.raises(Usage, match="made anew"):
        outbox.begin(TOPIC, {0: 0, 1: 0})
    (tmp_path / "plain.txt").write_text("Dear editors, " * 100)
    with pytest.raises(Usage, match=r"plain\.txt"):
        Postbox(tmp_path / "plain.txt", Wanted(), Settings())


@pytest.mark.parametrize("url", ["ftp://paper.example", "paper.example", "http://", "http://[::1", "http://h:x/"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    """Before anything is read."""
    done = CliRunner().invoke(inspect, ["follow", "--db", str(tmp_path / "p.db"), "--notify", url])

    assert isinstance(done.exception, Usage)
    assert "--notify" in str(done.exception)
