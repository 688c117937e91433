"""Ways that the documents of the formats describe, and no file that was looked at had.

IPTC's guidelines of NewsML-G2 and NITF, the functional specification of NewsML 1, 7901 as a Catholic agency sends it,
ANPA 1312 as a Canadian one does, RFC 4155 of mailboxes, ISO 28500 of archives, and AMP. All texts are invented.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from reading.formats.samples import (
    ANPA,
    CP,
    DPA,
    EMAIL,
    ENTRY,
    HTML,
    IPTC7901,
    LONG,
    MORE,
    NEXT,
    WARC,
    g2_item,
    g2_message,
    headline,
    newsml1,
    nitf,
    one,
    rss,
    text,
    understood,
)
from stream.reading.formats.items import Item, Skipped

NEWSCODES = "http://cv.iptc.org/newscodes"
XHTML = '<html xmlns="http://www.w3.org/1999/xhtml"><body>'


@pytest.mark.parametrize(("word", "status"), [("usable", "usable"), ("canceled", "canceled"), ("withheld", "withheld")])
def test_g2_a_code_may_be_written_as_its_uri(tmp_path: Path, word: str, status: str) -> None:
    """In place of the short form, for kind, status, roles and relations."""
    item = g2_item(meta=f'<pubStatus uri="{NEWSCODES}/pubstatusg2/{word}"/><signal uri="{NEWSCODES}/signal/update"/>')
    item = item.replace('qcode="ninat:text"', f'uri="{NEWSCODES}/ninature/text"')
    item = item.replace('<provider literal="Wire"/>', '<provider uri="https://www.wire.example/about/"/>')
    record = one(tmp_path, g2_message(item))

    assert record["pubStatus"] == status
    assert record["signals"] == [f"{NEWSCODES}/signal/update"]
    assert {"role": "supplier", "literal": "wire.example"} in record["infoSources"]


def test_g2_a_picture_whose_kind_is_a_uri_is_skipped(tmp_path: Path) -> None:
    """As with the short form."""
    item = g2_item(item_class="x").replace('qcode="x"', f'uri="{NEWSCODES}/ninature/picture"')

    assert [each for _, each in understood(tmp_path, g2_message(item))] == [Skipped("picture")]


@pytest.mark.parametrize("kind", ["ninat:article", "wire:статья", "x:記事"])
def test_a_kind_that_nobody_knows_is_a_text_if_it_has_one(tmp_path: Path, kind: str) -> None:
    """A vocabulary of a house's own, or a word of a later standard."""
    assert text(one(tmp_path, g2_message(g2_item(item_class=kind)))).startswith(LONG)
    bare = g2_item(item_class=kind, body="")

    assert [each for _, each in understood(tmp_path, g2_message(bare))] == [Skipped(kind.partition(":")[2])]
    word = kind.partition(":")[2].encode()
    assert text(one(tmp_path, CP.replace(b"<ContentType>Text", b"<ContentType>" + word))).startswith(LONG)
    assert text(one(tmp_path, DPA.replace(b'{"urn"', b'{"type": "%s", "urn"' % word))).startswith(LONG)
    assert isinstance(understood(tmp_path, DPA.replace(b'{"urn"', b'{"type": "image", "urn"'))[0][1], Skipped)


