"""What a house says its item is: marks make signals, ordinary words do not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.dispatch import Inference
from stream.reading.notices import SIGNALS, UNCLEAR, Notice, Target, headline_stem, notice, slug_stem
from stream.text.languages import languages

STORY = "The harbour council said on Tuesday that the old pier would be rebuilt before the summer. " * 6
FLASH = "PIER COLLAPSES, COUNCIL SAYS"


def read(
    headline: str = "Pier to be rebuilt",
    *,
    slug: str | None = None,
    note: str | None = None,
    text: str = STORY,
    profile: str | None = None,
    urgency: int | None = None,
    stated: tuple[str, ...] = (),
    language: str | None = None,
) -> Notice:
    """A notice of an ordinary story, but for what is given."""
    return notice(
        headline=headline,
        slugline=slug,
        ed_note=note,
        text=text,
        profile=profile,
        urgency=urgency,
        stated=stated,
        language=language,
    )


@pytest.mark.parametrize(
    ("language", "headline", "text"),
    [("cy", "DILËWYD", "Dilëwyd yr eitem."), ("mt", "IRTIRATA", "L-aħbar irtirata."), ("lo", "ຍົກເລີກ", "ຂ່າວນີ້ຖືກຍົກເລີກ.")],
)
def test_what_says_too_little_to_be_news_is_open(language: str, headline: str, text: str) -> None:
    """A word, said again in a sentence of a few more, in a language whose orders are in no table."""
    assert read(headline, text=text, language=language).signals == ("advisory", UNCLEAR)
    assert read(headline, text=text).signals == ()
    assert read(headline, text=f"{headline}.", language=language).signals == ()
    assert read(headline, text=f"{text[:-1]} 12 Garan Oruna Tamra.", language=language).signals == ()


@pytest.mark.parametrize("mark", ["VIDEO: ", "AUDIO: ", "FOTOSTRECKE: ", "GALERÍA: ", "【写真】"])
def test_a_mark_for_a_kind_of_text_names_no_other_item(mark: str) -> None:
    """Over the headline of an earlier item it orders nothing about that; a mark that nobody knows may."""
    printed = "Pier of Garan opens to boats"

    assert Target(headline=printed) not in read(mark + printed, text="Boats at sea.").targets
    assert Target(headline=printed) in read(f"TNEĦĦIET: {printed}", text="Boats at sea.").targets


def test_an_ordinary_story_says_nothing() -> None:
    """No mark, no signal, no inference."""
    assert read() == Notice()


@pytest.mark.parametrize(
    ("headline", "signals"),
    [
        ("UPDATE 3-Pier opens", "update"),
        ("Update: Pier opens", "update"),
        ("Update 2-Pier opens", "update"),
        ("(LEAD) Pier opens", "update"),
        ("(2nd LD) Pier opens", "update"),
        ("1st LD Writethru: Pier opens", "update"),
        ("1st Ld-Writethru: Pier opens", "update"),
        ("2ND LEAD Pier opens", "update"),
        ("2. LEAD: Pier opens", "update"),
        ("LEAD 2-Pier opens", "update"),
        ("3RD NET Pier opens", "update"),
        ("vervangt: Pier opens", "update"),
        ("Actualisation : Pier opens", "update"),
        ("(ACTUALIZA) Pier opens", "update"),
        ("(AVANCE) Pier opens", "update"),
        ("Pier opens (LEAD)", "update"),
        ("CORRECTED-Pier opens", "correction"),
        ("CORRECTION : Pier opens", "correction"),
        ("Correction: Pier opens", "correction"),
        ("(CORRECTED) - Pier opens", "correction"),
        ("RECTIFICATIF - Pier opens", "correction"),
        ("Berichtigung: Pier opens", "correction"),
        ("FE DE ERRATAS: Pier opens", "correction"),
        ("Đính chính: Pier opens", "correction"),
        ("REFILE-Pier opens", "refile"),
        ("RPT-Pier opens", "repeat"),
        ("RPT-PIER OPENS", "repeat"),
        ("(REPEAT) Pier opens", "repeat"),
        ("RPT-Pier opens (répétition sans changement)", "repeat"),
        ("Pier opens (répétition sans changement)", "repeat"),
        ("RPT-UPDATE 1-Pier opens", "update repeat"),
        ("CORRECTED-UPDATE 1-Pier opens", "update correction"),
        ("WRAPUP 2-Pier opens", "update digest"),
        ("Roundup: Pier opens", "digest"),
        ("ROUND-UP: Pier opens", "digest"),
        ("World news summary at 0600 GMT", "digest"),
        ("Xinhua world news summary at 0030 GMT", "digest"),
        ("L'essentiel de l'actualité à 0600 GMT", "digest"),
        ("Les principaux titres de l’actualité du soir", "digest"),
        ("Yonhap News Summary", "digest"),
        ("VIETNAM NEWS HEADLINES JUNE 12", "digest"),
        ("Resumen de noticias de la tarde", "digest"),
        ("Les brèves du jour", "digest"),
        ("Brèves : l'actualité du jour", "digest"),
        ("Điểm tin sáng 13/1", "digest"),
        ("ANALYSE – Why the pier fell", "opinion"),
        ("Analysis-Why the pier fell", "opinion"),
        ("Xinhua Commentary: Why the pier fell", "opinion"),
        ("Opinion | Why the pier fell", "opinion"),
        ("COLUMN-7 reasons why the pier fell", "opinion"),
        ('COLUMN-"A pier is a promise"', "opinion"),
        ("TRIBUNE - Why the pier fell", "opinion"),
        ("Kommentar: Why the pier fell", "opinion"),
        ("SKEDLINE-Pier to open", "advisory"),
        ("NEWS PLANNER: Pier to open", "advisory"),
        ("STORY WITHDRAWN", "kill"),
        ("ANNULE - Pier opens", "kill"),
        ("KILL: Pier opens", "kill"),
        ("KILL KILL KILL", "kill"),
        ("Pier opens (take 2 of 3)", "take"),
        ("Pier opens - take 2 of 3", "take"),
        ("TRADE-TALKS/=2", "take"),
    ],
)
def test_marks_around_a_headline(headline: str, signals: str) -> None:
    """Prefixes and brackets of the agencies are read, several at once too."""
    assert read(headline).signals == tuple(signals.split())


ORDINARY = [
    "Kill Bill director turns 60",
    "KILL – the film that shook Delhi",
    "Kill-switch law passed",
    "KILL-SWITCH LAW PASSED",
    "Update on vaccines",
    "UPDATE-RESISTANT BUG HITS PHONES",
    "Update-Resistant bug hits phones",
    "Corrected-vision glasses sell well",
    "WITHDRAWN-Minister lives by the sea",
    "Editorial 2: the sequel",
    "Software Update: What is new",
    "Correction officers strike",
    "Market correction: What to know",
    "Corrigé : le sujet de philo",
    "ANALYSE du sang",
    "Blood Analysis: a new test",
    "Repeat offender jailed",
    "REPEAT-OFFENDER LAW PASSED",
    "Repetition: how to learn by heart",
    "Company recalls 1,000 cars",
    "Mayor ahead in opinion poll",
    "Public Opinion: how it is made",
    "Editorial team quits",
    "Chicago Tribune: owner sells",
    "Column of smoke over port",
    "Comment réduire ses impôts",
    "Alert-level raised in Bali",
    "ALERT-level raised in Bali",
    "Urgent care centre opens",
    "Flash flood kills 3",
    "Breaking Bad returns",
    "Extra: a life on film sets",
    "Snap: maker of Snapchat cuts jobs",
    "Lead: how the metal came into water",
    "LEAD: METAL IN WATER",
    "Lead-free petrol by 2030",
    "1st lead singer quits",
    "3RD NET LOSS FOR ACME",
    "Cubs take 2 of 3",
    "Take 2: why the reboot fails",
    "Why 1+1=2",
    "Girl (2) found safe",
    "Roundup of cattle begins",
    "Summary: Real Madrid 2-1",
    "Apple pulls AI news summary",
    "Google ends news digest after 3 years",
    "Brèves de comptoir en tournée",
    "Story withdrawn from anthology",
    "Asylum bill is off (WITHDRAWN)",
    "ANNULÉ - Concert de jazz",
    "Hold fire, says minister",
    "Advisory board meets",
    "Advisory: stay out of the sun",
    "ADVANCE - Pier opens",
    "FEATURE - Pier opens",
]


@pytest.mark.parametrize("headline", ORDINARY)
def test_ordinary_headlines_are_no_marks(headline: str) -> None:
    """Words that are marks elsewhere mean themselves here, above a story and as a line of text."""
    assert read(headline) == Notice()
    assert read(text=headline)._replace(targets=()) == Notice()  # what it may be about says nothing of what it is


@pytest.mark.parametrize(
    "opening",
    [
        "Correction: the officers' union struck",
        "Update 1: the officers' union struck",
        "Kill the report, the minister told his aides.",
        "Please hold the line, the story of a call centre, opens on Friday.",
        "“Please kill the story,” the editor said.",
        "Please note that the story goes on.",
        "Please, do not kill the story, he begged.",
        'The story "Harbour" is released on Monday.',
        "Article 50 may now be used.",
        "A hostage was libéré on Monday.",
        "This report has been withdrawn by the ministry.",
        "Photos from the pier went round the world.",
        "MORE",
    ],
)
def test_ordinary_openings_are_no_orders(opening: str) -> None:
    """A text may begin with such words without being a notice."""
    assert read(text=f"{opening}\n\n{STORY}") == Notice()


@pytest.mark.parametrize(
    ("headline", "slug", "profile"),
    [
        ("ALERT - Pier collapses", None, None),
        ("ALERTE", None, None),
        ("Urgent: Pier collapses", None, None),
        ("FLASH: Pier collapses", None, None),
        ("SNAP - Pier collapses", None, None),
        ("BULLETIN: Pier collapses", None, None),
        ("BREAKING: Pier collapses", None, None),
        ("EXTRA: Pier collapses", None, None),
        ("Pier collapses", "URGENT", None),
        ("Pier collapses", "BC-APNewsAlert", None),
        ("Pier collapses", "PIER/ (URGENT)", None),
        ("Pier collapses", None, "alert"),
    ],
)
def test_an_alert_is_short(headline: str, slug: str | None, profile: str | None) -> None:
    """The mark makes an alert of one short line, and nothing of a whole story."""
    assert read(headline, slug=slug, profile=profile, text=FLASH).signals == ("alert",)
    assert read(headline, slug=slug, profile=profile) == Notice()


def test_urgency_makes_a_line_an_alert() -> None:
    """Urgency 1 or 2 with one line of at most 25 words, or as many signs as stand for them in Chinese."""
    line = " ".join(["word"] * 25)

    assert read(text=line, urgency=2).inferences == (Inference("signals", "urgency: 2"),)
    assert read(text=line, urgency=1).signals == ("alert",)
    assert read(text=line, urgency=3).signals == ()
    assert read(text=line + " more", urgency=1).signals == ()
    assert read(text=f"{FLASH}\n\n{FLASH}", urgency=1) == Notice()
    assert read(text="", urgency=1) == Notice()
    assert read(text="码头倒塌" * 12, urgency=1).signals == ("alert",)
    assert read(text="码头倒塌" * 13, urgency=1).signals == ()


def test_an_urgent_line_may_be_something_else() -> None:
    """Orders, legends and comments are short and urgent too."""
    assert read(text="STORY WITHDRAWN", urgency=1).signals == ("kill",)
    assert read(text="Photo: the pier at dawn", urgency=2).signals == ("caption",)
    assert read("ANALYSIS - The pier", text="Why it fell", urgency=2).signals == ("opinion",)
    assert read(text=FLASH, urgency=1, stated=("digest",)).signals == ("digest",)
    assert read("CORRECTED-Pier collapses", text=FLASH, urgency=1).signals == ("alert", "correction")


def test_the_mark_of_an_alert_may_be_a_line_of_its_own() -> None:
    """``ALERT`` above the one line that counts."""
    assert read(text=f"ALERT\n\n{FLASH}").signals == ("alert",)


@pytest.mark.parametrize(
    ("note", "signals"),
    [
        ("UPDATES: with toll", "update"),
        ("Updates with toll", "update"),
        ("Eds: UPDATES: with quotes", "update"),
        ("(ATTN: CHANGES headline, lead; UPDATES with library's comment)", "update"),
        ("(Recasts, adds quote)", "update"),
        ("(Recasts, adds quote, corrects name)", "update correction"),
        ("(Writes through)", "update"),
        ("Eds: With photos. CORRECTS name", "correction"),
        ("Invented sample text\nCORRECTION: first paragraph", "correction"),
        ("This story has been corrected to show the day.", "correction"),
        ("Actualise avec bilan", "update"),
        ("Añade declaraciones", "update"),
        ("Berichtigt wird der Name", "correction"),
        ("N i e u w bericht, vervangt: ANP0001", "update"),
        ("Refiles to correct spelling of name", "refile"),
        ("REPEAT: repeating item 221 without change", "repeat"),
        ("Take 2 of 3", "take"),
        ("RECASTS lead, fixes name", "update"),
        ("Fixes typo", ""),
        ("Eds: Updates to follow.", ""),
        ("A correction will follow", ""),
        ("Correction will be sent", ""),
        ("Eds: no corrections so far", ""),
        ("Invented sample text, changes nothing", ""),
        ("STRICTLY EMBARGOED until 1600 GMT", ""),
        ("HOLD FOR RELEASE at noon", ""),
        ("Please do not use before 1200 GMT, story is embargoed", ""),
        ("Please hold this story until 1200 GMT", ""),
        ("Please disregard the earlier version of this story", ""),
        ("This item replaces item 157, which was killed", ""),
    ],
)
def test_notes_to_editors(note: str, signals: str) -> None:
    """What was done to the item, and nothing that is announced, embargoed or said of its earlier version."""
    told = read(note=note)

    assert told.signals == tuple(signals.split())
    assert told.targets == ()


@pytest.mark.parametrize(
    ("profile", "signal"),
    [
        ("Summary", "digest"),
        ("round-up", "digest"),
        ("digest", "digest"),
        ("brèves", "digest"),
        ("genre:Analysis", "opinion"),
        ("http://cv.iptc.org/newscodes/genre/Opinion", "opinion"),
        ("Editorial/Commentary", "opinion"),
        ("caption", "caption"),
        ("Advisory", "advisory"),
        ("news planner", "advisory"),
        ("skedline", "advisory"),
        ("Update", "update"),
    ],
)
def test_profiles(profile: str, signal: str) -> None:
    """A profile or genre says it in whatever spelling, a qcode or an address."""
    assert read(profile=profile, text="Rain fell on the fields of Lomas. " * 6).signals == (signal,)


@pytest.mark.parametrize(
    ("headline", "subject", "others"),
    [
        (
            "Havnen i Sundby er lukket",
            "Havnen i Sundby er stadig lukket.",
            ("Regnen faldt på Mols.", "Valget er i maj."),
        ),
        ("Port w Garanie zamknięty", "Port w Garanie jest zamknięty.", ("Deszcz padał w Lomas.", "Wybory są w maju.")),
        ("Лиман: порт закрыт", "Порт Лиман закрыт.", ("Дождь шёл в Ломасе.", "Выборы пройдут в мае.")),
    ],
)
def test_the_summary_of_one_story_is_no_digest(headline: str, subject: str, others: tuple[str, str]) -> None:
    """Its subject runs through all of its paragraphs; a digest tells of something else in each."""
    one = "\n\n".join(f"{subject} {each}" for each in others)

    assert read(headline, profile="Zusammenfassung", text=one).signals == ()
    assert read(headline, profile="Zusammenfassung", text="\n\n".join((subject, *others))).signals == ("digest",)


@pytest.mark.parametrize("profile", ["text", "feature", "kill", "release", "Press Release", "opinion poll", ""])
def test_other_profiles_say_nothing(profile: str) -> None:
    """Features are no opinion, and no genre retracts an item."""
    assert read(profile=profile) == Notice()


@pytest.mark.parametrize(
    ("slug", "stem", "signals", "take"),
    [
        ("TRADE-TALKS/", "trade-talks", "", None),
        ("Trade talks", "trade-talks", "", None),
        ("TRADE-TALKS/=2", "trade-talks", "take", 2),
        ("TRADE-TALKS/ (take 1 of 2)", "trade-talks", "take", 1),
        ("TRADE–TALKS take 2 of 3", "trade-talks", "take", 2),
        ("TRADE-TALKS (prise 2)", "trade-talks", "take", 2),
        ("2nd LD TRADE-TALKS", "trade-talks", "update", None),
        ("UPDATE 1-TRADE-TALKS/", "trade-talks", "update", None),
        ("TRADE-TALKS/ (UPDATE 2)", "trade-talks", "update", None),
        ("BC-Trade-Talks, 1st Ld-Writethru", "trade-talks", "update", None),
        ("BC-US--Trade Talks,3rd Ld-Writethru", "us-trade-talks", "update", None),
        ("RPT-UPDATE 1-TRADE-TALKS/ (PIX, TV)", "trade-talks", "update repeat", None),
        ("CORRECTED-TRADE-TALKS/ (PIX)", "trade-talks", "correction", None),
        ("WRAPUP 3-TRADE-TALKS/", "trade-talks", "update digest", None),
        ("BC-US--Trade Talks, 1st Add", "us-trade-talks", "take", 2),
        ("TRADE-TALKS/ADD 2", "trade-talks", "take", 3),
        ("BC-Trade-Talks, Insert", "trade-talks", "take", 0),
        ("BC-Trade-Talks, 2nd Sub", "trade-talks", "take", 0),
        ("NAVY-SUB", "navy-sub", "", None),
        ("Nuclear sub", "nuclear-sub", "", None),
        ("TRADE-TALKS/ (ANALYSIS)", "trade-talks", "opinion", None),
        ("Trade Talks (Analysis)", "trade-talks", "opinion", None),
        ("TRADE-TALKS (2)", "trade-talks", "", None),
        ("TRADE-TALKS (GENEVA)", "trade-talks-geneva", "", None),
        ("Alert", "alert", "", None),
        ("TRADE-TALKS/CHINA", "trade-talks-china", "", None),
        ("ÉLECTION-Législatives", "election-legislatives", "", None),
        ("AP-News-Planner", "", "advisory", None),
        ("ROUNDUP", "", "digest", None),
        ("URGENT", "", "", None),
        ("SNAP/", "snap", "", None),
        ("REPEAT-OFFENDERS", "repeat-offenders", "", None),
        ("CORRECTION-OFFICERS", "correction-officers", "", None),
        ("URGENT-CARE", "urgent-care", "", None),
        ("SUBTAKE 2", "subtake-2", "", None),
        ("", "", "", None),
    ],
)
def test_sluglines(slug: str, stem: str, signals: str, take: int | None) -> None:
    """Versions and takes of one story keep one stem, and topics that sound like marks keep their words."""
    told = read(slug=slug)

    assert slug_stem(slug) == stem
    assert (told.signals, told.take) == (tuple(signals.split()), take)


@pytest.mark.parametrize(
    "marked",
    [
        *(
            "{}",
            "UPDATE 3-{}",
            "CORRECTED-{}",
            "RPT-{}",
            "REFILE-{}",
            "Urgent: {}",
            "ALERT - {}",
            "(LEAD) {}",
            "(2nd LD) {}",
        ),
        *("1st LD Writethru: {}", "WRAPUP 2-{}", "CORRECTION : {}", "ANALYSE – {}", "vervangt: {}", "URGENT - {}"),
        *("BREAKING: {}", "RPT-UPDATE 1-{}", "{} (2)", "{} (LEAD)", "{} (take 1 of 2)", "{} =2", "KILL KILL KILL – {}"),
        "RPT-{} (répétition sans changement)",
    ],
)
def test_headline_stem(marked: str) -> None:
    """However a headline is marked, its words are the same, folded."""
    assert headline_stem(marked.format("« Centrale X » : redémarrée")) == "centrale x redemarree"


def test_headline_stem_of_a_mark_alone() -> None:
    """``ALERTE`` names no story, and ordinary words stay."""
    assert headline_stem("ALERTE") == headline_stem("") == ""
    assert headline_stem("Kill Bill director (60) speaks") == "kill bill director 60 speaks"
    assert headline_stem("(AFP) Pier opens (Reuters)") == "afp pier opens reuters"
    assert headline_stem("Singer dies (60)") == "singer dies 60"


def test_takes() -> None:
    """A take is numbered by its slugline or headline, or by the one that it continues."""
    assert read(text=f"continued from take 1\n\n{STORY}").take == 2
    assert read(text=f"{STORY}{STORY}\n\ncontinued from take 1") == Notice()
    assert read(slug="TALKS/=3", text=f"(continued from take 1)\n{STORY}").take == 3
    assert read(slug="TALKS/=0") == Notice()
    assert read(stated=("takes",)) == Notice(("take",))


@pytest.mark.parametrize(
    ("text", "signal", "targets"),
    [
        (
            "KILL KILL KILL – Please kill item 0417 'El exministro falleció'. The family denies it.",
            "kill",
            [Target(item="417", headline="El exministro falleció")],
        ),
        ("KILL KILL KILL\n\nItem dpa 157 must not be used.", "kill", [Target(item="157")]),
        ("KILL KILL KILL – 'Pier opens'. It did not.", "kill", [Target(headline="Pier opens")]),
        (
            "Please kill items dpa 157, 158 and 160. A substitute follows as item 170.",
            "kill",
            [Target(item="157"), Target(item="158"), Target(item="160")],
        ),
        (
            "Please kill item no. 12 “Pier opens” and item 13 “Pier shuts”.",
            "kill",
            [Target(item="12", headline="Pier opens"), Target(item="13", headline="Pier shuts")],
        ),
        (
            "Please kill item 12, headlined 'Pier opens before noon'.",
            "kill",
            [Target(item="12", headline="Pier opens before noon")],
        ),
        (
            "To subscribers: Please kill story slugged TRADE TALKS headlined Premier dies ex Sydney at 10:05.",
            "kill",
            [Target(slug="TRADE TALKS", headline="Premier dies")],
        ),
        (
            "Please disregard EXAMPLE-0211 or item EXAMPLE-0212.",
            "kill",
            [Target(item="EXAMPLE-0211"), Target(item="EXAMPLE-0212")],
        ),
        (
            "Please kill item urn:newsml:dpa.example:2023:157. Thanks",
            "kill",
            [Target(uri="urn:newsml:dpa.example:2023:157")],
        ),
        ("Please kill https://a.example/pier.html, it is wrong.", "kill", [Target(uri="https://a.example/pier.html")]),
        (
            "Please kill item 6f9619ff-8b86-d011-b42d-00c04fc964ff.",
            "kill",
            [Target(uri="6f9619ff-8b86-d011-b42d-00c04fc964ff")],
        ),
        ("Kill item 417.", "kill", [Target(item="417")]),
        ("Please kill item 000.", "kill", [Target(item="0")]),
        ("Please kill item 12 of this morning, 14 hours old.", "kill", [Target(item="12")]),
        (
            "ANNULATION : prière d'annuler notre dépêche intitulée « Le ministre est mort ».",
            "kill",
            [Target(headline="Le ministre est mort")],
        ),
        ("Anular la noticia «El ministro».", "kill", [Target(headline="El ministro")]),
        ("Por favor, anulen la noticia 0211.", "kill", [Target(item="211")]),
        ("Bitte die Meldung dpa 157 nicht verwenden.", "kill", [Target(item="157")]),
        (
            "Bitte verwenden Sie die Meldung dpa 157 „Brücke offen“ nicht mehr.",
            "kill",
            [Target(item="157", headline="Brücke offen")],
        ),
        ("Gelieve bericht 12 niet te gebruiken.", "kill", [Target(item="12")]),
        (
            "Por favor, eliminar a notícia “Ponte aberta”. Eliminar el despacho 12.",
            "kill",
            [Target(headline="Ponte aberta"), Target(item="12")],
        ),
        (
            'HOLD HOLD HOLD\n\nPlease hold item dpa 123 "Pier opens" until further notice.',
            "hold",
            [Target(item="123", headline="Pier opens")],
        ),
        ("HOLD HOLD HOLD - Please hold item dpa 123.", "hold", [Target(item="123")]),
        ("Item dpa 123 may now be used.", "release", [Target(item="123")]),
        ("Item urn:x:1 may now be used.", "release", [Target(uri="urn:x:1")]),
        ("The HOLD on item dpa 123 is lifted.", "release", [Target(item="123")]),
        ("HOLD HOLD HOLD\n\nThe facts are clear. Item 123 has been released.", "release", [Target(item="123")]),
        ("RELEASE RELEASE RELEASE – item 123", "release", [Target(item="123")]),
        ("La dépêche 123 est libérée.", "release", [Target(item="123")]),
        ("Die Meldung dpa 123 ist freigegeben.", "release", [Target(item="123")]),
    ],
)
def test_orders_about_other_items(text: str, signal: str, targets: list[Target]) -> None:
    """A kill, hold or release names items by number, headline, slug or address, and is an advisory then."""
    told = read("Advisory", text=text)

    assert told.signals == (signal, "advisory")
    assert [target for target in told.targets if target.words is None] == targets


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("KILL KILL KILL", "kill"),
        ("STORY WITHDRAWN", "kill"),
        ("ANNULE", "kill"),
        ("This story has been withdrawn.", "kill"),
        ("Cette dépêche est annulée.", "kill"),
        ("Please kill the story.", "kill"),
        ("Please kill the story. The earlier version stands until Friday.", "kill"),
        ("KILL KILL KILL – The minister said 'no'.", "kill"),
        ("KILL: The council voted on item 5 of its agenda.", "kill"),
        ("KILL KILL KILL – 'I never left', says minister", "kill"),
        ("HOLD HOLD HOLD", "hold"),
        ("HOLD is lifted", "release"),
    ],
)
def test_orders_about_the_item_itself(text: str, signal: str) -> None:
    """Without another item named, an order is about the item that it stands in, or one that its words fit."""
    told = read("Pier opens", text=text)

    assert told.signals[0] == signal
    assert all(target.words for target in told.targets)


def test_a_note_to_an_item_without_text_is_about_that_item() -> None:
    """A kill of the same uri names its own number; where there is a text, the note may name another item."""
    note = "KILL: please kill item EXAMPLE-0001. A substitute will follow."

    assert read("", note=note, text="")[:3] == (("kill",), None, ())
    assert read("", note="Item 5 may now be used", text="")[:3] == (("release",), None, ())
    assert read("KILL: item 417", note=note, text="").targets == (Target(item="417"),)
    assert read(note=note)[:3] == (("kill", "advisory"), None, (Target(item="EXAMPLE-0001"),))


def test_a_target_is_named_once() -> None:
    """Headline and text name the same item, one in more detail."""
    told = read("KILL: item 417", text="Please kill item 0417 'Pier opens'. It did not.")

    assert told.targets == (Target(item="417", headline="Pier opens"),)


def test_only_the_opening_gives_orders() -> None:
    """An order far down in a story is part of it."""
    assert read(text=f"{STORY}{STORY}Please kill item 12.") == Notice()


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("Photo: Rescuers inspect a burnt ferry off Manila, Oct. 3.", ("caption",)),
        ("Foto: Retter am Pier", ("caption",)),
        ("PHOTO - Rescuers at the pier", ("caption",)),
        ("Légende : des sauveteurs", ("caption",)),
        ("Photo: " + "word " * 38, ("caption",)),
        ("Photo: " + "word " * 39, ()),
        ("Eds: The following stories have moved.", ("advisory",)),
        (f"Eds: The following stories have moved.\n\n{STORY}", ()),
        ("CORRECTION : Les exportations ont augmenté de 4,2%. " + STORY, ("correction",)),
        ("ANALYSE – " + STORY, ("opinion",)),
    ],
)
def test_openings_of_the_text(text: str, signals: tuple[str, ...]) -> None:
    """Captions, notes and marks in capitals stand at the head of a text."""
    assert read(text=text).signals == signals


def test_rules_make_a_digest() -> None:
    """Three items between rules need no mark, if most have a place of their own."""
    told = read(text="\n\n- - - -\n\n".join([f"GARAN - {STORY}", f"TAMSEL - {STORY}", STORY]))

    assert told == Notice(("digest",), inferences=(Inference("signals", "text: 3 items set apart by rules"),))


@pytest.mark.parametrize(
    ("stated", "signal"),
    [
        *(("corrected", "correction"), ("Corrective", "correction"), ("rectificatif", "correction")),
        *(("sig:correction", "correction"), ("http://cv.iptc.org/newscodes/signal/update", "update")),
        *(("Writethru", "update"), ("Lead", "update"), ("UPDATE 2", "update"), ("RPT", "repeat")),
        *(("flash", "alert"), ("snap", "alert"), ("bulletin", "alert"), ("urgent", "alert")),
        *(("withdrawn", "kill"), ("annulé", "kill"), ("Disregard", "kill"), ("Takes", "take")),
        *((signal, signal) for signal in SIGNALS),
    ],
)
def test_stated_signals(stated: str, signal: str) -> None:
    """A record's own signals count in every spelling, whatever the text looks like, and are no inference."""
    assert read(stated=(stated,)) == Notice((signal,))


