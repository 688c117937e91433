"""The projection in one file: records in, and what they leave."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import orjson
import pytest

from stream.dispatch import Label
from stream.errors import Fatal, Usage
from stream.inspect.projector import load_file
from stream.inspect.queries import Filters, Order, count, facets, list_stories, story, story_of
from stream.inspect.store import SCHEME, Store
from stream.local.folding import fold
from stream.stories.record import encode, replaced
from wires import HOUR, NOON, ninjs, retouched, text

TABLES = ("story", "record", "forward", "member", "tag", "facet")

Project = Callable[[Iterable[bytes]], Store]


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Everything that a projection holds, with the index of the words."""
    held = {table: store.query(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES}  # noqa: S608 - our own
    terms = store.query("SELECT term, doc, col FROM words ORDER BY 1, 2, 3")
    return held | {"words": terms}


def indexed(store: Store) -> Store:
    """With a view of the index, which tells each word and where it stands."""
    store._db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, text, instance)")  # noqa: SLF001
    return store


def test_a_rebuilt_projection_holds_the_same(project: Project, sample_lines: list[bytes]) -> None:
    """Whatever the order of the records."""
    mixed = Random(1).sample(sample_lines, len(sample_lines))

    one, other = indexed(project(sample_lines)), indexed(project(mixed))

    assert content(one) == content(other)
    assert len(content(one)["story"]) == len(sample_lines)


def test_repeated_records_change_nothing(project: Project, sample_lines: list[bytes]) -> None:
    """Each delivered twice, or all of them once more."""
    once, twice = indexed(project(sample_lines)), indexed(project([*sample_lines, *sample_lines]))

    assert content(once) == content(twice)


def test_a_story_that_changes_leaves_nothing_of_what_it_was(project: Project) -> None:
    """Neither in the index nor in the facets nor among the members; only that it changed is told."""
    before = fold([ninjs("urn:a", text(1), NOON), ninjs("urn:b", text(1), NOON + HOUR)])
    after = fold([ninjs("urn:a", text(2), NOON)])
    assert before[0]["uri"] == after[0]["uri"]

    changed = indexed(project(map(encode, [*before, *after])))
    plain = indexed(project([]))
    plain.apply(after[0]["uri"], encode(after[0]), NOON + HOUR + 1000)
    plain.commit()

    assert content(changed) == content(plain)
    assert story_of(changed, "urn:b") is None


def test_a_record_without_a_value_takes_a_story_back(project: Project, sample_lines: list[bytes]) -> None:
    """All that is told of it goes; a story that was never there is not missed."""
    store = indexed(project(sample_lines))
    for line in sample_lines:
        store.apply(orjson.loads(line)["uri"], None)
    store.apply("urn:copytaster:story:never", None)
    store.commit()

    assert not any(content(store).values())


def test_a_story_that_gave_way_is_found_under_its_old_uri(project: Project) -> None:
    """Also when its successor gave way in turn; when it comes back it is itself again."""
    [told] = fold([ninjs("urn:a", text(1), NOON), ninjs("urn:b", text(1), NOON + HOUR)])
    [alone] = fold([ninjs("urn:b", text(1), NOON + HOUR)])
    gone = [replaced(Label(NOON + 2 * HOUR, "urn:c"), alone["uri"]), replaced(Label(NOON + HOUR, "urn:b"), told["uri"])]
    store = project(map(encode, [told, alone, *gone]))

    assert story(store, gone[0]["uri"]) == told
    assert story(store, alone["uri"]) == told
    assert count(store, Filters()) == 1

    store.apply(alone["uri"], None)  # the topic may forget it now
    assert story(store, alone["uri"]) == told
    store.apply(alone["uri"], encode(alone))
    assert story(store, alone["uri"]) == alone


def test_forwards_in_a_circle_end(project: Project) -> None:
    """A torn file names no story."""
    labels = Label(NOON, "urn:a"), Label(NOON, "urn:b")
    one, other = (replaced(label, "")["uri"] for label in labels)

    store = project(map(encode, [replaced(labels[0], other), replaced(labels[1], one)]))

    assert story(store, one) is None


def test_offsets_are_committed_with_the_records(tmp_path: Path, sample_lines: list[bytes]) -> None:
    """Or neither: what was not committed is not there after a crash."""
    path = tmp_path / "projection.db"
    uris = [orjson.loads(line)["uri"] for line in sample_lines]
    with Store(path) as store:
        store.apply(uris[0], sample_lines[0])
        store.commit({0: 1, 2: 7})
        store.apply(uris[1], sample_lines[1])
    with Store(path) as store:
        assert store.offsets() == {0: 1, 2: 7}
        assert count(store, Filters()) == 1
        store.apply(uris[1], sample_lines[1])
        store.rollback()
        store.commit({0: 2})
        assert store.offsets() == {0: 2, 2: 7}
        assert count(store, Filters()) == 1


