"""The rules of a dispatch's life, one by one, in any order of arrival. All text is invented, in wire style."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from dispatches import Item, body, headline, item, members, merge, related, story_of, told
from wires import text

FIRST = (
    "TAMRA, June 9 (AFP) - The Tamra dam has been filled to nine tenths after a week of rain, and its gates will be "
    "opened on Sunday for the first time in eleven years, the water authority said.\n\n"
    "Some 4,200 people in three villages below the dam were asked to move to schools in the hills.\n\n"
    "The authority said that the wall was sound, and that divers had checked the two lower gates on Friday."
)
VNA = FIRST.replace("TAMRA, June 9 (AFP) - ", "").replace("villages below", "hamlets below") + "\n\nAFP/VNA"
CVN = VNA.replace("was sound", "was in good order").replace("AFP/VNA", "AFP/VNA/CVN")
SECOND = FIRST.replace("nine tenths", "the brim").replace("4,200", "6,900")
A, B, C = "urn:newsml:afp:20240609:101", "urn:newsml:vna:7", "urn:newsml:cvn:8"


def afp(told_as: str = FIRST, at: str = "2024-06-09T08:00:00Z", uri: str = A, **fields: Any) -> Item:
    """AFP's dispatch."""
    return item(uri, told_as, at, **{"language": "en", "slugline": "TAMRA-DAM", "creditLine": "AFP", **fields})


def copies() -> list[Item]:
    """Two houses have it from AFP, one from the other."""
    return [
        item(B, VNA, "2024-06-09T09:00:00Z", language="en", creditLine="AFP/VNA"),
        item(C, CVN, "2024-06-09T10:00:00Z", language="en", creditLine="AFP/VNA/CVN"),
    ]


def notice(told_as: str, at: str = "2024-06-09T12:00:00Z", uri: str = "urn:newsml:afp:20240609:150") -> Item:
    """A note of AFP's to editors."""
    return item(uri, told_as, at, language="en", creditLine="AFP")


# Versions


def test_versions_are_ordered_by_number_and_time_never_by_arrival() -> None:
    """A late older version is history; 10 follows 9."""
    [story] = told(afp(SECOND, "2024-06-09T11:00:00Z", version="10"), afp(version="9"))

    assert body(story) == SECOND.split(" - ", 1)[1]
    assert story["story"]["merges"][0]["versions"] == ["9", "10"]


@pytest.mark.parametrize("field", ["replaces", "evolvedFrom", "evolvedfrom", "replacing", "rewrite_of"])
def test_an_update_under_a_new_uri_joins_by_what_it_replaces(field: str) -> None:
    """Though it has not a word in common with it, and whichever comes first; it is the current text."""
    anew = afp(text(5), "2024-06-09T13:00:00Z", "urn:newsml:afp:20240609:177", slugline="OTHER", **{field: [A]})
    [story] = told(afp(), anew)

    assert members(story) == {A: "original", "urn:newsml:afp:20240609:177": "update"}
    assert body(story) == text(5)


@pytest.mark.parametrize(
    ("slug", "printed"),
    [
        ("TAMRA-DAM/", "UPDATE 1-Tamra dam to be opened"),
        ("2nd LD TAMRA-DAM", "Tamra dam to be opened"),
        ("BC-TAMRA-DAM, 1st Ld-Writethru", "Tamra dam to be opened"),
        ("TAMRA-DAM", "(LEAD) Tamra dam to be opened"),
        ("TAMRA-DAM", "vervangt: Tamra dam to be opened"),
    ],
)
def test_an_update_joins_by_slug_and_mark_where_enough_of_the_words_are_the_same(slug: str, printed: str) -> None:
    """Houses give updates a new uri and rewrite them."""
    anew = (
        "TAMRA, June 9 (AFP) - Engineers opened two gates of the Tamra dam on Sunday after a week of rain, and 6,900 "
        "people in five villages below it spent the night in schools in the hills.\n\n"
        "The water authority said that the wall was sound. Divers had checked the lower gates."
    )
    [story] = told(
        afp(), afp(anew, "2024-06-09T14:00:00Z", "urn:newsml:afp:20240609:180", slugline=slug, **headline(printed))
    )

    assert members(story)["urn:newsml:afp:20240609:180"] == "update"
    assert body(story) == anew.split(" - ", 1)[1]


