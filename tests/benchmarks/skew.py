"""What skew does to partitions: ``python tests/benchmarks/skew.py [--count 20000] [--partitions 16]``.

The same wire four times: as it is; all of it by one agency; a tenth of it rewrites of one breaking story within two
hours; every text under the same footer of 120 words that no rule knows. Folded in this process over the partitions
of a service, with the time of each partition's messages taken: what the busiest of them does is what a worker that
holds only that one has to do.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any, NamedTuple

import orjson
from wire import generate

from stream.dispatch import Version
from stream.entities.messages import Envelope, Posted
from stream.entities.routing import Entered
from stream.entities.shard import Routed, Shard
from stream.local.embedded import Embedded
from stream.local.folding import Folding
from stream.reading.intake import read

_FOOTER_WORDS = 120
_REWRITTEN = 0.25  # of the sentences of a rewrite of the breaking story
_BREAKING = timedelta(hours=2)
_FORMAT = "%Y-%m-%dT%H:%M:%SZ"

Record = dict[str, Any]


class Seen(NamedTuple):
    """What one scenario came to."""

    seconds: float  # CPU, reading and all
    slowest: float  # seconds a dispatch of the slowest batch, once it is read
    busiest: float  # share of the shards' time that one partition took
    messages: float  # share of the messages that one partition took
    largest: int  # members of the largest story
    cut: int  # near texts that the bound on candidates left out


class _Timed(Shard):
    """A shard that knows how long its messages took."""

    spent = 0.0
    taken = 0

    def receive(self, message: Posted | Envelope) -> list[Routed]:
        began = process_time()
        routed = super().receive(message)
        self.spent += process_time() - began
        self.taken += 1
        return routed

    def post(self, messages: Iterable[Posted]) -> list[Routed]:
        began = process_time()
        together = list(messages)
        routed = super().post(together)
        self.spent += process_time() - began
        self.taken += len(together)
        return routed


class _Watched(Embedded):
    """A runtime that knows how long a dispatch of each batch took, and what its shards did."""

    def __init__(self, partitions: int) -> None:
        super().__init__(partitions)
        self.took: list[float] = []
        self.timed = [_Timed(partitions, shard.window, shard._retention) for shard in self._shards]  # noqa: SLF001
        self._shards = list(self.timed)

    def accept_all(self, batch: Iterable[tuple[Version, Iterable[Entered]]]) -> None:
        together = list(batch)
        before = process_time()
        super().accept_all(together)
        self.took.append((process_time() - before) / len(together))


def as_it_is(wire: list[Record]) -> list[Record]:
    """Seven agencies, one text in ten a near-copy."""
    return wire


def one_agency(wire: list[Record]) -> list[Record]:
    """All uris and credits are of one house."""
    return [{**each, "uri": f"urn:newsml:agency.example:{number}"} for number, each in enumerate(wire)]


def breaking_story(wire: list[Record]) -> list[Record]:
    """A tenth of the wire, two hours long: everybody's rewrites of one text."""
    rng = random.Random(3)
    count = len(wire) // 10
    told = wire[0]["body_text"].split(". ")
    spare = [sentence for each in wire[:50] for sentence in each["body_text"].split(". ")]
    start = datetime.strptime(wire[len(wire) // 2]["versioncreated"], _FORMAT).replace(tzinfo=UTC)
    rewrites = []
    for number in range(count):
        sentences = [rng.choice(spare) if rng.random() < _REWRITTEN else sentence for sentence in told]
        when = start + number * _BREAKING / count
        rewrites.append(
            {
                **wire[0],
                "uri": f"urn:newsml:agency-{number % 200}.example:rewrite-{number}",
                "versioncreated": when.strftime(_FORMAT),
                "body_text": ". ".join(sentences),
            }
        )
    return sorted([*wire[count:], *rewrites], key=lambda each: str(each["versioncreated"]))


def boilerplate(wire: list[Record]) -> list[Record]:
    """Every text ends in the same words."""
    footer = " ".join(random.Random(4).sample(wire[7]["body_text"].split(" "), _FOOTER_WORDS))
    return [{**each, "body_text": f"{each['body_text']}\n\n{footer}"} for each in wire]


def fold(wire: Iterable[Record], partitions: int) -> Seen:
    """Fold it, and see what each partition did."""
    folding = Folding(partitions)
    runtime = folding._runtime = _Watched(partitions)  # noqa: SLF001 - to measure what it does not tell
    shards = runtime.timed
    began = process_time()
    largest = 0
    for line in folding.stories(map(read, map(orjson.dumps, wire))):
        largest = max(largest, orjson.loads(line)["story"]["memberCount"])
    return Seen(
        process_time() - began,
        max(runtime.took),
        max(shard.spent for shard in shards) / sum(shard.spent for shard in shards),
        max(shard.taken for shard in shards) / sum(shard.taken for shard in shards),
        largest,
        runtime.totals.cut,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--partitions", type=int, default=16)
    options = parser.parse_args()
    wire = [orjson.loads(line) for line in generate(options.count)]
    print(
        f"{datetime.now(UTC):%Y-%m-%d} · {platform.machine()}, one of {os.cpu_count()} cores · {options.count:,} "
        f"dispatches over {options.partitions} partitions, an even share is {1 / options.partitions:.0%}\n"
    )
    print(
        "| wire | CPU ms a dispatch | in the slowest batch | busiest partition | its messages | largest story | cut |"
    )
    print("|---|---|---|---|---|---|---|")
    scenarios: tuple[Callable[[list[Record]], list[Record]], ...] = (as_it_is, one_agency, breaking_story, boilerplate)
    for scenario in scenarios:
        seen = fold(scenario(wire), options.partitions)
        print(
            f"| {scenario.__name__.replace('_', ' ')} | {seen.seconds / len(wire) * 1000:.2f} | "
            f"{seen.slowest * 1000:.1f} | {seen.busiest:.0%} | {seen.messages:.0%} | {seen.largest:,} | {seen.cut:,} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
