"""The log of the service: what is in a line, and what never is."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from aiokafka.errors import NodeNotReadyError

from logged import restored, started
from stream.errors import Fatal, Invalid, Reason
from stream.reading.intake import read
from stream.service.logs import KeptBack, RateLimit, configure, get_logger

MARKER = "quagga"
COPY = f'The {MARKER} isn\'t extinct, "says" the \\ {MARKER}'


@pytest.fixture(name="stream")
def _stream() -> Iterator[io.StringIO]:
    """Where the log goes."""
    with restored():
        yield io.StringIO()


def test_a_line_is_an_event_with_its_fields(stream: io.StringIO) -> None:
    """JSON, an ISO time in UTC, level, logger, and what was bound for the record in hand."""
    lines = started(stream)
    with structlog.contextvars.bound_contextvars(topic="wire.dispatches", offset=7):
        get_logger("stream.worker").info("record_rejected", reason=Reason.JSON, seconds=0.5)

    [line] = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "record_rejected",
        "level": "info",
        "logger": "stream.worker",
        "topic": "wire.dispatches",
        "offset": 7,
        "reason": "json",
        "seconds": 0.5,
    }


def test_a_line_below_the_level_is_not_there(stream: io.StringIO) -> None:
    """Neither ours nor a library's."""
    lines = started(stream)
    get_logger("stream.worker").debug("detail")
    logging.getLogger("asyncio").debug("detail")

    assert lines() == []


def test_a_library_logs_one_event(stream: io.StringIO) -> None:
    """Its text is a field: it is no stable name."""
    lines = started(stream)
    logging.getLogger("aiokafka.client").error(
        'Unable connect to "%s:%s": %s', "kafka-1", 9092, OSError(111, "refused")
    )

    [line] = lines()
    assert (line["event"], line["logger"], line["level"]) == ("library_message", "aiokafka.client", "error")
    assert line["message"] == 'Unable connect to "kafka-1:9092": ConnectionRefusedError: [Errno 111] refused'


def test_an_object_that_a_library_logs_is_no_event_of_ours(stream: io.StringIO) -> None:
    """Nor is its stack told: places are, where there is an exception."""
    lines = started(stream)
    logging.getLogger("aiohttp.server").warning({"body": COPY}, stack_info=True)
    get_logger("stream.worker").warning("odd", stack_info=True)

    assert [line["event"] for line in lines()] == ["library_message", "odd"]
    assert [set(line) - {"message"} for line in lines()] == [{"timestamp", "level", "event", "logger"}] * 2
    assert MARKER not in stream.getvalue()


def test_what_is_said_of_a_record_wins_over_what_was_bound(stream: io.StringIO) -> None:
    """As with structlog."""
    lines = started(stream)
    with structlog.contextvars.bound_contextvars(offset=7):
        get_logger("stream.worker").info("read", offset=8)
        logging.getLogger("asyncio").warning("slow")

    assert [line["offset"] for line in lines()] == [8, 7]


def test_an_exception_that_names_its_class_is_named_once(stream: io.StringIO) -> None:
    """Those of the Kafka client do."""
    lines = started(stream)
    logging.getLogger("aiokafka.client").error("Failed: %s", NodeNotReadyError("node 1"))

    assert lines()[0]["message"] == "Failed: NodeNotReadyError: node 1"


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
@pytest.mark.parametrize("name", ["aiokafka.conn", "faust.transport", "mode.services"])
def test_the_libraries_are_never_below_warning(stream: io.StringIO, level: str, name: str) -> None:
    """Their debug lines cost a tenth of a worker's time, and hold what is sent to log in."""
    configure(level, stream)

    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
    assert logging.getLogger(name).isEnabledFor(logging.WARNING) == (level != "ERROR")


def test_configuring_again_replaces(stream: io.StringIO) -> None:
    """One line each, to the last stream; other handlers are gone: what mode installs would print bodies."""
    configure("INFO", io.StringIO())
    lines = started(stream)

    get_logger("stream.worker").info("started")

    assert len(lines()) == 1
    assert len(logging.getLogger().handlers) == 1


def dispatch(**fields: object) -> bytes:
    """A record with the marker in headline and body."""
    return json.dumps({"uri": "urn:x:1", "headline": COPY, "body_text": COPY, **fields}).encode()


