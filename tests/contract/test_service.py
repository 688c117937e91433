"""The worker as a process on a real Kafka gives the stories of the embedded run."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

from stream.local.folding import Folding
from stream.reading.sources import read_all, records
from stream.sample import sample_files
from workers import running


def test_the_sample_wire_gives_the_same_stories(brokers: str, tmp_path: Path) -> None:
    """Two workers, four partitions: byte for byte what `copytaster run` writes."""
    with sample_files() as files:
        wire = list(records(files, io.BytesIO()))
    expected = list(Folding(1, timedelta(hours=72), timedelta(hours=72)).stories(read_all(wire)))

    with running(brokers, tmp_path) as service:
        first, second = service.start(), service.start()
        service.feed([each.raw for each in wire if isinstance(each.raw, bytes)])
        first.wait_until_ready()
        second.wait_until_ready()
        service.wait_until_quiet()

        assert service.stories() == expected
        assert (first.stop(), second.stop()) == (0, 0)