def test_the_same_slug_without_the_words_is_another_story() -> None:
    """Sidebars share it."""
    sidebar = afp(text(9), "2024-06-09T14:00:00Z", "urn:newsml:afp:20240609:181", **headline("UPDATE 1-What dams cost"))

    assert len(told(afp(), sidebar)) == 2


# Corrections


@pytest.mark.parametrize("figure", ["3,100", "9,900"])
def test_a_correction_is_the_current_text_and_names_who_still_tells_the_old_fact(figure: str) -> None:
    """Figures may fall as well as rise. Who took the new one is not stale."""
    corrected = afp(FIRST.replace("4,200", figure), "2024-06-09T11:00:00Z", version="2", signals=["correction"])
    [_, late] = copies()
    fresh = {**late, "uri": "urn:newsml:cvn:9", "bodies": [{"value": CVN.replace("4,200", figure)}]}
    stories = told(afp(), *copies(), corrected, fresh)

    [story] = stories
    assert figure in (body(story) or "")
    assert story["story"]["corrections"] == [
        {
            "by": A,
            "version": "2",
            "published": "2024-06-09T11:00:00Z",
            "facts": [["4,200", figure]],
            "stale": [B, C],
        }
    ]
    assert [merge(uri, stories).get("stale") for uri in (A, B, C, "urn:newsml:cvn:9")] == [None, True, True, None]


def test_a_correction_of_a_rewrite_reaches_those_who_have_it_from_there() -> None:
    """And not the agency that had it right."""
    wrong = [dict(each) for each in copies()]
    for each in wrong:
        each["bodies"] = [{"value": each["bodies"][0]["value"].replace("4,200", "42,000")}]
    corrected = {**copies()[0], "version": "2", "versionCreated": "2024-06-09T11:00:00Z", "signals": ["correction"]}
    stories = told(afp(), *wrong, corrected)

    [correction] = story_of(A, stories)["story"]["corrections"]
    assert (correction["by"], correction["stale"]) == (B, [C])


# Kills and holds


def kills() -> list[Any]:
    """Every way in which the origin is killed."""
    words = "The mayor denies it."
    return [
        pytest.param(
            {"uri": A, "version": "2", "versionCreated": "2024-06-09T12:00:00Z", "pubStatus": "canceled"},
            "canceled",
            id="version",
        ),
        pytest.param({"uri": A, "pubStatus": "canceled"}, "canceled", id="without version and time"),
        pytest.param({"uri": A, "version": "2", "pubstatus": "withheld"}, "withheld", id="withheld"),
        pytest.param(notice(f"KILL KILL KILL - Please kill item {A}. {words}"), "canceled", id="notice by uri"),
        pytest.param(notice(f"KILL KILL KILL - Please kill item 101. {words}"), "canceled", id="notice by number"),
        pytest.param(notice(f"HOLD HOLD HOLD - Please hold item AFP 101. {words}"), "withheld", id="hold by number"),
        pytest.param(
            notice(f"Please kill story slugged TAMRA-DAM headlined Tamra dam to be opened. {words}"),
            "canceled",
            id="notice by slug",
        ),
        pytest.param(
            {**afp("STORY WITHDRAWN", "2024-06-09T12:00:00Z"), "version": "2"},
            "canceled",
            id="story withdrawn",
        ),
    ]


@pytest.mark.parametrize(("kill", "status"), kills())
def test_a_kill_of_the_origin_reaches_every_house(kill: Item, status: str) -> None:
    """Whichever comes first: `told` folds every order."""
    stories = told(afp(**headline("Tamra dam to be opened")), *copies(), kill)
    story = story_of(A, stories)

    assert set(members(story)) == {A, B, C}
    assert story["pubStatus"] == status
    assert body(story) is None
    assert [(each["member"], each["reach"]) for each in story["story"]["kills"]] == [(A, "story")]
    assert merge(B, stories)["retracted"] is merge(C, stories)["retracted"] is True


