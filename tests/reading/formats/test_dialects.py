"""Ways to write a format that no file at hand had when its reader was written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from reading.formats.samples import HTML, LONG, MORE, NEXT, g2_item, headline, nitf, one, text, understood
from stream.reading.formats.items import MOST_ITEMS, Item, Refused


def g2(content: str, inside: str, language: str = "fr-BE") -> bytes:
    """A newsItem in some language, with this as its content."""
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:wire.example:1" xml:lang="{language}">'
        '<itemMeta><itemClass qcode="ninat:text"/><versionCreated>2026-11-01T08:30:00Z</versionCreated></itemMeta>'
        f"<contentMeta>{content}</contentMeta><contentSet>{inside}</contentSet></newsItem>"
    ).encode()


def inline(language: str, *paragraphs: str) -> str:
    """The text in one language."""
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    return f'<inlineXML xml:lang="{language}"><html><body>{body}</body></html></inlineXML>'


def test_of_an_item_in_several_languages_its_own_is_told(tmp_path: Path) -> None:
    """All of it: a headline in one and a text in another would be no story."""
    both = "".join(
        f'<{name} xml:lang="{language}">{language} {name}</{name}>'
        for name in ("slugline", "by", "dateline", "headline")
        for language in ("nl", "fr")
    )
    raw = g2(both, inline("nl", "De brug blijft dicht.", NEXT) + inline("fr", "Le pont reste fermé.", MORE))
    record = one(tmp_path, raw)

    assert text(record) == f"Le pont reste fermé.\n\n{MORE}"
    assert [record["slugline"], record["byline"], record["dateline"]] == ["fr slugline", "fr by", "fr dateline"]
    assert headline(record) == "fr headline"
    assert text(one(tmp_path, g2("", inline("nl", LONG), "fr"))) == LONG
    data = "".join(f'<inlineData xml:lang="{tag}">{line}</inlineData>' for tag, line in (("nl", NEXT), ("fr", LONG)))
    assert text(one(tmp_path, g2("", data))) == LONG


def test_a_note_to_editors_is_no_text(tmp_path: Path) -> None:
    """Wherever it stands in NITF, but for one that says it may be published; and the text may state the language."""
    note = "<note{}><body.content><p>Phone 0632 for pictures.</p></body.content></note>"
    record = one(tmp_path, nitf(body=f"<block><p>{LONG}</p>{note.format('')}<p>{NEXT}</p></block>"))
    assert (text(record), record["edNote"]) == (f"{LONG}\n\n{NEXT}", "Phone 0632 for pictures.")

    record = one(tmp_path, nitf(body=f"<p>{LONG}</p>" + note.format(' type="pa"')))
    assert "Phone" in text(record)
    assert "edNote" not in record
    record = one(tmp_path, nitf().replace(b"<body.content>", b'<body.content xml:lang="nl">'))
    assert record["language"] == "nl"


def test_text_in_elements_of_a_house_is_told_by_its_structure(tmp_path: Path) -> None:
    """Elements between which nothing stands hold others; widths and captions are no text; fields are fields."""
    raw = g2(
        "",
        '<inlineXML><idf xmlns="urn:house:idf"><group><element type="headline">Ferry stays in port</element>'
        '<element type="dateline">Port Amber</element></group><group type="body"><element type="body">'
        f'{LONG.replace("inland", "inland" + chr(10), 1)}</element><object type="image"><data>'
        "<text>The ferry at its pier.</text><width>2048</width></data></object>"
        f'<element type="body">{NEXT[:40]}<a href="/x">{NEXT[40:60]}</a>{NEXT[60:]}</element></group>'
        "</idf></inlineXML>",
        "en",
    )
    record = one(tmp_path, raw)

    assert text(record) == f"{LONG}\n\n{NEXT}"
    assert (headline(record), record["dateline"]) == ("Ferry stays in port", "Port Amber")
    assert text(one(tmp_path, g2_item().encode())) == f"{LONG}\n\n{NEXT}"


def mail(kind: str, body: str) -> bytes:
    """An e-mail of one part."""
    head = "Message-ID: <a@wire.example>\nDate: Sun, 1 Nov 2026 08:30:00 +0100\nSubject: Ferry stays in port\n"
    return f"{head}MIME-Version: 1.0\nContent-Type: {kind}\n\n{body}".replace("\n", "\r\n").encode()


def test_a_signature_is_no_text(tmp_path: Path) -> None:
    """Two hyphens and a blank stand above it, by a rule as old as the network; hyphens in the text are none."""
    kind = "text/plain; charset=utf-8"

    assert (
        text(one(tmp_path, mail(kind, f"{LONG}\n\n{NEXT}\n\n-- \nPort Wire\n+44 1632 960000\n"))) == f"{LONG}\n\n{NEXT}"
    )
    assert "Port Wire" in text(one(tmp_path, mail(kind, f"{LONG}\n\n--\n\nPort Wire has {NEXT}\n")))
    assert text(one(tmp_path, mail(kind, f"-- \n{LONG}\n"))).endswith(LONG)


def test_flowed_lines_are_one(tmp_path: Path) -> None:
    """With a blank between them, or none in scripts without any."""
    words = LONG.split()
    flowed = " ".join(words[:9]) + " \n" + " ".join(words[9:])
    told = one(tmp_path, mail("text/plain; charset=utf-8; format=flowed", f"{flowed}\n\n From here on: {NEXT}\n"))
    assert text(told) == f"{LONG}\n\nFrom here on: {NEXT}"

    body = "港町の朝市が三年ぶりに \n再開し、約二千人が訪れた。\n"
    told = one(tmp_path, mail('text/plain; charset="utf-8"; format=flowed; delsp=yes', body))
    assert text(told) == "港町の朝市が三年ぶりに再開し、約二千人が訪れた。"


@pytest.mark.parametrize("hidden", ["style='display:none'", 'style="color:#fff; Visibility : hidden"', "hidden"])
def test_what_a_letter_hides_is_no_text(tmp_path: Path, hidden: str) -> None:
    """The line that mail programs show beside the subject stands so in every newsletter."""
    body = f"<div {hidden}>Preview of <b>today</b></div><table><tr><td><p>{LONG}</p></td></tr></table>"

    assert text(one(tmp_path, mail("text/html; charset=utf-8", body))) == LONG


def json_feed(*items: Mapping[str, object], **feed: object) -> bytes:
    """A JSON Feed."""
    top = {"version": "https://jsonfeed.org/version/1", "title": "Port News", "home_page_url": "https://port.example"}
    return json.dumps({**top, **feed, "items": items}, indent=1).encode()


def test_entries_of_a_json_feed_are_as_those_of_other_feeds(tmp_path: Path) -> None:
    """Known by their address without what tracks, told as changed, signed; a summary alone is a teaser."""
    found = understood(
        tmp_path,
        json_feed(
            {
                "id": "https://port.example/ferry?utm_source=rss",
                "url": "https://port.example/ferry?utm_source=rss",
                "title": "Ferry &amp; pier",
                "content_text": f"{LONG}\n\n{NEXT}",
                "date_published": "2026-11-01T08:30:00Z",
                "date_modified": "2026-11-01T09:30:00Z",
                "authors": [{"name": "Ada Light"}, {"name": "Ben Tide"}],
            },
            {"id": 77, "title": "Fish", "summary": NEXT, "author": {"name": "Reuters"}, "date_published": "soon"},
            {"id": "x"},
            language="en-GB",
        ),
    )
    records = [each.record for _, each in found if isinstance(each, Item)]

    assert {name for name, _ in found} == {"JSON Feed"}
    assert [record["uri"] for record in records] == [
        "https://port.example/ferry",
        "urn:copytaster:feed:port.example:77",
    ]
    assert headline(records[0]) == "Ferry & pier"
    assert (records[0]["versionCreated"], records[0]["firstCreated"]) == (
        "2026-11-01T09:30:00Z",
        "2026-11-01T08:30:00Z",
    )
    assert (records[0]["byline"], records[0]["language"], text(records[0])) == (
        "Ada Light, Ben Tide",
        "en-GB",
        f"{LONG}\n\n{NEXT}",
    )
    assert (records[1]["profile"], records[1]["creditLine"]) == ("teaser", "Reuters")
    assert isinstance(found[2][1], Refused)


def test_a_json_feed_is_bounded(tmp_path: Path) -> None:
    """As files of all formats are."""
    found = understood(tmp_path, json_feed(*[{"id": n, "title": "Fish"} for n in range(MOST_ITEMS + 2)]))

    assert len(found) == MOST_ITEMS + 1
    assert isinstance(found[-1][1], Refused)


@pytest.mark.parametrize(
    ("routing", "slug"),
    [("PRI GEN NAT\n.AMBER BOM7\nPA-FERRY\n", "PA-FERRY"), ("U I\n", None), ("\nR S\nFERRY\n", "FERRY")],
)
def test_lines_that_route_an_item_are_not_its_headline(tmp_path: Path, routing: str, slug: str | None) -> None:
    """They have no small letter; the line between them and the text is the headline, figures at the end a time."""
    raw = f"ZCZC\n{routing}Ferry stays in port\n\n    {LONG}\n    {NEXT}\n07121530\nNNNN\n"
    record = one(tmp_path, raw.encode())

    assert (headline(record), record.get("slugline")) == ("Ferry stays in port", slug)
    assert text(record) == f"{LONG}\n\n{NEXT}"


MARKED = (
    '<div class="hentry"><h2 class="entry-title">Ferry stays in port</h2><p class="byline author vcard">By '
    '<span class="fn">Ada Light</span>, Port Wire</p>'
    '<abbr class="published" title="2026-11-01T08:30:00+01:00">1.11.</abbr>',
    '<div itemscope itemtype="https://schema.org/NewsArticle"><h2 itemprop="headline">Ferry stays in port</h2>'
    '<span itemprop="author" itemscope><b itemprop="name">Ada Light</b></span>'
    '<span itemprop="datePublished" content="2026-11-01T08:30:00+01:00">Sunday</span>',
)


@pytest.mark.parametrize("marked", MARKED, ids=["hNews", "microdata"])
def test_what_a_page_marks_for_machines_is_read(tmp_path: Path, marked: str) -> None:
    """Where it says nothing in its head, and the first heading is the site's."""
    raw = (
        "<html lang=en><head><title>Port News</title></head><body><h1><a href='/'>Port News</a></h1>"
        f"{marked}<div><p>{LONG}</p><p>{NEXT}</p><p>{MORE}</p></div></div></body></html>"
    )
    record = one(tmp_path, raw.encode())

    assert headline(record) == "Ferry stays in port"
    assert (record["versionCreated"], record["byline"]) == ("2026-11-01T08:30:00+01:00", "Ada Light")
    assert text(record) == f"{LONG}\n\n{NEXT}\n\n{MORE}"
    assert headline(one(tmp_path, HTML)) == "Lighthouse moved inland"


def test_a_rule_of_signs_above_a_text_is_no_paragraph(tmp_path: Path) -> None:
    """It parts the text from what was read as its head."""
    assert text(one(tmp_path, g2_item(body=f"<p>___</p><p>{LONG}</p><p>___</p><p>{NEXT}</p>").encode())) == (
        f"{LONG}\n\n___\n\n{NEXT}"
    )
