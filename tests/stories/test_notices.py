"""What notices to editors do to stories: which they reach, and what they are told as. All text is invented."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest

from dispatches import Item, item, story_of, told
from stream import fold
from stream.dispatch import Verdict
from stream.stories.rulings import make
from wires import NOON, text, violations

AT = "2024-06-09T{}:00:00Z"
A, COPY, OTHER, NOTE = (
    "urn:newsml:afp:20240609:a101",
    "https://paper.example/1",
    "urn:newsml:afp:20240609:a102",
    "urn:n:9",
)
HEADLINE = "Tamra dam is filled to nine tenths"


def held(**fields: str) -> list[Item]:
    """A dispatch of AFP's, a copy of it, and another dispatch of the same house."""
    return [
        item(A, text(1), AT.format("08"), language="en", creditLine="AFP", headline=HEADLINE, **fields),
        item(COPY, text(1), AT.format("09"), language="en", headline="Dam nearly full"),
        item(OTHER, text(2), AT.format("09"), language="en", creditLine="AFP", headline="Tamra fishermen sell boats"),
    ]


def note(headline: str, body: str, **fields: str) -> Item:
    """A notice of AFP's at noon."""
    return item(NOTE, body, AT.format("12"), language="en", creditLine="AFP", headline=headline, **fields)


@pytest.mark.slow
@pytest.mark.parametrize(
    "notice",
    [
        note("KILL", "Editors: please kill a101. A kill is mandatory."),
        note("ANNULATION", f"Prière d'annuler notre dépêche « {HEADLINE} ». Toutes nos excuses."),
        note(f"İPTAL - {HEADLINE}", "Haberimiz iptal edilmiştir."),
        note("LEGAL KILL", "Please do not use the item on the Tamra dam filled to nine tenths."),
    ],
    ids=["number", "headline in quotation marks", "headline after a mark", "words"],
)
def test_a_kill_reaches_the_copies_in_any_order(notice: Item) -> None:
    """However the house names its item, its story goes and no other, and the notice says what it reached."""
    outputs = set()
    for order in permutations([*held(), notice]):
        stories = told(*order)
        outputs.add(repr(stories))

    assert len(outputs) == 1
    assert [story_of(uri, stories)["pubStatus"] for uri in (A, COPY, OTHER)] == ["canceled", "canceled", "usable"]
    told_note = story_of(NOTE, stories)
    assert told_note["pubStatus"] != "usable"
    assert told_note["story"]["notice"]["order"] == "kill"
    assert told_note["story"]["notice"]["reaches"] == [A]
    assert "openOrder" not in told_note["story"]["notice"]
    assert violations("story", told_note) == []


@pytest.mark.parametrize(
    "body", ["Prière d'annuler notre dépêche « Le pont est fermé ».", "Prière d'annuler notre dépêche de ce matin."]
)
def test_what_names_nothing_is_an_open_order(body: str) -> None:
    """It is no news and kills nothing; an editor must say which item it means."""
    stories = told(*held(), note("ANNULATION", body))

    assert [story_of(uri, stories)["pubStatus"] for uri in (A, COPY, OTHER)] == ["usable"] * 3
    notice = story_of(NOTE, stories)
    assert notice["pubStatus"] != "usable"
    assert notice["story"]["notice"]["openOrder"] is True


def test_words_that_fit_two_stories_kill_neither() -> None:
    """Both are related to the notice."""
    twin = item(
        "urn:newsml:afp:20240609:a103", text(3), AT.format("10"), language="en", creditLine="AFP",
        headline="Tamra dam is filled to the brim",
    )  # fmt: skip
    stories = told(*held(), twin, note("LEGAL KILL", "Please do not use our item about the dam: Tamra is not filled."))

    assert {story["pubStatus"] for story in stories if "notice" not in story["story"]} == {"usable"}
    assert story_of(NOTE, stories)["story"]["notice"]["openOrder"] is True


def test_two_items_that_one_notice_kills_stay_two_stories() -> None:
    """What it says of both is no text that they share."""
    stories = told(*held(), note("KILL", f"Please kill items {A} and {OTHER}."))

    assert story_of(A, stories)["uri"] != story_of(OTHER, stories)["uri"]
    assert [story_of(uri, stories)["pubStatus"] for uri in (A, OTHER)] == ["canceled", "canceled"]


