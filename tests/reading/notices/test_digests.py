"""A digest is taken apart into its items, and an ordinary story never is one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.reading.notices.digests import digest_form, digest_items

FERRY = "MANILA – A ferry fire killed 12 people on Tuesday, the coastguard said."
TRAMS = "LISBON - The tram depot will open its doors on Sundays, the museum said."
TALKS = "PARIS, Oct. 3 (AFP) -- Talks on the harbour went on all night. They end today."
PLAIN = "The council met on Tuesday to talk about the harbour and its new pier."


@pytest.mark.parametrize(
    "rule", ["- - - -", "---", "----", "* * *", "***", "— — —", "_____", "=====", "~ ~ ~", "• • •"]
)
def test_rules_set_items_apart(rule: str) -> None:
    """Three signs in a line of their own are a rule, spaced or not."""
    text = f"\n\n{rule}\n\n".join([FERRY, PLAIN, TRAMS])

    assert digest_items(text) == (FERRY, PLAIN, TRAMS)
    assert digest_form(text) == "3 items set apart by rules"
    assert digest_items(f"\n\n{rule}\n\n".join([PLAIN] * 3)) == (PLAIN, PLAIN, PLAIN)
    assert digest_items(f"\n\n{rule[0] * 2}\n\n".join([FERRY, PLAIN, TRAMS, PLAIN, PLAIN])) == ()


def test_slugs_are_cut_off() -> None:
    """The slug in brackets under an item goes, a credit or an aside stays."""
    text = f"{FERRY} (Philippines-Ferry-Fire)\n\n---\n\n{TRAMS} (AFP)\n\n---\n\n{PLAIN} (its third pier)"

    assert digest_items(text) == (FERRY, f"{TRAMS} (AFP)", f"{PLAIN} (its third pier)")


def test_an_item_has_all_its_paragraphs() -> None:
    """Up to the next rule or place; a greeting, headings and end marks are no items."""
    text = f"Good morning.\n\n{FERRY}\n\n{PLAIN}\n\n- - - -\n\nSPORT\n\n{TRAMS}\n{TALKS}\n\n- - - -\n\nEnditem"

    assert digest_items(text) == (f"{FERRY}\n\n{PLAIN}", TRAMS, TALKS)


def test_rules_inside_a_line() -> None:
    """A page that lost its line breaks still has the rules; dashes of sentences are none."""
    text = f"{FERRY} - - - - {TRAMS} * * * {TALKS} ----- {PLAIN}"

    assert digest_items(text) == (FERRY, TRAMS, TALKS, PLAIN)
    assert digest_items(f"{PLAIN} - - {PLAIN} -- {PLAIN} --- {PLAIN}") == ()


def test_two_items_need_a_place_or_a_slug() -> None:
    """One rule between two pieces of prose is a break."""
    assert digest_items(f"{FERRY}\n\n---\n\n{PLAIN}") == (FERRY, PLAIN)
    assert digest_items(f"{PLAIN} (Harbour-Pier)\n\n---\n\n{PLAIN}") == (PLAIN, PLAIN)
    assert digest_items(f"{PLAIN}\n\n---\n\n{PLAIN}") == ()
    assert digest_form(f"{FERRY}\n\n---\n\n{TRAMS}") is None
    assert digest_items(f"{FERRY}\n\n---\n\nEnds") == ()


def test_chapters_and_tables_are_no_items() -> None:
    """A feature has long parts between its stars, a table short rows between its lines."""
    chapter = f"{PLAIN} " * 20
    rows = "Tin, three months     24,100\nZinc, three months     2,890"

    assert digest_items("\n\n* * *\n\n".join([chapter] * 4)) == ()
    assert digest_items("\n\n* * *\n\n".join([FERRY, chapter, chapter])) == ()
    assert digest_items("\n------\n".join([rows] * 4)) == ()
    assert digest_items("\n\n* * *\n\n".join([f"{FERRY} {chapter}"] * 3)) == tuple([f"{FERRY} {chapter}".strip()] * 3)


def test_places_set_items_apart() -> None:
    """Paragraphs that open with a place; they make no digest by themselves."""
    text = f"{FERRY}\n\n{TRAMS}\n\n{TALKS}"

    assert digest_items(text) == (FERRY, TRAMS, TALKS)
    assert digest_form(text) is None
    assert digest_form(f"{text} --- and more.") is None
    assert digest_items(text.replace("LISBON", "ON THE STEPS OF LISBON")) == (
        f"{FERRY}\n\nON THE STEPS OF {TRAMS}",
        TALKS,
    )


def test_the_first_item_may_have_lost_its_place() -> None:
    """Cleaning takes the first dateline; what stands there is an item if it is longer than a greeting."""
    first = PLAIN * 2

    assert digest_items(f"{first}\n\n{FERRY}\n\n{TRAMS}") == (first, FERRY, TRAMS)
    assert digest_items(f"Good morning. {PLAIN}\n\n{FERRY}\n\n{TRAMS}") == (FERRY, TRAMS)


def test_bullets_set_items_apart() -> None:
    """A line of introduction and one at the end may stand beside them."""
    assert digest_items(f"Today:\n\n• {PLAIN}\n\n• {PLAIN}\n\nEnds") == (PLAIN, PLAIN)
    assert digest_items(f"- {PLAIN}\n- {PLAIN}") == (PLAIN, PLAIN)
    assert digest_form(f"• {PLAIN}\n\n• {PLAIN}\n\n• {PLAIN}") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        PLAIN,
        f"{PLAIN}\n\n{PLAIN}\n\n{PLAIN}",
        f"{FERRY}\n\n{PLAIN}\n\n{PLAIN}",
        f"{FERRY}\n\n{PLAIN}\n\n{TRAMS}\n\n{PLAIN}\n\n{PLAIN}",
        f"{PLAIN}\n\n- {PLAIN}\n\n- {PLAIN}\n\n{PLAIN}\n\n{PLAIN}",
        "- 8 pct bonds due March 1,\n- 9 pct bonds due June 1,",
        "ZINC - 1550 tonnes mainly carries\n\nTIN - 350 tonnes mainly carries",
        "Q - Where did the ferry go on that night?\n\nA - It went nowhere on that night.",
        "WE ASKED: WHY? - They did not say why it was so.\n\nWHO SAID SO? - They did not say who it was.",
        "---\n\n---\n\n---",
    ],
)
def test_stories_have_no_items(text: str) -> None:
    """Prose, lists, tables and interviews are not divided."""
    assert digest_items(text) == ()
    assert digest_form(text) is None


@given(st.text("ab.A\n-–*• (),:", max_size=300))
def test_items_are_in_the_text(text: str) -> None:
    """No item is empty or made up, and a form goes with three items or more."""
    items = digest_items(text)

    assert all(item.strip() for item in items)
    assert len(items) != 1
    assert digest_form(text) is None or len(items) > 2
    words = text.split()
    assert all(word in words for item in items for word in item.split()[1:-1])


@pytest.mark.parametrize(
    "piece", ["-", "- ", "- - - ", "* ", "A", "A, ", "A - b\n", "•a\n", "(A-b)", "(A", " ", "x\n----\n", "\t"]
)
def test_long_texts_take_no_time(piece: str) -> None:
    """200,000 characters of what rules, places and slugs are made of."""
    start = time.process_time()

    digest_items(piece * (200_000 // len(piece)) + "x")

    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "items",
    [
        [
            ("Ferry burns off coast", "MANILA — A ferry fire killed 12 people on Tuesday, the coastguard said."),
            ("Depot opens", "LISBON — The tram depot will open its doors on Sundays, the museum said."),
            ("Talks go on", "PARIS (AFP) — Talks on the harbour went on all night. They end today."),
        ],
        [
            ("Arde un ferry", "Manila, 3 oct (EFE).- Un incendio en un ferry causó doce muertos el martes."),
            ("Abre el museo", "Lisboa, 3 oct (EFE).- El museo del tranvía abrirá los domingos, según su directora."),
            ("Siguen las conversaciones", "París, 3 oct (EFE).- Las conversaciones duraron toda la noche."),
        ],
        [
            ("Пожар на пароме", "МАНИЛА, 3 окт - РИА Новости. При пожаре на пароме погибли двенадцать человек."),
            ("Музей открыт", "ЛИССАБОН, 3 окт - РИА Новости. Музей трамваев будет открыт по воскресеньям."),
            ("Переговоры идут", "ПАРИЖ, 3 окт - РИА Новости. Переговоры о порте продолжались всю ночь."),
        ],
        [
            ("フェリー火災", "【マニラ共同】フェリーの火災で十二人が死亡したと沿岸警備隊が発表した。"),
            ("博物館開館", "【リスボン共同】路面電車の博物館は日曜日も開館すると館長が述べた。"),
            ("協議続く", "【パリ共同】港をめぐる協議は夜を徹して行われ、きょう終わる見通しだ。"),
        ],
    ],
)
def test_items_under_headlines_and_places_of_their_own(items: list[tuple[str, str]]) -> None:
    """That is a digest without any mark; so it is where the first headline was taken for that of the text."""
    text = "\n\n".join(part for item in items for part in item)
    told = tuple(body for _, body in items)

    assert digest_form(text) == "3 items with headlines and places of their own"
    assert digest_items(text) == digest_items(text.partition("\n\n")[2]) == told


@pytest.mark.parametrize(
    "text",
    [
        f"Early\n\n{FERRY}\n\nLate\n\n{FERRY}\n\nMore\n\n{FERRY}",  # one place: a live file
        "Terminal\n\nCHICAGO - 1.52 / 2.71\n\nRiver\n\nTOLEDO - 1.49 / 2.66\n\nGulf\n\nMOBILE - 1.61 / 2.80",
        f"{FERRY}\n\n{PLAIN}\n\n{TRAMS}\n\n{PLAIN}\n\n{TALKS}\n\n{PLAIN}",  # no headlines between
    ],
)
def test_what_is_no_digest_by_its_headlines_and_places(text: str) -> None:
    """A file of one place, a table, and paragraphs without headlines."""
    form = digest_form(text)
    assert form is None