def test_g2_of_headlines_in_several_languages_that_of_the_text(tmp_path: Path) -> None:
    """Whichever stands first; where none is in its language the first."""
    lines = '<headline xml:lang="{}">Der Leuchtturm zieht um</headline><headline xml:lang="{}">灯台が移転</headline>'

    def found(one_language: str, other: str, own: str) -> str:
        item = g2_item(content=lines.format(one_language, other)).replace('xml:lang="en"', f'xml:lang="{own}"')
        return headline(one(tmp_path, g2_message(item)))

    assert found("de", "ja", "ja-JP") == "灯台が移転"
    assert found("de-AT", "ja", "de") == "Der Leuchtturm zieht um"
    assert found("de", "ja", "fi") == "Der Leuchtturm zieht um"


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{LONG}</p><p>{NEXT}</p>",
        f"<article><h1>Lighthouse moved inland</h1><section><p>{LONG}</p><p>{NEXT}</p></section></article>",
        f"<div><p>{LONG}</p><p>{NEXT}</p></div>",
        f'<x:story xmlns:x="urn:x"><x:body><x:p>{LONG}</x:p><x:p>{NEXT}</x:p></x:body></x:story>',
        f"<html><p>{LONG}</p><p>{NEXT}</p></html>",
        f"<![CDATA[<p>{LONG}</p><p>{NEXT}</p>]]>",
        f"{LONG}\n\n{NEXT}",
    ],
)
def test_g2_the_text_in_xml_of_any_kind(tmp_path: Path, body: str) -> None:
    """The standard leaves it open which."""
    plain = g2_item()
    begin, end = plain.index("<html"), plain.index("</inlineXML>")
    record = one(tmp_path, g2_message(plain[:begin] + body + plain[end:]))

    assert text(record) == f"{LONG}\n\n{NEXT}"


@pytest.mark.parametrize(
    "story", ["Majak przesunięto we wtorek.", "灯台は火曜日に移された。", "نُقلت المنارة يوم الثلاثاء."]
)
def test_content_that_was_packed_is_unpacked(tmp_path: Path, story: str) -> None:
    """NewsML-G2 and NewsML 1 allow base64 for text too."""
    packed = b64encode(f"{story}\n\n{NEXT}".encode()).decode()
    plain = g2_item()
    begin, end = plain.index("<inlineXML"), plain.index("</contentSet>")
    data = f'<inlineData encoding="{NEWSCODES}/encoding/base64" contenttype="text/plain">{packed}</inlineData>'
    raw = newsml1(content=packed).replace(b"<DataContent>", b'<Encoding Notation="base64"><DataContent>')

    assert text(one(tmp_path, g2_message(plain[:begin] + data + plain[end:]))) == f"{story}\n\n{NEXT}"
    assert text(one(tmp_path, raw.replace(b"</DataContent>", b"</DataContent></Encoding>"))) == f"{story}\n\n{NEXT}"


def test_what_stands_within_a_word_does_not_end_its_paragraph(tmp_path: Path) -> None:
    """A comment, a script, the reading of a character."""
    ruby = "<ruby>灯台<rp>(</rp><rt>とうだい</rt><rp>)</rp></ruby>"
    body = f"<p>琥珀港{ruby}が火曜日<!-- 1 -->に移<script>x()</script>された。</p>"

    assert text(one(tmp_path, nitf(body=body))) == "琥珀港灯台が火曜日に移された。"
    assert text(one(tmp_path, g2_message(g2_item(body=body)))) == "琥珀港灯台が火曜日に移された。"


@pytest.mark.parametrize("role", ["drol:summary", "drol:teaser", "https://vocabulary.example/roles#abstract"])
def test_g2_a_summary_is_the_standfirst_and_a_caption_is_none(tmp_path: Path, role: str) -> None:
    """The descriptions of a text are told apart by their roles; a second headline comes before them."""
    line = f'<description role="{role}">A town at the ropes</description>'
    plain = '<headline>Lighthouse moved inland</headline><description role="drol:caption">Ropes</description>'
    record = one(tmp_path, g2_message(g2_item(content=plain + line)))

    assert record["headlines"][1:] == [{"role": "standfirst", "value": "A town at the ropes"}]
    second = '<headline role="hld:subHeadline">All pulled</headline>'
    assert one(tmp_path, g2_message(g2_item(content=plain + second + line)))["headlines"][1]["value"] == "All pulled"


def test_nitf_tables_of_any_kind_are_no_story(tmp_path: Path) -> None:
    """Of NITF's own, of a house's, and what is said of them."""
    table = "<table><tr><td>1</td></tr></table>"
    tables = f"<nitf-table><nitf-table-metadata><p>Size 7</p></nitf-table-metadata>{table}</nitf-table>"
    own = "<nitf-table><custom-table><p>7</p></custom-table></nitf-table>"
    body = f"<p>{LONG}</p>{tables}{own}<bq><block><p>{NEXT}</p></block></bq>"

    assert text(one(tmp_path, nitf(body=body))) == f"{LONG}\n\n{NEXT}"


