"""What holds for all formats: told by content, packed or not, cut or mangled, and counted without a rest."""

from __future__ import annotations

import random
from collections import Counter
from io import BytesIO
from pathlib import Path

import orjson
import pytest

from reading.formats.samples import LONG, POINTERS, SAMPLES, headline, read_files, text, understood
from stream.reading.formats import OF_JSON, OF_MARKUP, OF_TEXT, every_format
from stream.reading.formats.items import Item, Refused, Skipped
from stream.reading.intake import read
from stream.reading.sources import files_among, read_all, records
from stream.text.times import timestamp

_TIMES = {"2026-11-01T07:30:00Z", "2026-11-01T07:30:00.500Z", "2026-11-01T08:30:00Z"}  # the last states no zone
READ = sorted(SAMPLES.keys() - POINTERS)


def test_there_is_a_sample_of_every_format() -> None:
    """A reader without one would be one that no test here looks at."""
    assert set(SAMPLES) == {each.name for each in every_format()}
    assert len(OF_JSON) + len(OF_MARKUP) + len(OF_TEXT) == len(SAMPLES)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_format_is_told_by_its_content(tmp_path: Path, name: str, packed: bool) -> None:
    """Under a name that says nothing, and compressed."""
    assert {kind for kind, _ in understood(tmp_path, SAMPLES[name], packed=packed)} == {name}


@pytest.mark.parametrize("white", [b"\xef\xbb\xbf", b"\n \n"], ids=["byte order mark", "white space"])
@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in ("WARC", "saved page", "ANPA 1312")])
def test_what_stands_before_does_not_hide_it(tmp_path: Path, name: str, white: bytes) -> None:
    """A byte order mark, and empty lines."""
    assert understood(tmp_path, white + SAMPLES[name])[0][0] == name


@pytest.mark.parametrize("name", READ)
def test_the_story_is_understood(tmp_path: Path, name: str) -> None:
    """Headline, time to the minute and the first paragraph, and intake takes the record as it is."""
    [outcome] = [each for _, each in understood(tmp_path, SAMPLES[name]) if isinstance(each, Item)]
    version = read(orjson.dumps(outcome.record))

    assert version.headline == "Lighthouse moved inland"
    assert LONG.split(". ")[1] in version.text
    if name not in ("saved page", "ZCZC lines"):  # which state no time
        assert timestamp(version.published) in _TIMES
    if name != "saved page":
        assert headline(outcome.record) == version.headline
        assert text(outcome.record).split("\n\n")[0].endswith(LONG)
        assert {"bodies", "uri"} <= set(outcome.origins)


@pytest.mark.parametrize("name", sorted(POINTERS))
def test_a_pointer_is_no_dispatch(tmp_path: Path, name: str) -> None:
    """Its text is elsewhere, and nothing is fetched."""
    assert [each for _, each in understood(tmp_path, SAMPLES[name])] == [Skipped("pointer")]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_file_gives_the_same_records(tmp_path: Path, name: str) -> None:
    """Whatever it is called, wherever it lies and however it is packed."""
    (tmp_path / "other").mkdir()
    one = understood(tmp_path, SAMPLES[name])

    assert understood(tmp_path / "other", SAMPLES[name], "b", packed=True) == one


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_whatever_is_cut_or_mangled_ends_as_an_item(tmp_path: Path, name: str) -> None:
    """A file that breaks off, or has bytes of another, never stops a run: every item is read, skipped or rejected."""
    rng = random.Random(name)
    raw = SAMPLES[name]
    for number in range(25):
        mangled = bytearray(raw[: rng.randrange(1, len(raw))] if number % 2 else raw)
        for _ in range(rng.randrange(4)):
            mangled[rng.randrange(len(mangled))] = rng.randrange(256)
        path = tmp_path / f"{number}"
        path.mkdir()
        (path / "wire").write_bytes(bytes(mangled))
        skipped: Counter[str] = Counter()

        list(read_all(records([path], BytesIO(), skipped)))


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    """All below it by name, hidden ones aside; what is no text there is skipped and counted."""
    for number, (name, raw) in enumerate(SAMPLES.items()):
        if name not in ("saved page",):
            (tmp_path / f"{number % 3}").mkdir(exist_ok=True)
            (tmp_path / f"{number % 3}" / f"{number}.txt").write_bytes(raw)
    (tmp_path / ".hidden").write_bytes(b"{}")
    (tmp_path / "picture.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00")
    skipped: Counter[str] = Counter()
    found = list(records([tmp_path], BytesIO(), skipped))

    assert len(found) == len(READ) - 1
    assert skipped == {"pointer": 2, "answer that is no HTML": 1, "binary data": 1}
    assert next(path.name for path in files_among([tmp_path])) == "picture.jpg"


def test_xml_of_another_kind_is_rejected(tmp_path: Path) -> None:
    """It is no text of a page, and says what to do."""
    path = tmp_path / "other.xml"
    path.write_bytes(b'<?xml version="1.0"?><invoice><sum>7</sum></invoice>')
    [record] = read_files(path)

    assert record.reason == "xml"
    assert "copytaster read" in (record.refused or "")


def test_a_saved_page_may_begin_with_a_sign(tmp_path: Path) -> None:
    """An angle bracket is no proof of markup."""
    [(name, outcome)] = understood(
        tmp_path, b"<Photo> Lighthouse moved inland\n\nPORT AMBER: It was moved on Tuesday.\n"
    )

    assert name == "saved page"
    assert isinstance(outcome, Item)


def test_a_reject_keeps_the_bytes_of_its_item(tmp_path: Path) -> None:
    """Of the item where it can be told apart, and the others are read."""
    from reading.formats.samples import g2_item, g2_message

    empty = g2_item("urn:newsml:wire.example:20261101:bad", content="", body="")
    got = understood(tmp_path, g2_message(g2_item("urn:a"), empty, g2_item("urn:b")))

    assert [type(each) for _, each in got] == [Item, Refused, Item]
    refused = got[1][1]
    assert isinstance(refused, Refused)
    assert b"20261101:bad" in refused.raw
    assert b"urn:a" not in refused.raw
