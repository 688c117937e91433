"""The log of the service in a test: into a text, and afterwards everything as it was."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from stream.service.logs import configure

Lines = Callable[[], list[dict[str, Any]]]

_LIBRARIES = ("aiokafka", "faust", "mode")


@contextmanager
def restored() -> Iterator[None]:
    """Handlers and levels afterwards are those of before."""
    loggers = [logging.getLogger(name) for name in (None, *_LIBRARIES)]
    before = [(each.handlers[:], each.level) for each in loggers]
    try:
        yield
    finally:
        for each, (handlers, level) in zip(loggers, before, strict=True):
            each.handlers[:] = handlers
            each.setLevel(level)
        structlog.reset_defaults()


def started(stream: io.StringIO) -> Lines:
    """What was logged so far, each line as an object; the log is at INFO.

    To be called by the test itself: pytest puts handlers of its own in place between fixtures and test.
    """
    configure("INFO", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
