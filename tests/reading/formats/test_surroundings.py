"""What surrounds the story on a page is told from it by the page's structure, in whatever language."""

from __future__ import annotations

from pathlib import Path

import pytest

from reading.formats.samples import one, text

STORY = (
    "Il mulino di Sorgàlbula macina di nuovo, per la prima volta dal 1961, grazie a due fratelli di Pontìs.",
    "Le pietre vengono dalla Carnia e la ruota è stata rifatta su una fotografia trovata nell'album della nonna.",
    "Sabato hanno venduto i primi cento chili di farina, e la fila arrivava al ponte sul torrente.",
    "I fratelli vogliono aprire un forno, dove il vecchio mugnaio insegnerà il mestiere ai ragazzi della valle.",
)
HEADLINE = "Il mulino macina di nuovo"
ASIDE = "Mwaka mzima kwa bei ya miezi sita, na unaweza kuacha wakati wowote bila gharama yoyote ile."
SAID = (
    "Nagyon szép hír, köszönjük, hogy írtak erről, sokáig vártunk rá itt a völgyben.",
    "A nagyapám is ott őröltetett, és mindig fehér kalapban jött haza vasárnap.",
    "És ki fizeti az utat, amelyen a kamionok majd járnak a pékségig és vissza?",
)
BODY = "".join(f"<p>{each}</p>" for each in STORY)
CUT = f"<p>{STORY[0]}</p><p>{STORY[1]}</p>{{}}<p>{STORY[2]}</p><p>{STORY[3]}</p>"
COLON = "Così scrive il giornale della valle:"
LINKS = (
    "Apre il museo delle lucerne nella vecchia filanda",
    "Strada chiusa fino a marzo per la frana di Pontìs",
    "I ragazzi della valle tornano a scuola in corriera",
)


def page(inside: str, *, heading: str = f"<h1>{HEADLINE}</h1>", title: str = f"{HEADLINE} | Valle Oggi") -> bytes:
    """A page around a story."""
    top = '<div class="a1"><a href="/">Valle Oggi</a><a href="/c">Cronaca</a></div>'
    return (
        f'<!DOCTYPE html><html lang="it"><head><title>{title}</title></head><body>{top}{heading}{inside}</body></html>'
    ).encode()


def said(*, holder: str = "div", mark: str = "", controls: str = "") -> str:
    """What readers say of a story, each in an element of one shape."""
    each = "".join(f"<{holder} {mark}><b>user{n}</b><p>{line}</p>{controls}</{holder}>" for n, line in enumerate(SAID))
    return f"<div>{each}</div>"


BESIDE = {
    "a form": f"<div>{BODY}</div><form><p>{ASIDE}</p><p>Andika</p></form>",
    "a field and a button in boxes without names": (
        f"<div>{BODY}</div><div class='q'><p>{ASIDE}</p><input type='email'><button>Tuma</button></div>"
    ),
    "a field in the middle of the text": "<div>"
    + CUT.format(f"<div class='g'><p>{ASIDE}</p><input value='https://valle.example/k'></div>")
    + "</div>",
    "a dialogue": f"<div>{BODY}</div><div role='dialog'><p>{ASIDE}</p><button>Ndiyo</button></div>",
    "a part that is hidden": f"<div>{BODY}</div><div style='display: none'><p>{ASIDE}</p><a href='/x'>Ndiyo</a></div>",
    "a box with a button at the end": f"<div>{BODY}<div class='e'><p>{ASIDE}</p><button>Tuma</button></div></div>",
    "a box with links that lead nowhere": (
        f"<div>{BODY}</div><div class='k'><div><p>{ASIDE}</p><a href='javascript:ok()'>Ndiyo</a></div></div>"
    ),
    "comments by their marks": f"<div>{BODY}</div>{said(mark='itemscope itemtype=https://schema.org/Comment')}",
    "comments by their class": f"<article>{BODY}{said(holder='li', mark='class=sf_comment')}</article>",
    "comments by a control that each has": (
        f"<div>{BODY}</div>{said(controls='<a role=button href=#>Válasz</a><button>Jelentem</button>')}"
    ),
    "other stories in a list with a heading": (
        f"<div>{BODY}<div class='r'><h3>Leggi anche</h3>"
        + "".join(f"<p><a href='/n{n}'>{line}</a></p>" for n, line in enumerate(LINKS))
        + "</div></div>"
    ),
    "links behind the same word": "<div>"
    + CUT.format(f"<p>Vedi: <a href='/n1'>{LINKS[0]}</a></p>")
    + f"<p>Vedi: <a href='/n2'>{LINKS[1]}</a></p></div>",
    "labels above the text": (
        f"<div class='s'><h2>Shiriki</h2></div><div class='w'>Wanjiru Otieno</div><div>{BODY}</div>"
    ),
}