def test_its_own_slug_names_an_item() -> None:
    """A kill of "this story" under a new uri and the slug of an earlier one is about that."""
    stories = told(
        *held(slugline="TAMRA-DAM"), note("Please kill dam story", "Please kill this story.", slugline="TAMRA-DAM")
    )

    assert [story_of(uri, stories)["pubStatus"] for uri in (A, OTHER)] == ["canceled", "usable"]


def test_a_later_kill_wins_over_a_higher_number() -> None:
    """Houses count from 1 again; time tells which word is the newest. A later usable version takes the kill back."""
    kill = item(A, "Please kill this story.", AT.format("12"), language="en", version="1", pubStatus="canceled")
    newer = item(A, text(1), AT.format("10"), language="en", version="7", pubStatus="usable")
    again = item(A, text(1), AT.format("13"), language="en", version="2", pubStatus="usable")

    assert {told(*order)[0]["pubStatus"] for order in permutations([newer, kill])} == {"canceled"}
    assert {told(*order)[0]["pubStatus"] for order in permutations([newer, kill, again])} == {"usable"}


def test_a_page_that_was_removed_tells_no_story() -> None:
    """What a site prints in the place of a text is not the text of the story."""
    page = "https://gazette.example/1"
    story = told(
        item(page, text(1), AT.format("08"), language="en", headline=HEADLINE),
        item(page, "This article has been removed by the Gazette.", AT.format("11"), language="en", headline=HEADLINE),
    )[0]

    assert story["pubStatus"] == "canceled"
    assert "notice" not in story["story"]


def test_a_notice_without_an_order_is_no_news() -> None:
    """Tests and daybooks are told as notices, and are open for nobody."""
    [story] = told(item(NOTE, "This is a test. Please ignore.", AT.format("08"), language="en", headline="TEST TEST"))

    assert story["pubStatus"] == "withheld"
    assert story["story"]["notice"] == {"order": "advisory", "text": "This is a test. Please ignore.", "reaches": []}


@pytest.mark.parametrize(
    ("note", "status"),
    [
        ("EMBARGOED until 1100 GMT Sunday June 9", "withheld"),
        ("EMBARGOED until 0900 GMT Sunday June 9", "usable"),
        ("STRICTLY EMBARGOED", "withheld"),
    ],
)
def test_a_printed_embargo_holds_until_its_time(note: str, status: str) -> None:
    """One without a time that can be read holds until an editor or a later version frees it."""
    dispatch = item(A, text(1), AT.format("08"), language="en", creditLine="AFP", edNote=note)
    [story] = told(dispatch, as_of=datetime(2024, 6, 9, 10, tzinfo=UTC))

    assert story["pubStatus"] == status
    assert note in story["story"]["merges"][0]["inferred"][0]["evidence"]


def test_a_notice_lifts_an_embargo_early() -> None:
    """As it frees what is held."""
    dispatch = held(embargoedUntil="2024-06-10T05:00:00Z")
    lifted = note("EMBARGO LIFTED", "Editors: The embargo on the story a101 has been lifted.")
    now = datetime(2024, 6, 9, 13, tzinfo=UTC)

    assert story_of(A, told(*dispatch, as_of=now))["pubStatus"] == "withheld"
    assert story_of(A, told(*dispatch, lifted, as_of=now))["pubStatus"] == "usable"


