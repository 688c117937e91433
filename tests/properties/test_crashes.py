"""The promise under crashes: wherever a worker ends, and whoever goes on, the stories are the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulated import Log, Process, Write
from stream.dispatch import Ruling, Verdict, Version
from stream.entities.routing import RULINGS
from stream.local.folding import Folding
from stream.reading.intake import read
from stream.stories.rulings import encode, make
from wires import HOUR, MINUTE, NOON, day_and_a_half, ninjs, text, wires

SPAN = (72 * HOUR, 10_000 * HOUR)


def raws(wire: Sequence[Version]) -> list[bytes]:
    """Versions as a supplier would send them."""
    return [
        orjson.dumps(
            {
                **ninjs(each.uri, each.text, each.published),
                "version": each.version,
                "headline": each.headline,
                "copyrightholder": each.credits[0].parties[0],
            }
        )
        for each in wire
    ]


def oracle(wire: Sequence[bytes], span: tuple[int, int] = SPAN, rulings: Sequence[Ruling] = ()) -> list[bytes]:
    """What one process that never fails makes of it."""
    window, lateness = (timedelta(milliseconds=each) for each in span)
    folding = Folding(1, window, lateness)
    folding.rule(rulings)
    return list(folding.stories([read(raw) for raw in wire]))


def worked_off(
    wire: Sequence[bytes],
    seed: int,
    *,
    partitions: int,
    crashes: int,
    most: int = 6,
    span: tuple[int, int] = SPAN,
    rulings: Sequence[Ruling] = (),
) -> Log:
    """Feed a wire to two workers that take turns; one in a few turns ends in a crash, or goes on as a ghost."""
    rng = random.Random(seed)
    log = Log(partitions)
    log.feed(wire, rng)
    log.feed([encode(ruling) for ruling in rulings], rng, RULINGS)
    now = 0.0

    def start(held: Sequence[int]) -> Process:
        return Process(log, held, span, now)

    cut = rng.randrange(partitions + 1)
    processes = [start(range(cut)), start(range(cut, partitions))]
    ghosts: list[list[Write]] = []
    for _ in range(5000):
        now += rng.choice((0.01, 0.3, 1.5))
        one = rng.randrange(2)
        wanted = processes[one].begin(rng, now, most)
        if crashes and rng.random() < 0.15:
            crashes -= 1
            done = rng.randrange(len(wanted) + 1)
            for _, write in wanted[:done]:
                write(log)
            if rng.random() < 0.3:  # it only seemed dead: it was cut off, and is heard late
                ghosts.append([write for write in wanted[done:] if write[0] != "commit"])
            held = processes[one].partitions
            if rng.random() < 0.3:  # a rebalance: the other one hands over too
                cut = rng.randrange(partitions + 1)
                processes = [start(range(cut)), start(range(cut, partitions))]
            else:
                processes[one] = start(held)
        else:
            for _, write in wanted:
                write(log)
        rests = not log.behind and not crashes and all(each.is_at_rest for each in processes)
        if ghosts and (rests or rng.random() < 0.05):  # some are heard when all others are done
            for _, write in ghosts.pop(rng.randrange(len(ghosts))):
                write(log)
        elif rests:
            break
    else:
        pytest.fail("the workers never came to rest")
    return log


@given(wire=wires(), partitions=st.integers(1, 5), seed=st.integers(0, 1 << 30))
def test_the_desk_tells_what_the_embedded_runtime_tells(wire: list[Version], partitions: int, seed: int) -> None:
    """Without a fault: any partitions, any batches, two workers."""
    raw = raws(wire)

    assert worked_off(raw, seed, partitions=partitions, crashes=0).stories() == oracle(raw)


@given(wire=wires(), partitions=st.integers(1, 5), seed=st.integers(0, 1 << 30))
def test_crashes_and_ghosts_change_no_story(wire: list[Version], partitions: int, seed: int) -> None:
    """Each write of a turn may be its last; what was half done is done again; a ghost's late writes change nothing."""
    raw = raws(wire)

    assert worked_off(raw, seed, partitions=partitions, crashes=6).stories() == oracle(raw)


NOTICES = ("Please kill our story of this morning.", "Bitte Meldung vorerst nicht verwenden.")


