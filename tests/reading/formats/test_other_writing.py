"""One item in whatever way a file may write it: the same story comes out of all of them.

Namespaces, letters of names, encodings, references, comments, white space and envelopes are matters of who writes a
file, not of what it says. The ways are those that the standards allow, and those in which writers break them.
"""

from __future__ import annotations

import re
from base64 import b64encode
from binascii import b2a_qp
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest
from lxml import etree

from reading.formats.samples import (
    ANPA,
    DPA,
    EMAIL,
    ENTRY,
    HTML,
    IPTC7901,
    LONG,
    NEXT,
    SAMPLES,
    ZCZC,
    headline,
    one,
    rss,
    text,
    understood,
)
from stream.reading.formats.items import Item

XML = ("NewsML-G2", "NewsML 1", "NITF", "RSS, RDF or Atom", "Ritzau XML", "press release", "CP Publish")
ENVELOPED = ("NewsML-G2", "NewsML 1", "NITF")
LINES = {"ANPA 1312": ANPA, "IPTC 7901": IPTC7901, "ZCZC lines": ZCZC, "e-mail": EMAIL}


class Said(NamedTuple):
    """What has to come out."""

    uri: object
    headline: str
    time: object
    first: str


def said(folder: Path, raw: bytes) -> Said:
    """What is understood of the one item in a file."""
    [record] = [each.record for _, each in understood(folder, raw) if isinstance(each, Item)]
    paragraphs = text(record).split("\n\n")
    return Said(record["uri"], headline(record), record.get("versionCreated"), paragraphs[0])


def _bare(raw: bytes) -> str:
    """An XML file without its declaration."""
    return re.sub(r"^<\?xml[^>]*\?>", "", raw.decode())


def _names(raw: bytes, write: Callable[[str], str]) -> bytes:
    """With other names of elements."""
    return re.sub(r"(</?)([A-Za-z][\w.]*)", lambda found: found[1] + write(found[2]), _bare(raw)).encode()


def _root(raw: str, attributes: str) -> str:
    return re.sub(r"^(<[\w:.]+)", rf"\1 {attributes}", raw, count=1)


