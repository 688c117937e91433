"""One item in whatever way a file may write it: the same story comes out of all of them.

Namespaces, letters of names, encodings, references, comments, white space and envelopes are matters of who writes a
file, not of what it says. The ways are those that the standards allow, and those in which writers break them.
"""

from __future__ import annotations

import re
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
    HTML,
    IPTC7901,
    SAMPLES,
    ZCZC,
    headline,
    one,
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
