"""Files that come into a real folder, from writers of all kinds."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import orjson
import pytest

from stream.errors import Fatal, Usage
from stream.service.feeding.folders import DONE, ERROR, Folder
from stream.service.metrics import FeedMetrics
from taken import Recorder, dispatch, taken

NITF = """<?xml version="1.0" encoding="UTF-8"?>
<nitf><head><docdata><doc-id id-string="{uri}"/><date.issue norm="20221129T120000Z"/></docdata></head>
<body><body.head><hedline><hl1>{title}</hl1></hedline></body.head>
<body.content><p>{text}</p></body.content></body></nitf>"""
TEXTS = (
    "Die Talsperre hielt, sagte der Landrat.",
    "الوضع تحت السيطرة، قالت البلدية.",
    "市長は堤防が持ちこたえたと述べた。",
)


class Clock:
    """Seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """What is watched."""
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def watched(folder: Path, *, still: float = 0.05, again: float = 0.05) -> Folder:
    """The folder, by the real clock, with little patience."""
    return Folder(folder, still=still, again=again, every=0.01)


def left(folder: Path) -> list[str]:
    """The files that are in it, wherever."""
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    return sorted(
        each.relative_to(folder).as_posix().replace(day, "DAY") for each in folder.rglob("*") if each.is_file()
    )


def counted(metrics: FeedMetrics, name: str, source: Path, **labels: str) -> float:
    """The value of a metric of a source."""
    value = metrics.registry.get_sample_value(f"copytaster_{name}", {"source": str(source), **labels})
    assert value is not None
    return value


def test_files_of_any_format_are_sent_and_moved(folder: Path) -> None:
    """In any script, compressed, in folders below; what was sent is where the day's files are."""
    (folder / "a.jsonl").write_bytes(dispatch("urn:a:1") + b"\n" + dispatch("urn:a:2"))
    (folder / "sub").mkdir()
    for number, text in enumerate(TEXTS):
        raw = NITF.format(uri=f"urn:b:{number}", title=text[:12], text=text).encode()
        (folder / "sub" / f"b{number}.xml.gz").write_bytes(gzip.compress(raw))
    sender = Recorder()

    metrics = taken(watched(folder), sender=sender, until=lambda: all(each.startswith(DONE) for each in left(folder)))

    assert sorted(sender.uris) == ["urn:a:1", "urn:a:2", "urn:b:0", "urn:b:1", "urn:b:2"]
    assert left(folder) == [f"{DONE}/DAY/{name}" for name in ("a.jsonl", *(f"sub/b{n}.xml.gz" for n in range(3)))]
    assert counted(metrics, "feed_items_total", folder, verdict="sent") == 5
    assert counted(metrics, "feed_parcels_total", folder, outcome="acknowledged") == 4


def test_a_file_waits_until_it_is_still(folder: Path) -> None:
    """Each change of size or time begins the wait anew."""
    clock = Clock()
    source = Folder(folder, still=2, clock=clock)
    file = folder / "a.jsonl"
    file.write_bytes(b"{")

    assert source.look() == []
    clock.now += 1.9
    assert source.look() == []
    file.write_bytes(dispatch("urn:a"))
    clock.now += 0.1
    assert source.look() == []  # it has grown
    clock.now += 1.9
    os.utime(file)
    assert source.look() == []  # it was written again
    clock.now += 1.9
    assert source.look() == []
    clock.now += 0.1
    assert source.look() == ["a.jsonl"]


def test_a_file_that_was_moved_in_is_whole_at_once(folder: Path, tmp_path: Path) -> None:
    """It has been as it is for longer than a writer rests; one that was written just now may grow."""
    outside = tmp_path / "a.jsonl"
    outside.write_bytes(dispatch("urn:a"))
    os.utime(outside, (time.time() - 3, time.time() - 3))
    outside.rename(folder / "a.jsonl")
    (folder / "b.jsonl").write_bytes(dispatch("urn:b"))

    assert Folder(folder, still=2, clock=Clock()).look() == ["a.jsonl"]


