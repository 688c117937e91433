"""How a process that takes in what arrives comes to its end."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from stream.errors import Fatal
from stream.service.feeding import process
from stream.service.feeding.folders import Folder
from stream.service.feeding.taking import take
from stream.service.metrics import FeedMetrics
from taken import READERS, Recorder, dispatch


def test_what_ended_it_is_told_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command maps errors of ours to exit codes, and knows no groups of them."""
    (tmp_path / "a").write_bytes(dispatch("urn:a"))

    def fails(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    async def main() -> None:
        source = Folder(tmp_path, still=0.01, every=0.01)
        await source.start()
        taking = asyncio.create_task(take([source], Recorder(), FeedMetrics(), asyncio.Event(), READERS))
        await process._end(taking, 200)  # noqa: SLF001 - a whole process needs a broker

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(Fatal, match="was sent and cannot be moved"):
        asyncio.run(main())
