"""What others post, over HTTP."""

from __future__ import annotations

import asyncio
import gzip
import hmac
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import orjson
import pytest
from aiohttp import ClientSession

from stream.errors import Usage
from stream.service.feeding.listening import PATH, Listener
from stream.service.feeding.taking import take
from stream.service.metrics import FeedMetrics
from taken import READERS, Recorder, dispatch

PATIENCE = 250.0  # seconds: nothing here depends on how fast this machine is
SECRET = "s3cret"  # noqa: S105 - of this test
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>{title}</title>
<entry><id>urn:{title}:1</id><title>{text}</title><updated>2022-11-29T12:00:00Z</updated><content>{text}</content></entry>
</feed>"""
TEXTS = {"ka": "კაშხალმა გაუძლო.", "hi": "बाँध टूटा नहीं।", "el": "Το φράγμα άντεξε."}

Post = Callable[..., Awaitable[tuple[int, Any, str | None]]]


def posting(listener: Listener, sender: Recorder, questions: Callable[[Post], Awaitable[None]]) -> FeedMetrics:
    """Post to a running listener."""

    async def main() -> FeedMetrics:
        stop, metrics = asyncio.Event(), FeedMetrics()
        await listener.start()
        taking = asyncio.create_task(take([listener], sender, metrics, stop, READERS))
        try:
            async with ClientSession(f"http://127.0.0.1:{listener.port}") as client:

                async def post(raw: bytes, path: str = PATH, **headers: str) -> tuple[int, Any, str | None]:
                    named = {name.replace("_", "-"): value for name, value in headers.items()}
                    async with client.post(path, data=raw, headers=named) as answer:
                        body = await answer.json() if answer.content_type == "application/json" else None
                        return answer.status, body, answer.headers.get("Retry-After")

                await questions(post)
        finally:
            stop.set()
            await taking
            await listener.stop()
        return metrics

    return asyncio.run(main())


def signature(raw: bytes, method: str) -> str:
    """As the hubs print it."""
    return f"{method}={hmac.new(SECRET.encode(), raw, method).hexdigest()}"


def test_items_of_any_format_are_taken() -> None:
    """The answer counts them; it comes when the brokers have them."""
    sender = Recorder()

    async def questions(post: Post) -> None:
        answer: dict[str, object] = {"sent": 2, "skipped": {}, "rejected": {}}
        assert (await post(dispatch("urn:a") + b"\n" + dispatch("urn:b")))[:2] == (202, answer)
        assert sender.uris == ["urn:a", "urn:b"]
        for title, text in TEXTS.items():
            assert (await post(gzip.compress(ATOM.format(title=title, text=text).encode())))[0] == 202

    metrics = posting(Listener("127.0.0.1", 0, patience=PATIENCE), sender, questions)

    assert sender.uris[2:] == ["urn:ka:1", "urn:hi:1", "urn:el:1"]
    labels = {"source": "127.0.0.1:0", "verdict": "sent"}
    assert metrics.registry.get_sample_value("copytaster_feed_items_total", labels) == 5


def test_there_is_no_answer_before_the_brokers_have_it() -> None:
    """202 is a promise."""
    kept = asyncio.Event()

    class Slow(Recorder):
        async def send(self, records: Sequence[bytes]) -> None:
            await kept.wait()
            await super().send(records)

    sender = Slow()

    async def questions(post: Post) -> None:
        posted = asyncio.ensure_future(post(dispatch("urn:a")))
        done, _ = await asyncio.wait([posted], timeout=0.3)
        assert not done
        kept.set()
        assert (await posted)[0] == 202

    posting(Listener("127.0.0.1", 0, patience=PATIENCE), sender, questions)

    assert sender.uris == ["urn:a"]


def test_brokers_that_do_not_answer_are_no_fault_of_the_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked to come again, whether they refuse or say nothing."""
    monkeypatch.setattr("stream.service.feeding.taking._FIRST_WAIT", 0.01)
    sender = Recorder(failures=1)

    async def questions(post: Post) -> None:
        status, _, again = await post(dispatch("urn:a"))
        assert (status, again) == (503, "5")
        assert (await post(dispatch("urn:a")))[0] == 202

    posting(Listener("127.0.0.1", 0, patience=PATIENCE), sender, questions)
    assert sender.uris == ["urn:a"]

    late = asyncio.Event()

    class Silent(Recorder):
        async def send(self, records: Sequence[bytes]) -> None:
            await late.wait()

    async def impatient(post: Post) -> None:
        status, _, again = await post(dispatch("urn:a"))
        assert (status, again) == (503, "5")
        late.set()

    posting(Listener("127.0.0.1", 0, patience=0.1), Silent(), impatient)


