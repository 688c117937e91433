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


@pytest.mark.parametrize("name", ["wire.jsonl.gz", "wire.NDJSON.gz", "wire.ndjson"])
def test_compression_and_case_of_the_name_do_not_matter(tmp_path: Path, name: str) -> None:
    """The kind is told by the name, without ``.gz``."""
    path = tmp_path / name
    data = line(1) + b"\n" + line(2) + b"\n"
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)

    assert uris(read_files(path)) == ["urn:x:1", "urn:x:2"]


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


@pytest.mark.parametrize("name", ["wire.xml", "wire", "wire.gz", "missing.jsonl", "missing.json.gz"])
def test_what_cannot_be_opened_is_the_callers_mistake(tmp_path: Path, name: str) -> None:
    """The message names the file and the kinds that are known."""
    if not name.startswith("missing"):
        (tmp_path / name).write_bytes(line(1))
    with pytest.raises(Usage, match=name):
        read_files(tmp_path / name)