def test_the_oldest_comes_first(folder: Path) -> None:
    """By when it came, not by its name."""
    for name in ("c", "a", "b"):
        (folder / name).write_bytes(dispatch(f"urn:{name}"))
        time.sleep(0.02)  # file systems stamp by a clock that ticks every few milliseconds
    sender = Recorder()

    taken(watched(folder), sender=sender, until=lambda: len(sender.sent) == 3)

    assert sender.uris == ["urn:c", "urn:a", "urn:b"]


@pytest.mark.parametrize(
    "name", [".a.jsonl", "a.jsonl.part", "a.jsonl.PART", "a.tmp", "a.filepart", "a.jsonl~", "_later/a.jsonl"]
)
def test_names_of_files_under_way_are_left_alone(folder: Path, name: str) -> None:
    """Until they are renamed."""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(dispatch("urn:a"))
    clock = Clock()
    source = Folder(folder, still=2, clock=clock)

    source.look()
    clock.now += 100
    assert source.look() == []

    (folder / name).rename(folder / "a.jsonl")
    source.look()
    clock.now += 2
    assert source.look() == ["a.jsonl"]


def test_links_and_pipes_are_no_files(folder: Path, tmp_path: Path) -> None:
    """A link could lead to anything that this process may read; a pipe would hold it up."""
    (tmp_path / "secret").write_bytes(dispatch("urn:a"))
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "folder").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    clock = Clock()
    source = Folder(folder, clock=clock)

    source.look()
    clock.now += 100
    assert source.look() == []


def test_a_slow_writer_is_waited_for(folder: Path) -> None:
    """A file that grows piece by piece is sent once, whole."""
    lines = [dispatch(f"urn:{number}") + b"\n" for number in range(6)]
    sender = Recorder()

    def write() -> None:
        with (folder / "slow.jsonl").open("wb", buffering=0) as out:
            for line in lines:
                out.write(line[:40])
                time.sleep(0.03)
                out.write(line[40:])
                time.sleep(0.03)

    writer = threading.Thread(target=write)
    writer.start()
    taken(watched(folder, still=0.5), sender=sender, until=lambda: left(folder) == [f"{DONE}/DAY/slow.jsonl"])
    writer.join()

    assert sender.uris == [f"urn:{number}" for number in range(6)]


def test_a_file_that_is_written_on_after_it_was_read_comes_again(folder: Path) -> None:
    """It is not moved from under its writer."""
    file = folder / "a.jsonl"
    file.write_bytes(dispatch("urn:a") + b"\n")

    class Appending(Recorder):
        async def send(self, records: list[bytes]) -> None:  # type: ignore[override]
            if not self.sent:
                with file.open("ab") as out:
                    out.write(dispatch("urn:b") + b"\n")
            await super().send(records)

    sender = Appending()
    taken(watched(folder), sender=sender, until=lambda: left(folder) == [f"{DONE}/DAY/a.jsonl"])

    assert sender.uris == ["urn:a", "urn:a", "urn:b"]


def test_what_cannot_be_read_is_tried_again_and_kept_with_the_reason(folder: Path) -> None:
    """A bad file goes to its folder; of one that is good in part the bad items are kept there."""
    (folder / "bad.xml").write_bytes(b"<unknown><thing/></unknown>")
    (folder / "half.jsonl").write_bytes(dispatch("urn:a") + b"\n{broken\n" + dispatch("urn:b"))
    sender = Recorder()

    metrics = taken(watched(folder), sender=sender, until=lambda: len(left(folder)) == 4)

    assert left(folder) == [
        f"{ERROR}/bad.xml",
        f"{ERROR}/bad.xml.rejects.jsonl",
        f"{ERROR}/half.jsonl.rejects.jsonl",
        f"{DONE}/DAY/half.jsonl",
    ]
    assert sender.uris == ["urn:a", "urn:b"] * 2
    reject = orjson.loads((folder / ERROR / "bad.xml.rejects.jsonl").read_bytes())
    assert (reject["reason"], "of a kind that is not read" in reject["message"]) == ("xml", True)
    assert orjson.loads((folder / ERROR / "half.jsonl.rejects.jsonl").read_bytes())["line"] == 2
    assert counted(metrics, "feed_parcels_total", folder, outcome="refused") == 1
    assert counted(metrics, "feed_items_total", folder, verdict="rejected") == 2  # the first try does not count


