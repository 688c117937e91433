"""What was taken back and still stands elsewhere. All text is random words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import orjson
import pytest

from dispatches import item
from stream.inspect.still_standing import number_standing, still_standing
from stream.inspect.store import Store
from stream.local.folding import fold
from stream.stories.record import encode
from wires import text

Project = Callable[[Iterable[bytes]], Store]
PAPER, OTHER = "https://dagblad.example/1", "https://diari.example/1"
STATUS = {"kill": "canceled", "hold": "withheld"}


def dispatch(uri: str, hour: int, told: str, **fields: Any) -> dict[str, Any]:
    """A dispatch that credits ANSA."""
    return item(uri, told, f"2022-11-29T{hour:02}:00:00Z", creditLine="ANSA", headline=told.split(".")[0], **fields)


def lines(*items: dict[str, Any]) -> list[bytes]:
    """The stories of these dispatches."""
    return [encode(each) for each in fold(items)]


@pytest.mark.parametrize("kind", STATUS)
@pytest.mark.parametrize("language", ["it", "nl", "ca"])
def test_a_copy_stands_until_it_is_mended(project: Project, kind: str, language: str) -> None:
    """It is told since when and by what; a copy that its own house withdrew is told as such, and with the last of them
    the story leaves the list.
    """
    told = text(11)
    wire = [
        dispatch("urn:ansa:1", 8, told, language=language),
        dispatch(PAPER, 9, told, language=language),
        dispatch(OTHER, 10, told, language=language),
        dispatch("urn:ansa:1", 12, told, language=language) | {"version": "2", "pubStatus": STATUS[kind]},
    ]
    gone = {"version": "2", "pubStatus": "canceled"}
    first = wire[1] | gone | {"versionCreated": "2022-11-29T13:00:00Z"}
    second = wire[2] | gone | {"versionCreated": "2022-11-29T14:00:00Z"}
    store = project(lines(*wire))
    [found] = still_standing(store)

    assert (found.kind, found.by, found.since) == (kind, "urn:ansa:1", 1_669_723_200_000)
    assert [(each.party, each.dispatch) for each in found.copies] == [
        ("dagblad.example", PAPER),
        ("diari.example", OTHER),
    ]
    assert found.mended == ()
    for line in lines(*wire, first):
        store.apply(orjson.loads(line)["uri"], line)
    store.commit()
    [found] = still_standing(store)
    assert [each.dispatch for each in found.copies] == [OTHER]
    assert found.mended == ("dagblad.example",)
    for line in lines(*wire, first, second):
        store.apply(orjson.loads(line)["uri"], line)
    store.commit()
    assert (still_standing(store), number_standing(store)) == ([], 0)


def test_the_newest_comes_first(sample: Store) -> None:
    """Each with what it is about; pages of the list do not overlap."""
    found = still_standing(sample)

    assert [(each.kind, [copy.party for copy in each.copies]) for each in found] == [
        ("embargo", ["garden-and-hedge.example"]),
        ("kill", ["diario-del-valle.example"]),
        ("correction", ["seafood-buyer.example"]),
    ]
    assert found[2].facts == (("14.2", "4.2"),)
    assert "EXAMPLE-0211" in found[1].note
    assert number_standing(sample) == len(found)
    assert still_standing(sample, 2) + still_standing(sample, 2, 2) == found