WAYS: Mapping[str, Callable[[bytes], bytes]] = {
    "prefix": lambda raw: _root(_names(raw, lambda name: f"w:{name}").decode(), 'xmlns:w="urn:w"').encode(),
    "namespace": lambda raw: _root(re.sub(r' xmlns="[^"]*"', "", _bare(raw)), 'xmlns="urn:other"').encode(),
    "no namespace": lambda raw: re.sub(r' xmlns="[^"]*"', "", _bare(raw)).encode(),
    "small letters": lambda raw: _names(raw, str.lower),
    "capital letters": lambda raw: _names(raw, str.upper),
    "utf-16 with a mark": lambda raw: f'<?xml version="1.0" encoding="UTF-16"?>{_bare(raw)}'.encode("utf-16"),
    "utf-16-le without": lambda raw: _bare(raw).encode("utf-16-le"),
    "utf-16-be without": lambda raw: f'<?xml version="1.0" encoding="UTF-16"?>{_bare(raw)}'.encode("utf-16-be"),
    "utf-32": lambda raw: _bare(raw).encode("utf-32"),
    "utf-8 with a mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "latin-1": lambda raw: f"<?xml version='1.0' encoding='ISO-8859-1'?>{_bare(raw)}".encode("latin-1"),
    "ascii, declared as another": lambda raw: f'<?xml version="1.1" encoding="us-ascii"?>{_bare(raw)}'.encode(),
    "no such encoding": lambda raw: f'<?xml version="1.0" encoding="wire-7"?>{_bare(raw)}'.encode(),
    "crlf": lambda raw: _bare(raw).replace("><", ">\r\n<").encode(),
    "indented": lambda raw: re.sub(r"><(?!/)", ">\n\t\t<", _bare(raw)).encode(),
    "comments around": lambda raw: re.sub(r"><(?!/)", "><!-- desk: 7 --><", _bare(raw)).encode(),
    "a comment in the text": lambda raw: raw.replace(b"lighthouse of", b"light<!-- sic -->house of"),
    "an instruction": lambda raw: b'<?xml-stylesheet href="wire.css"?>\n' + _bare(raw).encode(),
    "figures for letters": lambda raw: raw.replace(b"lighthouse of", b"&#108;ighth&#x6F;use of"),
    "a document type": lambda raw: b'<!DOCTYPE wire PUBLIC "-//W//EN" "wire.dtd">' + _bare(raw).encode(),
    "a long document type": lambda raw: b"<!DOCTYPE w [<!ENTITY a 'b'>\n<!ELEMENT w ANY>]>" + _bare(raw).encode(),
    "single quotes": lambda raw: re.sub(r'="([^"\']*)"', r"='\1'", _bare(raw)).encode(),
    "blanks in values": lambda raw: re.sub(r'(id-string|norm|guid|lang)="([^"]*)"', r'\1=" \2 "', _bare(raw)).encode(),
    "no letters of a word apart": lambda raw: raw.replace(b"lighthouse of", b"light\xc2\xadhouse of"),
    "elements of others": lambda raw: re.sub(
        r"(</[\w:.]+>)$", r"<x><y>Rights reserved.</y></x>\1", _bare(raw)
    ).encode(),
    "text in sections": lambda raw: raw.replace(b"Lighthouse moved inland", b"<![CDATA[Lighthouse moved inland]]>"),
    "controls": lambda raw: raw.replace(b"lighthouse of", b"light\x03house\x1f of"),
    "what a disk leaves": lambda raw: raw + b"\0\0\r\n\x1a",
    "blank lines around": lambda raw: b"\r\n\r\n" + raw + b"\r\n\r\n",
}


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize("way", WAYS)
def test_xml_says_the_same_however_it_is_written(tmp_path: Path, name: str, way: str) -> None:
    """Identity, headline, time and text are those of the plain way."""
    assert said(tmp_path, WAYS[way](SAMPLES[name])) == said(tmp_path, SAMPLES[name])


@pytest.mark.parametrize("name", ENVELOPED)
@pytest.mark.parametrize(
    "envelope",
    [
        "<delivery><head><id>7</id></head><payload>{}</payload></delivery>",
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><r>{}</r></s:Body></s:Envelope>',
        "<документ>{}</документ>",
    ],
)
def test_xml_in_an_envelope_is_found(tmp_path: Path, name: str, envelope: str) -> None:
    """A queue or a service puts its own elements around what an agency wrote."""
    raw = envelope.format(_bare(SAMPLES[name])).encode()

    assert {kind for kind, _ in understood(tmp_path, raw)} == {name}
    assert said(tmp_path, raw) == said(tmp_path, SAMPLES[name])


def leaves(raw: bytes) -> list[list[int]]:
    """The places of elements without any below, from the root."""
    found: list[list[int]] = []

    def look(element: Any, place: list[int]) -> None:
        for number, below in enumerate(element):
            look(below, [*place, number])
        if place and not len(element):
            found.append(place)

    look(etree.fromstring(raw), [])
    return found


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize("change", ["missing", "empty", "nonsense", "twice"])
def test_a_field_that_is_not_as_it_should_be_costs_no_other(tmp_path: Path, name: str, change: str) -> None:
    """Whichever it is: the item is read, and of identity, headline, time and text three are as they were at least."""
    raw = SAMPLES[name]
    expected = said(tmp_path, raw)
    for place in leaves(raw):
        root = etree.fromstring(raw)
        element = root
        for number in place:
            element = element[number]
        match change:
            case "missing":
                element.getparent().remove(element)
            case "empty":
                element.text = "\n  "
            case "nonsense":
                element.text = "%%–%%"
            case _:
                element.addnext(deepcopy(element))
        found = said(tmp_path, etree.tostring(root, encoding="utf-8"))

        assert sum(one != other for one, other in zip(found, expected, strict=True)) <= (change != "twice"), element.tag


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize(
    "way",
    [
        pytest.param(lambda raw: raw.replace(b"\r\n", b"\n"), id="lf"),
        pytest.param(lambda raw: raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), id="crlf"),
        pytest.param(lambda raw: raw + b"\0\0\x1a", id="what a disk leaves"),
        pytest.param(lambda raw: raw + b"\r\n\r\n\r\n", id="blank lines behind"),
        pytest.param(lambda raw: raw.replace(b"Engineers", "Ingeniörer".encode()), id="utf-8"),
        pytest.param(lambda raw: raw.replace(b"Engineers", "Ingeniörer".encode("latin-1")), id="latin-1"),
    ],
)
def test_lines_say_the_same_however_they_end(tmp_path: Path, name: str, way: Callable[[bytes], bytes]) -> None:
    """A gateway changes line ends and encodings, and a disk pads."""
    expected = said(tmp_path, LINES[name])
    found = said(tmp_path, way(LINES[name]))

    assert found[:3] == expected[:3] or name == "ZCZC lines"  # which is known by its text
    assert found.first.replace("Ingeniörer", "Engineers") == expected.first


