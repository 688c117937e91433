"""The lead of a page is told from names, dates, captions and buttons between its heading and the text."""

from __future__ import annotations

import json
from pathlib import Path

import orjson
import pytest
from lxml.html import document_fromstring

from reading.formats.samples import HTML, LONG, MORE, NEXT, one, text
from stream.dispatch import Slot
from stream.reading.formats.leads import lead, unsigned
from stream.reading.intake import read

LEADS = {
    "pl": "Wieża stoi teraz czterdzieści metrów od urwiska, a miasto świętowało do rana",
    "el": "Ο πύργος στέκεται τώρα σαράντα μέτρα από τον γκρεμό και η πόλη γιόρταζε ως το πρωί",
    "th": "ประภาคารเก่าของท่าเรือถูกย้ายเข้าไปในแผ่นดินสี่สิบเมตรเมื่อวันอังคารท่ามกลางผู้คนทั้งเมือง",
    "ja": "塔は崖から四十メートル離れた場所に立ち、町は朝まで祝った",
}
PLACES = (
    '<header><h1>Lighthouse moved inland</h1><p class="x1">{}</p></header>',
    '<div><h1>Lighthouse moved inland</h1></div><div><span>Ada Light</span></div><div class="a9">{}</div>',
    "<header><h1>Lighthouse moved inland</h1></header><ul><li>Share</li></ul><div><div><span>{}</span></div></div>",
)


def told(above: str, *descriptions: str) -> list[str]:
    """The lead of a page with this in place of its heading."""
    page = document_fromstring(HTML.decode().replace("<h1>Lighthouse moved inland</h1>", above))
    return lead(page, descriptions, "Lighthouse moved inland", [LONG, NEXT, MORE])


@pytest.mark.parametrize("language", LEADS)
@pytest.mark.parametrize("place", PLACES)
def test_what_the_page_says_of_itself_and_shows_above_the_text_is_its_lead(place: str, language: str) -> None:
    """In whatever element, also where the description is cut or has the name of the site behind it."""
    line = LEADS[language]

    assert told(place.format(line), "Port News", line) == [line]
    if len(line) > 45:
        assert told(place.format(line), f"{line} | Port News") == told(place.format(line), f"{line[:45]}…") == [line]
    assert told(place.format(line), "Port News, your daily paper.") == []


@pytest.mark.parametrize("name", ["description", "alternativeHeadline", "abstract"])
def test_schema_org_may_say_it(tmp_path: Path, name: str) -> None:
    """Under one of its names for it."""
    raw = HTML.decode().replace('{"@context"', f'{{"{name}": {json.dumps(LEADS["el"])}, "@context"')
    raw = raw.replace("</h1>", f"</h1><div>{LEADS['el']}</div>")

    assert text(one(tmp_path, raw.encode())).startswith(LEADS["el"])


@pytest.mark.parametrize("language", ["pl", "el", "th"])
def test_a_subheading_directly_below_the_heading_is_a_lead(language: str) -> None:
    """A sentence long, and nothing before it; also where the page describes itself with its first paragraph."""
    line = LEADS[language]

    assert told(f"<h1>Lighthouse moved inland</h1><h2>{line}</h2>") == [line]
    assert told(f"<h1>Lighthouse moved inland</h1><h2>{line}</h2>", LONG) == [line]
    assert told(f"<h1>Lighthouse moved inland</h1><div>By Ada Light</div><h2>{line}</h2>") == []


@pytest.mark.parametrize(
    "beside",
    [
        "<h2>Harbours</h2>",
        "<p>By Ada Light and Ben Tide in Port Amber, Cora Quay in Sandport and Dan Moor, Port News</p>",
        "<div>Sunday 1 November 2026, 8.30 am; last changed on Monday 2 November 2026 at 9.15 am</div>",
        f"<figure><figcaption>{LEADS['pl']}</figcaption></figure>",
        "<ul><li>Share</li><li>Print</li></ul>",
        "<h2>Lighthouse, moved inland</h2>",
        f"<h2>{LONG}</h2>",
        "",
    ],
)
def test_what_else_stands_there_is_none(beside: str) -> None:
    """Sections, bylines, dates, captions and buttons, however long; the headline and the text once more."""
    assert told(f"<h1>Lighthouse moved inland</h1>{beside}", LEADS["pl"], "Lighthouse moved inland") == []