def test_what_a_retry_heals_is_no_reject(folder: Path) -> None:
    """A writer that stalled for longer than it should goes on."""
    whole = NITF.format(uri="urn:a", title="Dam", text=TEXTS[0]).encode()
    file = folder / "a.xml"
    file.write_bytes(whole[:30])
    sender = Recorder()
    source = watched(folder, again=60)

    def until() -> bool:
        if file.exists() and file.stat().st_size == 30 and any(each.refused for each in source._sights.values()):  # noqa: SLF001
            file.write_bytes(whole)
        return not file.exists()

    taken(source, sender=sender, until=until)

    assert sender.uris == ["urn:copytaster:nitf:unknown:urn:a"]
    assert left(folder) == [f"{DONE}/DAY/a.xml"]


def test_pictures_are_skipped_and_moved(folder: Path) -> None:
    """As in a folder that is given to `run`."""
    (folder / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)))
    sender = Recorder()

    metrics = taken(watched(folder), sender=sender, until=lambda: not (folder / "a.jpg").exists())

    assert sender.sent == []
    assert left(folder) == [f"{DONE}/DAY/a.jpg"]
    assert counted(metrics, "feed_items_total", folder, verdict="skipped") == 1


def test_an_empty_file_is_waited_for_and_then_told(folder: Path) -> None:
    """Its writer may have made it and be about to begin."""
    (folder / "a").touch()
    clock = Clock()
    source = Folder(folder, clock=clock)

    source.look()
    clock.now += 59
    assert source.look() == []
    clock.now += 1
    assert source.look() == ["a"]


def test_a_page_and_its_sidecar_are_one(folder: Path) -> None:
    """They are read together and moved together; another file with such a name is by itself."""
    page = "Damm hält\n\nDer Damm hielt, sagte der Bürgermeister. Niemand wurde verletzt, und alle sind zu Hause.\n"
    (folder / "a.txt.json").write_bytes(orjson.dumps({"uri": "https://paper.example/a"}))
    (folder / "a.txt").write_text(page)
    (folder / "b.jsonl").write_bytes(dispatch("urn:b"))
    (folder / "b.jsonl.json").write_bytes(dispatch("urn:c"))
    sender = Recorder()

    taken(watched(folder), sender=sender, until=lambda: len(sender.sent) == 3 and not any(folder.glob("*.*")))

    assert sorted(sender.uris) == ["https://paper.example/a", "urn:b", "urn:c"]
    assert left(folder) == [f"{DONE}/DAY/{name}" for name in ("a.txt", "a.txt.json", "b.jsonl", "b.jsonl.json")]


def test_a_name_that_comes_again_replaces_nothing(folder: Path) -> None:
    """Many systems have one name for all that they write."""
    sender = Recorder()
    for number in range(3):
        (folder / "out.json").write_bytes(dispatch(f"urn:{number}"))
        taken(watched(folder), sender=sender, until=lambda: not (folder / "out.json").exists())

    assert sender.uris == ["urn:0", "urn:1", "urn:2"]
    assert left(folder) == [f"{DONE}/DAY/out.json", f"{DONE}/DAY/out.json~1", f"{DONE}/DAY/out.json~2"]


def test_a_name_that_is_no_text_is_moved_too(folder: Path) -> None:
    """File names are bytes."""
    name = os.fsdecode(b"caf\xe9.jsonl")
    (folder / name).write_bytes(dispatch("urn:a"))
    sender = Recorder()

    taken(watched(folder), sender=sender, until=lambda: not (folder / name).exists())

    assert sender.uris == ["urn:a"]


