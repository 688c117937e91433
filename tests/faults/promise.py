"""What must hold after every fault: the stories of a run without any, nothing lost, nothing told twice otherwise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta
from functools import cache

import orjson

from stream.dispatch import Version
from stream.errors import Invalid
from stream.local.folding import Folding
from stream.reading.intake import read
from workers import Service, Told


def assert_kept(service: Service, raws: Sequence[bytes], seed: int, rejected: int = 0) -> None:
    """The promise.

    Args:
        service: it is quiet.
        raws: all that it was fed, poison included.
        seed: that everything random follows from; told where something does not hold.
        rejected: how many of them belong into the dead letters.
    """
    why = f"seed {seed}; workers:\n{service.told_last()}"
    told = service.told()
    last = {each.key: each for each in told}
    stories = [last[key].value or b"" for key in sorted(last) if last[key].value is not None]

    assert len({(each.key, each.partition) for each in told}) == len(last), f"a key in two partitions; {why}"
    _assert_same(oracle(tuple(raws), service.settings.window_hours, service.settings.lateness_hours), stories, why)
    _assert_nothing_is_lost(raws, stories, len(service.dead_letters()), rejected, why)
    for each in told:
        _assert_no_copy_of_itself(each, why)
    _assert_repeats_are_equal(told, why)


@cache
def oracle(raws: tuple[bytes, ...], window: int = 72, lateness: int = 72) -> tuple[bytes, ...]:
    """What one process that never fails makes of them."""
    folding = Folding(1, timedelta(hours=window), timedelta(hours=lateness))
    return tuple(folding.stories(version for raw in raws if (version := _read(raw)) is not None))


def _read(raw: bytes) -> Version | None:
    try:
        return read(raw)
    except Invalid:
        return None


def _assert_same(expected: Sequence[bytes], stories: Sequence[bytes], why: str) -> None:
    """(a) The output topic, compacted by key, byte for byte."""
    if list(expected) == list(stories):
        return
    ours, theirs = _by_uri(stories), _by_uri(expected)
    missing, more = sorted(theirs.keys() - ours.keys()), sorted(ours.keys() - theirs.keys())
    differ = sorted(uri for uri in ours.keys() & theirs.keys() if ours[uri] != theirs[uri])
    shown = "".join(f"\n  expected {theirs[uri]!r}\n  told     {ours[uri]!r}" for uri in differ[:1])
    raise AssertionError(
        f"{len(missing)} stories are missing {missing[:3]}, {len(more)} too many {more[:3]}, "
        f"{len(differ)} differ {differ[:3]}{shown}\n{why}"
    )


def _by_uri(stories: Sequence[bytes]) -> dict[str, bytes]:
    return {orjson.loads(story)["uri"]: story for story in stories}


def _assert_nothing_is_lost(
    raws: Sequence[bytes], stories: Sequence[bytes], letters: int, rejected: int, why: str
) -> None:
    """(b) Every dispatch is a member of exactly one story, or its record is in the dead letters."""
    given = {version.uri for raw in raws if (version := _read(raw)) is not None}
    members = Counter(member["uri"] for story in stories for member in orjson.loads(story)["associations"])
    lost = sorted(given - members.keys())

    assert not lost, f"{len(lost)} dispatches are in no story: {lost[:3]}; {why}"
    assert members.keys() == given, f"{len(members.keys() - given)} members that nobody sent; {why}"
    assert members.total() == len(given), f"in two stories: {[uri for uri in members if members[uri] > 1][:3]}; {why}"
    assert letters == rejected, f"{letters} dead letters, not {rejected}; {why}"


def _assert_no_copy_of_itself(told: Told, why: str) -> None:
    """(c) No dispatch is two members of a story, or compared with itself, in anything that was ever told."""
    story = orjson.loads(told.value or b"{}")
    uris = Counter(member["uri"] for member in story.get("associations", ()))
    twice = [uri for uri, count in uris.items() if count > 1]
    own = [
        one["member"] for one in story.get("story", {}).get("merges", ()) if one.get("comparedWith") == one["member"]
    ]

    assert not twice, f"{told.key} holds {twice[:3]} twice; {why}"
    assert not own, f"{told.key} compares {own[:3]} with itself; {why}"


def _assert_repeats_are_equal(told: Sequence[Told], why: str) -> None:
    """(d) A ``ce_id`` stands for one key and value, and the other way round."""
    contents, ids = defaultdict(set), defaultdict(set)
    for each in told:
        name, content = each.headers["ce_id"], (each.key, each.value)
        contents[name].add(content)
        ids[content].add(name)
    unequal = [name for name, found in contents.items() if len(found) > 1]
    renamed = [content[0] for content, names in ids.items() if len(names) > 1]

    assert not unequal, f"a ce_id for several records: {unequal[:3]}; {why}"
    assert not renamed, f"several ce_ids for one record: {renamed[:3]}; {why}"