def test_unknown_stated_signals_are_left_out() -> None:
    """Only the vocabulary gets in: an embargo has a field of its own."""
    assert read(stated=("embargo", "withhold", "embargoed", "", "12", ":")) == Notice()


def test_signals_keep_their_order() -> None:
    """In the order of SIGNALS, each once; what was stated too is no inference."""
    told = read("RPT-UPDATE 1-Pier opens (UPDATE 2)", note="CORRECTS name", stated=("repeat", "digest", "rpt"))

    assert told.signals == ("update", "correction", "repeat", "digest")
    assert told.inferences == (
        Inference("signals", "headline: UPDATE 1-"),
        Inference("signals", "edNote: CORRECTS"),
    )


def test_evidence_names_its_field() -> None:
    """Each inference quotes the mark and says where it stood, in one short line."""
    assert read(slug="TALKS/=2").inferences[0].evidence == "slugline: =2"
    assert read(profile="Opinion").inferences[0].evidence == "profile: Opinion"
    told = read("Advisory", text="KILL KILL KILL\n\nPlease kill items 1 and 2.").inferences
    assert [each.evidence for each in told] == ["text: KILL KILL KILL", "other items named: 2"]
    long = read(text="Please kill item 12 " + "of the town and its council and " * 12)
    assert all(len(each.evidence) <= 80 for each in long.inferences)