def test_nitf_a_second_headline_and_the_last_resort_for_a_time(tmp_path: Path) -> None:
    """hl2 stands under hl1, and a dateline may hold the only date."""
    top = (
        "<hedline><hl1>Lighthouse moved inland</hl1><hl2>A town at the ropes</hl2></hedline>"
        '<dateline><location>PORT AMBER</location><story.date norm="20261101T073000Z"/></dateline>'
    )
    record = one(tmp_path, nitf(docdata='<doc-id id-string="c3"/>', top=top))

    assert record["headlines"][1] == {"role": "standfirst", "value": "A town at the ropes"}
    assert record["versionCreated"] == "2026-11-01T07:30:00Z"


@pytest.mark.parametrize(
    ("number", "name", "rel"),
    [
        ("KNA 170123-89-00065#2", "KNA", "KNA 170123-89-00065#2"),
        ("apa 0234", "apa", "apa 0234"),
        ("epd 12.4", "epd", "epd 12.4"),
    ],
)
def test_iptc7901_numbers_as_agencies_count(tmp_path: Path, number: str, name: str, rel: str) -> None:
    """Figures alone, or a day and a desk before them."""
    record = one(tmp_path, IPTC7901.replace(b"wir 061", number.encode()))

    assert record["uri"] == f"urn:copytaster:iptc7901:{name}:20261101:eca0062"
    assert {"name": rel, "rel": "item-number"} in record["subjects"]


@pytest.mark.parametrize("tail", ["2026-11-01T08:30:00+01:00", "01.11.2026 08:30", "Sun, 01 Nov 2026 07:30 GMT"])
def test_iptc7901_a_last_line_with_a_date_of_another_form(tmp_path: Path, tail: str) -> None:
    """Gateways write their own."""
    record = one(tmp_path, IPTC7901.replace(b"010730 GMT Nov 26", tail.encode()))

    assert record["versionCreated"][:13] in ("2026-11-01T08", "2026-11-01T07")


@pytest.mark.parametrize("mark", ["Achtung", "Advisory", "Info aux rédactions"])
def test_iptc7901_an_advisory_keeps_its_mark(tmp_path: Path, mark: str) -> None:
    """It is read, since it may be a kill; the mark is no headline, and tells it from a story."""
    raw = IPTC7901.replace(b"(1st lead)\nLighthouse moved inland =", f"({mark})\nImpressum =".encode())
    record = one(tmp_path, raw)

    assert headline(record) == "Impressum"
    assert record["genres"] == [{"name": mark}]


def test_anpa_labels_in_the_headers_and_a_tail_without_a_name(tmp_path: Path) -> None:
    """HL is the headline, which may go on in a second line; 35ET is by the clock of New York."""
    raw = ANPA.replace(b"^Lighthouse moved inland<", b"^INDEX: Harbour, Towns@<\r\n^HL:Lighthouse moved\r\n inland@<")
    raw = raw.replace(b"WN-WF-11-01-26 0730GMT<", b"16:35ET 31-10-26<").replace(b"11-01 0210", b"31-10 210")
    record = one(tmp_path, raw)

    assert headline(record) == "Lighthouse moved inland"
    assert record["versionCreated"] == "2026-10-31T16:35:00-04:00"
    assert record["byline"] == "By ADA LIGHT"


MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'


@pytest.mark.parametrize("word", ["Fot. archiwum portu", "写真：港の資料", "صورة: أرشيف الميناء"])
def test_feed_what_tells_of_a_picture_is_not_the_story(tmp_path: Path, word: str) -> None:
    """Media RSS has titles and descriptions of its own, and may stand in front."""
    inner = f"<media:title>{word}</media:title><media:description>{word}</media:description>"
    front = f"<item>{inner}<media:content><media:description>{word}</media:description></media:content>"
    raw = rss(ENTRY.replace("<item>", front)).replace(b"<rss ", f"<rss {MEDIA} ".encode())
    record = one(tmp_path, raw)

    assert headline(record) == "Lighthouse moved inland"
    assert text(record) == LONG


