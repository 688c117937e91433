"""A story whose texts are larger than its topic takes: told by both runtimes alike, and no worker ends of it."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from contract.cases import dispatch
from stream.local.folding import Folding
from stream.reading.sources import Record, read_all
from stream.stories.bounds import MOST_BYTES
from wires import MINUTE, NOON, text, violations
from workers import running

MIB = 1024 * 1024


def _long(number: int, count: int) -> bytes:
    """One of so many near copies of a text, each with a tail of its own: 2 to 3.9 MiB."""
    size = 2 * MIB + number * (19 * MIB // 10) // (count - 1)
    word = f"tail{number:02} "
    body = f"{text(4001)}\n\n{word * (size // len(word))}".strip()
    return dispatch(f"urn:large:{number:02}", body, NOON + number * MINUTE, creditline=f"Paper {number}")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("count", [5, pytest.param(30, marks=pytest.mark.long)])
def test_texts_of_megabytes_are_one_story_on_both_runtimes(brokers: str, tmp_path: Path, count: int) -> None:
    """The worker neither ends nor tells another story than one process does."""
    raws = [_long(number, count) for number in range(count)]
    assert sum(map(len, raws)) > 2 * MOST_BYTES
    expected = list(Folding().stories(read_all([Record("-", n, raw) for n, raw in enumerate(raws)])))
    told = [orjson.loads(line) for line in expected]

    # What takes long here is reading texts of megabytes, which is not what this test is about.
    with running(brokers, tmp_path, session_timeout_seconds=120) as service:
        worker = service.start()
        worker.wait_until_ready()
        service.feed(raws)
        service.wait_until_quiet(limit=800)

        assert service.stories() == expected
        assert worker.stop() == 0
    assert [story["story"]["memberCount"] for story in told] == [count]
    assert [violations("story", story) for story in told] == [[]]
    assert told[0]["story"]["leftOut"]["texts"] >= count - 2
