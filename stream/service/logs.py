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
from typing import Any, NamedTuple, TextIO

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter, get_logger
from structlog.typing import EventDict, Processor

from stream.service import redaction

__all__ = ["KeptBack", "RateLimit", "configure", "get_logger"]

# A tenth of a worker's time went into debug calls of these; and aiokafka's would show a password that PLAIN sends.
_LIBRARIES = ("aiokafka", "faust", "mode")
_WINDOW = 10.0  # seconds
_NUMBER = re.compile(r"\d+")
_FIRST = ("timestamp", "level", "event", "logger")  # for the eye
_KEPT = frozenset(("_record", "_from_structlog"))  # what structlog's formatter keeps beside the fields


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send everything that is logged, by us or by a library, to one handler; others are dropped.

    Args:
        level: DEBUG, INFO, WARNING or ERROR. The libraries beneath us are never below WARNING.
        stream: where lines go instead of standard output.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _discreet,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=BoundLogger,
    )
    handler = _Handler(stream or sys.stdout)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[_from_library, *shared],
            processors=[ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()],
            use_get_message=False,  # it would print the arguments as they are
            pass_foreign_args=True,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
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
        self._say(self._limit.over())
        if isinstance(record.msg, dict) or self._limit.passes(record):  # a dict: structlog's, so not a library's
            super().emit(record)

    def close(self) -> None:
        self._say(self._limit.over(at_all=True))
        super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say where it went wrong; the default prints the arguments of the line that could not be written."""
        error = sys.exception() or ValueError()
        lost = {"event": "line_lost", "logger": record.name, "exception": redaction.exception(error)}
        with suppress(Exception):  # the stream itself may be gone: a worker without a log works on
            self.stream.write(json.dumps(lost) + self.terminator)

    @staticmethod
    def _say(kept_back: list[KeptBack]) -> None:
        for logger, template, lines in kept_back:
            told = {"template": redaction.line(template, ()), "lines": lines}
            # In a context of its own: it is not about the record in hand.
            Context().run(get_logger(logger).warning, "lines_suppressed", **told)


def _from_library(_: Any, __: str, fields: EventDict) -> EventDict:
    """A line that structlog did not make: one stable event, its text beside it."""
    fields["event"] = "library_message"
    fields["message"] = redaction.line(fields["_record"].msg, fields.pop("positional_args"))
    return fields


def _discreet(_: Any, __: str, fields: EventDict) -> EventDict:
    """What nobody may read is out of each field, and of the exception."""
    error = fields.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    fields.pop("stack_info", None)
    ordered = {key: fields.get(key) for key in (*_FIRST, *fields)}
    told = {key: field if key in _KEPT else redaction.value(field) for key, field in ordered.items()}
    if isinstance(error, BaseException):
        told["exception"] = redaction.exception(error)
    return told
