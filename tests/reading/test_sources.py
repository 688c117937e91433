"""Files into records: every record ends as a Version or as a Reject that can be replayed."""

from __future__ import annotations

import gzip
import io
import json
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from stream.dispatch import Version
from stream.errors import Invalid, Reason, Usage
from stream.reading import sources
from stream.reading.rejects import LongLine, Reject
from stream.reading.sources import Record, read_all, records

TEXT = "The pier will be rebuilt before the summer, the council said."


def line(number: int) -> bytes:
    """A good record."""
    return json.dumps({"uri": f"urn:x:{number}", "language": "en", "body_text": TEXT}).encode()


def read_files(*paths: Path | str, stdin: bytes = b"") -> list[Version | Reject]:
    """What these files hold."""
    return list(read_all(records(paths, io.BytesIO(stdin))))


def uris(results: list[Version | Reject]) -> list[str]:
    """The uri of each Version, the reason of each Reject."""
    return [result.uri if isinstance(result, Version) else f"!{result.reason}" for result in results]


def test_json_lines_are_read_line_by_line(tmp_path: Path) -> None:
    """Empty lines are no records but count; a bad line costs its neighbours nothing."""
    path = tmp_path / "wire.jsonl"
    path.write_bytes(line(1) + b"\n\n  \r\n{cut\n" + line(2) + b"\r\n" + line(3))
    results = read_files(path)

    assert uris(results) == ["urn:x:1", "!json", "urn:x:2", "urn:x:3"]
    reject = results[1]
    assert isinstance(reject, Reject)
    assert (reject.source, reject.line, reject.raw) == (str(path), 4, b"{cut")


def test_standard_input_is_json_lines() -> None:
    """``-`` among the files."""
    assert uris(read_files("-", stdin=line(1) + b"\n" + line(2))) == ["urn:x:1", "urn:x:2"]


NAMES = ["wire.jsonl", "wire.NDJSON.gz", "wire", "wire.txt", "wire.json", "wire.xml", "wire.gz", "wire.2022-11-30"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (line(1) + b"\n" + line(2) + b"\n", ["urn:x:1", "urn:x:2"]),
        (b"\n \n\xef\xbb\xbf" + line(1) + b"\r\n" + line(2), ["urn:x:1", "urn:x:2"]),
        (b"\xef\xbb\xbf" + line(1), ["urn:x:1"]),
        (b"{cut\n" + line(1) + b"\n" + line(2), ["!json", "urn:x:1", "urn:x:2"]),
        (b"4, 5]}\n" + line(1) + b"\n" + line(2), ["!json", "urn:x:1", "urn:x:2"]),
        (b"[]\n" + line(1) + b"\n" + line(2), ["!json"]),
        (line(1)[:-9] + b"\n" + line(2)[:-9] + b"\n", ["!json", "!json"]),
        (json.dumps(json.loads(line(1)), indent=2).encode(), ["urn:x:1"]),
        (json.dumps(json.loads(line(1)), indent=2).encode()[:-5], ["!json"]),
        (json.dumps([json.loads(line(1)), 5, json.loads(line(2))], indent=1).encode(), ["urn:x:1", "!json", "urn:x:2"]),
        (b"[" + line(1) + b",\n" + line(2) + b",", ["!json"]),
        (f"[Photo] Pier to be rebuilt\n\n{TEXT}\n".encode(), ["page"]),
        (f"2022\n\n{TEXT}\n{{}}\n{TEXT}\n".encode(), ["page"]),
        ("埠頭は夏までに再建される。".encode() * 20, ["page"]),
        (b"Le quai a \xe9t\xe9 reconstruit", ["!encoding"]),
    ],
)
def test_a_file_is_read_by_what_it_holds(
    tmp_path: Path, name: str, compressed: bool, content: bytes, told: list[str]
) -> None:
    """Whatever its name says of kind and compression."""
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if compressed else content)

    found = ["page" if each.startswith("urn:copytaster:page:") else each for each in uris(read_files(path))]

    assert found == told