def _letter(kind: str, body: bytes, encoding: str = "8bit", extra: str = "") -> bytes:
    """The e-mail with a body of another kind."""
    fields = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n{extra}\r\n"
    return EMAIL[: EMAIL.index(b"Content-Type:")] + fields.encode() + body


_BODY = f"{LONG}\r\n\r\n{NEXT}\r\n".encode()
_AS_HTML = f"<html><body><p>{LONG}</p><p>{NEXT}</p></body></html>".encode()
_PARTS = b"--b\r\nContent-Type: %s\r\n\r\n%s\r\n"
_PICTURE = b"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
_PLAIN_PART, _HTML_PART = _PARTS % (b"text/plain", _BODY), _PARTS % (b"text/html", _AS_HTML)
_BEFORE = b"This part is for programs that know no parts.\r\n"

LINE_WAYS: Mapping[str, tuple[str, bytes]] = {
    "anpa, no SYN": ("ANPA 1312", ANPA.lstrip(b"\x16")),
    "anpa, two SOH": ("ANPA 1312", ANPA.replace(b"\x01W2870", b"\x01\x01W2870")),
    "anpa, a selector in small letters": ("ANPA 1312", ANPA.replace(b"W2870\x1f_asian", b"W2870\x1f_asian-aswire")),
    "anpa, a blank for US": ("ANPA 1312", ANPA.replace(b"\x1f", b" ")),
    "anpa, no words": ("ANPA 1312", ANPA.replace(b"11-01 0210", b"11-01")),
    "anpa, text without DC3": ("ANPA 1312", ANPA.replace(b"\x13\x11 ", b"")),
    "anpa, no EOT": ("ANPA 1312", ANPA.rstrip(b"\x04\r\n\x0c")),
    "anpa, blanks for a tab": ("ANPA 1312", ANPA.replace(b"\t   ", b"\t")),
    "anpa, BOM": ("ANPA 1312", b"\xef\xbb\xbf" + ANPA),
    "7901, no SOH": ("IPTC 7901", IPTC7901.lstrip(b"\x01")),
    "7901, DEL before": ("IPTC 7901", b"\x7f\x7f\r\n" + IPTC7901),
    "7901, capital letters": ("IPTC 7901", IPTC7901.replace(b"eca0062 4 i", b"ECA0062 4 I")),
    "7901, no options": ("IPTC 7901", IPTC7901.replace(b" 4 i 211  wir 061", b" 4 i 211 wir 061")),
    "7901, options": ("IPTC 7901", IPTC7901.replace(b" 211  wir", b" 211 vvvvb wir")),
    "7901, no words": ("IPTC 7901", IPTC7901.replace(b" 4 i 211  wir", b" 4 i  wir")),
    "7901, no mark": ("IPTC 7901", IPTC7901.replace(b"(1st lead)\n", b"")),
    "7901, a headline of two lines": ("IPTC 7901", IPTC7901.replace(b"Lighthouse moved", b"Lighthouse\r\nmoved")),
    "7901, a blank behind the sign": ("IPTC 7901", IPTC7901.replace(b"inland =", b"inland=  ")),
    "7901, no ETX": ("IPTC 7901", IPTC7901.replace(b"\x03", b"")),
    "7901, a year of four figures": ("IPTC 7901", IPTC7901.replace(b"Nov 26", b"Nov 2026")),
    "7901, a month in capitals": ("IPTC 7901", IPTC7901.replace(b"Nov 26", b"NOV 26")),
    "7901, another zone": ("IPTC 7901", IPTC7901.replace(b"010730 GMT", b"010730 UTC")),
    "zczc, small letters": ("ZCZC lines", ZCZC.replace(b"ZCZC WIR", b"zczc wir")),
    "zczc, no end": ("ZCZC lines", ZCZC.replace(b"NNNN", b"")),
    "zczc, blanks before": ("ZCZC lines", b"\r\n  \r\n" + ZCZC),
    "zczc, another order": (
        "ZCZC lines",
        ZCZC.replace(b"#Lighthouse\r\n", b"").replace(b":(PORT", b"#Light\r\n:(PORT"),
    ),
    "e-mail, base64": ("e-mail", _letter("text/plain; charset=utf-8", b64encode(_BODY), "base64")),
    "e-mail, quoted": ("e-mail", _letter("text/plain", b2a_qp(_BODY), "quoted-printable")),
    "e-mail, HTML alone": ("e-mail", _letter("text/html", _AS_HTML)),
    "e-mail, no type": ("e-mail", re.sub(rb"Content-Type:[^\r]*\r\n", b"", EMAIL)),
    "e-mail, no such charset": ("e-mail", _letter("text/plain; charset=wire-7", _BODY)),
    "e-mail, both": ("e-mail", _letter("multipart/alternative; boundary=b", _PLAIN_PART + _HTML_PART + b"--b--")),
    "e-mail, both, turned": (
        "e-mail",
        _letter("multipart/alternative; boundary=b", _HTML_PART + _PLAIN_PART + b"--b--"),
    ),
    "e-mail, a picture": (
        "e-mail",
        _letter('multipart/mixed; boundary="b"', _BEFORE + _PICTURE + _PLAIN_PART + b"--b--"),
    ),
    "e-mail, no end": ("e-mail", _letter("multipart/mixed; boundary=b", _PLAIN_PART)),
    "e-mail, folded": ("e-mail", EMAIL.replace(b"Subject: Lighthouse moved", b"Subject: Lighthouse\r\n moved")),
    "e-mail, encoded": ("e-mail", EMAIL.replace(b"Subject: Lighthouse", b"Subject: =?iso-8859-1?Q?Lighthouse?=")),
    "e-mail, a comment": (
        "e-mail",
        EMAIL.replace(b"Date: Sun, 1 Nov 2026 08:30:00 +0100", b"Date: 1 Nov 2026 08:30:00 +0100 (CET)"),
    ),
    "e-mail, names in capitals": ("e-mail", EMAIL.replace(b"Subject:", b"SUBJECT:").replace(b"Date:", b"DATE:")),
}


