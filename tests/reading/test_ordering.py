"""Records of files in the order of publication: a total order, in bounded memory, and nothing lost on the way."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.errors import Fatal
from stream.local.folding import Folding
from stream.reading import ordering
from stream.reading.intake import read
from stream.reading.ordering import Ordering, in_order, place_of
from stream.reading.sources import Record, read_all, records
from wires import HOUR, NOON, ninjs, text

WIRE = [orjson.dumps(ninjs(f"urn:{n:02}", text(n, 20), NOON + n // 3 * HOUR)) for n in range(30)]
BAD = (b"{", b"[]", b'{"uri": 7}', b'{"uri": "urn:x", "versionCreated": "soon"}')


def write(path: Path, raws: Sequence[bytes]) -> Path:
    """JSON Lines."""
    path.write_bytes(b"\n".join(raws))
    return path


def ordered(*paths: Path | str, stdin: bytes = b"") -> tuple[list[Record], Ordering]:
    """The records of files in order, and what was done."""
    done = Ordering()
    return list(in_order(paths, io.BytesIO(stdin), done)), done


def raws(found: Sequence[Record]) -> list[bytes]:
    """What they hold."""
    return [bytes(each.raw) for each in found]  # type: ignore[arg-type]


def test_files_in_order_are_read_as_they_are(tmp_path: Path) -> None:
    """One after the other, without a word in the summary."""
    one, two = write(tmp_path / "a", WIRE[:10]), write(tmp_path / "b", WIRE[10:])

    found, done = ordered(one, two)

    assert found == list(records([one, two], io.BytesIO()))
    assert done == Ordering()


def test_files_out_of_order_are_sorted_over_all_of_them(tmp_path: Path) -> None:
    """Each record keeps its file and line; what came after a later one is counted."""
    one, two = write(tmp_path / "one.jsonl", WIRE[15:]), write(tmp_path / "two", WIRE[:15])
    two.write_bytes(gzip.compress(two.read_bytes()))

    found, done = ordered(one, two)

    assert raws(found) == WIRE
    assert [(each.source, each.line) for each in found] == [
        *((str(two), line) for line in range(1, 16)),
        *((str(one), line) for line in range(1, 16)),
    ]
    assert done == Ordering(30, 15)


def test_those_of_one_time_are_put_in_order_without_being_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In memory where they are few, by the sorter where they are many: the same."""
    path = write(tmp_path / "wire", [raw for n in range(0, 30, 3) for raw in reversed(WIRE[n : n + 3])])

    few, done = ordered(path)
    monkeypatch.setattr(ordering, "_TOGETHER", 100)
    many, again = ordered(path)

    assert raws(few) == raws(many) == WIRE
    assert (done.displaced, again.displaced) == (0, 0)
    assert again.records == 30


def test_the_order_is_total() -> None:
    """By time, uri, version as a number, and what has no time last: as the version that is read says it."""
    made = [
        ninjs("urn:b", "Text.", NOON),
        ninjs("urn:c", "Text.", NOON, version="9"),
        ninjs("urn:c", "Text.", NOON, version="10"),
        {"uri": "urn:a", "firstCreated": "2022-11-29T13:00:00+01:00", "firstPublished": "x", "body_text": "Text."},
        ninjs("urn:a", "Text.", NOON + 1),
        {"uri": "urn:a", "body_text": "Text."},
    ]
    wire = [orjson.dumps(each) for each in [made[3], *made[:3], *made[4:]]]
    places = [place_of(read(raw)) for raw in wire]

    assert places == sorted(places)
    assert [ordering._place(Record("-", 1, raw))[0] for raw in wire] == places  # noqa: SLF001 - told without reading


PAGES = [f"Pier\n\n{text(n, 30)}\n\nHà Nội, le {n} novembre 2022" for n in range(1, 9)]


