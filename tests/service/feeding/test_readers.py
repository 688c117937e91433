"""What strangers wrote is read by processes that it may end: it costs itself."""

from __future__ import annotations

import asyncio
import gzip
import io
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest

from fatal_parts import FATAL, ends_once, good, kills_after
from logged import restored, started
from stream.errors import Reason
from stream.reading.sources import Record
from stream.service.feeding.entries import FeedEntry, PageOfEntry, parts_of
from stream.service.feeding.folders import DONE, ERROR, Folder
from stream.service.feeding.parcels import Parcel, Source
from stream.service.feeding.parts import Part
from stream.service.feeding.readers import Readers
from stream.service.feeding.receipts import Receipt
from taken import READERS, Recorder, dispatch, taken

pytestmark = pytest.mark.slow  # each test starts processes

NAMES = ("dépêche", "تقرير", "速報")


class Given(Source):
    """Hands over one parcel of some parts, again and again until it is acknowledged."""

    kind = "test"

    def __init__(self, *parts: Part) -> None:
        super().__init__("given")
        self.parts = parts
        self.receipt: dict[str, Any] = {}
        self.postponed = 0

    async def next(self, stop: asyncio.Event) -> Parcel | None:
        """The parcel, until it is acknowledged."""
        if self.receipt:
            await stop.wait()
        return None if stop.is_set() else _Given(self)


class _Given(Parcel):
    def __init__(self, source: Given) -> None:
        super().__init__("given", "a parcel")
        self._given = source

    def parts(self) -> Sequence[Part]:
        return self._given.parts

    async def acknowledge(self, receipt: Receipt) -> bool:
        self._given.receipt = {
            "sent": receipt.sent,
            "skipped": receipt.skipped.total(),
            "rejected": dict(receipt.rejected),
            "rejects": [orjson.loads(line) for line in b"".join(receipt.rejects()).splitlines()],
        }
        return True

    async def postpone(self, why: str) -> None:
        self._given.postponed += 1


@contextmanager
def started_readers() -> Iterator[Readers]:
    """With little patience and memory."""
    readers = Readers(patience=10.0, memory=150 * 1024 * 1024)
    yield readers
    readers.close()


@pytest.fixture(name="readers", scope="module")
def _readers() -> Iterator[Readers]:
    """Of all tests: what one has ended is replaced, and starting another takes a second."""
    with started_readers() as readers:
        yield readers


@pytest.fixture(name="own_readers")
def _own_readers() -> Iterator[Readers]:
    """Of one test, which counts them."""
    with started_readers() as readers:
        yield readers


def read(readers: Readers, *parts: Part) -> tuple[list[str], dict[str, Any], int]:
    """What was sent of these parts, the receipt, and how often they were postponed."""
    source, sender = Given(*parts), Recorder()
    taken(source, sender=sender, readers=readers, until=lambda: bool(source.receipt))
    return sender.uris, source.receipt, source.postponed


@pytest.mark.parametrize("name", FATAL)
def test_a_part_that_ends_its_reader_costs_itself(readers: Readers, name: str) -> None:
    """Those before and behind it are read; it is told with its name and why."""
    parts = [
        Part(NAMES[0], partial(good, "urn:0")),
        Part(NAMES[1], FATAL[name]),
        Part(NAMES[2], partial(good, "urn:2")),
    ]

    uris, receipt, _ = read(readers, *parts)

    assert [uri for uri in uris if uri not in ("urn:lost", "urn:kept")] == ["urn:0", "urn:2"]
    [reject] = receipt["rejects"]
    assert reject["source"] == NAMES[1]
    assert NAMES[1] in reject["message"]
    why = {
        "aborts": ("too-large", "ended (SIGABRT)"),
        "leaves": ("too-large", "ended (exit code 0)"),
        "hangs": ("too-large", "nothing came of it for 10 s"),
        "fills": ("too-large", "in the memory that a reader may have"),
        "fails": ("encoding", "(RuntimeError): a fault of this program"),
    }[name]
    assert (reject["reason"], why[1] in reject["message"]) == (why[0], True)
    assert receipt["sent"] == len(uris)


def test_what_was_read_before_the_end_is_sent(readers: Readers) -> None:
    """As much as had been handed over."""
    uris, receipt, _ = read(readers, Part("fatal", partial(kills_after, 120)))

    assert uris == [f"urn:before:{number}" for number in range(100)]
    assert receipt["rejected"] == {Reason.TOO_LARGE: 1}
    assert "SIGKILL" in receipt["rejects"][0]["message"]


def test_a_page_that_ends_its_reader_gives_way_to_what_its_feed_says(readers: Readers) -> None:
    """The entry is told by its teaser."""
    entry = FeedEntry(
        b"1", Record("feed", 1, dispatch("urn:teaser")), "https://paper.example/a", PageOfEntry("u", b"<p>")
    )
    [part] = parts_of([entry])
    fatal = part._replace(read=partial(kills_after, 0))

    uris, receipt, _ = read(readers, fatal, Part("b", partial(good, "urn:b")))

    assert uris == ["urn:teaser", "urn:b"]
    assert receipt["rejected"] == {}