def test_french_spaces_are_spaces() -> None:
    """A colon in French stands behind a space that does not break."""
    assert read(text=f"CORRECTION\xa0: {STORY}").signals == ("correction",)
    assert read("ANALYSE\u202f: Pier opens").signals == ("opinion",)
    assert read(note="Prière\xa0d'annuler la dépêche\xa012").targets == (Target(item="12"),)


def test_decomposed_accents_are_the_same() -> None:
    """Feeds differ in how they write é; the marks do not."""
    assert read(text="La de\u0301pe\u0302che 123 est libe\u0301re\u0301e.").targets == (Target(item="123"),)


PIECES = st.sampled_from(
    [
        *("UPDATE 1-", "CORRECTED-", "(LEAD) ", "URGENT: ", "RPT-", "1st LD ", "KILL KILL KILL ", "HOLD HOLD HOLD\n"),
        *(
            "Please kill item 12 ",
            "hold ",
            "'Pier' ",
            "item dpa 3, 4 ",
            "is released. ",
            "HOLD is lifted. ",
            "=2",
            "(take 1",
        ),
        *(
            "Photo: ",
            "Eds: ",
            "\n\n- - - -\n\n",
            "PARIS – ",
            "(A-b)",
            "news summary at 0600 GMT",
            "slugged X ",
            "headlined ",
        ),
        *("\n", " ", "-", "(", ")", "[", ":", "é", "漢字", "urn:a:b ", "ADVISORY", "ANALYSIS - ", "a", "."),
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=10).map("".join))
# The words of each language stand at all ends of sentences and texts.
ORDERS = st.sampled_from(languages()).flatmap(
    lambda language: st.lists(
        st.sampled_from(
            [
                *(word.replace("*", "") for words in language.notices.orders.values() for word in words),
                *("0412", "12", "V99", "'Pier is shut'", "«Мост закрыт»", ".", ":", "\n", "PARIS (AFP) - "),
            ]
        ),
        max_size=12,
    ).map(" ".join)
)


