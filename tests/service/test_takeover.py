"""Taking partitions over while the group assigns and revokes: nothing is claimed that is not ours, or not all there."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Iterable, Mapping

import pytest

from simulated import Rows, drained
from states import RETENTION, WINDOW, rows
from stream.entities.routing import BUCKETS, DISPATCHES, FAMILIES, INPUT, RULINGS
from stream.entities.shard import Shard
from stream.service import slices
from stream.service.changelog import Rows as ChangelogRows
from stream.service.inbox import Place
from stream.service.processor import Processor
from stream.service.state import Progress, Row, Segments
from stream.service.takeover import TakenOver, TakeOver
from wires import NOON


class Group:
    """What Faust says of the group, and the rows that it has restored."""

    def __init__(self) -> None:
        self.generation = 1
        self.ours = {0, 1}
        self.table = self
        self.rows = {partition: Rows() for partition in range(4)}
        self.next: Counter[int] = Counter()
        self.offset = 0

    def partitions(self) -> set[int]:
        """The partitions that are ours."""
        return set(self.ours)

    def stored(self, partition: int) -> Rows:
        """The rows of a partition."""
        return self.rows[partition]

    def next_offset(self, partition: int) -> int:
        """Where the changelog is to be read on."""
        return self.next[partition]

    def keep(self, partition: int, kept: Iterable[tuple[int, Row]], upto: int | None = None) -> int:
        """Keep rows beside the worker."""
        for offset, row in kept:
            self.rows[partition].write(row, offset)
        self.next[partition] = self.next[partition] if upto is None else upto
        return self.next[partition]


class Worker:
    """What a taking over needs, and what it did: claims written, positions opened, partitions let go."""

    def __init__(self, partitions: int = 4) -> None:
        self.group = Group()
        self.processor = Processor(partitions, WINDOW, RETENTION - WINDOW, quiet=1.0, most=5.0)
        self.claims: list[int] = []
        self.opened: list[dict[Place, int | None]] = []
        self.gone: list[int] = []
        self.watched: list[int] = []
        self.progress: list[Progress] = []
        self.others: dict[int, list[tuple[int, Row]]] = defaultdict(list)
        self.reading = asyncio.Event()
        self.may_read = asyncio.Event()
        self.may_read.set()
        self.writing = asyncio.Event()
        self.may_write = asyncio.Event()
        self.may_write.set()
        self.takeover = TakeOver(
            self.processor,
            self.group,
            self,
            self,
            self,
            recovering=lambda progress, _: self.progress.append(progress),
            watch=self.watched.append,
            let_go=self.let_go,
        )

    def let_go(self, partition: int) -> None:
        """A partition is with others."""
        self.gone.append(partition)
        self.processor.let_go(partition)

    async def write(self, claims: Mapping[int, list[Row]]) -> Mapping[int, list[tuple[int, Row]]]:
        """Send claims, once the brokers answer."""
        self.writing.set()
        await self.may_write.wait()
        self.claims.extend(claims)
        self.group.offset += 1
        return {partition: [(self.group.offset, row) for row in written] for partition, written in claims.items()}

    async def rows(self, partition: int, first: int) -> AsyncGenerator[ChangelogRows, None]:
        """What others have written, row by row."""
        for offset, row in self.others[partition][first:]:
            self.reading.set()
            await self.may_read.wait()
            yield ChangelogRows([(offset, row)], offset + 1, len(self.others[partition]))

    async def open(self, positions: Mapping[Place, int | None]) -> None:
        """Read on from here."""
        self.opened.append(dict(positions))

    def close(self) -> None:
        """Read nothing for now."""

    async def restored(self) -> TakenOver | None:
        """Faust says that the rows are there."""
        return await self.takeover.opened(lambda: NOON)


def test_what_is_assigned_is_claimed_and_read_from_where_its_state_ends() -> None:
    """A partition without any state is read from where the group's commits say: the state knows nothing."""

    async def go() -> tuple[TakenOver | None, Worker]:
        worker = Worker()
        worker.takeover.assigned()
        return await worker.restored(), worker

    taken, worker = asyncio.run(go())

    assert taken is not None
    assert (taken.held, taken.new, taken.generation) == (frozenset({0, 1}), frozenset({0, 1}), 1)
    assert worker.claims == worker.watched == [0, 1]
    assert worker.opened == [
        {(topic, p): None for topic in (INPUT, RULINGS, BUCKETS, DISPATCHES, FAMILIES) for p in (0, 1)}
    ]
    assert not worker.takeover.is_paused


def test_a_recovery_that_is_told_twice_claims_once() -> None:
    """Faust may say again that one assignment is recovered; a second claim would be one more row for nothing."""

    async def go() -> tuple[TakenOver | None, Worker]:
        worker = Worker()
        worker.takeover.assigned()
        await worker.restored()
        return await worker.restored(), worker

    taken, worker = asyncio.run(go())

    assert taken is None
    assert worker.claims == [0, 1]


def test_a_recovery_that_ends_between_two_assignments_claims_nothing() -> None:
    """Its rows are those of an assignment before; a claim would void what others write meanwhile."""

    async def go() -> Worker:
        worker = Worker()
        worker.takeover.assigned()
        worker.takeover.revoked(0.0)
        assert await worker.restored() is None
        return worker

    worker = asyncio.run(go())

    assert (worker.claims, worker.opened, worker.takeover.is_paused) == ([], [], True)


def with_state() -> Worker:
    """A worker that is given one partition of one, with some rows of state."""
    worker = Worker(partitions=1)
    worker.group.ours = {0}
    worker.others[0] = list(enumerate(rows(400, words=12)))
    worker.takeover.assigned()
    return worker