@pytest.mark.parametrize("way", LINE_WAYS)
def test_lines_say_the_same_however_they_are_set(tmp_path: Path, way: str) -> None:
    """Controls, fields that may be absent, encodings of mail, parts in any order."""
    name, raw = LINE_WAYS[way]
    found, expected = said(tmp_path, raw), said(tmp_path, LINES[name])

    assert found[1:] == expected[1:]
    assert str(found.uri).lower() == str(expected.uri).lower()


@pytest.mark.parametrize("name", ["ANPA 1312", "IPTC 7901", "ZCZC lines"])
def test_a_file_may_hold_several(tmp_path: Path, name: str) -> None:
    """One behind another, as a line delivers them; the second is not read as a part of the first."""
    second = LINES[name].replace(b"moved inland", b"moved again").replace(b"0062", b"0063").replace(b"2870", b"2871")
    found = [each.record for _, each in understood(tmp_path, LINES[name] + b"\r\n" + second) if isinstance(each, Item)]

    assert [headline(record) for record in found] == ["Lighthouse moved inland", "Lighthouse moved again"]
    assert [text(record).split("\n\n")[0].endswith(LONG) for record in found] == [True, True]
    assert len({record["uri"] for record in found}) == 2


@pytest.mark.parametrize(
    "way",
    [
        pytest.param(lambda raw: orjson.dumps(orjson.loads(raw), option=orjson.OPT_INDENT_2), id="indented"),
        pytest.param(lambda raw: b"[" + raw + b"]", id="in a list"),
        pytest.param(lambda raw: b"\xef\xbb\xbf" + raw, id="with a mark"),
        pytest.param(lambda raw: raw + b"\n\n", id="a line"),
        pytest.param(lambda raw: orjson.dumps({**orjson.loads(raw), "embargoed": None, "ednotes": None}), id="nulls"),
        pytest.param(lambda raw: orjson.dumps(dict(reversed(orjson.loads(raw).items()))), id="another order"),
    ],
)
def test_json_says_the_same_however_it_is_written(tmp_path: Path, way: Callable[[bytes], bytes]) -> None:
    """White space, order, and fields without a value."""
    assert said(tmp_path, way(DPA)) == said(tmp_path, DPA)