def test_a_kill_of_a_rewrite_takes_only_that() -> None:
    """And the story goes on."""
    stories = told(afp(), *copies(), {"uri": B, "version": "2", "pubStatus": "canceled"})
    [story] = stories

    assert story["pubStatus"] == "usable"
    assert story["story"]["kills"][0] == {"member": B, "status": "canceled", "by": B, "reach": "member"}
    assert "retracted" not in merge(C, stories)


def test_another_text_is_elected_where_the_killed_one_told_the_story() -> None:
    """The origin is only named: its text was never here."""
    one, two = copies()
    [story] = told(one, two, {"uri": B, "version": "2", "pubStatus": "canceled"})

    assert story["story"]["canonicalMember"] == C
    assert story["pubStatus"] == "usable"


def test_an_item_that_was_held_is_freed_by_a_notice_or_replaced_by_a_correction() -> None:
    """Whatever came first."""
    hold = notice(f"HOLD HOLD HOLD - Please hold item {A}. We are checking.")
    free = notice(f"HOLD is lifted: item {A} may now be used.", "2024-06-09T13:00:00Z", "urn:newsml:afp:20240609:151")
    correction = afp(SECOND, "2024-06-09T13:00:00Z", version="2", signals=["correction"])

    assert story_of(A, told(afp(), hold))["pubStatus"] == "withheld"
    assert story_of(A, told(afp(), hold, free))["pubStatus"] == "usable"
    assert story_of(A, told(afp(), hold, correction))["pubStatus"] == "usable"


def test_a_notice_is_related_to_what_it_kills() -> None:
    """It is no member."""
    stories = told(afp(), notice(f"KILL KILL KILL - Please kill item {A}. Wrong."))

    assert related(story_of(A, stories)) == [("notice", "urn:newsml:afp:20240609:150")]


def test_a_kill_of_what_never_came_is_no_story_of_its_own() -> None:
    """It is remembered; the notice is told by itself."""
    [story] = told(notice("KILL KILL KILL - Please kill item urn:newsml:afp:20240609:999. Wrong."))

    assert set(members(story)) == {"urn:newsml:afp:20240609:150"}


def test_a_substitute_is_linked_and_not_merged() -> None:
    """Though it is nearly the same text."""
    substitute = afp(SECOND, "2024-06-09T13:00:00Z", "urn:newsml:afp:20240609:190")
    kill = {"uri": A, "version": "2", "versionCreated": "2024-06-09T12:00:00Z", "pubStatus": "canceled"}
    stories = told(afp(), kill, substitute)

    assert [story["pubStatus"] for story in stories] == ["canceled", "usable"]
    assert related(stories[0]) == [("substitute", "urn:newsml:afp:20240609:190")]
    assert stories[1]["story"]["related"][0]["of"] == A


# Embargoes


def test_the_latest_embargo_of_the_origin_holds_the_story() -> None:
    """Until then its text is in no record; time alone releases it."""
    items = [
        afp(embargoedUntil="2024-06-09T12:00:00Z"),
        afp(SECOND, "2024-06-09T08:30:00Z", version="2", embargoedUntil="2024-06-09T15:00:00Z"),
        *copies(),
    ]
    [held] = told(*items, as_of=datetime(2024, 6, 9, 14, 59, tzinfo=UTC))
    [free] = told(*items, as_of=datetime(2024, 6, 9, 15, 0, tzinfo=UTC))

    assert (held["pubStatus"], held["embargoedUntil"], body(held)) == ("withheld", "2024-06-09T15:00:00Z", None)
    assert (free["pubStatus"], free.get("embargoedUntil")) == ("usable", None)
    assert [merge(uri, [free]).get("embargoBreak") for uri in (A, B, C)] == [None, True, True]


