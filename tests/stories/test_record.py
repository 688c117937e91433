"""The output record: derives from its members alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.dispatch import Inference, PubStatus, Version
from stream.entities.messages import Label
from stream.matching.editions import UNKNOWN_TIME, prepare
from stream.stories.record import encode, record, replaced, story_uri
from stream.stories.story import StoryRecord
from stream.text.times import timestamp
from wires import HOUR, NOON, copy, excerpt, retouched, text, version, violations

A = version("urn:a", text(1), NOON, headline="Talks resume")
B = version("urn:b", retouched(text(1), 3, 1), NOON + HOUR, agency="VNA", headline="Talks resumed")


def told(*members: Version) -> StoryRecord:
    """The story of these versions, members by time."""
    held: dict[str, list[Version]] = {}
    for each in members:
        held.setdefault(each.uri, []).append(each)
    editions = {uri: tuple(prepare(v) for v in sorted(versions, key=lambda v: v.key)) for uri, versions in held.items()}
    uris = sorted(editions, key=lambda uri: (min(edition.earliest for edition in editions[uri]), uri))
    story = record(editions, uris)
    assert violations("story", story) == []
    return story


def test_the_uri_derives_from_the_earliest_member() -> None:
    """A later member does not change it, an earlier one does."""
    assert told(A)["uri"] == told(A, B)["uri"] == story_uri(Label(NOON, "urn:a"))
    earlier = version("urn:0", text(1), NOON - 1)
    assert told(A, B, earlier)["uri"] == story_uri(Label(NOON - 1, "urn:0"))


def test_the_uri_is_the_same_for_ever() -> None:
    """Stories of other runs and releases refer to it."""
    assert story_uri(Label(NOON, "urn:a")) == "urn:copytaster:story:20221129T120000Z:02ce8398c026a49c"
    assert story_uri(Label(UNKNOWN_TIME, "urn:a")) == "urn:copytaster:story:undated:02ce8398c026a49c"


def test_uris_of_two_heads_of_one_second_differ() -> None:
    """The member's uri is in it; milliseconds are not."""
    assert story_uri(Label(NOON, "urn:a")) != story_uri(Label(NOON, "urn:b"))
    assert story_uri(Label(NOON + 999, "urn:a")) == story_uri(Label(NOON, "urn:a"))


def test_the_earliest_version_of_a_member_tells_its_time() -> None:
    """Also where only a later version says when it was first published."""
    update = replace(version("urn:a", text(1), NOON + HOUR, number=2), first_created=NOON - HOUR)
    story = told(update)
    assert story["firstCreated"] == "2022-11-29T11:00:00Z"
    assert story["versionCreated"] == "2022-11-29T13:00:00Z"
    assert story["uri"] == story_uri(Label(NOON + HOUR, "urn:a"))


def test_an_undated_story_has_no_first_created() -> None:
    """Nothing is invented."""
    story = told(version("urn:a", text(1), None))
    assert "firstCreated" not in story
    assert "versionCreated" not in story
    assert "published" not in story["story"]["merges"][0]
    assert "versionCreated" not in story["associations"][0]
    assert ":undated:" in story["uri"]


def test_a_story_carries_no_time_but_its_members_own() -> None:
    """No clock is read: every date in the record is that of a version, and a second telling is the same."""
    line = encode(told(A, B)).decode()
    assert str(datetime.now(UTC).year) not in line
    assert line.count("T12:00:00Z") + line.count("T13:00:00Z") == line.count("2022-11-29T")
    assert encode(told(A, B)).decode() == line


def test_encode_sorts_keys_at_every_level() -> None:
    """One line of UTF-8 JSON, without its end."""
    assert (
        encode({"b": {"d": 1, "c": "é"}, "a": [{"z": 1, "y": 2}]})
        == '{"a":[{"y":2,"z":1}],"b":{"c":"é","d":1}}'.encode()
    )


def test_replaced_names_the_successor_and_the_head() -> None:
    """A canceled record under the old uri, and as the schema says."""
    gone = replaced(Label(NOON, "urn:a"), "urn:copytaster:story:undated:0000000000000000")
    assert violations("story", gone) == []
    assert gone["uri"] == story_uri(Label(NOON, "urn:a"))
    assert gone["pubStatus"] == "canceled"
    assert gone["story"] == {"replacedBy": "urn:copytaster:story:undated:0000000000000000", "head": "urn:a"}


def test_the_canonical_text_is_the_origins_latest_usable_version() -> None:
    """An update of the origin replaces its text, its headline and its rule stay."""
    update = version("urn:a", f"{text(1)} {text(9, 18)}", NOON + 2 * HOUR, number=2, headline="Talks go on")
    story = told(A, B, update)
    assert story["bodies"] == [{"role": "main", "contentType": "text/plain", "value": update.text}]
    assert story["headlines"][0]["value"] == "Talks go on"
    assert story["story"]["canonicalMember"] == "urn:a"
    assert story["story"]["canonicalVersion"] == "2"
    assert story["story"]["canonicalRule"].startswith("origin")
    assert story["version"] == "3"


@pytest.mark.parametrize(
    ("first", "second", "status", "bodies"),
    [
        (PubStatus.USABLE, PubStatus.USABLE, "usable", True),
        (PubStatus.USABLE, PubStatus.CANCELED, "usable", True),
        (PubStatus.CANCELED, PubStatus.USABLE, "canceled", False),
        (PubStatus.WITHHELD, PubStatus.USABLE, "withheld", False),
        (PubStatus.WITHHELD, PubStatus.CANCELED, "withheld", False),
        (PubStatus.CANCELED, PubStatus.CANCELED, "canceled", False),
    ],
)
def test_the_origin_decides_whether_a_story_is_usable(
    first: PubStatus, second: PubStatus, status: str, bodies: bool
) -> None:
    """A killed origin takes the others' copies with it; a killed copy takes nothing else."""
    story = told(replace(A, status=first), replace(B, status=second))
    assert story["pubStatus"] == status
    assert ("bodies" in story) is bodies
    assert story["story"]["canonicalMember"] == "urn:a"
    assert [member["pubStatus"] for member in story["associations"]] == [first.value, second.value]