_RSS = rss(ENTRY).decode()
_LINK, _TITLE, _TIME = "https://port.example/a", "Lighthouse moved inland", "2026-11-01T07:30:00Z"
_RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://port.example/"><title>Port</title></channel>'
    f'<item rdf:about="{_LINK}"><title>{_TITLE}</title><link>{_LINK}</link><dc:date>{_TIME}</dc:date>'
    f"<description>{LONG}</description></item></rdf:RDF>"
)
_ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Port News</title><link href="https://port.example/"/><entry>'
    f'<id>{_LINK}</id><title>{_TITLE}</title><link rel="alternate" type="text/html" href="{_LINK}"/>'
    f"<updated>{_TIME}</updated><summary>{LONG}</summary></entry></feed>"
)


def _described(markup: str) -> str:
    return _RSS.replace(f"<description>{LONG}</description>", markup)


FEED_WAYS: Mapping[str, str] = {
    "0.91": _RSS.replace('<rss version="2.0">', '<!DOCTYPE rss SYSTEM "rss-0.91.dtd"><rss version="0.91">'),
    "2.0 with a namespace": _RSS.replace("<rss ", '<rss xmlns="http://backend.userland.com/rss2" '),
    "rdf": _RDF,
    "rdf, a name alone": _RDF.replace(f"<link>{_LINK}</link>", ""),
    "atom": _ATOM,
    "atom with a prefix": re.sub(r"(</?)(\w)", r"\1a:\2", _ATOM).replace("xmlns=", "xmlns:a="),
    "atom 0.3": _ATOM.replace("2005/Atom", "atom/ns#").replace("updated", "modified"),
    "atom, html": _ATOM.replace(f"<summary>{LONG}", f'<summary type="html">&lt;p&gt;{LONG}&lt;/p&gt;'),
    "atom, xhtml": _ATOM.replace(
        f"<summary>{LONG}", f'<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{LONG}</p></div>'
    ),
    "atom, content": _ATOM.replace("summary", "content"),
    "atom, other links": _ATOM.replace(
        '<link rel="alternate"', '<link rel="self" href="/feed"/><link rel="replies" href="/c"/><link rel="alternate"'
    ),
    "atom, a picture": _ATOM.replace("<summary>", '<link rel="enclosure" type="image/jpeg" href="/a.jpg"/><summary>'),
    "atom, a base": _ATOM.replace("<feed ", '<feed xml:base="https://port.example/" ').replace(
        f'href="{_LINK}"', 'href="/a"'
    ),
    "atom, published too": _ATOM.replace("<updated>", "<published>2026-10-31T07:30:00Z</published><updated>"),
    "sections": _described(f"<description><![CDATA[<p>{LONG}</p>]]></description>"),
    "a picture in it": _described(f'<description>&lt;img src="a.jpg"/&gt;{LONG}</description>'),
    "a picture in it, by hand": _described(f"<description><img src='a.jpg'/>{LONG}</description>"),
    "breaks behind it": _described(f"<description>{LONG}&lt;br clear='all'/&gt;&lt;br/&gt;</description>"),
    "both": _described(
        f"<description>Short.</description><c:encoded xmlns:c='urn:c'>&lt;p&gt;{LONG}&lt;/p&gt;</c:encoded>"
    ),
    "a title in sections": _RSS.replace(f"<title>{_TITLE}", f"<title><![CDATA[ {_TITLE} ]]>"),
    "a title in bold": _RSS.replace(f"<title>{_TITLE}", "<title>&lt;b&gt;Lighthouse&lt;/b&gt; moved inland"),
    "white space": _RSS.replace(_LINK, f"\n   {_LINK}\n"),
    "no identity": _RSS.replace(f"<guid>{_LINK}</guid>", ""),
    "no link": _RSS.replace(f"<link>{_LINK}</link>", ""),
    "a link of its own kind": _RSS.replace(f"<link>{_LINK}</link>", f'<a:link xmlns:a="urn:a" href="{_LINK}"/>'),
    "where readers come from": _RSS.replace(f"<guid>{_LINK}</guid>", "").replace(
        _LINK, f"{_LINK}?utm_source=rss&amp;utm_medium=x"
    ),
    "an identity that is no address": _RSS.replace("<guid>https://port.example/a", '<guid isPermaLink="false">a-1'),
    "dc": _RSS.replace("<pubDate>Sun, 01 Nov 2026 07:30:00 GMT</pubDate>", f"<d:date xmlns:d='urn:d'>{_TIME}</d:date>"),
    "small letters": _RSS.replace("pubDate", "pubdate"),
    "another zone": _RSS.replace("07:30:00 GMT", "08:30:00 +0100"),
    "no weekday": _RSS.replace("Sun, 01", "1"),
    "a short year": _RSS.replace("Nov 2026", "Nov 26"),
    "items beside the channel": _RSS.replace("</channel>", "").replace("<item>", "</channel><item>"),
    "an ampersand": _RSS.replace("Port News", "Port & News"),
    "a name of HTML": _RSS.replace("Port News", "Port&nbsp;News &mdash; &copy;"),
    "an end that is missing": _RSS.replace("</channel></rss>", ""),
    "a stylesheet": _RSS.replace(
        '<?xml version="1.0"?>', '<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><!-- a -->'
    ),
}