@pytest.mark.parametrize(
    ("house", "uri", "language"),
    [
        ("ANSA", "https://giornale.example/1", "it"),
        ("TT", "urn:newsml:tidning.example:20240609:1", "sv"),
        ("Yonhap", "tag:sinmun.example,2024:1", "ko"),
    ],
)
def test_an_embargo_holds_where_only_a_paper_has_the_text(house: str, uri: str, language: str) -> None:
    """Whoever hands a text on hands its embargo on; what came out without it was early."""
    fields = {"creditLine": house, "language": language}
    told_of = item(uri, text(3), "2024-06-09T08:00:00Z", embargoedUntil="2024-06-09T15:00:00Z", **fields)
    early = item("https://early.example/1", text(3), "2024-06-09T09:00:00Z", **fields)
    [held] = told(told_of, early, as_of=datetime(2024, 6, 9, 14, 59, tzinfo=UTC))
    [free] = told(told_of, early, as_of=datetime(2024, 6, 9, 15, 0, tzinfo=UTC))

    assert (held["pubStatus"], held["embargoedUntil"], body(held)) == ("withheld", "2024-06-09T15:00:00Z", None)
    assert free["pubStatus"] == "usable"
    assert [merge(each["uri"], [free]).get("embargoBreak") for each in (told_of, early)] == [None, True]


# Repeats and refiles


@pytest.mark.parametrize(
    ("printed", "relation"),
    [
        ("RPT-Tamra dam to be opened", "repeat"),
        ("REPEAT: Tamra dam to be opened", "repeat"),
        ("REFILE-Tamra dam to be opened", "correction"),
    ],
)
def test_a_repeat_or_a_refile_is_no_new_story_and_moves_no_first_time(printed: str, relation: str) -> None:
    """Under a new uri, the next morning."""
    again = afp(FIRST, "2024-06-10T06:00:00Z", "urn:newsml:afp:20240610:9", **headline(printed))
    [story] = told(afp(**headline("Tamra dam to be opened")), again)

    assert members(story) == {A: "original", "urn:newsml:afp:20240610:9": relation}
    assert story["firstCreated"] == "2024-06-09T08:00:00Z"


# Alerts and takes


def alert(at: str = "2024-06-09T07:50:00Z", **fields: Any) -> Item:
    """One line ahead of the story."""
    fields = {"slugline": "TAMRA-DAM", "urgency": 1, **fields}
    return afp("DAM GATES TO BE OPENED - AUTHORITY", at, "urn:newsml:afp:20240609:99", **fields)


def test_an_alert_joins_by_slug_urgency_and_time() -> None:
    """Before or after; it tells the story only while nothing else does."""
    [story] = told(alert(), afp())

    assert members(story) == {"urn:newsml:afp:20240609:99": "alert-of", A: "original"}
    assert story["firstCreated"] == "2024-06-09T07:50:00Z"
    assert body(story) == FIRST.split(" - ", 1)[1]
    assert body(told(alert())[0]) == "DAM GATES TO BE OPENED - AUTHORITY"


@pytest.mark.parametrize(
    "other",
    [
        alert("2024-06-09T03:00:00Z"),
        alert(slugline="DAM"),
        alert(creditLine="EFE"),
    ],
)
def test_an_alert_of_another_hour_slug_or_house_is_another_story(other: Item) -> None:
    """By text it would join anything."""
    assert len(told(other, afp())) == 2


def test_an_alert_that_two_stories_share_a_slug_with_does_not_make_them_one() -> None:
    """It goes to one of them."""
    sidebar = afp(text(11), "2024-06-09T08:10:00Z", "urn:newsml:afp:20240609:120")

    assert [len(members(story)) for story in told(alert(), afp(), sidebar)] in ([2, 1], [1, 2])


def test_takes_are_told_in_their_order_whatever_came_first() -> None:
    """Three of them."""
    takes = [
        afp(
            text(20 + number),
            f"2024-06-09T08:0{number}:00Z",
            f"urn:newsml:afp:20240609:20{number}",
            slugline=f"TALKS/={number}" if number > 1 else "TALKS/",
        )
        for number in (1, 2, 3)
    ]
    [story] = told(*takes)

    assert body(story) == "\n\n".join(text(20 + number) for number in (1, 2, 3))
    assert list(members(story).values()) == ["original", "part", "part"]