@given(
    headline=TEXTS,
    slug=st.none() | TEXTS,
    note=st.none() | TEXTS,
    text=TEXTS,
    profile=st.none() | TEXTS,
    urgency=st.none() | st.integers(1, 9),
    stated=st.lists(st.sampled_from([*SIGNALS, "RPT", "urgent", "embargo"]) | st.text(max_size=9), max_size=3).map(
        tuple
    ),
)
def test_any_text_gives_a_notice(
    headline: str,
    slug: str | None,
    note: str | None,
    text: str,
    profile: str | None,
    urgency: int | None,
    stated: tuple[str, ...],
) -> None:
    """Nothing raises, the vocabulary is closed and ordered, and what was read may as well have been stated."""
    told = read(headline, slug=slug, note=note, text=text, profile=profile, urgency=urgency, stated=stated)

    assert [each for each in SIGNALS if each in told.signals] == list(told.signals)
    assert told.take is None or (told.take >= 0 and "take" in told.signals)
    assert all(
        "advisory" in told.signals or sum(map(bool, target)) == 1 or (target.item and target.words)  # by its form alone
        for target in told.targets
    )
    assert all(any(target) for target in told.targets)
    again = read(headline, slug=slug, note=note, text=text, profile=profile, urgency=urgency, stated=told.signals)
    assert again == told._replace(inferences=())