@pytest.mark.parametrize("way", FEED_WAYS)
def test_a_feed_says_the_same_however_it_is_written(tmp_path: Path, way: str) -> None:
    """In each of the formats and versions, and where these are broken."""
    found = said(tmp_path, FEED_WAYS[way].encode())
    time = str(found.time).replace("08:30:00+01:00", "07:30:00Z")

    assert found._replace(time=time) == Said(_LINK, _TITLE, _TIME, LONG)


PAGE_WAYS: Mapping[str, Callable[[str], str]] = {
    "capital letters": lambda page: re.sub(r"(</?)(\w+)", lambda found: found[1] + found[2].upper(), page),
    "no document type": lambda page: page.removeprefix("<!DOCTYPE html>"),
    "another document type": lambda page: page.replace(
        "<!DOCTYPE html>", '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "xhtml1-strict.dtd">'
    ),
    "xhtml": lambda page: page.replace(
        '<!DOCTYPE html><html lang="en">',
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" lang="en">',
    ),
    "open paragraphs": lambda page: page.replace("</p>", ""),
    "comments around": lambda page: page.replace("><", "><!-- slot --><"),
    "more than one object": lambda page: page.replace('{"@context"', '[{"@type": "WebSite"}, {"@context"').replace(
        '"Ada Light"}}', '"Ada Light"}}]'
    ),
    "line breaks in an object": lambda page: page.replace('"headline":', '\n\t"headline":\n'),
    "a comment in the object": lambda page: page.replace('{"@context"', '\n<!--\n{"@context"').replace(
        '"Ada Light"}}', '"Ada Light"}}\n-->\n'
    ),
    "sections in the object": lambda page: page.replace('{"@context"', '//<![CDATA[\n{"@context"').replace(
        '"Ada Light"}}', '"Ada Light"}}\n//]]>'
    ),
    "a full stop too many": lambda page: page.replace('"Ada Light"}}', '"Ada Light"}};'),
    "for telephones": lambda page: page.replace("<html ", "<html amp "),
    "in a frame of the framework": lambda page: page.replace("<nav>", '<div id="app" data-v="1"><nav>').replace(
        "</body>", "</div></body>"
    ),
}