@given(partitions=st.integers(1, 4), crashes=st.integers(0, 6), seed=st.integers(0, 1 << 30))
def test_crashes_lose_no_word_of_an_editor_and_no_open_order(partitions: int, crashes: int, seed: int) -> None:
    """What orders mean is ruled as in one process, and who takes over counts what is open as the stories have it."""
    rng = random.Random(seed)
    wire = [ninjs(f"urn:{n}", text(n // 2), NOON + n * MINUTE, creditline="AFP") for n in range(4)]
    wire += [
        ninjs(f"urn:n:{n}", rng.choice(NOTICES), NOON + HOUR + n, creditline="AFP", headline="KILL") for n in range(3)
    ]
    rulings = []
    for n in range(rng.randrange(5)):
        notice, verdict = f"urn:n:{rng.randrange(3)}", rng.choice([each for each in Verdict if each.is_order])
        other = notice if verdict is Verdict.DISMISSED else f"urn:{rng.randrange(4)}"
        rulings.append(make(notice, other, rng.choice((verdict, Verdict.UNDONE)), NOON + n, "Ada", "I read both"))
    raw = [orjson.dumps(each) for each in wire]

    log = worked_off(raw, seed, partitions=partitions, crashes=crashes, rulings=rulings)

    stories = oracle(raw, rulings=rulings)
    assert log.stories() == stories
    notices = [orjson.loads(story)["story"].get("notice", {}) for story in stories]
    taken_over = Process(log, range(partitions), SPAN, 0.0).processor.shards.values()
    counted = Counter(order for shard in taken_over for order in shard.open_orders.elements())
    assert counted == Counter(notice["order"] for notice in notices if notice.get("openOrder"))


def test_a_window_that_slides_bounds_the_state_and_changes_no_story() -> None:
    """Ten windows of wire with crashes: rows are deleted as they expire, and nobody misses what they held."""
    span = (HOUR, HOUR)
    wire = raws(day_and_a_half(20))

    log = worked_off(wire, 5, partitions=2, crashes=20, most=12, span=span)
    forever = worked_off(wire, 5, partitions=2, crashes=20, most=12)

    assert log.stories() == oracle(wire, span)
    assert size(log) < size(forever) * 0.4


@pytest.mark.parametrize("seed", range(4))
def test_a_worker_that_is_away_while_an_archive_is_replayed_misses_nothing(seed: int) -> None:
    """A turn passes hours of event time; what waits for the worker that is away is held for it meanwhile."""
    span = (HOUR, 0)
    wire = raws(day_and_a_half(30))
    rng = random.Random(seed)
    log = Log(4)
    log.feed(wire, rng)
    now = 0.0
    halves = ((0, 1), (2, 3)) if seed % 2 else ((0, 3), (1, 2))
    workers = [Process(log, held, span, now) for held in halves]
    away = [0, 0]
    for _ in range(3000):
        now += 0.1
        for one in (0, 1):
            away[one] -= 1
            if away[one] > 0:
                continue
            if away[one] == 0 and rng.random() < 0.3:  # it was killed
                workers[one] = Process(log, halves[one], span, now)
            for _, write in workers[one].begin(rng, now, 30):
                write(log)
            if away[one] < 0 and rng.random() < 0.05:
                away[one] = rng.randrange(2, 20)
        if not log.behind and all(each.processor.next_due() is None for each in workers):
            break

    assert log.stories() == oracle(wire, span)
    assert all(shard.mark is not None for each in workers for shard in each.processor.shards.values())


def test_a_gap_in_the_wire_and_crashes_change_no_story() -> None:
    """What comes first after it was taken for dates in the future, and is in the state all the same."""
    span = (2 * HOUR, 2 * HOUR)
    before, after = day_and_a_half(6), day_and_a_half(6)
    moved = [replace(each, uri=f"{each.uri}:after", published=(each.published or 0) + 1000 * HOUR) for each in after]
    wire = raws([*before, *moved])

    assert worked_off(wire, 7, partitions=1, crashes=40, most=30, span=span).stories() == oracle(wire, span)


def size(log: Log) -> int:
    """Bytes of state."""
    return sum(len(value) for rows in log.state.values() for _, value in rows.values())
