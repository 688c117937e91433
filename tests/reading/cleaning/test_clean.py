"""What stands around a story is taken away, what is the story stays."""

from __future__ import annotations

import pytest

from stream.dispatch import Credit, Slot
from stream.reading.cleaning.clean import clean
from stream.reading.cleaning.paragraphs import lines_of

LEAD = (
    "The harbour council said on Tuesday that the old pier would be rebuilt before the summer, at a cost not yet known."
)
MORE = "Work is to start in May, when the ferries have moved to the new terminal on the other bank of the river."
BODY = f"{LEAD}\n\n{MORE}"

ORDINARY = [
    "He photographed the harbour. Photos were found later, police said.",
    "Source: of the river, the lake is not.",
    "Addresses were checked: none was right.",
    "The minister (who had resigned) said: we shall see.",
    "- One point of the plan\n\n- Another point",
    "Shr 34 cts vs 1.19 dlrs\n\nNet 807,000 vs 2,858,000",
    "Print is not dead, the publisher said.",
    "Voir plus loin que la crise, tel est le but, a dit le maire.",
    "AFP said it would hire forty reporters, and Reuters said the same.",
    "In its last line the report names Reuters, AFP and AP.",
    "- - - -",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_survives_untouched(text: str) -> None:
    """A paragraph too few costs a story; these only look a little like furniture."""
    whole = f"{LEAD}\n\n{text}\n\n{MORE}"

    assert clean(whole).text == whole
    assert clean(whole, page=True, headline="A headline").text == whole


def test_related_headlines_are_dropped_from_any_text() -> None:
    """They are headlines of other stories, and would link them to this one."""
    cleaned = clean(f"{LEAD}\n\n>> Three charged over ticket fraud\n\n{MORE}\n\n>>What we know")

    assert (cleaned.text, cleaned.dropped) == (BODY, 2)


def test_the_dateline_is_kept_apart() -> None:
    """The clean text begins with the story."""
    cleaned = clean(f"BEIJING, Nov. 29 (Xinhua) -- {BODY}")

    assert cleaned.text == BODY
    assert (cleaned.dateline, cleaned.located) == ("BEIJING, Nov. 29 (Xinhua) --", "BEIJING")
    assert cleaned.credits == (Credit(Slot.DATELINE, "BEIJING, Nov. 29 (Xinhua) --", ("XINHUA",)),)


def test_a_stated_dateline_is_removed_where_the_text_repeats_it() -> None:
    """And read for its agency where it does not."""
    stated = "BEIJING, Nov. 29 (Xinhua) --"

    repeated = clean(f"{stated} {BODY}", dateline=stated)
    apart = clean(BODY, dateline=stated)

    assert repeated.text == apart.text == BODY
    assert repeated.credits == apart.credits == (Credit(Slot.DATELINE, stated, ("XINHUA",)),)
    assert apart.located == "BEIJING"


@pytest.mark.parametrize(
    ("closing", "credit"),
    [
        ("\n\nXinhua/VNA/CVN", Credit(Slot.CREDIT_LINE, "Xinhua/VNA/CVN", ("XINHUA", "VNA", "CVN"))),
        ("\n\nTrí Dung/VNA/CVN", Credit(Slot.CREDIT_LINE, "Trí Dung/VNA/CVN", ("VNA", "CVN"), "Trí Dung")),
        (" -VNA", Credit(Slot.END_CREDIT, "-VNA", ("VNA",))),
        (" Enditem", None),
        ("\n\nEnditem", None),
        (" (Reporting by Jane Roe; Editing by John Doe)", None),
    ],
)
def test_closing_credits_and_marks_are_no_text(closing: str, credit: Credit | None) -> None:
    """Whatever closes the text leaves the last paragraph whole."""
    cleaned = clean(BODY + closing)

    assert cleaned.text == BODY
    assert cleaned.credits == (() if credit is None else (credit,))


def test_several_closing_lines_are_read_from_below() -> None:
    """Reporting tail, then end mark, then the chain."""
    cleaned = clean(f"{BODY} (Reporting by Jane Roe; Editing by John Doe)\n\nEnditem\n\nAFP/VNA/CVN")

    assert cleaned.text == BODY
    assert cleaned.credit_line == "AFP/VNA/CVN"


def test_a_photo_credit_never_becomes_the_chain() -> None:
    """One page has ``Photo : Xinhua/VNA/CVN`` and is signed ``AFP/VNA/CVN``: its origin is AFP."""
    text = f"{LEAD}\n\nThe pier in March. \nPhoto : Xinhua/VNA/CVN\n\n{MORE}\n\nAFP/VNA/CVN"
    cleaned = clean(text)

    assert cleaned.text == BODY
    assert [(credit.slot, credit.text) for credit in cleaned.credits] == [
        (Slot.PHOTO, "Photo : Xinhua/VNA/CVN"),
        (Slot.CREDIT_LINE, "AFP/VNA/CVN"),
    ]
    assert clean(text.removesuffix("\n\nAFP/VNA/CVN")).credit_line is None


def test_a_chain_under_a_caption_credits_the_picture() -> None:
    """The word for a photo may be missing; the place under a caption is enough."""
    cleaned = clean(f"Pier to be rebuilt\n\n{LEAD}\n\nThe pier in March.\nXinhua/VNA/CVN\n\n{MORE}", page=True)

    assert cleaned.text == BODY
    assert cleaned.credit_line is None
    assert [credit.slot for credit in cleaned.credits] == [Slot.PHOTO]


def test_the_paragraph_above_a_photo_credit_is_not_its_caption() -> None:
    """With an empty line between, the line above is story."""
    assert clean(f"{LEAD}\n\n{MORE}\n\nPhoto : VNA").text == BODY
    assert clean(f"{LEAD}\n{MORE}\nPhoto : VNA").text == BODY


def test_a_caption_with_its_credit_goes_as_a_whole() -> None:
    """Photo credits in brackets stand at the end of the caption."""
    cleaned = clean(f"The pier in March of this year. (Xinhua/Li Xueren)\n\n{BODY}")

    assert cleaned.text == BODY
    assert [credit.slot for credit in cleaned.credits] == [Slot.PHOTO]


def test_a_dispatch_that_is_only_a_caption_keeps_it_as_text() -> None:
    """It is a dispatch of its own kind, not an empty one."""
    cleaned = clean("Rescuers inspect a burnt ferry in the harbour on Monday. (Xinhua/Li Xueren)")

    assert cleaned.caption_only
    assert cleaned.text.startswith("Rescuers")
    assert cleaned.dropped == 0


@pytest.mark.parametrize(
    ("head", "note"),
    [
        ("(Adds mayor's reaction in paragraph 3)\n\n", "(Adds mayor's reaction in paragraph 3)"),
        ("(ATTN: UPDATES with quotes in paras 2-3)\n\n", "(ATTN: UPDATES with quotes in paras 2-3)"),
        ("^Eds: UPDATES: with quotes.<\n", "Eds: UPDATES: with quotes."),
        ("N i e u w bericht, vervangt: Oude kop\n\n", "N i e u w bericht, vervangt: Oude kop"),
    ],
)
def test_notes_to_editors_are_kept_as_notes(head: str, note: str) -> None:
    """They say what an update changes: metadata for the life cycle, not text."""
    cleaned = clean(head + BODY)

    assert cleaned.text == BODY
    assert cleaned.notes == (note,)


def test_wire_headers_are_no_text() -> None:
    """AP's caret lines, with the byline kept, and dpa's notebook."""
    ap = clean(f"^AP Photo NYOL101<\n^By JANE ROE=\n^AP Harbour Writer=\n   ATLANTA (AP) _ {LEAD}\n   {MORE}")
    dpa = clean(
        f"Berlin (dpa) - {BODY}\n\n# Notebook\n\n## Internet links\n- a link\n\n* * * *\ncontacts"
        "\n\ndpa ab cd\n\n101137 GMT Dez 18"
    )

    assert (ap.text, ap.byline, ap.dateline) == (BODY, "JANE ROE", "ATLANTA (AP) _")
    assert (dpa.text, dpa.dateline) == (BODY, "Berlin (dpa) -")


def test_the_headline_is_not_repeated_in_the_text() -> None:
    """Unless it is all the text there is: an alert."""
    assert clean(f"Pier to be rebuilt\n\n{BODY}", headline="Pier To Be Rebuilt").text == BODY
    assert clean("PIER TO BE REBUILT", headline="Pier to be rebuilt").text == "PIER TO BE REBUILT"


def test_hard_wrapped_copy_is_put_together() -> None:
    """Rows are joined; an indent or an empty row begins a paragraph."""
    wrapped = (
        "The harbour council said on\n"
        "Tuesday that the old pier would be rebuilt before the summer, at\n"
        "a cost that is not yet known.\n"
        "    Work is to start in May, when the ferries have moved to the\n"
        "new terminal.\n"
        "    Shr 34 cts\n"
        "    Net 807,000\n"
        "\n"
        "The mayor was not present.\n"
    )

    assert clean(wrapped).paragraphs == (
        "The harbour council said on Tuesday that the old pier would be rebuilt before the summer, at a cost that is"
        " not yet known.",
        "Work is to start in May, when the ferries have moved to the new terminal.",
        "Shr 34 cts",
        "Net 807,000",
        "The mayor was not present.",
    )


def test_white_space_after_the_last_row_is_no_line() -> None:
    """A blank row below a short one, in copy that a machine broke: once an empty line, and an IndexError."""
    full = "The port of Leval is closed to all ships until Wednesday evening,"

    for end in ("\n   ", "\n \n\t", "\n\u200b"):
        assert [line.text for line in lines_of(f"{full}\nofficials said.{end}")] == [f"{full} officials said."]
        assert clean(f"{full}\nofficials said.{end}").text == f"{full} officials said."


def test_lines_that_no_machine_broke_are_paragraphs() -> None:
    """Long lines, and short ones that were not full, end where their author ended them."""
    assert clean(f"{LEAD}\n{MORE}").text == BODY
    assert [line.text for line in lines_of("One item\nAnother item\nA third")] == [
        "One item",
        "Another item",
        "A third",
    ]


def test_invisible_characters_are_dropped_and_white_space_is_single() -> None:
    """STX, soft hyphens and no-break spaces are how text was carried, not what it says; joiners are."""
    assert clean("\x02The har\u00adbour\u00a0 council\tmet.\x03\u200b").text == "The harbour council met."
    assert clean("می\u200cخواهم").text == "می\u200cخواهم"


def test_a_cited_source_is_no_credit() -> None:
    """Slot G stays in the text, and is not looked for: no chain counts it."""
    text = "Selon l'agence de presse Xinhua, le port sera reconstruit avant la fin de l'été."
    cleaned = clean(text)

    assert cleaned.text == text
    assert cleaned.credits == ()


def test_time_is_linear_in_hostile_text() -> None:
    """A megabyte of lines that each look like a credit costs seconds at most, not hours (see the timeout)."""
    for line in ("Photo : VNA\n", "AFP/VNA/CVN\n\n", "Par Jean Dupont\n", "(", "Theo ", "x" * 60 + "\n", "(Adds x\n"):
        clean(line * (200_000 // len(line)), page=True)


@pytest.mark.parametrize(
    ("above", "dateline", "parties"),
    [
        ("Skip to main content\n\nNews Sports Opinion\n\n", "GARAN, Calif. (AP) — ", ["AP"]),
        ("Posted: Apr 9, 2024 10:15 AM MDT\n\nUpdated: 10:52\n\nBy Selma Arvid\n\n", "GARAN (Reuters) - ", ["REUTERS"]),
        ("Inicio > Mundo\n\nCompartir\n\nPor Selma Arvid\n\n", "Garán, 12 may (EFE).- ", ["EFE"]),
        ("Politik\n\nAktualisiert: 12.05., 10.15 Uhr\n\nvon Selma Arvid, dpa\n\n", "", ["DPA"]),
        ("Новости\n\nПоделиться\n\n", "ГАРАН, 12 мая - РИА Новости. ", ["RIA"]),
        ("首页 > 国际\n\n字号\n\n", "新华社加兰5月12日电 ", ["XINHUA"]),
    ],
)
def test_what_a_site_prints_above_a_story_is_no_text(above: str, dateline: str, parties: list[str]) -> None:
    """Down to the dateline, or to who signs for an agency; both are read as they are without anything above."""
    cleaned = clean(f"{above}{dateline}{BODY}", headline="Pier to be rebuilt")

    assert cleaned.text == BODY
    assert [party for credit in cleaned.credits for party in credit.parties] == parties


@pytest.mark.parametrize(
    "above",
    [
        "The pier has stood since 1911 and was hit twice.",
        "岸壁は百年以上前に造られた。",
        "Пирс построили сто лет назад в порту города.",
    ],
)
def test_a_sentence_above_a_dateline_is_text(above: str) -> None:
    """A standfirst, or what the site knows of the matter itself; the lines about it are none."""
    cleaned = clean(f"Menu\n\n{above}\n\nShare\n\nGARAN (Reuters) - {BODY}", headline="Pier to be rebuilt")

    assert cleaned.text == f"{above}\n\n{BODY}"
    assert cleaned.located == "GARAN"


def test_who_has_a_part_in_the_story_signs_nothing() -> None:
    """A headline of the site may name a person and an agency."""
    text = f"Arvid Quell, Reuters\n\nArvid Quell said that the harbour would be rebuilt.\n\n{BODY}"
    cleaned = clean(text, headline="Pier to be rebuilt")

    assert cleaned.text == text
    assert cleaned.credits == ()


@pytest.mark.parametrize(
    "caption",
    [
        "The pier of Garan on Tuesday, April 9, 2024. (AP Photo/Selma Arvid)",
        "El muelle de Garán, este martes. (AFP Foto/Selma Arvid)",
        "Il molo vecchio, martedì. (ANSA Foto/Selma Arvid)",
    ],
)
def test_a_picture_of_an_agency_is_told_by_its_word_too(caption: str) -> None:
    """The photographer behind the slash is no name of the story."""
    cleaned = clean(f"{LEAD}\n\n{caption}\n\n{MORE}", headline="Pier to be rebuilt")

    assert cleaned.text == BODY
    assert [credit.slot for credit in cleaned.credits] == [Slot.PHOTO]


@pytest.mark.parametrize(
    "line",
    [
        "EMBARGO: NÃO PUBLICAR ANTES DAS 00:01 DE 11 DE MARÇO",
        "※엠바고 11일 0시 1분",
        "ممنوع النشر قبل 11 مارس: عدم نشر",
        "KLAUSULERET, MÅ IKKE BRINGES FØR KL. 6",
    ],
)
def test_what_a_house_says_to_desks_above_its_text_is_a_note(line: str) -> None:
    """It is no section of a site, though no sentence either: an embargo that is dropped publishes its text."""
    read = clean(f"{line}\n\nGARAN (Reuters) - {BODY}", headline="Bridge closed")

    assert line in read.notes


@pytest.mark.parametrize(
    ("agency", "below"),
    [
        ("(PAP)", ("autor: Jan Kowalski", "jk/ mir/")),
        ("(ČTK)", ("jnk mha",)),
        ("(dpa/AFP)", ("Rückfragehinweis: Chronik",)),
        ("(Xinhua)", ("Editor: Li Wei",)),
    ],
)
def test_what_stands_below_the_agency_that_closes_a_text_is_no_text(agency: str, below: tuple[str, ...]) -> None:
    """Writers and desks; a sentence there is text."""
    story = "The harbour was closed on Monday after a crane fell into the water, the port authority said. " * 2
    cleaned = clean("\n\n".join((f"{story}{agency}", *below)))

    assert cleaned.text == story.strip()
    assert all(line not in cleaned.text for line in below)
    more = clean("\n\n".join((f"{story}{agency}", "The crane will be lifted out of the water on Tuesday.")))
    assert "The crane will be lifted" in more.text