def test_who_is_told_to_end_has_read_nothing_wrong(
    readers: Readers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service is stopped with all its processes: what was in hand comes again."""
    monkeypatch.setattr("stream.service.feeding.taking._FIRST_WAIT", 0.01)

    uris, receipt, postponed = read(readers, Part("a", partial(ends_once, tmp_path / "marker")))

    assert (uris, receipt["rejected"], postponed) == (["urn:again"], {}, 1)


def test_one_that_ended_while_it_was_idle_is_replaced(own_readers: Readers) -> None:
    """The next parcel is none the worse for it."""
    read(own_readers, Part("a", partial(good, "urn:a")))
    [reader] = own_readers._idle  # noqa: SLF001
    assert reader._process.pid is not None  # noqa: SLF001
    os.kill(reader._process.pid, signal.SIGKILL)  # noqa: SLF001
    reader._process.join()  # noqa: SLF001

    assert read(own_readers, Part("b", partial(good, "urn:b")))[0] == ["urn:b"]


def test_a_process_reads_one_parcel_after_another(own_readers: Readers) -> None:
    """Starting one takes a second."""
    for number in range(5):
        read(own_readers, Part("a", partial(good, f"urn:{number}")))

    assert len(own_readers._idle) == 1  # noqa: SLF001


def test_one_that_hangs_delays_no_other(readers: Readers) -> None:
    """Each source goes on while there is a process left."""
    hanging, other, sender = Given(Part("a", FATAL["hangs"])), Given(Part("b", partial(good, "urn:b"))), Recorder()
    first: list[str] = []

    def until() -> bool:
        if other.receipt and not first:
            first.append("hangs still" if not hanging.receipt else "waited")
        return bool(hanging.receipt and other.receipt)

    taken(hanging, other, sender=sender, readers=readers, until=until)

    assert first == ["hangs still"]


def bomb() -> bytes:
    """A JSON array that takes twenty times its bytes in memory."""
    return gzip.compress(b"[" + b"[],[],[],[],[],[],[],[],[],[]," * 500_000 + b"[]]")


def test_a_file_that_fills_memory_stops_no_folder(readers: Readers, tmp_path: Path) -> None:
    """It goes where files go that cannot be read; the day's others are sent."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        (folder / name).write_bytes(dispatch(f"urn:{number}"))
    (folder / "bomb").write_bytes(bomb())
    source = Folder(folder, still=0.05, again=0.05, every=0.01)
    sender = Recorder()

    taken(source, sender=sender, readers=readers, until=lambda: (folder / ERROR / "bomb.rejects.jsonl").exists())

    assert sorted(sender.uris) == ["urn:0", "urn:1", "urn:2"]
    assert {each.name for each in folder.glob(f"{DONE}/*/*")} == set(NAMES)
    assert orjson.loads((folder / ERROR / "bomb.rejects.jsonl").read_bytes())["reason"] == "too-large"
    assert source.account.report("", "")["rejected"] == {"too-large": 1}


def test_a_fault_is_logged_by_its_places(readers: Readers) -> None:
    """And nothing that a stranger wrote."""
    with restored():
        stream = io.StringIO()
        started(stream)
        read(readers, Part("a", FATAL["fails"]))
        lines = [orjson.loads(line) for line in stream.getvalue().splitlines()]

    [line] = [line for line in lines if line["event"] == "reading_failed"]
    assert line["fault"][0]["class"] == "builtins.RuntimeError"
    assert "fails" in str(line["fault"][0]["frames"])
    assert "a body" not in str(line)


def test_a_reject_that_breaks_off_leaves_no_half_line() -> None:
    """The file of rejects is read again."""
    receipt = Receipt()

    def breaking() -> Iterator[bytes]:
        yield b'{"reason": "xml", '
        raise EOFError

    receipt.reject(Reason.XML, "a", [b'{"a":', b"1}"])
    with pytest.raises(EOFError):
        receipt.reject(Reason.XML, "b", breaking())
    receipt.reject(Reason.XML, "c", [b'{"c":2}'])

    assert b"".join(receipt.rejects()) == b'{"a":1}\n{"c":2}\n'
    assert receipt.messages == ["a", "c"]
    receipt.close()


def test_what_is_read_apart_is_what_is_read_here(tmp_path: Path) -> None:
    """Byte for byte, rejects too; a line that is too long for memory goes to the rejects whole."""
    long = b'{"uri": "' + b"x" * 6_000_000 + b'"}'
    (tmp_path / "a.jsonl").write_bytes(b"\n".join([dispatch("urn:a"), b"{broken", long, dispatch("urn:b")]))
    rejects = tmp_path.parent / f"{tmp_path.name}.rejects"
    sender = Recorder()
    source = Folder(tmp_path, still=0.05, again=0.05, every=0.01)

    taken(
        source,
        sender=sender,
        readers=READERS,
        rejects=rejects,
        until=lambda: rejects.exists() and not list(tmp_path.glob("*.jsonl")),
    )

    assert sender.uris == ["urn:a", "urn:b"] * 2
    json, too_large = (orjson.loads(line) for line in rejects.read_bytes().splitlines())
    assert (json["reason"], json["line"], too_large["reason"], too_large["line"]) == ("json", 2, "too-large", 3)
    assert len(too_large["raw"]) == 4 * -(-len(long) // 3)
