"""One supplier with a wrong clock: the others' stories are those of the same wire without it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from properties.test_crashes import worked_off
from stream.local.folding import Folding
from stream.reading.intake import read
from wires import HOUR, NOON, ninjs, retouched, text

IN_2036 = 2_093_000_000_000
IN_2025 = 1_750_000_000_000
"""Years ahead of the wire, and yet in the past."""
WRONG = 1000
GOOD = [
    orjson.dumps(ninjs(f"urn:newsml:{host}.example:{n}", told, NOON + n * HOUR // 2 + late))
    for n in range(60)
    for host, told, late in (("afp", text(n), 0), ("vna", retouched(text(n), 4, n), HOUR))
]
"""Sixty pairs within thirty hours, each a dispatch and what another house made of it an hour later."""


def wrong(at: int) -> list[bytes]:
    """Of one supplier, a minute apart."""
    return [
        orjson.dumps(ninjs(f"urn:newsml:bad.example:{n}", text(5000 + n, 20), at + n * 60_000)) for n in range(WRONG)
    ]


def mixed(at: int, place: int, step: int) -> list[bytes]:
    """The wire, with the wrong ones from ``place`` on: all in a row, or one after each ``step`` of the others."""
    bad = wrong(at)
    if not step:
        return [*GOOD[:place], *bad, *GOOD[place:]]
    out = GOOD[:place]
    for start in range(place, len(GOOD), step):
        out += [*bad[:20], *GOOD[start : start + step]]
        del bad[:20]
    return out + bad


def of_others(stories: Sequence[bytes]) -> list[bytes]:
    """Without those that the wrong supplier told alone."""
    return [line for line in stories if b"bad.example" not in line]


def embedded(raws: Sequence[bytes], span: tuple[timedelta, timedelta]) -> list[bytes]:
    """What one process makes of it, in this order."""
    return list(Folding(1, *span, as_of=datetime.now(UTC)).stories([read(raw) for raw in raws]))


ALONE = embedded(GOOD, (timedelta(hours=72), timedelta(hours=72)))


@pytest.mark.parametrize("at", [IN_2036, IN_2025], ids=["2036", "2025"])
@pytest.mark.parametrize(("place", "step"), [(0, 0), (60, 0), (0, 4), (60, 2)], ids=["first", "midst", "all", "half"])
def test_the_stories_of_the_others_stay_as_they_are(at: int, place: int, step: int) -> None:
    """A thousand dispatches of one agency, in a row and scattered, at the start and in the middle."""
    assert len(ALONE) == 60
    assert of_others(embedded(mixed(at, place, step), (timedelta(hours=72), timedelta(hours=72)))) == ALONE


@pytest.mark.parametrize("at", [IN_2036, IN_2025], ids=["2036", "2025"])
@pytest.mark.parametrize("place", [0, 60], ids=["first", "midst"])
@pytest.mark.parametrize("partitions", [1, 3])
def test_so_they_do_in_a_worker(at: int, place: int, partitions: int) -> None:
    """In any batches, with crashes."""
    log = worked_off(mixed(at, place, 0), 3, partitions=partitions, crashes=2, most=40, span=(72 * HOUR, 72 * HOUR))

    assert of_others(log.stories()) == ALONE