@pytest.mark.parametrize(
    "fields",
    [
        {"slugline": "BC-TAMRA-DAM, Insert"},
        {"slugline": "TAMRA-DAM/1st Sub"},
        {"headline": "(INSERTO) Tamra dam to be opened"},
        {"headline": "Tamra dam to be opened (EINSCHUB)"},
        {"headline": "(AJOUT) Tamra dam to be opened"},
    ],
)
def test_a_piece_of_a_text_is_a_part_and_never_tells_the_story(fields: dict[str, str]) -> None:
    """An insert, or what stands for one passage, has no place of its own in the text."""
    whole = afp(headline="Tamra dam to be opened")
    uri = "urn:newsml:afp:20240609:117"
    piece = afp("Divers looked at the lower gates again at noon. " * 3, "2024-06-09T09:00:00Z", uri, **fields)
    [story] = told(whole, piece)

    assert members(story) == {A: "original", uri: "part"}
    assert body(story) == FIRST.split(" - ", 1)[1]


def test_an_add_is_the_take_behind_the_text() -> None:
    """What a house adds at the end is told there."""
    adds = [
        afp(text(20 + number), f"2024-06-09T09:0{number}:00Z", f"urn:newsml:afp:20240609:11{number}", slugline=slug)
        for number, slug in ((1, "TAMRA-DAM, 1st Add"), (2, "TAMRA-DAM, 2nd Add"))
    ]
    [story] = told(afp(), *adds)

    assert body(story) == "\n\n".join((FIRST.split(" - ", 1)[1], text(21), text(22)))


# One item under several uris


PAGE = "https://paper.example/dam"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (f"{PAGE}#0", f"{PAGE}#1"),
        (f"{PAGE}?utm_source=rss", PAGE),
        ("urn:newsml:afp.com:20240609:TX-101:1", "urn:newsml:afp.com:20240609:TX-101:2U"),
        ("tag:wire.example,2024:dam.v1", "tag:wire.example,2024:dam.v2"),
    ],
)
def test_versions_that_are_counted_in_the_uri_are_one_item(first: str, second: str) -> None:
    """It is told by the newest; a kill under any of its uris kills it, and a later usable version takes that back."""
    one, two = afp(uri=first), afp(SECOND, "2024-06-09T11:00:00Z", second)
    kill = {"uri": second, "versionCreated": "2024-06-09T12:00:00Z", "pubStatus": "canceled", "version": "3"}
    again = afp(SECOND, "2024-06-09T13:00:00Z", second, version="4")

    [story] = told(one, two)
    assert body(story) == SECOND.split(" - ", 1)[1]
    assert {each["pubStatus"] for each in told(one, two, kill)} == {"canceled"}
    assert story_of(first, told(one, kill))["pubStatus"] == "canceled"
    assert story_of(second, told(one, two, kill, again))["pubStatus"] == "usable"


def test_a_kill_under_a_tracked_uri_reaches_the_page() -> None:
    """Whichever of the two has the parameters."""
    kill = {"versionCreated": "2024-06-09T12:00:00Z", "pubStatus": "canceled"}

    assert story_of(PAGE, told(afp(uri=PAGE), kill | {"uri": f"{PAGE}?fbclid=x"}))["pubStatus"] == "canceled"
    [other] = told(afp(uri=f"{PAGE}?id=7"))
    assert story_of(f"{PAGE}?id=7", told(afp(uri=f"{PAGE}?id=7"), kill | {"uri": PAGE}))["pubStatus"] == "usable"
    assert other["pubStatus"] == "usable"


def test_an_address_that_is_used_again_is_another_item() -> None:
    """Two texts without a word in common are two stories, whatever their uris count."""
    assert len(told(afp(uri=f"{PAGE}#1"), afp(text(7), "2024-06-10T08:00:00Z", f"{PAGE}#2"))) == 2


