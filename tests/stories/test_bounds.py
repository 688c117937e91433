"""The bound of a record: no input exceeds it, what is below it stays as it is, and what is left out is told."""

from __future__ import annotations

import random
from copy import deepcopy
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stream.dispatch import PubStatus, Ruling, Verdict, Version
from stream.entities.families import EmissionKind, Family, emit, stories
from stream.entities.messages import Label
from stream.matching.editions import prepare
from stream.schemas import schema
from stream.service.topics import STORIES, declared
from stream.settings import Settings
from stream.stories.bounds import MOST_BODY_BYTES, MOST_BYTES, MOST_MEMBERS, bounded
from stream.stories.record import encode, record, story_uri
from stream.stories.related import Related
from stream.stories.story import is_story
from wires import HOUR, MINUTE, NOON, retouched, text, version, violations

MIB = 1024 * 1024
WINDOW = 72 * HOUR
A = version("urn:a", text(1), NOON, headline="Talks resume")
B = replace(
    version("urn:b", retouched(text(1), 3, 1), NOON + HOUR, agency="VNA"), ed_note="as sent", status=PubStatus.CANCELED
)
C = replace(version("urn:c", f"{text(1)} It counted 12, not 14 boats.", NOON + 2 * HOUR), signals=("correction",))
RULING = Ruling("urn:a", "urn:b", Verdict.SAME, NOON, "Ada", "read both")
DIGEST = Related(
    "digest-of", "urn:d#1", {"rel": "digest-of", "uri": "urn:d", "item": "urn:d#1", "paragraph": text(1), "score": 1.0}
)


def told(*members: Version, ruled: tuple[Ruling, ...] = (), related: tuple[Related, ...] = ()) -> Any:
    """The story of these versions, each of a dispatch of its own."""
    editions = {each.uri: (prepare(each),) for each in members}
    story = record(editions, list(editions), related, None, ruled)
    assert len(encode(story)) <= MOST_BYTES
    if len(members) < 1000:  # validation takes a millisecond for each
        assert violations("story", story) == []
    return story


def long(size: int, seed: int) -> str:
    """A text of about so many bytes, whose beginning all share, so that it costs little to make and to compare."""
    start = text(1)
    return f"{start} {f'tail{seed} ' * ((size - len(start)) // len(f'tail{seed} '))}".strip()


def copies(count: int, size: int) -> list[Version]:
    """Near copies of a text, each with another tail: the first is AFP's, the others are those of others."""
    return [version(f"urn:{n:06}", long(size - 100 * n, n), NOON + n * MINUTE, agency=house(n)) for n in range(count)]


def house(number: int) -> str:
    """The agency of a member."""
    return "VNA" if number else "AFP"


def note(of: str) -> dict[str, Any]:
    """What stands in the place of a text."""
    return {"characters": len(of), "bytes": len(of.encode()), "sha256": sha256(of.encode()).hexdigest()}


def test_the_bound_is_below_what_the_topic_takes() -> None:
    """With more than a megabyte of room for key, headers and the envelope of Kafka."""
    [topic] = [each for each in declared(Settings()) if each.name == STORIES]
    assert MOST_BODY_BYTES + MIB <= MOST_BYTES
    assert int(topic.config["max.message.bytes"]) > MOST_BYTES + MIB


def test_a_record_below_the_bound_is_left_as_it_is() -> None:
    """To the last byte of it, and one byte more is too large."""
    story = told(*copies(3, 2000))
    takes = [story.pop("bodies")[0]["value"]]
    before = deepcopy(story)
    room = MOST_BYTES - len(encode(bounded(story, takes)))
    full = bounded(story, [takes[0] + "a" * room])

    assert len(encode(full)) == MOST_BYTES
    assert "leftOut" not in full["story"]
    assert bounded(story, [takes[0] + "a" * (room + 1)])["story"]["leftOut"]
    assert story == before


def test_texts_are_left_out_the_largest_first_and_leave_their_hash() -> None:
    """The canonical text stays whole, smaller texts too."""
    members = [*copies(4, 2 * MIB), version("urn:small", long(9000, 9), NOON + HOUR, agency="VNA")]
    story = told(*members)
    merges = {each["member"]: each for each in story["story"]["merges"]}

    assert story["story"]["canonicalMember"] == "urn:000000"
    assert story["bodies"][0]["value"] == members[0].text
    assert merges["urn:000001"]["textLeftOut"] == note(members[1].text)
    assert merges["urn:000002"]["textLeftOut"] == note(members[2].text)
    assert [uri for uri, each in merges.items() if "textLeftOut" in each] == ["urn:000001", "urn:000002"]
    assert merges["urn:000003"]["text"] == members[3].text
    assert merges["urn:small"]["text"] == members[4].text
    assert story["story"]["leftOut"]["texts"] == 2