@pytest.mark.parametrize("beside", BESIDE.values(), ids=BESIDE.keys())
def test_what_stands_beside_the_story_is_left_out(tmp_path: Path, beside: str) -> None:
    """And no paragraph of it is."""
    assert text(one(tmp_path, page(beside))).split("\n\n") == list(STORY)


WHOLE = {
    "the whole page in a form": f"<form action='/'><input type='hidden'><input type='text'><div>{BODY}</div></form>",
    "a story that scripts will show": f"<div hidden id='S:1a'><div>{BODY}</div></div>",
    "a rest that is folded": f"<div><p>{STORY[0]}</p><p>{STORY[1]}</p><div style='display:none'><p>{STORY[2]}</p>"
    f"<p>{STORY[3]}</p></div><button>Continua</button></div>",
    "a button at each paragraph": "".join(
        f"<div class='p'><p>{each}</p><button>Ascolta</button></div>" for each in STORY
    ),
    "a field at each paragraph": "".join(
        f"<div class='p'><p>{each}</p><input type='text' placeholder='nota'></div>" for each in STORY
    ),
    "a lead beside buttons": (
        f"<div class='i'><p>{STORY[0]}</p><button>Condividi</button></div>"
        f"<div><p>{STORY[1]}</p><p>{STORY[2]}</p><p>{STORY[3]}</p></div>"
    ),
    "a column that is called a comment": (
        "<div class='comment'>" + "".join(f"<p class='comment'>{each}</p>" for each in STORY) + "</div>"
    ),
    "a line outside of it that announces it": f"<p>{COLON}</p><blockquote>{BODY}</blockquote>",
    "a paragraph that is one link": f"<div><p>{STORY[0]}</p><p><a href='/album'>{STORY[1]}</a></p>"
    f"<p>{STORY[2]}</p><p>{STORY[3]}</p></div>",
}


@pytest.mark.parametrize("inside", WHOLE.values(), ids=WHOLE.keys())
def test_the_same_marks_around_the_story_itself_say_nothing(tmp_path: Path, inside: str) -> None:
    """Where a part that looks like something else has the story, it is the story."""
    assert text(one(tmp_path, page(inside))).removeprefix(f"{COLON}\n\n").split("\n\n") == list(STORY)
    assert COLON not in inside or COLON in text(one(tmp_path, page(inside)))


def test_a_live_page_keeps_its_entries(tmp_path: Path) -> None:
    """They look as comments do, each with the same button, but there is no other text."""
    entries = "".join(
        f"<div class='x'><time>1{n}.05</time><p>{each}</p><button>Zu</button></div>" for n, each in enumerate(STORY)
    )

    assert set(STORY) <= set(text(one(tmp_path, page(f"<article>{entries}</article>"))).split("\n\n"))