@given(headline=ORDERS, slug=st.none() | ORDERS, note=st.none() | ORDERS, text=ORDERS)
def test_any_words_of_orders_give_a_notice(headline: str, slug: str | None, note: str | None, text: str) -> None:
    """Nothing raises, wherever the words of a table stand: an order must not be refused for how it is said."""
    told = read(headline, slug=slug, note=note, text=text)

    assert [each for each in SIGNALS if each in told.signals] == [each for each in told.signals if each in SIGNALS]
    assert all(any(target) for target in told.targets)


@given(TEXTS)
def test_stems_are_words(printed: str) -> None:
    """Stems never raise, and are folded words."""
    assert headline_stem(printed) == headline_stem(printed).strip().casefold()
    assert " " not in slug_stem(printed)
    assert slug_stem(printed).strip("-") == slug_stem(printed)


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "a",
            "A",
            " ",
            "-",
            "- ",
            "= ",
            "(",
            "[",
            "\n",
            "(take 1 of 2)",
            "UPDATE 1-",
            "KILL ",
            "Please kill item ",
            "item 1, 2 and ",
        ),
        *(
            "'",
            '"a',
            "«",
            "headlined ",
            "slugged x ",
            "urn:",
            "A-",
            "A, ",
            "漢",
            "\u0301",
            "1st ",
            "0",
            "a: ",
            "\t",
            ". ",
            "news ",
            "é",
        ),
    ],
)
def test_long_fields_take_no_time(piece: str) -> None:
    """200,000 characters that begin every pattern and finish none."""
    long = (piece * (200_000 // len(piece))) + "!"
    start = time.process_time()

    read(long, slug=long, note=long, text=long, profile=long)
    slug_stem(long)
    headline_stem(long)

    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "printed",
    [
        "OFFICIAL-CORRECTED-Pier opens",
        "更正：码头开放",
        "訂正：桟橋が開通",
        "[정정] 부두 개방",
        "تصحيح-فتح الرصيف",
        "ИСПРАВЛЕНО: Пирс открыт",
        "RETTIFICA: Il molo apre",
        "Molo otwarte (korekta)",
        "Rättelse: Piren öppnar",
    ],
)
def test_corrections_are_marked_in_many_languages(printed: str) -> None:
    """In scripts without capitals the name alone is a mark."""
    assert read(printed).signals == ("correction",)


@pytest.mark.parametrize(
    "printed", ["Correction:", "Correction (12 June):", "Rectificatif :", "更正：", "Berichtigung:"]
)
def test_a_correction_printed_under_the_text(printed: str) -> None:
    """Sites correct a text in its place and say so at its foot; above the foot it is text."""
    foot = f"\n\n{printed} 12, not 21."

    assert read(text=STORY + foot).signals == ("correction",)
    assert read(text=STORY + foot + f"\n\n{STORY * 4}").signals == ()


@pytest.mark.parametrize("rule", ["___", "* * *", "- - - -", "====="])
@pytest.mark.parametrize(
    "parts",
    [
        (
            "Паром сел на мель в понедельник у порта.",
            "Никто не пострадал, сообщили власти.",
            "Расследование начнётся позже.",
        ),
        (
            "Feribot pazartesi günü liman açıklarında karaya oturdu.",
            "Kimse yaralanmadı, dedi kaptan.",
            "Sigorta ödeyecek.",
        ),
        (
            "Lautta ajoi karille maanantaina sataman edustalla.",
            "Kukaan ei loukkaantunut onnettomuudessa.",
            "Tutkinta alkaa.",
        ),
    ],
)
def test_rules_between_the_parts_of_one_report_make_none(rule: str, parts: tuple[str, ...]) -> None:
    """Agencies set them before a background, a list of names, a note."""
    assert "digest" not in read(text=f"\n\n{rule}\n\n".join(parts)).signals


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        (
            "Roundup: Паром сел на мель у порта",
            "В понедельник паром сел на мель у входа в порт, сообщили власти города.",
        ),
        (
            "News in brief: Feribot karaya oturdu",
            "Feribot pazartesi günü liman açıklarında karaya oturdu, ölen olmadı.",
        ),
        ("Briefs: Trajekt najel na mělčinu", "V pondělí najel trajekt na mělčinu u přístavu, nikdo nebyl zraněn."),
    ],
)
def test_a_mark_before_the_headline_of_one_report_makes_no_digest(headline: str, text: str) -> None:
    """The report tells what its headline says, and is in one piece; a digest is headed by what it is."""
    assert read(headline, text=text).signals == ()
    assert read(headline, text=f"GARAN - {text}\n\nTAMSEL - {text}").signals == ("digest",)
    assert read("Roundup: World news at noon", text=text).signals == ("digest",)