@pytest.mark.parametrize("is_stop", [False, True])
@pytest.mark.parametrize("is_read", [False, True])
def test_a_pause_while_state_is_read_back_claims_nothing(
    is_read: bool, is_stop: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also a stop, and when the last row has been read: the partition is let go as if it had never been held."""
    monkeypatch.setattr(slices, "SLICE", 0.0)  # a look after each row

    async def go() -> Worker:
        undisturbed = with_state()
        await undisturbed.restored()
        worker = with_state()
        taking = asyncio.create_task(worker.restored())
        while len(worker.progress) < (len(undisturbed.progress) if is_read else 1):
            await asyncio.sleep(0)
        if is_stop:
            worker.takeover.is_stopping = True
        else:
            worker.takeover.revoked(0.0)
        assert await taking is None
        return worker

    worker = asyncio.run(go())

    assert (worker.claims, worker.opened, dict(worker.processor.shards)) == ([], [], {})


def test_one_that_waits_for_another_is_overtaken_by_a_pause_in_between() -> None:
    """By then the group speaks of a later assignment, whose rows are not all restored."""

    async def go() -> tuple[list[TakenOver | None], Worker]:
        worker = Worker()
        worker.may_write.clear()
        worker.takeover.assigned()
        first = asyncio.create_task(worker.restored())
        await worker.writing.wait()
        second = asyncio.create_task(worker.restored())
        await asyncio.sleep(0)
        worker.takeover.revoked(0.0)
        worker.group.generation, worker.group.ours = 2, {0, 1, 2, 3}
        worker.takeover.assigned()
        worker.may_write.set()
        return [await first, await second], worker

    taken, worker = asyncio.run(go())

    assert taken == [None, None]
    assert set(worker.claims) == {0}  # the one that was on its way: its rows were all there
    assert worker.opened == []


@pytest.mark.parametrize(("generation", "claimed"), [(2, [2]), (4, [1, 2])])
def test_what_was_held_in_the_generation_before_stays(generation: int, claimed: list[int]) -> None:
    """With a generation missed in between it may have been somebody else's, and is read back anew."""

    async def go() -> tuple[TakenOver | None, Worker]:
        worker = Worker()
        worker.takeover.assigned()
        await worker.restored()
        worker.takeover.revoked(0.0)
        worker.takeover.is_paused = True
        worker.group.generation, worker.group.ours = generation, {1, 2}
        worker.takeover.assigned()
        return await worker.restored(), worker

    taken, worker = asyncio.run(go())

    assert taken is not None
    assert (sorted(taken.held), sorted(taken.new)) == ([1, 2], claimed)
    assert worker.claims == [0, 1, *claimed]
    assert 0 in worker.gone


def test_rows_that_others_wrote_are_read_in_order_before_the_claim() -> None:
    """From where those beside the worker end; a claim voids what it has not seen."""

    async def go() -> Worker:
        worker = with_state()
        written = worker.others[0]
        worker.group.keep(0, written[:2], 2)
        await worker.restored()
        return worker

    worker = asyncio.run(go())

    assert worker.claims == [0]
    assert len(worker.group.rows[0]) == len(worker.others[0]) + 1  # and the claim
    assert worker.group.next[0] == len(worker.others[0])
    assert len(worker.processor.shards[0].dispatches) == 400


def test_a_pause_while_rows_are_read_keeps_what_was_read_and_claims_nothing() -> None:
    """The next taking over reads on from there, and the state is whole."""

    async def go() -> Worker:
        worker = with_state()
        worker.may_read.clear()
        taking = asyncio.create_task(worker.restored())
        await worker.reading.wait()
        worker.takeover.revoked(0.0)
        worker.may_read.set()
        assert await taking is None
        assert worker.claims == []
        worker.group.generation = 2
        worker.takeover.assigned()
        assert await worker.restored() is not None
        return worker

    worker = asyncio.run(go())

    assert worker.claims == [0]
    assert len(worker.processor.shards[0].dispatches) == 400


def test_one_who_was_cut_off_sees_that_others_have_its_partitions_and_begins_nothing_more() -> None:
    """Their claim stands behind its own, before the group can say so. Rows of its own say nothing."""

    async def go() -> tuple[Worker, list[bool]]:
        worker = Worker()
        worker.group.ours = {1}
        worker.takeover.assigned()
        await worker.restored()
        paused = [worker.takeover.is_paused]
        heir = Segments(Shard(4, WINDOW, RETENTION), 4, generation=2)
        claim = drained(heir.load(worker.group.rows[1]))
        worker.others[1] = [(0, Row(key, value)) for key, (_, value) in worker.group.rows[1].items()]
        await worker.takeover.look_behind([1])
        paused.append(worker.takeover.is_paused)
        worker.others[1].append((1, claim))
        await worker.takeover.look_behind([1])
        return worker, [*paused, worker.takeover.is_paused]

    worker, paused = asyncio.run(go())

    assert paused == [False, False, True]
    assert worker.group.next[1] == len(worker.others[1])


def test_how_long_the_group_has_said_nothing_counts_from_the_first_pause_to_the_next_assignment() -> None:
    """None of the partitions is an assignment too; whoever stops waits for none."""
    takeover = Worker().takeover
    assert takeover.unassigned(7.0) == 0

    takeover.revoked(10.0)
    takeover.revoked(15.0)
    assert takeover.unassigned(17.0) == 7

    takeover.assigned()
    assert takeover.unassigned(18.0) == 0

    takeover.revoked(20.0)
    takeover.is_stopping = True
    assert takeover.unassigned(27.0) == 0
