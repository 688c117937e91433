"""Files are hostile until they are read: what bounds them, and that nothing in them reaches out or runs."""

from __future__ import annotations

import gzip
import re
import socket
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from time import process_time

import pytest
import trafilatura  # noqa: F401 - urllib3, which it imports, looks for IPv6 then

from reading.formats.samples import (
    ENTRY,
    HTML,
    LONG,
    WARC,
    g2_item,
    g2_message,
    headline,
    nitf,
    one,
    rss,
    text,
    understood,
)
from stream.errors import Invalid, Reason
from stream.reading.formats import feeds, newsml_g2, prose, recognised, trees
from stream.reading.formats.items import MOST_BYTES_OF_AN_ITEM, MOST_ITEMS, Document, Item, Refused

TESTS = Path(__file__).parents[2]
END = b"</itemSet></newsMessage>"


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
    """One long entity, many times; in a feed too, which is otherwise read with recovery."""
    subset = f'[<!ENTITY a "{"x" * 100_000}">]>'
    references = "&a;" * 3_000
    document = nitf(body=f"<p>{references}</p>")
    feed = rss(ENTRY.replace(LONG, references)).partition(b"?>")[2]

    assert refusal(tmp_path, f"<!DOCTYPE nitf {subset}".encode() + document).reason is Reason.XML
    assert refusal(tmp_path, f"<!DOCTYPE rss {subset}".encode() + feed).reason is Reason.XML


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


def test_a_page_whose_text_is_lost_in_the_depth_is_refused(tmp_path: Path) -> None:
    """libxml2 drops it without a word."""
    raw = b"<!DOCTYPE html><html><body>" + b"<div>" * 3000 + f"<p>{LONG}</p>".encode() + b"</div>" * 3000

    assert refusal(tmp_path, raw).reason is Reason.TOO_DEEP


@pytest.mark.parametrize("part", ["multipart/mixed; boundary=b{0}\r\n\r\n--b{0}", "message/rfc822\r\n"])
def test_an_email_of_parts_in_parts_is_refused(tmp_path: Path, part: str) -> None:
    """Each is read by the one around it."""
    parts = "".join(f"Content-Type: {part.format(number)}\r\n" for number in range(1_500))
    raw = f"Message-ID: <a@b.example>\r\n{parts}Content-Type: text/plain\r\n\r\nDeep.\r\n"

    assert refusal(tmp_path, raw.encode()).reason is Reason.TOO_DEEP