@pytest.mark.parametrize(("page", "sidecar"), [("page", "page.json"), ("p.html", "p.html.json"), ("p", "p.json")])
@pytest.mark.parametrize("compressed", [True, False])
def test_a_page_of_any_name_has_its_sidecar(tmp_path: Path, page: str, sidecar: str, compressed: bool) -> None:
    """The name and .json; a file beside JSON Lines is a record of its own."""
    text = f"Pier to be rebuilt\n\n{TEXT}".encode()
    file = tmp_path / (f"{page}.gz" if compressed else page)
    file.write_bytes(gzip.compress(text) if compressed else text)
    (tmp_path / sidecar).write_bytes(b'{"uri": "urn:x:9"}')
    assert uris(read_files(file, tmp_path / sidecar)) == ["urn:x:9"]

    file.write_bytes(line(1))
    (tmp_path / sidecar).write_bytes(line(2))
    assert uris(read_files(file, tmp_path / sidecar)) == ["urn:x:1", "urn:x:2"]


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0)])
def test_a_file_with_nothing_in_it_is_told(tmp_path: Path, content: bytes) -> None:
    """Its neighbours are read."""
    empty, full = tmp_path / "empty.jsonl", tmp_path / "full.jsonl"
    empty.write_bytes(content)
    full.write_bytes(line(1))
    reject, version = read_files(empty, full)

    assert isinstance(reject, Reject)
    assert (reject.reason, reject.message) == (Reason.NO_TEXT, f"{empty}: there is nothing in this file")
    assert isinstance(version, Version)


def test_a_first_line_too_long_costs_the_others_nothing(tmp_path: Path) -> None:
    """No more of it is held than of any other, and it is one reject."""
    path = tmp_path / "wire"
    path.write_bytes(b'{"uri":"urn:long","body_text":"' + b"x" * (5 << 20) + b'"}\n' + line(1))

    assert uris(read_files(path)) == ["!too-large", "urn:x:1"]


def test_a_json_file_holds_one_record_or_an_array(tmp_path: Path) -> None:
    """The place in the array takes the place of the line; bad elements are rejected one by one."""
    one, many = tmp_path / "one.json", tmp_path / "many.json"
    one.write_bytes(b"\xef\xbb\xbf" + line(1))
    many.write_bytes(b"[" + line(2) + b',\n5,{"body_text":"x"},' + line(3) + b"]")
    results = read_files(one, many)

    assert uris(results) == ["urn:x:1", "urn:x:2", "!json", "!no-uri", "urn:x:3"]
    assert [result.line for result in results if isinstance(result, Reject)] == [2, 3]


def test_a_cut_json_file_is_one_reject(tmp_path: Path) -> None:
    """Its bytes are kept whole."""
    path = tmp_path / "cut.json"
    path.write_bytes(b"[" + line(1) + b"," + line(2)[:-5])
    results = read_files(path)

    assert uris(results) == ["!json"]
    assert isinstance(results[0], Reject)
    assert results[0].raw == path.read_bytes()


def test_a_saved_page_is_read_with_its_sidecar(tmp_path: Path) -> None:
    """``<name>.txt.json`` beside it; given on the command line as well it is not a record of its own."""
    page, sidecar = tmp_path / "page.txt", tmp_path / "page.txt.json"
    page.write_text(f"Pier to be rebuilt\n\n{TEXT}\n\nThe mayor was not present.", encoding="utf-8")
    without = read_files(page)
    sidecar.write_text('{"uri": "urn:x:9", "versionCreated": "2022-11-30T03:00:00Z"}', encoding="utf-8")

    assert uris(without)[0].startswith("urn:copytaster:page:")
    assert uris(read_files(page, sidecar)) == ["urn:x:9"]
    packed = tmp_path / "packed.txt.gz"
    packed.write_bytes(gzip.compress(page.read_bytes()))
    (tmp_path / "packed.txt.json").write_bytes(sidecar.read_bytes())
    assert uris(read_files(packed, tmp_path / "packed.txt.json")) == ["urn:x:9"]


@pytest.mark.parametrize("sidecar", [b"{cut", b"[1]", b"\xff"])
def test_a_broken_sidecar_is_the_reject(tmp_path: Path, sidecar: bytes) -> None:
    """Reading the page without it would give it another identity."""
    page = tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    (tmp_path / "page.txt.json").write_bytes(sidecar)
    (result,) = read_files(page)

    assert isinstance(result, Reject)
    assert (result.source, result.raw) == (f"{page}.json", sidecar)


def test_a_page_that_is_not_utf8_is_a_reject(tmp_path: Path) -> None:
    """Its bytes are kept as they are."""
    page = tmp_path / "page.txt"
    page.write_bytes("Le quai a été reconstruit".encode("latin-1"))
    (result,) = read_files(page)

    assert isinstance(result, Reject)
    assert (result.reason, result.raw) == (Reason.ENCODING, page.read_bytes())


def test_the_seed_page_is_read_from_the_sample() -> None:
    """With the sidecar that the demo ships."""
    with as_file(files("stream.sample")) as folder:
        (result,) = read_files(folder / "seed-page.txt")

    assert isinstance(result, Version)
    assert result.credit_line == "Xinhua/VNA/CVN"
    assert result.published is not None