def test_items_of_a_list_in_the_story_are_found_again(tmp_path: Path) -> None:
    """An extractor takes short ones for furniture, and those with links; a colon announces them."""
    names = ["Primo: Gino Bress, Pontìs", "Secondo: Ada Vual, Forni", "Terzo: Tite Cjan, Sutrio"]
    plain = "<ol>" + "".join(f"<li>{name}</li>" for name in names) + "</ol>"
    linked = "<ul>" + "".join(f"<li><a href='/p{n}'>{name}</a></li>" for n, name in enumerate(names)) + "</ul>"
    announced = "I mugnai premiati in questi anni dalla comunità della montagna sono tre:"

    assert text(one(tmp_path, page(f"<div>{CUT.format(plain)}</div>"))).split("\n\n") == [
        *STORY[:2],
        *names,
        *STORY[2:],
    ]
    told = text(one(tmp_path, page(f"<div>{CUT.format(f'<p>{announced}</p>{linked}')}</div>"))).split("\n\n")
    assert told == [*STORY[:2], announced, *names, *STORY[2:]]


def test_a_credit_is_kept(tmp_path: Path) -> None:
    """A line that names an agency, also where labels go."""
    told = text(one(tmp_path, page(f"<div class='w'>Reuters</div><div>{BODY}</div>"))).split("\n\n")

    assert set(STORY) <= set(told)
    assert "Wanjiru" not in told


@pytest.mark.parametrize("credit", ["Xinhua/VNA", "AFP/dpa", "Reuters"])
def test_a_credit_in_an_element_of_its_own_is_the_last_line(tmp_path: Path, credit: str) -> None:
    """Extractors leave it out, and it says whose text that is; not where the text has one, and not in captions."""
    told = text(one(tmp_path, page(f"<div>{BODY}</div><div class='ad'>Oglas</div><div class='z'>{credit}</div>")))
    assert told.split("\n\n") == [*STORY, credit]

    other = f"<div>{BODY}<p>Un'altra frase. (ANSA)</p></div><div>{credit}</div>"
    assert text(one(tmp_path, page(other))).endswith("(ANSA)")
    caption = f"<div>{BODY}</div><figure><img src='a'><figcaption>{credit}</figcaption></figure>"
    assert text(one(tmp_path, page(caption))).split("\n\n") == list(STORY)
    assert text(one(tmp_path, page(f"<div>{BODY}</div><a href='/f'>{credit}</a>"))).split("\n\n") == list(STORY)


def test_a_paragraph_is_as_the_page_prints_it(tmp_path: Path) -> None:
    """Joiners of letters are spelling in Persian, and stay."""
    line = "باغ‌های انار روستای بیدخت تا یک هفتهٔ دیگر خشک می‌شدند و مقنی‌ها شبانه‌روز کار کردند."

    assert line in text(one(tmp_path, page(f"<div>{BODY}<p>{line}</p></div>")))


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        (f"<h1><a href='/'>Valle Oggi</a></h1><h1>{HEADLINE}</h1>", f"{HEADLINE} - Valle Oggi"),
        (f"<h1>Valle Oggi</h1><h2>{HEADLINE}</h2>", f"Valle Oggi: {HEADLINE}"),
        (f"<h1><a href='/c'>Cronaca</a></h1><h2>{HEADLINE}</h2>", f"{HEADLINE} | Cronaca | Valle Oggi"),
        (f"<div class='t'>{HEADLINE}</div>", f"{HEADLINE} « Valle Oggi"),
        ("", f"{HEADLINE} | Valle Oggi"),
        (f"<h1>{HEADLINE}</h1>", "Due fratelli e una ruota | Valle Oggi"),
    ],
)
def test_the_headline_is_what_the_page_shows_and_not_the_site(tmp_path: Path, heading: str, title: str) -> None:
    """Of several headings the one that is most of the title; a headline in other words than that stays."""
    record = one(tmp_path, page(f"<div>{BODY}</div>", heading=heading, title=title))

    assert record["headlines"][0] == {"role": "main", "value": HEADLINE}