class _Endless(BytesIO):
    """A file that never ends, and is read in pieces of some size."""

    def __init__(self, head: bytes, piece: bytes, most: int = 1 << 20) -> None:
        super().__init__(head)
        self._piece = piece
        self._most = most
        self.given = 0

    def read(self, size: int | None = -1) -> bytes:
        wanted = min(size or 1, self._most)
        found = super().read(wanted) or (self._piece * (1 + wanted // len(self._piece)))[:wanted]
        self.given += len(found)
        return found


def test_a_file_without_end_is_refused_at_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read of it before stays."""
    bound = 6 * 1024 * 1024
    monkeypatch.setattr(trees, "MOST_BYTES", bound)
    source = _Endless(g2_message().replace(END, b""), g2_item().encode() + b" " * 20_000)
    outcomes = list(newsml_g2.FORMAT.read(Document(source)))

    assert isinstance(outcomes[-1], Refused)
    assert outcomes[-1].reason is Reason.TOO_LARGE
    assert len(outcomes) > 200
    assert all(isinstance(each, Item) for each in outcomes[:-1])
    assert bound // 2 < source.given < 2 * bound
    feed = _Endless(rss().partition(b"</channel>")[0], ENTRY.encode())
    with pytest.raises(Invalid, match="as many are read at once"):
        list(feeds.FORMAT.read(Document(feed)))


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_a_stream_that_gives_short_pieces_is_read_whole(size: int) -> None:
    """A pipe or a socket gives what it has."""

    class Short(BytesIO):
        def read(self, wanted: int | None = -1) -> bytes:
            return super().read(size if wanted is None or wanted < 0 else min(size, wanted))

    [found] = feeds.FORMAT.read(Document(Short(rss(ENTRY))))

    assert isinstance(found, Item)


@pytest.mark.parametrize("root", ["nitf", "rss", "NewsML"])
def test_a_document_type_longer_than_what_is_looked_at_names_the_root(root: str) -> None:
    """What hides the root behind it is read, or refused, as what it is."""
    subset = "".join(f'<!ENTITY e{number} "lighthouse">' for number in range(1000))
    known = recognised(f"<!DOCTYPE {root} [{subset}]><{root}><a>&e7;</a></{root}>".encode())

    assert known is not None
    assert known.name == {"nitf": "NITF", "rss": "RSS, RDF or Atom", "NewsML": "NewsML 1"}[root]


PADDING = f"<p>{LONG * 5}</p>"
BEYOND = PADDING * (MOST_BYTES_OF_AN_ITEM // len(PADDING) + 1)


def test_an_item_of_a_long_file_costs_only_itself(tmp_path: Path) -> None:
    """One beyond the bound is refused; those before and behind it are read, with the root that they stand in."""
    message = g2_message(g2_item("urn:a:1"), g2_item("urn:a:2", body=BEYOND * 2), g2_item("urn:a:3"))

    first, second, third = (outcome for _, outcome in understood(tmp_path, message))

    assert isinstance(second, Refused)
    assert second.reason is Reason.TOO_LARGE
    assert [each.record["uri"] for each in (first, third) if isinstance(each, Item)] == ["urn:a:1", "urn:a:3"]
    assert refusal(tmp_path, nitf(body=BEYOND * 2)).reason is Reason.TOO_LARGE


WORDS = ["Łódź żegna latarnię", "نُقلت المنارة القديمة", "旧灯塔迁往内陆", "Vitinn færður"]
WRITTEN_IN = {"utf-8": WORDS, "utf-16": WORDS, "gb18030": WORDS, "iso-8859-2": WORDS[:1], "iso-2022-jp": ["灯台移転"]}
PLAIN = [g2_item(f"urn:plain:{number}", body=PADDING * 1_200) for number in range(5)]  # a long file by themselves


@pytest.mark.parametrize("encoding", WRITTEN_IN)
def test_a_long_file_keeps_its_characters(tmp_path: Path, encoding: str) -> None:
    """Wherever it is cut into pieces, and where nothing but plain ASCII stands before the first of them."""
    words = WRITTEN_IN[encoding] * 3
    worded = [
        g2_item(f"urn:a:{number}", content=f"<headline>{word}</headline>", body=f"<p>{word * 4_000}</p>")
        for number, word in enumerate(words)
    ]
    raw = g2_message(*PLAIN, *worded).decode().replace("UTF-8", encoding).encode(encoding)
    assert len(raw) > MOST_BYTES_OF_AN_ITEM

    found = [outcome.record for _, outcome in understood(tmp_path, raw) if isinstance(outcome, Item)]

    assert [headline(record) for record in found[5:]] == words
    assert [text(record) for record in found[5:]] == [word * 4_000 for word in words]


@pytest.mark.parametrize("name", ["base64", "rot13", "idna", "undefined", "no-such", "unicode_escape"])
@pytest.mark.parametrize("long", [True, False])
def test_a_name_that_is_no_encoding_counts_as_none(tmp_path: Path, name: str, long: bool) -> None:
    """Whatever is declared, the bytes tell: UTF-8, or what Western houses write."""
    for words, written in ((WORDS, "utf-8"), (["Vitinn færður", "Être à l’abri", "Größe"], "cp1252")):
        message = g2_message(*PLAIN * long, *(g2_item(body=f"<p>{word}</p>") for word in words)).decode()
        raw = message.replace("UTF-8", name).encode(written)
        found = [outcome for _, outcome in understood(tmp_path, raw)]

        assert [text(each.record) for each in found[-len(words) :] if isinstance(each, Item)] == words


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
    html = HTML.replace(b"</article>", f"{bad}</article>".encode())
    for raw in (g2_message(g2_item(body=bad)), rss(ENTRY.replace(LONG, escaped)), nitf(body=bad), html):
        found = text(one(tmp_path, raw))

        assert re.search(r"alert|onclick|javascript|p\\{|<", found) is None


def grown(code: str, *, settings: str = "") -> list[int]:
    """What a process prints that reads files with ``read``; the last number is the growth of its memory in MiB.

    The trees of libxml2 are none of Python's memory, so a process is measured.
    """
    whole = f"""
import resource, sys
from io import BytesIO
sys.path.insert(0, {str(TESTS)!r})
from reading.formats.samples import LONG, g2_item, g2_message
from stream.reading.formats import newsml_g2, trees
from stream.reading.formats.items import Document, Refused
{settings}
class Made(BytesIO):
    def __init__(self, head, piece, number):
        super().__init__(head)
        self.piece, self.left = piece, number
    def read(self, size=-1):
        found = super().read(size)
        if not found and self.left:
            self.left -= 1
            return self.piece
        return found
def read(head, piece, number):
    return newsml_g2.FORMAT.read(Document(Made(head, piece, number)))
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
HEAD = g2_message().replace({END!r}, b"")
list(read(HEAD, g2_item().encode(), 20))
before = peak()
{code}
print(peak() - before)
"""
    done = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=True)  # noqa: S603
    return list(map(int, done.stdout.split()))


@pytest.mark.slow
def test_memory_does_not_grow_with_a_message() -> None:
    """A newsMessage of 40 MiB, item by item, in a fraction of it."""
    count, mebibytes = grown("""
item = g2_item(body=f"<p>{LONG * 100}</p>").encode()
print(sum(1 for _ in read(HEAD, item, 40 * 1024 * 1024 // len(item))))
""")

    assert count > 2_000
    assert mebibytes < 30


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "<x/>",
        "<x a='' b='' c='' d='' e='' f='' g=''/>",
        "<x>&none;</x>",
        "&none;",
        "<a><b><c/></b></a>",
    ],
    ids=["elements", "attributes", "elements with references", "references", "nested"],
)
@pytest.mark.parametrize("inside", [True, False], ids=["in an item", "around items"])
def test_a_file_that_is_made_to_fill_memory_does_not(piece: str, inside: bool) -> None:
    """A tree takes twenty times the bytes of elements without a text. The bounds are less than those that hold."""
    begin = g2_item("urn:a:1", body="").partition("</body>")[0] if inside else ""
    *_, refused, mebibytes = grown(
        f"""
head = HEAD + {begin!r}.encode()
outcomes = list(read(head, ({piece!r} * 20_000).encode(), 6 * 1024 * 1024 // len({piece!r} * 20_000)))
print(isinstance(outcomes[-1], Refused) * 1)
""",
        settings="trees.MOST_BYTES_OF_AN_ITEM, trees._MOST_OF_AN_ITEM = 500_000, 1_000_000",
    )

    assert refused
    assert mebibytes < 50


def test_a_tree_that_is_parsed_whole_has_a_bound(tmp_path: Path) -> None:
    """Feeds are read at once, so what they may hold is counted before."""
    raw = rss(ENTRY, "<x a=''/>" * 800_000)

    assert refusal(tmp_path, raw).reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "raw",
    [
        b"<!DOCTYPE html><p>" + b"<a <a <a" * 20_000,
        b"<rss><channel><item><title>" + b"&lt;a " * 20_000 + b"</title></item></channel></rss>",
        b"\x01eca0001 4 i 1 " + b" " * 60_000 + b"x\r\n\x02" + b"(" * 60_000,
        b"\x16\x16\x01W2870\x1f_x\r\nr l " + b"\x13 " * 30_000,
        b"ZCZC " + b"# " * 60_000 + b"\n" + b"1 2 3 " * 20_000,
        b"Received: " + b"x " * 60_000 + b"\r\nSubject: " + b"=?utf-8?q?" * 10_000 + b"\r\n\r\n" + b"\n " * 60_000,
        b"<?xml version='1.0'" + b" " * 60_000 + b"<!--" * 20_000,
        b"<nitf><body><body.content><p>" + b"\n    x" * 60_000 + b"</p></body.content></body></nitf>",
        b"From a Sun Nov  1 08:30:00 2026\r\n" + b"From " + b"a" * 60_000 + b"\r\n" + b"From a Sun Nov  1 " * 6_000,
        b"<x>" + b"<newsite>" * 12_000,
        b"<!DOCTYPE html><body>" + b"<div>" * 200 + f"<h1>Story</h1><p>{LONG}</p>".encode() + b"<p>x" * 4_000,
        b'<!DOCTYPE html><script type="application/ld+json">' + b"[" * 60_000 + f"</script><p>{LONG}</p>".encode(),
    ],
    ids=["tags", "titles", "7901", "ANPA", "ZCZC", "e-mail", "comments", "layout", "box", "envelope", "lead", "data"],
)
def test_no_expression_runs_away(tmp_path: Path, raw: bytes) -> None:
    """A hundred kilobytes made against them take no more than seconds of CPU."""
    begin = process_time()
    understood(tmp_path, raw)

    assert process_time() - begin < 4


def test_prose_is_linear_in_its_references() -> None:
    """A title that is escaped again and again is decoded twice."""
    assert prose.title("&" + "amp;" * 50_000 + "lt;b>").startswith("&amp;amp;")


@pytest.mark.slow
@pytest.mark.parametrize(("module", "extra", "raw"), [("trafilatura", "pages", HTML), ("warcio", "warc", WARC)])
def test_a_missing_extra_is_named(tmp_path: Path, module: str, extra: str, raw: bytes) -> None:
    """Exit code 2 and what to install; never a second, weaker reading."""
    path = tmp_path / "file"
    path.write_bytes(raw)
    code = f"import sys; sys.modules[{module!r}] = None\nfrom stream.cli import main\nmain(['run', {str(path)!r}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603

    assert done.returncode == 2
    assert f"pip install 'copytaster[{extra}]'" in done.stderr