def test_email_a_mailbox_holds_several(tmp_path: Path) -> None:
    """Each below a line that begins with From."""
    second = EMAIL.replace(b"<g7@", b"<g8@").replace(LONG.encode(), MORE.encode() + b"\r\nFrom May on until 2027.")
    line = b"From ada@wire.example Sun Nov  1 08:30:02 2026\r\n"
    found = [each for _, each in understood(tmp_path, line + EMAIL + b"\r\n" + line + second)]

    assert [each.record["uri"] for each in found if isinstance(each, Item)] == [
        "mid:g7@wire.example",
        "mid:g8@wire.example",
    ]
    texts = [text(each.record) for each in found if isinstance(each, Item)]
    assert texts[0] == f"{LONG}\n\n{NEXT}"
    assert texts[1].startswith(MORE)
    assert texts[1].endswith(NEXT)


def test_email_a_letter_that_no_server_has_seen(tmp_path: Path) -> None:
    """Sender, subject and date make it one; a page that begins with a word and a colon is none."""
    raw = b"\r\n".join(line for line in EMAIL.split(b"\r\n") if not line.startswith((b"Received", b"Message-ID")))
    [(name, outcome)] = understood(tmp_path, raw)

    assert name == "e-mail"
    assert isinstance(outcome, Item)
    assert understood(tmp_path, b"Subject: lighthouses\n\nPORT AMBER: It was moved on Tuesday.\n")[0][0] == "saved page"


def test_warc_a_page_without_the_answer_of_a_server(tmp_path: Path) -> None:
    """Some crawlers keep what the browser showed."""
    raw = (
        b"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789019>\r\n"
        b"WARC-Target-URI: https://port.example/2026/lighthouse\r\nWARC-Date: 2026-11-02T10:00:00Z\r\n"
        b"Content-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(HTML), HTML)
    )
    [outcome] = [each for _, each in understood(tmp_path, raw) if isinstance(each, Item)]
    [other] = [each for _, each in understood(tmp_path, WARC) if isinstance(each, Item)]

    assert outcome.record == other.record


def fetched(folder: Path, raw: bytes, address: str) -> str:
    """The identity of a page that was fetched from an address."""
    (folder / "page.html.json").write_text(f'{{"uri": "{address}"}}')
    [(_, outcome)] = understood(folder, raw, "page.html")
    assert isinstance(outcome, Item)
    return str(outcome.record["uri"])


CANONICAL = b"https://port.example/2026/lighthouse"
CACHE = "https://port-example.cdn.ampproject.org/c/s/port.example/2026/lighthouse/amp"


@pytest.mark.parametrize(
    "address",
    [
        "https://port.example/2026/lighthouse/amp",
        "https://port.example/2026/lighthouse?outputType=amp",
        "https://amp.port.example/2026/lighthouse",
        "https://m.port.example/2026/lighthouse",
        CACHE,
        "https://www.google.com/amp/s/port.example/2026/lighthouse/amp",
        "https://web.archive.org/web/20261102100000/https://port.example/2026/lighthouse",
    ],
)
def test_a_page_and_its_twin_for_telephones_are_one(tmp_path: Path, address: str) -> None:
    """AMP asks each page to name the one that it is a twin of; caches and archives show it under their own address."""
    twin = HTML.replace(b"<html ", "<html ⚡ ".encode())

    assert fetched(tmp_path, twin, address) == CANONICAL.decode()
    assert fetched(tmp_path, HTML.replace(b"<link ", b'<link rel="amphtml" href="/amp"/><link '), address) == (
        CANONICAL.decode()
    )


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("https://evening.example/2026/lighthouse", "https://port.example/2026/lighthouse"),
        ("https://paper.co.uk/news/lighthouse", "https://other.co.uk/news/lighthouse"),
        ("https://jornal.com.br/farol", "https://folha.com.br/farol"),
        ("https://notport.example/2026/lighthouse", "https://port.example/2026/lighthouse"),
    ],
)
def test_a_page_is_no_twin_of_another_houses(tmp_path: Path, address: str, canonical: str) -> None:
    """One that took a story over says where it is from, and stays a page of its own."""
    assert fetched(tmp_path, HTML.replace(CANONICAL, canonical.encode()), address) == address
