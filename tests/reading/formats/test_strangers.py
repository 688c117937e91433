"""Files are hostile until they are read: what bounds them, and that nothing in them reaches out or runs."""

from __future__ import annotations

import gzip
import re
import socket
from pathlib import Path
from time import process_time

import pytest

from reading.formats.samples import ENTRY, LONG, g2_item, g2_message, nitf, one, rss, text, understood
from stream.errors import Reason
from stream.reading.formats import prose, trees
from stream.reading.formats.items import MOST_ITEMS, Refused


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that is asked for fails the test."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a reader opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def refusal(folder: Path, raw: bytes, *, packed: bool = False) -> Refused:
    """The one refusal that a file ends in."""
    [(_, outcome)] = understood(folder, raw, packed=packed)
    assert isinstance(outcome, Refused), outcome
    return outcome


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    """Ten to the ninth copies of a word, out of a kilobyte."""
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    raw = f'<!DOCTYPE nitf [<!ENTITY a0 "lighthouse">{levels}]>'.encode() + nitf(body="<p>&a9;</p>")

    assert refusal(tmp_path, raw).reason is Reason.XML


def test_a_quadratic_blow_up_is_refused(tmp_path: Path) -> None:
    """One long entity, many times."""
    subset = f'[<!ENTITY a "{"x" * 100_000}">]>'
    document = nitf(body=f"<p>{'&a;' * 3_000}</p>")

    assert refusal(tmp_path, f"<!DOCTYPE nitf {subset}".encode() + document).reason is Reason.XML


@pytest.mark.parametrize("kind", ["SYSTEM", 'PUBLIC "-//X//EN"'])
def test_an_external_entity_is_not_read(tmp_path: Path, kind: str) -> None:
    """Neither a local file nor an address."""
    secret = tmp_path / "secret.txt"
    secret.write_text("the combination is 4711")
    for target in (secret.as_uri(), "http://127.0.0.1:9/x"):
        raw = f'<!DOCTYPE nitf [<!ENTITY a {kind} "{target}">]>'.encode() + nitf(body=f"<p>{LONG} &a;</p>")
        [(_, outcome)] = understood(tmp_path, raw)

        assert "4711" not in repr(outcome)


def test_an_external_document_type_is_not_fetched(tmp_path: Path) -> None:
    """Houses name theirs; the text is read without it."""
    raw = b'<!DOCTYPE nitf SYSTEM "http://127.0.0.1:9/nitf.dtd">' + nitf()

    assert text(one(tmp_path, raw)).startswith(LONG)


def test_internal_entities_are_replaced(tmp_path: Path) -> None:
    """A DOCTYPE may declare its own words."""
    raw = b'<!DOCTYPE nitf [<!ENTITY town "Port Amber">]>' + nitf(body="<p>&town; slept.</p>")

    assert text(one(tmp_path, raw)) == "Port Amber slept."


def test_xml_that_is_nested_too_deep_is_refused(tmp_path: Path) -> None:
    """Below 256 elements."""
    assert refusal(tmp_path, nitf(body="<em>" * 400 + "x" + "</em>" * 400)).reason is Reason.TOO_DEEP


def test_items_beyond_the_bound_are_one_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as the bound are read."""
    assert MOST_ITEMS == 10_000
    monkeypatch.setattr(trees, "MOST_ITEMS", 40)
    got = understood(tmp_path, rss(*["<item><title>T</title></item>"] * 45))

    assert len(got) == 41
    assert isinstance(got[-1][1], Refused)


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    """Packed tighter than any text, and more than a MiB of it."""
    raw = rss(ENTRY, " " * 8_000_000)

    assert refusal(tmp_path, raw, packed=True).reason is Reason.TOO_LARGE
    assert len(gzip.compress(raw)) < 50_000


def test_nothing_of_a_script_survives(tmp_path: Path) -> None:
    """Only text leaves a reader, whatever the format."""
    bad = "<script>alert(1)</script><style>p{}</style><p onclick='x()'>Calm.</p><a href='javascript:x()'>link</a>"
    escaped = bad.replace("<", "&lt;").replace(">", "&gt;")
    for raw in (g2_message(g2_item(body=bad)), rss(ENTRY.replace(LONG, escaped)), nitf(body=bad)):
        found = text(one(tmp_path, raw))

        assert re.search(r"alert|onclick|javascript|p\\{|<", found) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"<rss><channel><item><title>" + b"&lt;a " * 20_000 + b"</title></item></channel></rss>",
        b"\x01eca0001 4 i 1 " + b" " * 60_000 + b"x\r\n\x02" + b"(" * 60_000,
        b"\x16\x16\x01W2870\x1f_x\r\nr l " + b"\x13 " * 30_000,
        b"ZCZC " + b"# " * 60_000 + b"\n" + b"1 2 3 " * 20_000,
        b"Received: " + b"x " * 60_000 + b"\r\nSubject: " + b"=?utf-8?q?" * 10_000 + b"\r\n\r\n" + b"\n " * 60_000,
        b"<?xml version='1.0'" + b" " * 60_000 + b"<!--" * 20_000,
        b"<nitf><body><body.content><p>" + b"\n    x" * 60_000 + b"</p></body.content></body></nitf>",
    ],
    ids=["titles", "7901", "ANPA", "ZCZC", "e-mail", "comments", "layout"],
)
def test_no_expression_runs_away(tmp_path: Path, raw: bytes) -> None:
    """A hundred kilobytes made against them take no more than seconds of CPU."""
    begin = process_time()
    understood(tmp_path, raw)

    assert process_time() - begin < 4


def test_prose_is_linear_in_its_references() -> None:
    """A title that is escaped again and again is decoded twice."""
    assert prose.title("&" + "amp;" * 50_000 + "lt;b>").startswith("&amp;amp;")