def test_a_line_too_long_goes_to_disk_and_is_kept_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never more than the limit in memory; one reject, with every byte; the next line is read."""
    monkeypatch.setattr(sources, "MAX_RECORD_BYTES", 100)
    monkeypatch.setattr(sources, "BUFFER", 64)
    for length in (101, 102, 103, 166, 167, 300, 1000):
        long = b"x" * length
        for end in (b"\n", b"\r\n"):
            stdin = io.BytesIO(b'{"uri":"urn:x:1","body_text":"Text."}' + end + long + end + line(2)[:90] + end)
            read = list(records(["-"], stdin))
            assert [record.line for record in read] == [1, 2, 3]
            raw = read[1].raw
            assert (raw if isinstance(raw, bytes) else b"".join(raw.pieces())) == long
    (reject,) = read_all([read[1]])
    assert isinstance(reject, Reject)
    assert reject.reason is Reason.TOO_LARGE
    assert isinstance(reject.raw, LongLine)
    again = Reject.from_json(reject.to_json())
    assert (again.raw, again.line, again.source) == (long, 2, "-")


@pytest.mark.parametrize("cut", [20, 40])
def test_a_damaged_archive_gives_what_was_readable_and_one_reject(tmp_path: Path, cut: int) -> None:
    """The loss is visible."""
    for name in ("wire.jsonl.gz", "wire.json.gz", "page.txt.gz"):
        path = tmp_path / name
        path.write_bytes(gzip.compress(b"\n".join(line(number) for number in range(50)))[:-cut])
        results = read_files(path)
        assert uris(results)[-1] == "!encoding"
        assert all(isinstance(result, Version) for result in results[:-1])


@pytest.mark.parametrize("together", [1, 2, 3, 64])
def test_records_taken_together_come_in_their_order(together: int) -> None:
    """Whatever is among them: what was read before, what cannot be, a line too long for memory."""
    long = LongLine()
    long.append(b"x" * 10)
    raws: list[bytes | LongLine] = [line(1), b"{cut", long, line(2), line(3)]
    given = [Record("wire.jsonl", number, raw) for number, raw in enumerate(raws, 1)]
    given.insert(1, Record("archive.gz", 1, b"", refused="archive.gz: damaged"))
    given.insert(4, Record("page.txt", 1, b"", version=Record("page.txt", 1, line(9)).read()))
    results = list(read_all(given, together))

    assert uris(results) == ["urn:x:1", "!encoding", "!json", "!too-large", "urn:x:9", "urn:x:2", "urn:x:3"]
    rejects = [(result.source, result.line) for result in results if isinstance(result, Reject)]
    assert rejects == [("archive.gz", 1), ("wire.jsonl", 2), ("wire.jsonl", 3)]


def test_rejects_are_replayable() -> None:
    """A line of the rejects file gives the bytes back, whatever they were."""
    raw = bytes(range(256)) * 3
    (reject,) = read_all([Record("wire.jsonl", 7, raw)])
    assert isinstance(reject, Reject)
    written = reject.to_json()

    assert b"\n" not in written
    assert set(json.loads(written)) == {"reason", "message", "source", "line", "raw"}
    assert Reject.from_json(written) == reject
    assert reject.raw == raw


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"[]",
        b"{}",
        b'{"reason":"json","message":"","source":"","line":1,"raw":"*"}',
        b'{"reason":"because","message":"","source":"","line":1,"raw":""}',
        b'{"reason":"json","message":"","source":"","line":"x","raw":""}',
        b'{"reason":"json","message":"","source":"","line":1,"raw":5}',
    ],
)
def test_a_broken_rejects_file_is_invalid(broken: bytes) -> None:
    """And says so with a reason."""
    with pytest.raises(Invalid):
        Reject.from_json(broken)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00\x01", "binary data"),
        (line(1).decode().encode("utf-16"), "binary data"),
    ],
)
def test_what_is_neither_json_nor_text_is_the_callers_mistake(tmp_path: Path, content: bytes, told: str) -> None:
    """The message names the file, what it holds, and what is read."""
    path = tmp_path / "wire.jsonl"
    path.write_bytes(content)
    with pytest.raises(Usage, match=f"wire.jsonl: holds {told}; what is read is text"):
        read_files(path)


def test_what_cannot_be_opened_is_the_callers_mistake(tmp_path: Path) -> None:
    """A file that is not there."""
    path = tmp_path / "missing.jsonl"
    with pytest.raises(Usage, match=f"{path}: cannot be opened"):
        read_files(path)