def test_a_numbered_round_up_is_told_by_its_newest() -> None:
    """WRAPUP 2 takes the place of WRAPUP 1; the round-up of another subject stays apart, and so does the story."""
    first = afp(headline="WRAPUP 1-Tamra dam fills")
    second = afp(
        f"{SECOND}\n\nFarmers were glad.", "2024-06-09T11:00:00Z", "urn:a:2", headline="WRAPUP 2-Tamra dam fills"
    )
    other = afp(text(3), "2024-06-09T12:00:00Z", "urn:a:3", headline="WRAPUP 2-Mine shut", slugline="MINE-SHUT")
    stories = told(first, second, other)

    assert set(members(story_of(A, stories))) == {A, "urn:a:2"}
    assert "Farmers were glad." in (body(story_of(A, stories)) or "")
    assert len(stories) == 2


def test_a_text_that_its_house_sends_again_tells_the_story() -> None:
    """Under the same headline and with nearly the same words: no mark is needed for the later one to hold."""
    again = afp(
        FIRST.replace("4,200", "2,400"),
        "2024-06-09T11:00:00Z",
        "urn:newsml:afp:20240609:131",
        headline="Tamra dam fills",
    )
    stories = told(afp(headline="Tamra dam fills"), again, *copies())

    assert "2,400" in (body(story_of(A, stories)) or "")


def test_a_text_that_its_house_sends_again_under_its_slug_tells_the_story() -> None:
    """With another headline, another lead and no mark; what is much shorter, or under another slug, does not."""
    later = {"headline": "Farmers celebrate", "at": "2024-06-09T11:00:00Z", "uri": "urn:newsml:afp:20240609:131"}
    lead = "The Tamra dam has been filled to nine tenths after a week of rain, and its gates will be opened on Sunday"
    whole = FIRST.replace(lead, "Farmers were glad when the Tamra dam was full and opened its gates on a rainy Sunday")
    slug = {"slugline": "TAMRA-DAM"}

    def told_by(*items: dict[str, Any]) -> str | None:
        return body(story_of(A, told(*items)))

    assert "were glad" in (told_by(afp(**slug), afp(whole, **later, **slug)) or "")
    assert "were glad" not in (told_by(afp(**slug), afp(whole, **later, slugline="TAMRA-FARMERS")) or "")
    short = whole[: len(whole) // 2]
    assert "were glad" not in (told_by(afp(**slug), afp(short, **later, **slug)) or "")


def test_what_replaces_a_held_dispatch_ends_the_hold() -> None:
    """A hold ends with the corrected text; one that came after it holds."""
    fields = {"headline": "REFILE-Tamra dam fills", "replaces": [A]}
    hold = {**afp(version="2", at="2024-06-09T10:00:00Z"), "pubStatus": "withheld"}
    later = afp(FIRST.replace("4,200", "2,400"), "2024-06-09T11:00:00Z", "urn:newsml:afp:20240609:131", **fields)

    freed = story_of(A, told(afp(), hold, later))
    assert (freed["pubStatus"], "2,400" in (body(freed) or "")) == ("usable", True)
    still = {**hold, "versionCreated": "2024-06-09T12:00:00Z", "version": "3"}
    assert story_of(A, told(afp(), still, later))["pubStatus"] == "withheld"


@pytest.mark.parametrize(
    "signal",
    [
        {"code": "sig:correction", "name": "Correction", "rel": "signal"},
        {"qcode": "correction", "scheme": "http://cv.iptc.org/newscodes/signal/"},
        {"name": "Berichtigung", "rel": "sigRel:Signal"},
    ],
)
def test_a_signal_among_the_subjects_is_one(signal: dict[str, str]) -> None:
    """PA puts it there; a topic of the same name is none."""
    corrected = afp(FIRST.replace("4,200", "2,400"), "2024-06-09T11:00:00Z", version="2", subject=[signal])
    topic = afp(FIRST.replace("4,200", "2,400"), "2024-06-09T11:00:00Z", version="2", subject=[{"name": "Correction"}])

    assert story_of(A, told(afp(), corrected, *copies()))["story"]["corrections"][0]["stale"] == [B, C]
    assert "corrections" not in story_of(A, told(afp(), topic, *copies()))["story"]