def test_files_stay_while_the_brokers_do_not_answer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is moved, nothing is lost, and it goes on when they are back."""
    monkeypatch.setattr("stream.service.feeding.taking._FIRST_WAIT", 0.01)
    for name in ("a", "b"):
        (folder / name).write_bytes(dispatch(f"urn:{name}"))
    sender = Recorder(failures=3)

    metrics = taken(watched(folder), sender=sender, until=lambda: len(sender.sent) == 2)

    assert sorted(sender.uris) == ["urn:a", "urn:b"]
    assert counted(metrics, "feed_parcels_total", folder, outcome="postponed") == 3


def test_one_folder_that_is_away_holds_up_no_other(folder: Path, tmp_path: Path) -> None:
    """A mount that went away is looked at again."""
    away = tmp_path / "away"
    away.mkdir()
    source, sender = watched(away), Recorder()
    (folder / "a").write_bytes(dispatch("urn:a"))
    (away / "b").write_bytes(dispatch("urn:b"))
    gone: Iterator[bool] = iter([False])

    def until() -> bool:
        if not next(gone, True):
            away.rename(tmp_path / "elsewhere")
        if sender.sent and not away.exists():
            (tmp_path / "elsewhere").rename(away)
        return len(set(sender.uris)) == 2

    taken(watched(folder), source, sender=sender, until=until)

    assert set(sender.uris) == {"urn:a", "urn:b"}


def test_a_folder_that_cannot_be_looked_into_counts_as_down(folder: Path, tmp_path: Path) -> None:
    """Until it can be again."""
    source, said = Folder(folder), list[str]()
    source.answered, source.unanswered = partial(said.append, "there"), partial(said.append, "away")

    source.look()
    folder.rename(tmp_path / "elsewhere")
    source.look()
    (tmp_path / "elsewhere").rename(folder)
    source.look()

    assert said == ["there", "away", "there"]


def test_a_source_is_up_from_its_start(folder: Path) -> None:
    """Its alarm needs a series from then on; the time of its last item begins with the first."""
    metrics = taken(watched(folder), sender=Recorder(), until=lambda: True)

    assert counted(metrics, "feed_source_down", folder) == 0
    assert counted(metrics, "feed_last_answer_timestamp_seconds", folder) > 0
    assert (
        metrics.registry.get_sample_value("copytaster_feed_last_item_timestamp_seconds", {"source": str(folder)})
        is None
    )


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Before anything is taken."""
    with pytest.raises(Usage, match="there is no such folder"):
        taken(watched(tmp_path / "none"), sender=Recorder(), until=lambda: True)


def test_what_cannot_be_moved_ends_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would be sent again without end."""
    (folder / "a").write_bytes(dispatch("urn:a"))

    def fails(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(ExceptionGroup) as raised:
        taken(watched(folder), sender=Recorder(), until=lambda: False)
    assert raised.group_contains(Fatal, match="was sent and cannot be moved")


PROGRAM = """
import asyncio, os, sys, time
from pathlib import Path
from stream.service.feeding.folders import Folder
from stream.service.feeding.readers import Readers
from stream.service.feeding.taking import take
from stream.service.metrics import FeedMetrics

folder, out, stuck = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "stuck"

class Sender:
    async def send(self, records):
        with open(out, "ab") as file:
            file.writelines(record + b"\\n" for record in records)
        print("sent", flush=True)
        if stuck:
            time.sleep(600)

async def main():
    source = Folder(folder, still=0.05, every=0.01)
    await source.start()
    stop, readers = asyncio.Event(), Readers()
    taking = asyncio.create_task(take([source], Sender(), FeedMetrics(), stop, readers))
    while any(each.is_file() for each in folder.iterdir()):
        await asyncio.sleep(0.01)
    stop.set()
    await taking
    readers.close()

asyncio.run(main())
"""


@pytest.mark.slow
def test_a_kill_between_sending_and_moving_repeats_the_file(folder: Path, tmp_path: Path) -> None:
    """At least once: the same bytes come again, which fold into one."""
    (folder / "a.xml").write_text(NITF.format(uri="urn:a", title="Dam", text=TEXTS[1]))
    out = tmp_path / "out"
    command = [sys.executable, "-c", PROGRAM, str(folder), str(out)]
    with subprocess.Popen([*command, "stuck"], stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stdout.readline() == b"sent\n"
        process.send_signal(signal.SIGKILL)
    assert left(folder) == ["a.xml"]

    subprocess.run([*command, "on"], check=True, capture_output=True, timeout=250)  # noqa: S603

    first, second = out.read_bytes().splitlines()
    assert first == second
    assert left(folder) == [f"{DONE}/DAY/a.xml"]