def test_a_kill_without_a_text_cancels_the_story_of_its_dispatch() -> None:
    """The newest version tells the status; the text before it is shown no more."""
    kill = replace(version("urn:a", "", NOON + HOUR, number=2), status=PubStatus.CANCELED)
    story = told(A, kill)
    assert story["pubStatus"] == "canceled"
    assert "bodies" not in story
    assert story["associations"][0]["version"] == "2"


def test_members_are_told_in_time_order_with_their_evidence() -> None:
    """Each merge says what it was compared with and why it belongs."""
    story = told(A, B)
    assert [(each["name"], each["uri"], each["rel"]) for each in story["associations"]] == [
        ("member-1", "urn:a", "original"),
        ("member-2", "urn:b", "rewrite"),
    ]
    first, second = story["story"]["merges"]
    assert "comparedWith" not in first
    assert second["comparedWith"] == "urn:a"
    assert second["score"] > 0.4
    assert second["signals"]["wordsInOrder"] == 87
    assert second["signals"]["sameHeadline"] is True
    assert second["signals"]["sharedShingles"] > 50
    assert story["story"]["memberCount"] == 2
    assert story["story"]["sourceCount"] == 2
    assert story["story"]["languages"] == ["en"]


def test_a_verbatim_copy_scores_one() -> None:
    """And lacks nothing."""
    merge = told(A, version("urn:c", text(1), NOON + HOUR, agency="VNA"))["story"]["merges"][1]
    assert merge["score"] == 1.0
    assert merge["relation"] == "copy"
    assert (merge["signals"]["coverageOfMember"], merge["signals"]["coverageOfCanonical"]) == (1.0, 1.0)
    assert "missingFromMember" not in merge


def test_coverages_stand_the_right_way_round() -> None:
    """Of an excerpt the canonical text holds all, and it holds a half of that."""
    half = " ".join(text(1).split()[:45])
    signals = told(A, version("urn:c", half, NOON + HOUR, agency="VNA"))["story"]["merges"][1]["signals"]
    assert signals["coverageOfMember"] == 1.0
    assert 0.4 < signals["coverageOfCanonical"] < 0.55
    earlier = told(version("urn:a", half, NOON), version("urn:c", text(1), NOON + HOUR, agency="VNA"))
    signals = earlier["story"]["merges"][1]["signals"]
    assert 0.4 < signals["coverageOfMember"] < 0.55
    assert signals["coverageOfCanonical"] == 1.0


def test_what_was_inferred_and_dropped_is_said() -> None:
    """Of each member for itself."""
    story = told(replace(A, inferences=(Inference("language", "py3langid"),), dropped=7), B)
    first, second = story["story"]["merges"]
    assert first["inferred"] == [{"field": "language", "evidence": "py3langid"}]
    assert first["droppedLines"] == 7
    assert "inferred" not in second
    assert second["droppedLines"] == 0


@pytest.mark.parametrize(
    ("agencies", "roles"),
    [
        (("XINHUA",), ["originator"]),
        (("XINHUA", "VNA"), ["originator", "publisher"]),
        (("XINHUA", "VNA", "AFP", "EFE"), ["originator", "redistributor", "redistributor", "publisher"]),
    ],
)
def test_info_sources_are_the_chain_with_roles(agencies: tuple[str, ...], roles: list[str]) -> None:
    """First, between, last."""
    story = told(*(version(f"urn:{n}", text(1), NOON + n, agency=each) for n, each in enumerate(agencies)))
    assert [(each["literal"], each["role"]) for each in story["infoSources"]] == list(zip(agencies, roles, strict=True))


@pytest.mark.parametrize(
    ("milliseconds", "written"),
    [
        (NOON, "2022-11-29T12:00:00Z"),
        (NOON + 7, "2022-11-29T12:00:00.007Z"),
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (-2_208_988_800_000, "1900-01-01T00:00:00Z"),
        (None, None),
        (UNKNOWN_TIME, None),
    ],
)
def test_timestamps_are_rfc_3339_in_utc(milliseconds: int | None, written: str | None) -> None:
    """To the millisecond, only where there are any."""
    assert timestamp(milliseconds) == written


@given(milliseconds=st.integers(-2_208_988_800_000, 7_258_118_400_000))
def test_a_timestamp_can_be_read_back(milliseconds: int) -> None:
    """Nothing is rounded."""
    written = timestamp(milliseconds)
    assert written is not None
    read = datetime.fromisoformat(written)
    assert round(read.timestamp() * 1000) == milliseconds


@given(edits=st.lists(st.sampled_from((copy, excerpt)), max_size=4), data=st.data())
def test_members_by_uri_may_come_in_any_order_of_the_mapping(edits: list[object], data: st.DataObject) -> None:
    """The record is a function of the members, not of how the mapping was filled."""
    held = {f"urn:{n}": (prepare(version(f"urn:{n}", text(1), NOON + n)),) for n in range(len(edits) + 1)}
    order = data.draw(st.permutations(list(held)))
    assert encode(record({uri: held[uri] for uri in order}, list(held))) == encode(record(held, list(held)))