def test_an_embargo_of_a_field_is_over_in_time() -> None:
    """AP's status "embargoed" comes with a time, and is no kill."""
    dispatch = item(
        A, text(1), AT.format("08"), language="en", pubstatus="embargoed", embargoed="2024-06-09T11:00:00Z"
    )  # fmt: skip
    statuses = [told(dispatch, as_of=datetime(2024, 6, 9, hour, tzinfo=UTC))[0]["pubStatus"] for hour in (10, 12)]

    assert statuses == ["withheld", "usable"]


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("Rectificatif", f"Dans notre dépêche « {HEADLINE} », lire 14 porteurs et non 41 porteurs."),
        ("Correction: Dam story", f"In the item “{HEADLINE}” it was said that 41 porters came. It was 14 porters."),
        ("改稿通知", f"请将《{HEADLINE}》一稿中的“41 porters”改为“14 porters”。"),
    ],
)
def test_a_correction_in_words_alone_marks_who_prints_the_wrong_ones(headline: str, body: str) -> None:
    """What the text holds is the wrong value, in whatever order a language names the two; the text itself stands."""
    wrong = f"{text(1)}\n\nThe dam was seen by 41 porters that day."
    dispatch = item(A, wrong.replace("porters", "porteurs") if "porteurs" in body else wrong, AT.format("08"),
                    language="en", creditLine="AFP", headline=HEADLINE)  # fmt: skip
    stories = told(dispatch, note(headline, body))
    story = story_of(A, stories)

    assert story["pubStatus"] == "usable"
    [correction] = story["story"]["corrections"]
    assert correction["by"] == NOTE
    assert [fact[0][:2] for fact in correction["facts"]] == ["41"]
    assert correction["stale"] == [A]
    assert story_of(NOTE, stories)["story"]["notice"]["order"] == "correction"


def test_a_correction_frees_nothing() -> None:
    """What is killed stays killed."""
    kill = item("urn:n:8", "Editors: please kill a101. A kill is mandatory.", AT.format("10"), language="en",
                creditLine="AFP", headline="KILL")  # fmt: skip
    words = note("Rectificatif", f"Dans notre dépêche « {HEADLINE} », lire 14 porteurs et non 41 porteurs.")

    assert story_of(A, told(*held(), kill, words))["pubStatus"] == "canceled"


FIRE = "Fire closes two quays of Garan"
FORBIDDEN = {
    "da": (
        "Brand i havnen i Havneby lukker to kajer",
        "Til redaktionerne",
        "Vi beder om, at artiklen om branden i havnen i Havneby, hvor to kajer er lukket, ikke bringes.",
    ),
    "ro": (
        "Incendiu în portul Galata, două cheiuri închise",
        "În atenția redacțiilor",
        "Vă rugăm să nu țineți cont de știrea despre incendiul din portul Galata și cele două cheiuri închise.",
    ),
}
"""Headline of an item, and headline and text of a notice that says not to use it, in no phrase that a table has."""
UNLISTED = {
    "he": (
        "שריפה בנמל גרן סגרה שני רציפים",
        "לתשומת לב העורכים",
        "נבקש שלא לעשות שימוש בידיעה על השריפה בנמל גרן שסגרה שני רציפים.",
    ),
    "number": (FIRE, "Nr. 4107", "Nr. 4107 tidak dapat dipakai."),
    "code": (FIRE, "Fógra", "Ná húsáid mír GA4107."),
    "sign": (FIRE, "Fógra", "Tarraingíodh siar ”Fire closes two quays of Garan“."),
    "dot": (FIRE, "AISGHAIRM. Fire closes two quays of Garan", "Ná húsáid é."),
}
"""The headline of an item, and headline and text of a notice about it in words of an order that no table has."""


@pytest.mark.parametrize("case", UNLISTED)
def test_an_order_in_words_that_nobody_knows_is_open(case: str) -> None:
    """It is no news, kills nothing, and has beside it the item that it may be about: an editor must say.

    Until then it holds an item that it names by number or whole headline, in a language whose orders no table has.
    """
    printed, headline, body = UNLISTED[case]
    uri = "urn:newsml:afp:20240609:GA4107" if case == "code" else "urn:newsml:afp:20240609:4107"
    language = case if len(case) == 2 else "ga"
    about = item(uri, text(1), AT.format("08"), language=language, creditLine="AFP", headline=printed)
    other = item(OTHER, text(2), AT.format("09"), language=language, creditLine="AFP", headline="Tamra 17")
    order = item(NOTE, body, AT.format("12"), language=language, creditLine="AFP", headline=headline)
    stories = told(about, other, order)

    assert [story_of(each, stories)["pubStatus"] for each in (uri, OTHER)] == ["withheld", "usable"]
    told_note = story_of(NOTE, stories)
    assert told_note["pubStatus"] == "withheld"
    assert told_note["story"]["notice"].get("openOrder") is True


