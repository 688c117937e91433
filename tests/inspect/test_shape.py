"""What is no story is told as such, with its place, and nothing that was let in trips what reads it."""

from __future__ import annotations

import random
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from stream.cli import main
from stream.errors import Invalid
from stream.inspect.shape import check_story
from stream.local.folding import Folding
from stream.sample import sample_dispatches

STORY = "urn:copytaster:story:20221129T120000Z:"
JUNK: list[Any] = [
    *(None, True, 0, -1, 1 << 63, 0.5, 1e300, "", "x", [], {}, [None], ["x", "y"], {"uri": None}, {"value": "x"}),
    *("0001-01-01T00:00:00+14:00", "9999-12-31", "2022-11-29T12:00:00", "urn:copytaster:story:"),
]


def places(value: object, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a record."""
    inner: list[tuple[str | int, ...]] = []
    if isinstance(value, dict):
        inner = [place for name, each in value.items() for place in places(each, (*here, name))]
    if isinstance(value, list):
        inner = [place for number, each in enumerate(value) for place in places(each, (*here, number))]
    return [here, *inner] if here else inner


def spoilt(record: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A record of which one to three values were taken away, replaced or doubled."""
    for _ in range(rng.randint(1, 3)):
        *path, last = rng.choice(places(record))
        holder: Any = record
        for step in path:
            holder = holder[step]
        what = rng.choice(["drop", "replace", "double"])
        if what == "drop":
            del holder[last]
        elif what == "double" and isinstance(last, int):
            holder.append(deepcopy(holder[last]))
        else:
            holder[last] = deepcopy(rng.choice(JUNK))
    return record


@cache
def stories() -> list[bytes]:
    """Of the sample wire. No fixture: an argument of this size is what a failure would print."""
    return list(Folding().stories(sample_dispatches()))


def run(*arguments: str | Path) -> tuple[int, str]:
    """Exit code and standard error of `copytaster inspect …`; what is no exit of ours is raised."""
    done = CliRunner().invoke(main, ["inspect", *map(str, arguments)], env={"COLUMNS": "200", "NO_COLOR": "1"})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stderr


def test_every_story_of_ours_passes(sample_lines: list[bytes]) -> None:
    """And so does one with a field more, which a later release may tell."""
    for line in sample_lines:
        record = orjson.loads(line)
        assert check_story(record) == record
        record["later"] = record["story"]["later"] = {"any": "thing"}
        check_story(record)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("story", "merges", 0, "decision"), 7, r"^story\.merges\[0\]\.decision: expected auto or ruled$"),
        (("story", "merges"), {}, r"^story\.merges: expected array$"),
        (("story", "memberCount"), 1 << 63, r"^story\.memberCount: expected a smaller number$"),
        (("story", "memberCount"), True, r"^story\.memberCount: expected integer$"),
        (("hopHistory", 0, "party"), {}, r"^hopHistory\[0\]\.party\.literal: expected it to be there$"),
        (("hopHistory", 0, "seq"), 5, r"^hopHistory\[0\]\.seq: expected 1$"),
        (("firstCreated",), "2022-11-29", r"^firstCreated: expected a time with a zone"),
        (("firstCreated",), "soon", r"^firstCreated: expected a date-time$"),
        (("uri",), "urn:copytaster:story:20229929T120000Z:00", r"^uri: expected"),
        (("associations",), [], r"^associations: expected 1 items or more$"),
        (("story", "canonicalMember"), "urn:none", r"^story\.canonicalMember: expected the uri of a member$"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    sample_lines: list[bytes], path: tuple[str | int, ...], value: object, told: str
) -> None:
    """However deep it is."""
    record = next(orjson.loads(line) for line in sample_lines if STORY.encode() in line)
    holder: Any = record
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value

    with pytest.raises(Invalid, match=told):
        check_story(record)


@pytest.mark.parametrize("record", [None, 7, "x", [], {}, {"story": {}}, {"story": {"replacedBy": 7}}])
def test_what_is_no_story_at_all_is_told(record: object) -> None:
    """Whatever it is."""
    with pytest.raises(Invalid):
        check_story(record)


@example(seed=8540)  # a language that is told twice
@given(seed=st.integers(0, 1 << 32))
def test_a_spoilt_story_is_refused_or_can_be_looked_at(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """By every verb: an error with file and line, or an answer; never a traceback."""
    rng = random.Random(seed)
    record = spoilt(orjson.loads(rng.choice(stories())), rng)
    folder = tmp_path_factory.mktemp("spoilt")
    file, db = folder / "spoilt.jsonl", folder / "spoilt.db"
    file.write_bytes(orjson.dumps(record))

    code, told = run("load", file, "--db", db)

    if code:
        assert (code, f"{file}:1: " in told) == (2, True)
        return
    uris = [each["uri"] for each in record.get("associations", ())][:3] or [record["uri"]]
    run("list", "--db", db, "--order", "suspicion")
    for uri in (record["uri"], *uris):
        for verb in ("show", "how"):
            run(verb, uri, "--db", db)
            run(verb, uri, "--db", db, "--json")
        run("diff", uri, uris[0], "--db", db)
        run("why", uri, uris[-1], "--db", db)