@pytest.mark.parametrize("way", PAGE_WAYS)
def test_a_page_says_the_same_however_it_is_written(tmp_path: Path, way: str) -> None:
    """Browsers show the same."""
    assert said(tmp_path, PAGE_WAYS[way](HTML.decode()).encode()) == said(tmp_path, HTML)


@pytest.mark.parametrize(
    "meta",
    [
        '<meta property="article:published_time" content="2026-11-01T08:30:00+01:00">',
        '<meta name="date" content="2026-11-01T08:30:00+01:00">',
        '<meta itemprop="datePublished" content="2026-11-01T08:30:00+01:00">',
        '<meta name="DC.date.issued" content="2026-11-01T08:30:00+01:00">',
        '<meta name="parsely-pub-date" content="2026-11-01T08:30:00+01:00">',
    ],
)
def test_a_page_without_schema_org_states_its_time_elsewhere(tmp_path: Path, meta: str) -> None:
    """In a tag that a search engine or a measuring service reads."""
    raw = re.sub(r'<script type="application/ld\+json">.*?</script>', meta, HTML.decode())

    assert said(tmp_path, raw.encode()) == said(tmp_path, HTML)


WORDS = {
    "windows-1251": (
        "Маяк перенесли",
        "Маяк порта Янтарь во вторник отодвинули на сорок метров от моря, сообщил мэр. ",
    ),
    "shift_jis": ("灯台が移転", "琥珀港の古い灯台は火曜日、海から四十メートル内陸へ移された、と市長が述べた。"),
    "big5": ("燈塔內遷", "琥珀港的老燈塔週二向內陸遷移了四十公尺，市長說，懸崖每年後退一公尺。"),
    "euc-kr": ("등대 이전", "호박항의 오래된 등대가 화요일 내륙으로 사십 미터 옮겨졌다고 시장이 말했다. "),
    "iso-8859-2": (
        "Latarnia przesunięta",
        "Stara latarnia w porcie została we wtorek przesunięta o czterdzieści metrów. ",
    ),
    "windows-1253": ("Ο φάρος μετακινήθηκε", "Ο παλιός φάρος του λιμανιού μετακινήθηκε την Τρίτη σαράντα μέτρα. "),
}