@pytest.mark.parametrize(
    ("raw", "status", "why"),
    [
        (b"", 400, "the body is empty"),
        (b'{"uri": "urn:a", ', 422, "not JSON"),
        (b'{"title": "no uri"}', 422, "uri"),
        (b"<unknown><a/></unknown>", 422, "of a kind that is not read"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)), 415, "binary data"),
        (b"{" + b" " * 2000, 413, "more bytes than are taken at once"),
    ],
)
def test_what_cannot_be_taken_is_told(raw: bytes, status: int, why: str) -> None:
    """By status and in words, and nothing is sent."""
    sender = Recorder()

    async def questions(post: Post) -> None:
        told, body, _ = await post(raw)
        assert told == status
        assert why in body["why"][0]

    posting(Listener("127.0.0.1", 0, largest=1000, patience=PATIENCE), sender, questions)

    assert sender.sent == []


def test_what_is_good_in_part_is_taken() -> None:
    """The answer says what was not; whoever posted it need not post it again."""
    sender = Recorder()

    async def questions(post: Post) -> None:
        status, body, _ = await post(dispatch("urn:a") + b"\n{broken\n" + dispatch("urn:b"))
        assert (status, body["sent"], body["rejected"]) == (202, 2, {"json": 1})
        assert "not JSON" in body["why"][0]

    posting(Listener("127.0.0.1", 0, patience=PATIENCE), sender, questions)

    assert sender.uris == ["urn:a", "urn:b"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": f"Bearer {SECRET}"}, 202),
        ({"Authorization": f"bearer {SECRET}"}, 202),
        ({"X_Superdesk_Signature": "sha1"}, 202),
        ({"X_Hub_Signature": "sha1"}, 202),
        ({"X_Hub_Signature": "sha512"}, 202),
        ({"X_Hub_Signature_256": "sha256"}, 202),
        ({}, 401),
        ({"Authorization": "Bearer other"}, 401),
        ({"Authorization": f"Basic {SECRET}"}, 401),
        ({"X_Hub_Signature_256": "sha256=00"}, 401),
        ({"X_Hub_Signature": f"md5={SECRET}"}, 401),
        ({"X_Superdesk_Signature": ""}, 401),
    ],
)
def test_with_a_secret_who_knows_it_may_post(headers: dict[str, str], status: int) -> None:
    """As a token, or by the signature of the body in the headers of Superdesk, PubSubHubbub and WebSub."""
    raw, sender = dispatch("urn:a"), Recorder()
    shown = {
        name: signature(raw, value) if value in ("sha1", "sha256", "sha512") else value
        for name, value in headers.items()
    }

    async def questions(post: Post) -> None:
        assert (await post(raw, **shown))[0] == status
        assert (await post(raw + b" ", **shown))[0] == (status if "Authorization" in headers else 401)

    posting(Listener("127.0.0.1", 0, SECRET, patience=PATIENCE), sender, questions)

    assert bool(sender.sent) == (status == 202)


def test_anywhere_but_on_loopback_a_secret_is_needed() -> None:
    """Whoever reaches it could post."""
    for host in ("0.0.0.0", "::", "wire.example"):  # noqa: S104 - it is refused
        with pytest.raises(Usage, match="COPYTASTER_FEED_TOKEN"):
            asyncio.run(Listener(host, 0).start())


def test_at_the_end_who_waits_is_asked_to_come_again() -> None:
    """What was in hand is finished, and answered."""

    async def main() -> tuple[int, list[str]]:
        stop, sender, listener = asyncio.Event(), Recorder(), Listener("127.0.0.1", 0, patience=PATIENCE)
        await listener.start()
        async with ClientSession(f"http://127.0.0.1:{listener.port}") as client:
            posted = asyncio.create_task(client.post(PATH, data=dispatch("urn:a")))
            while not listener._waiting.qsize():  # noqa: SLF001 - nobody takes it
                await asyncio.sleep(0.01)
            stop.set()
            listener._stopping = True  # noqa: SLF001
            await listener.stop()
            async with await posted as answer:
                return answer.status, [orjson.dumps(await answer.json()).decode(), *sender.uris]

    assert asyncio.run(main()) == (503, ['{"why":["it is stopping"]}'])