@pytest.mark.parametrize("language", FORBIDDEN)
def test_not_to_use_an_item_is_a_kill(language: str) -> None:
    """Whatever the verb for using it, and wherever in the sentence its negation stands."""
    printed, headline, body = FORBIDDEN[language]
    about = item(A, text(1), AT.format("08"), language=language, creditLine="AFP", headline=printed)
    order = item(NOTE, body, AT.format("12"), language=language, creditLine="AFP", headline=headline)

    assert story_of(A, told(about, order))["pubStatus"] == "canceled"


@pytest.mark.parametrize(
    ("language", "headline", "body"),
    [
        ("da", "Havneby: Kunder får penge igen", "Havnen i Havneby beder kunder om tålmodighed efter branden."),
        ("ro", "Portul Galata, redeschis", "Portul Galata cere scuze clienților; cele două cheiuri se redeschid luni."),
        ("hu", "Tűz a kikötőben: elnézést kér a cég", "A cég elnézést kér az ügyfelektől, a két rakpart hétfőn nyit."),
        ("en", "Customers are asked to note new times", "Please note: the report on the two quays of Garan is due."),
    ],
)
def test_a_short_story_that_asks_or_regrets_is_news(language: str, headline: str, body: str) -> None:
    """Houses also write of those who ask, apologise and publish reports."""
    first = {"da": "Brand i havnen i Havneby lukker to kajer", "ro": "Incendiu în portul Galata, două cheiuri închise"}
    about = item(
        A, text(1), AT.format("08"), language=language, creditLine="AFP", headline=first.get(language, HEADLINE)
    )
    later = item(NOTE, body, AT.format("12"), language=language, creditLine="AFP", headline=headline)

    assert {story["pubStatus"] for story in told(about, later)} == {"usable"}


@pytest.mark.parametrize(
    ("language", "headline", "days"),
    [
        ("en", "Quote of the day", ("Kindness costs nothing at all.", "Nothing is so firmly believed.")),
        ("sw", "Nambari za bahati nasibu", ("3 14 22 35 41 na 7", "5 9 17 28 44 na 2")),
        ("is", "Afmæli dagsins hjá okkur", ("Gunnar Sveinsson smiður sextugur.", "Helga Jónsdóttir kennari fertug.")),
        ("hu", "A nap idézete ma este", ("Az utolsó mondat a legnehezebb.", "Aki hallgat, az sokat tud.")),
        ("zh", "今日名人语录摘编", ("学而时习之，不亦说乎。", "知之为知之。")),
    ],
)
@pytest.mark.parametrize("hours", [24, 4])
def test_a_column_of_one_headline_orders_nothing(
    language: str, headline: str, days: tuple[str, str], hours: int
) -> None:
    """Under it stands another thing each time, in whatever words; a third one of them says so where a day does not."""
    texts = (days[1], "Hic habitat felicitas tertia.", days[0]) if hours == 4 else (days[1], days[0])
    items = [
        item(f"urn:newsml:afp:20240609:c{number}", body, f"2024-06-{9 + hours * number // 24:02}T{hours * number % 24:02}:00:00Z",  # noqa: E501
             language=language, creditLine="AFP", headline=headline)
        for number, body in enumerate(texts)
    ]  # fmt: skip

    assert {story["pubStatus"] for story in told(*items)} == {"usable"}


@pytest.mark.parametrize(
    ("verdict", "status"), [(Verdict.DISMISSED, "usable"), (Verdict.KILL, "canceled"), (Verdict.RELEASE, "usable")]
)
def test_what_is_held_unread_is_held_until_it_is_read(verdict: Verdict, status: str) -> None:
    """An editor's word on the notice takes the place of the guess, also where it is that the notice means nothing."""
    about = item(A, text(1), AT.format("08"), language="cy", creditLine="AFP",
                 headline="Cau pont Aberuchel oherwydd craciau")  # fmt: skip
    order = item(NOTE, "Tynnwyd yr eitem yn ôl.", AT.format("09"), language="cy", creditLine="AFP",
                 headline="Cau pont Aberuchel oherwydd craciau")  # fmt: skip
    other = NOTE if verdict is Verdict.DISMISSED else A
    ruling = make(NOTE, other, verdict, NOON, "Ada", "I read it")

    assert story_of(A, told(about, order))["pubStatus"] == "withheld"
    assert story_of(A, fold([about, order], rulings=[ruling]))["pubStatus"] == status