@given(data=st.data())
def test_the_order_of_files_and_records_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Repeats, undated ones, records of one place with another content: always the same order, nothing lost."""
    folder = tmp_path_factory.mktemp("files")
    uris, times = st.sampled_from(["urn:a", "urn:b"]), st.sampled_from([None, NOON, NOON + HOUR])
    made = data.draw(
        st.lists(st.builds(lambda uri, at, n: orjson.dumps(ninjs(uri, text(n, 9), at)), uris, times, st.integers(0, 2)))
    )
    told = []
    for number in range(2):
        mixed = data.draw(st.permutations(made))
        cut = data.draw(st.integers(0, len(mixed)))
        files = [
            write(folder / f"{number}{part}", each) for part, each in enumerate((mixed[:cut], mixed[cut:])) if each
        ]
        told.append(raws(ordered(*files)[0]) if files else [])

    assert told[0] == told[1]
    assert sorted(told[0]) == sorted(made)
    keys = [(place_of(read(raw)), raw) for raw in told[0]]
    assert keys == sorted(keys)


def test_pages_stand_where_their_text_says(tmp_path: Path) -> None:
    """They are read once: the sorter keeps what was read."""
    files = []
    for number, page in enumerate(reversed(PAGES)):
        files.append(tmp_path / f"{number}.txt")
        files[-1].write_text(page, encoding="utf-8")

    found, done = ordered(*files)

    times = [each.read().published for each in found]
    assert None not in times
    assert times == sorted(time for time in times if time is not None)
    assert len(set(times)) == done.displaced + 1 == len(PAGES)
    assert [each.version for each in found] == [read(bytes(each.raw)) for each in found]  # type: ignore[arg-type]


def test_what_cannot_be_read_comes_with_its_file_and_line(tmp_path: Path) -> None:
    """Too long for memory, cut, without a time that exists: each once, in the order in which they stood."""
    long = b'{"uri":"urn:long","body_text":"' + b"x" * (5 << 20) + b'"}'
    path = write(tmp_path / "wire", [*WIRE[20:], BAD[0], *WIRE[:10], *BAD[1:], long, *WIRE[10:20]])

    results = list(read_all(ordered(path)[0]))
    rejects = [each for each in results if not hasattr(each, "uri")]

    assert [(each.source, each.line) for each in rejects] == [(str(path), n) for n in (11, 22, 23, 24, 25)]
    assert [getattr(each, "uri", None) for each in results if hasattr(each, "uri")] == [
        f"urn:{n:02}" for n in range(30)
    ]


def test_standard_input_comes_after_the_files_as_it_arrives(tmp_path: Path) -> None:
    """Wherever the dash stands: what it brings may have no end."""
    path = write(tmp_path / "wire", WIRE[5:10] + WIRE[:5])
    stdin = b"\n".join(WIRE[20:] + WIRE[10:20])

    found, done = ordered("-", path, stdin=stdin)

    assert raws(found) == WIRE[:10] + WIRE[20:] + WIRE[10:20]
    assert done == Ordering(10, 5)
    assert ordered("-", stdin=stdin)[1] == Ordering()


def test_the_first_record_of_standard_input_does_not_wait_for_its_end() -> None:
    """A pipe that stays open."""
    reading, writing = os.pipe()
    with open(reading, "rb") as stdin, open(writing, "wb", buffering=0) as pipe:
        given = in_order(["-"], stdin, Ordering())
        pipe.write(WIRE[3] + b"\n")
        assert next(given).raw == WIRE[3]
        pipe.write(WIRE[1] + b"\n")
        assert next(given).raw == WIRE[1]


def test_a_pipe_with_a_name_is_read_once(tmp_path: Path) -> None:
    """As a shell's <(…) is: it cannot be looked through first."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    content = gzip.compress(b"\n".join(WIRE[10:] + WIRE[:10]))
    writer = threading.Thread(target=path.write_bytes, args=(content,))
    writer.start()
    found, done = ordered(path)
    writer.join()

    assert raws(found) == WIRE
    assert done == Ordering(30, 10)


def test_what_came_late_in_a_file_finds_its_story(tmp_path: Path) -> None:
    """The fault that order mends: in the order of the file the copy misses what has left the window."""
    uris = [f"urn:newsml:{'ab'[n % 2]}.example:{n:03}" for n in range(150)]
    wire = [orjson.dumps(ninjs(uri, text(n), NOON + n * 4 * HOUR)) for n, uri in enumerate(uris)]
    path = write(tmp_path / "wire", [*wire, orjson.dumps(ninjs("urn:copy", text(0), NOON + HOUR))])

    def stories(given: Iterator[Record]) -> int:
        return len(list(Folding().stories(read_all(given))))

    assert stories(in_order([path], io.BytesIO(), Ordering())) == 150
    assert stories(records([path], io.BytesIO())) == 151


def test_watching_tells_each_passage(tmp_path: Path) -> None:
    """Looking through, putting in order, and reading: each record is seen each time."""
    path = write(tmp_path / "wire", WIRE[3:] + WIRE[:3])
    seen: list[tuple[str, int]] = []

    def watch(passing: Iterator[Record], what: str) -> Iterator[Record]:
        count = 0
        for count, each in enumerate(passing, 1):  # noqa: B007
            yield each
        seen.append((what, count))

    list(in_order([path], io.BytesIO(), Ordering(), watch))

    assert seen[-2:] == [("put in order", 30), ("", 30)]


@pytest.mark.slow
def test_memory_is_bounded_however_much_is_sorted(tmp_path: Path) -> None:
    """Of 400 MB a process holds far less."""
    rng = random.Random(1)
    path = tmp_path / "wire"
    body = "x" * 8000
    with path.open("w") as file:
        for n in range(50_000):
            at = f"2022-{rng.randrange(1, 13):02}-{rng.randrange(1, 28):02}T{n % 24:02}:00:00Z"
            file.write(json.dumps({"uri": f"urn:{n}", "versionCreated": at, "body_text": body}) + "\n")
    assert path.stat().st_size > 400_000_000
    program = (
        "import io, resource, sys\n"
        "from stream.reading.ordering import Ordering, in_order\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(sum(1 for _ in in_order([sys.argv[1]], io.BytesIO(), Ordering())))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, path],
        capture_output=True,
        check=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    count, kilobytes = map(int, done.stdout.split())

    assert count == 50_000
    assert kilobytes < 150_000


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do: where temporary files go is a setting of the system."""
    path = write(tmp_path / "wire", [raw for raw in WIRE[::-1] for _ in range(200)])
    monkeypatch.setattr(ordering, "_CACHE", 10)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        with pytest.raises(Fatal, match=r"putting the files in order: .*TMPDIR"):
            ordered(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