@pytest.mark.parametrize("encoding", WORDS)
@pytest.mark.parametrize("place", ['<meta charset="{}">', "<meta content='text/html; charset={}' http-equiv=x>", "xml"])
def test_a_page_in_an_encoding_of_its_country(tmp_path: Path, encoding: str, place: str) -> None:
    """However it is declared, also behind long scripts."""
    title, story = WORDS[encoding]
    told = f'<?xml version="1.0" encoding="{encoding}"?>' if place == "xml" else ""
    declared = "" if told else f"<script>{'var a = 1;' * 900}</script>{place.format(encoding)}"
    body = "".join(f"<p>{story * 3} {number}</p>" for number in range(4))
    page = (
        f"{told}<!DOCTYPE html><html><head>{declared}<title>{title}</title></head><body><article><h1>{title}</h1>{body}"
    )

    record = one(tmp_path, f"{page}</article></body></html>".encode(encoding))

    assert headline(record) == title
    assert text(record).startswith(story.strip())


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("ru", "windows-1251"),
        ("ja-JP", "shift_jis"),
        ("zh_TW", "big5"),
        ("ko", "euc-kr"),
        ("pl", "iso-8859-2"),
        ("el", "cp1253"),
    ],
)
def test_a_page_that_declares_nothing_is_read_as_pages_of_its_language(
    tmp_path: Path, language: str, encoding: str
) -> None:
    """As browsers do; one in UTF-8 is read as that."""
    title, story = WORDS.get(encoding) or WORDS["windows-1253"]
    body = "".join(f"<p>{story * 3} {number}</p>" for number in range(4))
    page = (
        f'<html class="no-js" lang="{language}"><title>{title}</title><body><article><h1>{title}</h1>{body}</article>'
    )

    for used in (encoding, "utf-8"):
        record = one(tmp_path, page.encode(used))
        assert (headline(record), text(record).startswith(story.strip())) == (title, True)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("2026/11/01 08:30:00", "2026-11-01T08:30:00"),
        ("2026.11.01 08:30", "2026-11-01T08:30:00"),
        ("2026-11-01T08:30:00+01:00[Europe/Oslo]", "2026-11-01T08:30:00+01:00"),
        ("2026-11-01 08:30:00 PM", "2026-11-01T20:30:00"),
        ("2026-11-01T12:05:00 am", "2026-11-01T00:05:00"),
        ("25/11/2026 08:30", "2026-11-25T08:30:00"),
        ("11/25/2026 8:30:15 PM", "2026-11-25T20:30:15"),
        ("25-11-2026 08:30:00", "2026-11-25T08:30:00"),
        ("11/11/2026", "2026-11-11"),
        ("Sun, 01 Nov 2026 08:30:00 +0100 (CET)", "2026-11-01T08:30:00+01:00"),
        ("Sun Nov  1 08:30:00 CET 2026", "2026-11-01T08:30:00+01:00"),
        ("Sunday, 1 November 2026 - 08:30 GMT", "2026-11-01T08:30:00Z"),
        ("Nov. 1, 2026, 8:30 a.m. ET", "2026-11-01T08:30:00-05:00"),
        ("July 1, 2026 8:30 p.m. ET", "2026-07-01T20:30:00-04:00"),
        ("01-Nov-2026 08:30:00", "2026-11-01T08:30:00"),
        ("1er novembre 2026 à 08h30", "2026-11-01T08:30:00"),
        ("1 de noviembre de 2026 08:30", "2026-11-01T08:30:00"),
        ("2026年11月1日 8時30分", "2026-11-01T08:30:00"),
        ("2026年11月1日(日) 午後8時30分", "2026-11-01T20:30:00"),
        ("2026年11月01日 08:30", "2026-11-01T08:30:00"),
        ("2026년 11월 1일 오후 8:30", "2026-11-01T20:30:00"),
        ("20261101083000", "2026-11-01T08:30:00"),
        ("20261101 083000Z", "2026-11-01T08:30:00Z"),
        ("20261101T0830+0100", "2026-11-01T08:30:00+01:00"),
        ("2026-11-01T08:30:00,250+01", "2026-11-01T08:30:00.250+01:00"),
    ],
)
def test_times_in_forms_that_no_file_here_had(printed: str, read: str) -> None:
    """By their parts: what can be a month in one place alone is one."""
    from stream.reading.formats.dates import stamp

    found = stamp(printed)

    assert found is not None
    assert found.text == read


@pytest.mark.parametrize("printed", ["04/03/2018 08:30", "3-4-2018", "13/13/2026", "25/11/26", "2026-13-01", "8:30 PM"])
def test_what_may_be_two_days_is_none(printed: str) -> None:
    """A day and a month that could change places, and no date at all."""
    from stream.reading.formats.dates import stamp

    assert stamp(printed) is None
