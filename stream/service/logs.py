"""The log: JSON lines on standard output, one event name a line, and nobody's copy in any of them.

Bind what a record is known by once, and every line about it carries it::

    with structlog.contextvars.bound_contextvars(topic=…, partition=…, offset=…):
        log.warning("record_rejected", reason=…)
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from datetime import UTC, datetime
from typing import NamedTuple, TextIO

import structlog
from structlog.contextvars import get_contextvars
from structlog.stdlib import BoundLogger, ProcessorFormatter, get_logger

from stream.service import redaction

__all__ = ["KeptBack", "RateLimit", "configure", "get_logger"]

# A tenth of a worker's time went into debug calls of these; and aiokafka's would show a password that PLAIN sends.
_LIBRARIES = ("aiokafka", "faust", "mode")
_WINDOW = 10.0  # seconds
_NUMBER = re.compile(r"\d+")


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send everything that is logged, by us or by a library, to one handler; others are dropped.

    Args:
        level: DEBUG, INFO, WARNING or ERROR. The libraries beneath us are never below WARNING.
        stream: where lines go instead of standard output.
    """
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=BoundLogger,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Handler(stream or sys.stdout)]
    root.setLevel(level)
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


class KeptBack(NamedTuple):
    """Lines of one logger and template that did not go out."""

    logger: str
    template: str
    lines: int


class RateLimit:
    """At most one line in ten seconds for each logger and message template of the libraries.

    A broker that was away for 12 s made 950 lines. Numbers in a template do not tell two apart: some
    libraries format before they log.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[tuple[str, str], float] = {}
        self._count: dict[tuple[str, str], int] = {}

    def passes(self, record: logging.LogRecord) -> bool:
        """Whether this line goes out; if not, it is counted."""
        if record.name.partition(".")[0] not in _LIBRARIES:
            return True
        key = record.name, _NUMBER.sub("#", str(record.msg))
        now = self._clock()
        if self._until.get(key, now) > now:
            self._count[key] = self._count.get(key, 0) + 1
            return False
        self._until[key] = now + _WINDOW
        return True

    def over(self, at_all: bool = False) -> list[KeptBack]:
        """What was kept back by limits that have ended (or by all of them), each told once."""
        now = self._clock()
        ended = [key for key, until in self._until.items() if at_all or until <= now]
        for key in ended:
            del self._until[key]
        return [KeptBack(*key, self._count.pop(key)) for key in ended if key in self._count]


class _Handler(logging.StreamHandler[TextIO]):
    """Writes what the rate limit lets through, and says what was kept back before."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._limit = RateLimit()

    def emit(self, record: logging.LogRecord) -> None:
        self._tell(self._limit.over())
        if isinstance(record.msg, dict) or self._limit.passes(record):
            super().emit(record)

    def close(self) -> None:
        self._tell(self._limit.over(at_all=True))
        super().close()

    def format(self, record: logging.LogRecord) -> str:
        """A line of JSON; what nobody may read is out of each field, and of the exception."""
        if isinstance(record.msg, dict) and "event" in record.msg:  # of ours, as structlog hands it over
            fields = dict(record.msg)
        else:  # a library's: one stable event, its text beside it
            fields = {"event": "library_message", "message": redaction.line(record.msg, record.args)}
        fields.pop("stack_info", None)
        error = fields.pop("exc_info", None) or record.exc_info
        error = sys.exception() if error is True else error[1] if isinstance(error, tuple) else error
        line = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": redaction.value(fields.pop("event")),
            "logger": record.name,
            **{key: redaction.value(field) for key, field in {**fields, **get_contextvars(), **fields}.items()},
        }
        if isinstance(error, BaseException):
            line["exception"] = redaction.exception(error)
        return json.dumps(line)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say where it went wrong; the default prints the arguments of the line that could not be written."""
        error = sys.exception() or ValueError()
        lost = {"event": "line_lost", "logger": record.name, "exception": redaction.exception(error)}
        with suppress(Exception):  # the stream itself may be gone: a worker without a log works on
            self.stream.write(json.dumps(lost) + self.terminator)

    @staticmethod
    def _tell(kept_back: list[KeptBack]) -> None:
        for logger, template, lines in kept_back:
            # In a context of its own: it is not about the record in hand.
            warning = get_logger(logger).warning
            Context().run(warning, "lines_suppressed", template=redaction.line(template, ()), lines=lines)