def test_readers_see_the_old_until_the_new_is_committed(tmp_path: Path, sample_lines: list[bytes]) -> None:
    """While it is being rebuilt, too."""
    path = tmp_path / "projection.db"
    with Store(path) as store:
        for line in sample_lines:
            store.apply(orjson.loads(line)["uri"], line)
        store.commit()
        with Store(path, read_only=True) as reader:
            store.start(None)
            assert count(reader, Filters()) == len(sample_lines)
            store.commit()
            assert count(reader, Filters()) == 0
            assert list_stories(reader, Filters(text="kazakh"), Order.TIME) == []
            assert not any(facets(reader).values())


def test_a_reader_writes_nothing(tmp_path: Path) -> None:
    """SQLite itself refuses."""
    path = tmp_path / "projection.db"
    Store(path).close()
    with Store(path, read_only=True) as store, pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.query("DELETE FROM story")


def test_a_file_that_is_not_there_is_told_with_what_makes_it(tmp_path: Path) -> None:
    """And is not made by looking for it."""
    with pytest.raises(Usage, match="inspect load"):
        Store(tmp_path / "none.db", read_only=True)

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_that_is_none_of_ours_is_left_as_it_is(tmp_path: Path, read_only: bool) -> None:
    """Text, or somebody's tables."""
    plain, foreign = tmp_path / "plain.txt", tmp_path / "foreign.db"
    plain.write_text("Dear editors, " * 100)
    with sqlite3.connect(foreign) as db:
        db.execute("CREATE TABLE story (id)")
    db.close()
    before = foreign.read_bytes()

    with pytest.raises(Usage, match="not a database"):
        Store(plain, read_only=read_only)
    with pytest.raises(Usage, match="no projection of stories"):
        Store(foreign, read_only=read_only)

    assert foreign.read_bytes() == before


@pytest.mark.parametrize("scheme", [1, 99])
def test_a_projection_of_another_release_is_made_anew_when_asked(
    tmp_path: Path, sample_lines: list[bytes], scheme: int
) -> None:
    """Older or newer: without --rebuild it is left as it is and the way is told; with it nothing of it is left."""
    path, file = tmp_path / "other.db", tmp_path / "stories.jsonl"
    file.write_bytes(b"\n".join(sample_lines))
    Store(path).close()
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE forward")
        db.execute("CREATE TABLE forward (something_else)")
        db.execute(f"PRAGMA user_version = {scheme}")
    db.close()

    for read_only in (True, False):
        with pytest.raises(Usage, match=rf"of version {scheme}, and this release has version {SCHEME}.*--rebuild"):
            Store(path, read_only=read_only)
    with Store(path, rebuild=True) as store:
        load_file(store, file, rebuild=True)
        assert store.query("PRAGMA user_version") == [(SCHEME,)]
    with Store(path, read_only=True) as store:
        assert count(store, Filters()) == len(sample_lines)
        assert list_stories(store, Filters(text="kazakh"), Order.TIME)


def test_a_story_under_another_key_is_refused(tmp_path: Path, sample_lines: list[bytes]) -> None:
    """Both would be looked for under the wrong name."""
    with Store(tmp_path / "projection.db") as store, pytest.raises(Fatal, match=r"urn:x: .*another uri"):
        store.apply("urn:x", sample_lines[0])


@pytest.mark.parametrize("line", [b"{}", b"[]", b"7", b"no JSON", b'{"profile": "article"}'])
def test_a_record_that_is_no_story_stops_the_projection(tmp_path: Path, line: bytes) -> None:
    """Nothing else should be in that topic."""
    with Store(tmp_path / "projection.db") as store, pytest.raises(Fatal, match="urn:x"):
        store.apply("urn:x", line)


def test_stories_of_one_second_are_told_apart(project: Project) -> None:
    """As many as come; undated ones are there too, and listed last."""
    wire = [ninjs(f"urn:{n}", text(n), NOON) for n in range(30)]
    undated = ninjs("urn:undated", text(99), NOON)
    del undated["versionCreated"]

    store = project(map(encode, fold([*wire, undated])))

    found = list_stories(store, Filters(), Order.TIME)
    assert len(found) == len({each.uri for each in found}) == 31
    assert found[-1].first is None


def test_a_rewritten_text_is_searched_too(project: Project) -> None:
    """Words that only a member's text holds."""
    store = project(map(encode, fold([ninjs("urn:a", text(1), NOON), ninjs("urn:b", retouched(text(1), 3, 7), NOON)])))

    [found] = list_stories(store, Filters(text="x7y1"), Order.TIME)
    assert found.size == 2