def test_of_equal_texts_that_of_the_smaller_uri_goes_first() -> None:
    """Nothing depends on the order in which they stand."""
    same = [
        version(f"urn:{name}", long(2 * MIB, 1), NOON + n * MINUTE, agency=house(n)) for n, name in enumerate("zabc")
    ]
    base = replace(same[0], text=long(2 * MIB, 7))
    story = told(base, *same[1:])
    assert [each["member"] for each in story["story"]["merges"] if "textLeftOut" in each] == ["urn:a", "urn:b"]


def test_a_body_keeps_the_first_takes_and_says_so() -> None:
    """No take is cut in the middle."""
    takes = [
        replace(version(f"urn:{n}", long(3 * MIB // 2, n), NOON + n * MINUTE, agency="AFP"), take=n + 1)
        for n in range(5)
    ]
    story = told(*takes)
    assert story["bodies"][0]["value"] == "\n\n".join(each.text for each in takes[:3])
    assert story["story"]["leftOut"]["body"] == {"takes": 2, **note("\n\n".join(each.text for each in takes))}


def test_a_single_text_that_is_too_large_is_left_out_whole() -> None:
    """A part of it would look like all of it."""
    story = told(version("urn:a", long(MOST_BODY_BYTES + MIB, 1), NOON))
    assert "bodies" not in story
    assert story["story"]["leftOut"]["body"]["takes"] == 1


@pytest.mark.slow
def test_members_beyond_the_bound_are_counted() -> None:
    """Those that tell something of their own stay before others, and all of them keep their numbers."""
    count = MOST_MEMBERS + 2000
    members = [version(f"urn:{n:06}", text(1), NOON + n * 1000, agency="AFP") for n in range(count)]
    killed = count - 5
    members[killed] = replace(members[killed], status=PubStatus.CANCELED)
    story = told(*members)
    kept = [each["uri"] for each in story["associations"]]
    gone = sorted({each.uri for each in members} - set(kept))

    assert len(encode(story)) > MOST_BYTES - 40_000  # the room is used
    assert story["story"]["memberCount"] == count
    assert story["story"]["leftOut"]["members"] == {
        "count": len(gone),
        "sha256": sha256("\n".join(gone).encode()).hexdigest(),
    }
    assert kept == sorted(kept)
    assert kept[-1] == members[killed].uri
    assert kept[:-1] == [each.uri for each in members[: len(kept) - 1]]
    assert [each["name"] for each in story["associations"]] == [f"member-{int(uri[4:]) + 1}" for uri in kept]
    assert [each["member"] for each in story["story"]["merges"]] == kept


def test_more_members_than_are_compared_could_not_stand_in_a_record() -> None:
    """So that comparing no more of them leaves out nothing that would have fitted."""
    story = told(*(version(uri, "", None, agency="A") for uri in "ab"))
    least = len(encode(story["associations"][1])) + len(encode(story["story"]["merges"][1]))
    assert least * MOST_MEMBERS > MOST_BYTES


def test_a_story_that_gave_way_is_found_among_members_that_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """What replaced it is told, though the record does not name its head."""
    monkeypatch.setattr("stream.stories.record.MOST_MEMBERS", 20)
    members = [version(f"urn:{n:06}", text(1), NOON + n * 1000, agency="AFP") for n in range(25)]
    last = members[-1]
    gone = Label(NOON + HOUR, last.uri)
    state = Family(Label(NOON, "urn:000000"), {each.uri: (prepare(each),) for each in members}, retired={gone})
    [(first, story)] = stories(state, WINDOW)
    assert last.uri not in {each["uri"] for each in story["associations"]}

    state, changed = emit(state, WINDOW)

    [replacement] = [each for each in changed if each.kind is EmissionKind.REPLACED]
    assert replacement.uri == story_uri(gone)
    assert not is_story(replacement.story)
    assert replacement.story["story"]["replacedBy"] == story_uri(first)
    assert state.retired == set()


FILLERS = ("a", '"', "é", "新", "\x01")  # one to six bytes each as they are written


def inflated(told: Any, rng: random.Random, key: str = "") -> Any:
    """A record in which any string may be long and any list may have many entries."""
    if isinstance(told, dict):
        return {name: inflated(each, rng, name) for name, each in told.items()}
    if isinstance(told, list):
        entries = [inflated(each, rng, key) for each in told]
        size = len(encode({"": entries}))
        return entries * min(rng.choice((1, 1, 30, 5000)), 1 + 200_000 // size)
    if isinstance(told, str) and key not in ("name", "decision", "pubStatus") and rng.random() < 0.2:
        return told + rng.choice(FILLERS) * rng.choice((10, 1000, 60_000))
    return told


def crowded(story: Any, count: int, rng: random.Random) -> Any:
    """With so many members, each inflated for itself where they are few."""
    inner = story["story"]
    seen = told(A, B, C)
    pairs = list(zip(seen["associations"], seen["story"]["merges"], strict=True))
    members = []
    for n in range(count):
        association, merge = pairs[min(n, 1)]
        association, merge = {**association, "name": f"member-{n + 1}"}, {**merge}
        if count < 100:
            association, merge = inflated(association, rng), inflated(merge, rng)
        else:
            merge["missingFromMember"] = [text(n, rng.randrange(1, 90))]
        if n:
            association["uri"] = merge["member"] = f"{association['uri']}:{n}"
        else:
            association["uri"] = merge["member"] = inner["canonicalMember"]
        members.append((association, merge))
    return {
        **story,
        "associations": [each for each, _ in members],
        "story": {**inner, "merges": [each for _, each in members]},
    }


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1 << 32), st.sampled_from((1, 2, 30, 400, 9000)), st.integers(0, 3))
def test_no_record_exceeds_the_bound(seed: int, count: int, takes: int) -> None:
    """Whatever is long or many in it; and the same record is always made smaller in the same way."""
    rng = random.Random(seed)
    seen = told(A, B, C, ruled=(RULING,), related=(DIGEST,))
    del seen["bodies"], seen["associations"], seen["story"]["merges"]
    whole = crowded(inflated(seen, rng), count, rng)
    texts = [rng.choice(FILLERS) * rng.choice((1, 10_000, 2_000_000)) for _ in range(takes)]

    small: Any = bounded(whole, texts)

    assert len(encode(small)) <= MOST_BYTES
    assert encode(bounded(whole, texts)) == encode(small)
    assert small["story"]["canonicalMember"] in {each["uri"] for each in small["associations"]}
    left = small["story"].get("leftOut", {})
    assert len(small["associations"]) + left.get("members", {}).get("count", 0) == count
    assert len(encode({**whole, "bodies": [{"value": "\n\n".join(texts)}]})) > MOST_BYTES - 100 or not left


@pytest.mark.slow
def test_what_was_made_smaller_is_as_the_schema_says() -> None:
    """Every list, string and text at once."""
    rng = random.Random(3)
    seen = told(A, B, C, ruled=(RULING,), related=(DIGEST,))
    del seen["bodies"]
    seen["story"]["related"][0]["paragraph"] = "p" * MIB
    inner = seen["story"]
    for name in ("kills", "corrections", "rulings", "related"):
        inner[name] *= 3000
    seen["hopHistory"] *= 3000
    seen["infoSources"] *= 3000
    seen["dateline"] = "d" * 1000
    small: Any = bounded(crowded(seen, 1500, rng), ["b" * (MOST_BODY_BYTES - 100), "c" * MOST_BODY_BYTES])

    assert violations("story", small) == []
    assert small["story"]["leftOut"].keys() == set(
        schema("story")["$defs"]["story"]["properties"]["story"]["properties"]["leftOut"]["properties"]
    )


@pytest.mark.parametrize("count", [1, 9])
def test_what_is_related_is_not_changed_by_leaving_it_out(count: int) -> None:
    """It is told in other stories too."""
    paragraph = "p" * MIB
    each = [
        Related(
            "digest-of", f"urn:{n}", {"rel": "digest-of", "uri": "urn:d", "item": f"urn:{n}", "paragraph": paragraph}
        )
        for n in range(count)
    ]
    story = told(version("urn:a", text(1), NOON), related=tuple(each))
    assert all(one.record["paragraph"] == paragraph for one in each)
    assert sum("paragraphLeftOut" in one for one in story["story"]["related"]) == (4 if count == 9 else 0)