BROKEN: dict[str, bytes] = {
    "not UTF-8": dispatch() + b"\xff",
    "UTF-16": dispatch().decode().encode("utf-16"),
    "Latin-1": dispatch(slug="é").replace(b"\\u00e9", b"\xe9"),
    "cut": dispatch()[:-30],
    "two records": dispatch() * 2,
    "lone surrogate": dispatch(body_text=f"{COPY}\ud800"),
    "array": b"[" + dispatch() + b"]",
    "string": json.dumps(COPY).encode(),
    "body of a wrong type": dispatch(body_text=[COPY]),
    "HTML of a wrong type": dispatch(body_text=None, body_html=[COPY]),
    "date": dispatch(versioncreated=COPY),
    "uri of a wrong type": dispatch(uri=[COPY]),
    "no uri": dispatch(uri=None),
    "long uri": dispatch(uri=COPY * 100),
    "too deep": dispatch(deep=json.loads("[" * 100 + json.dumps(COPY) + "]" * 100)),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_rejected_record_leaves_no_word_of_its_copy(kind: str, stream: io.StringIO) -> None:
    """Ours and a library's line, with the exception as the library would print it, and the bytes as a field."""
    lines = started(stream)
    with pytest.raises(Invalid) as caught:
        read(BROKEN[kind])
    error = caught.value
    for each in (error, error.__cause__, error.__context__):
        if each is not None:
            get_logger("stream.worker").error("record_rejected", exc_info=each, error=each, value=BROKEN[kind])
            logging.getLogger("faust.agents").error("Crashed reason=%r", each, exc_info=each)
            logging.getLogger("faust.agents").error(f"Crashed reason={each!r} {BROKEN[kind]!r}")

    first = lines()[0]
    assert first["exception"][0]["class"] == "stream.errors.Invalid"
    assert any("stream/reading/" in place for place in first["exception"][0]["frames"])
    assert first["value"] == f"<{len(BROKEN[kind])} bytes>"
    assert MARKER not in stream.getvalue()


def number() -> None:
    """Quotes a text that is no number."""
    int(COPY)


def key() -> None:
    """Quotes a key."""
    {}[COPY]  # type: ignore[index]


def decode() -> None:
    """Carries all bytes."""
    (COPY.encode() + b"\xff").decode()


def encode() -> None:
    """Carries the whole text."""
    f"{COPY}\ud800".encode()


def chained() -> None:
    """Puts the bytes into its own message."""
    try:
        decode()
    except UnicodeDecodeError as error:
        raise RuntimeError(f"cannot decode {error.object!r}") from error


def grouped() -> None:
    """Two that quote."""
    raise ExceptionGroup("two", [ValueError(repr(COPY)), TypeError(f"{COPY!r} is no number")])


def truncated() -> None:
    """A quotation without an end, and one with a mark inside it."""
    raise RuntimeError(f"bad {f'{COPY!r}'[:-1]}") from RuntimeError(f'bad "{COPY}" at 7')


def cut() -> None:
    """A message that begins like any other."""
    raise ValueError("x" * 100 + COPY)


class UnprintableError(Exception):
    """Its text cannot be had."""

    def __str__(self) -> str:
        raise ValueError(COPY)


def unprintable() -> None:
    """Raises one whose text cannot be had."""
    raise UnprintableError


@pytest.mark.parametrize("fail", [number, key, decode, encode, chained, grouped, truncated, cut, unprintable])
def test_what_python_raises_quotes_nothing(fail: Callable[[], None], stream: io.StringIO) -> None:
    """Class, at most 100 characters of message and the places; not what it choked on, not our source lines."""
    lines = started(stream)
    try:
        fail()
    except Exception as error:
        get_logger("stream.worker").exception("crashed")
        logging.getLogger("stream.other").exception("crashed %s", error)
        logging.getLogger("mode.worker").error("crashed %(error)r %(list)s", {"error": error, "list": [error, COPY]})

    assert len(lines()) == 3
    assert MARKER not in stream.getvalue()
    for line in lines()[:2]:
        for each in line["exception"]:
            assert len(each["message"]) <= 100
        assert line["exception"][0]["frames"][-1].endswith(fail.__name__)


def test_a_chain_is_told_from_its_end_to_its_origin(stream: io.StringIO) -> None:
    """As far as it explains: the exception itself comes first."""
    lines = started(stream)
    for fail in (chained, grouped):
        try:
            fail()
        except Exception:
            get_logger("stream.worker").exception("crashed")

    assert [[each["class"] for each in line["exception"]] for line in lines()] == [
        ["builtins.RuntimeError", "builtins.UnicodeDecodeError"],
        ["builtins.ExceptionGroup", "builtins.ValueError", "builtins.TypeError"],
    ]
    assert lines()[0]["exception"][1]["message"] == f"utf-8: invalid start byte at {len(COPY)} of {len(COPY) + 1}"


def test_errors_that_quote_places_keep_them(stream: io.StringIO) -> None:
    """A file, an address, a setting: without these nobody can help."""
    lines = started(stream)
    for error in (FileNotFoundError(2, "No such file", "/state/x"), Fatal("topic 'wire.stories' has 3 partitions")):
        get_logger("stream.worker").error("stopped", exc_info=error)

    assert [line["exception"][0]["message"] for line in lines()] == [
        "[Errno 2] No such file: '/state/x'",
        "topic 'wire.stories' has 3 partitions",
    ]


def test_a_task_nobody_waited_for_quotes_nothing(stream: io.StringIO) -> None:
    """The event loop formats such a task itself, with the repr of its exception."""
    lines = started(stream)

    async def decodes() -> None:
        decode()

    async def main() -> None:
        asyncio.get_running_loop().create_task(decodes())
        await asyncio.sleep(0)
        gc.collect()

    asyncio.run(main())

    assert [line["logger"] for line in lines()] == ["asyncio"]
    assert MARKER not in stream.getvalue()


def test_fields_are_what_json_can_hold(stream: io.StringIO) -> None:
    """Whatever is handed over: texts are cut, the unknown is told without quotations, nothing fails."""
    lines = started(stream)
    fields: dict[str, Any] = {
        "text": "x" * 1000,
        "surrogate": "\ud800",
        "nothing": float("nan"),
        "inner": {("a", 1): [b"12", {1}, Reason]},
        "thing": logging.LogRecord("name", 20, "path", 1, COPY, (), None),
    }
    get_logger("stream.worker").info("odd", **fields)

    [line] = lines()
    assert len(line["text"]) == 300
    assert (line["surrogate"], line["nothing"]) == ("\ud800", "nan")
    assert line["inner"] == {"('a', 1)": ["<2 bytes>", [1], "Reason"]}
    assert MARKER not in line["thing"]


def test_arguments_that_do_not_fit_are_left_out(stream: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    """The template is told; Python would print the arguments to standard error."""
    lines = started(stream)
    logging.getLogger("aiokafka.consumer").error("error in iterator: %s %d", COPY, "one")

    assert lines()[0]["message"] == "error in iterator: %s %d"
    assert capsys.readouterr().err == ""


def test_a_stream_that_is_gone_stops_nobody(capsys: pytest.CaptureFixture[str], stream: io.StringIO) -> None:
    """A worker without a log works on."""
    configure("INFO", stream)
    stream.close()

    logging.getLogger("stream.worker").error("crashed %s", COPY)

    assert MARKER not in capsys.readouterr().err


def test_an_outage_makes_few_lines(stream: io.StringIO) -> None:
    """A broker that is away is told once by each kind of line, and the number of the rest at the end."""
    lines = started(stream)
    for attempt in range(475):
        logging.getLogger("aiokafka.client").error("Unable connect to node with id %s: %s", attempt, OSError(attempt))
        logging.getLogger("aiokafka.conn").warning(f"Request {attempt} failed")
        get_logger("stream.worker").info("tick")

    assert len([line for line in lines() if line["event"] == "tick"]) == 475
    assert len([line for line in lines() if line["event"] != "tick"]) == 2
    logging.getLogger().handlers[0].close()

    kept_back = [(each["logger"], each["lines"]) for each in lines() if each["event"] == "lines_suppressed"]
    assert kept_back == [("aiokafka.client", 474), ("aiokafka.conn", 474)]


def test_a_limit_ends_after_ten_seconds() -> None:
    """For each logger and template on its own; what was kept back is told once."""
    now = 0.0
    limit = RateLimit(lambda: now)

    def passes(name: str, template: str) -> bool:
        return limit.passes(logging.LogRecord(name, logging.ERROR, "", 0, template, (), None))

    assert [passes("aiokafka", "away"), passes("aiokafka", "away"), passes("aiokafka", "back")] == [True, False, True]
    assert passes("faust", "away")
    now = 9.9
    assert not passes("aiokafka", "away")
    assert limit.over() == []
    now = 10.0
    assert limit.over() == [KeptBack("aiokafka", "away", 2)]
    assert limit.over() == []
    assert passes("aiokafka", "away")


def test_our_own_lines_are_never_kept_back() -> None:
    """Each of them is an event that somebody counts."""
    limit = RateLimit(lambda: 0.0)
    record = logging.LogRecord("stream.worker", logging.ERROR, "", 0, "record_rejected", (), None)

    assert all(limit.passes(record) for _ in range(5))