def test_a_description_that_is_the_first_paragraph_adds_nothing(tmp_path: Path) -> None:
    """The text begins with it already."""
    assert told("<h1>Lighthouse moved inland</h1>", LONG) == []
    raw = HTML.replace(b"</head>", f'<meta name="description" content="{LONG}"></head>'.encode())

    assert text(one(tmp_path, raw)).count(LONG) == 1


@pytest.mark.parametrize(
    ("headline", "printed"),
    [
        ("Порт Янтарный: маяк перенесли от моря", "Маяк перенесли от моря"),
        ("琥珀港：灯台が移転、町中が見物", "灯台が移転、町中が見物"),
        ("“Holy work”: the light of Port Amber moves", "“Holy work” The light of Port Amber moves"),
    ],
)
def test_a_page_that_prints_its_headline_again_says_nothing_with_it(
    tmp_path: Path, headline: str, printed: str
) -> None:
    """Without its kicker, or with other signs; what says more is a paragraph."""
    story = "".join(f"<p>{each}</p>" for each in (LONG, NEXT, MORE) * 2)
    raw = HTML.decode().replace("Lighthouse moved inland", headline)
    begin = raw.index("<p>")
    again = f"{raw[:begin]}<p>{printed}</p>{story}</article></body></html>"

    assert text(one(tmp_path, again.encode())).startswith(LONG)
    more = again.replace(f"<p>{printed}</p>", f"<p>{printed}: {NEXT}</p>")
    assert text(one(tmp_path, more.encode())).startswith(printed)


@pytest.mark.parametrize(
    ("place", "agency"), [("PARIS (AFP) –", "AFP"), ("BERLIN (dpa) -", "dpa"), ("MADRID (EFE) —", "EFE")]
)
def test_a_dateline_below_the_lead_is_read(tmp_path: Path, place: str, agency: str) -> None:
    """Whose copy it is stands in the second paragraph then."""
    raw = HTML.decode().replace("</head>", f'<meta name="description" content="{LEADS["pl"]}"></head>')
    raw = raw.replace("</h1>", f"</h1><h2>{LEADS['pl']}</h2>").replace(LONG, f"{place} {LONG}")
    version = read(orjson.dumps(one(tmp_path, raw.encode())))

    assert version.standfirst == LEADS["pl"]
    assert version.text.startswith(LONG)
    assert [credit.text for credit in version.credits if credit.slot is Slot.DATELINE and agency in credit.text]


def test_who_wrote_it_is_no_part_of_the_text(tmp_path: Path) -> None:
    """A page that describes its author in schema.org shows the same beside the text."""
    about = "Ada Light writes of harbours and lighthouses, and has lived in four of them since she was a child at sea."
    raw = HTML.decode().replace('{"name": "Ada Light"}', f'[{{"name": "Ada Light", "description": "{about}"}}]')
    raw = raw.replace(
        "<h1>Lighthouse moved inland</h1>", f"<h1>Lighthouse moved inland</h1><p>{about} Write to her.</p>"
    )

    assert text(one(tmp_path, raw.encode())).startswith(LONG)


@pytest.mark.parametrize(
    "printed",
    [
        "Łucja Źrebiec",
        "Von Łucja Źrebiec",
        "ŁUCJA ŹREBIEC",
        "1 Kasım 2026, 8:30",
        "2026年11月1日 8時30分",
        "01.11.2026 08:30",
        "1 ноября 2026",
        "1 Kasım 2026•Güncelleme: 2 Kasım 2026",
    ],
)
def test_who_wrote_it_and_when_is_no_paragraph(printed: str) -> None:
    """On top of the text; a sentence with a day, or about somebody of that name, is one."""
    names = ["Łucja Źrebiec"]
    said = "Łucja Źrebiec moved the lighthouse herself on 1 November 2026."

    assert unsigned([LONG, printed, NEXT], names) == [LONG, NEXT]
    assert unsigned([said, LONG, "On 1 November 2026 at 8:30."], names) == [said, LONG, "On 1 November 2026 at 8:30."]
    for heading in ("1 November 2026: the flood", "Łucja Źrebiec, lighthouse keeper", "2026"):
        assert unsigned([LONG, heading, NEXT], names) == [LONG, heading, NEXT]
    assert unsigned([LONG, NEXT, MORE, LONG, printed], names)[-1] == printed
    assert unsigned([printed], names) == [printed]
    assert unsigned([LONG, "Kapstadt", NEXT], ["AP"]) == [LONG, "Kapstadt", NEXT]
