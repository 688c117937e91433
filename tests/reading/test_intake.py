"""The front door: every kind of bad input ends in Invalid with its reason, and nothing else does."""

from __future__ import annotations

import json

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stream.dispatch import Version
from stream.errors import Invalid, Reason
from stream.reading import intake
from stream.reading.intake import MAX_DEPTH, MAX_RECORD_BYTES, read, read_object, read_together
from stream.reading.ninjs import CleanCopy, marked

GOOD = {"uri": "urn:x:1", "language": "en", "version": "1", "body_text": "The pier will be rebuilt before the summer."}
UNPUBLISHED = "Somebody's unpublished copy"


def nested(depth: int) -> bytes:
    """A record of ``depth`` levels, itself included."""
    return (
        b'{"uri":"urn:x:1","language":"en","body_text":"Text.","deep":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"
    )


def record(**fields: object) -> bytes:
    """A good record with these fields."""
    return json.dumps({**GOOD, **fields}).encode()


POISON: dict[str, tuple[bytes, Reason]] = {
    "latin-1": ('{"uri":"urn:x:1","body_text":"é"}'.encode("latin-1"), Reason.ENCODING),
    "utf-16": (record().decode().encode("utf-16"), Reason.ENCODING),
    "encoded surrogate": (b'{"uri":"urn:x:1","body_text":"\xed\xa0\x80"}', Reason.ENCODING),
    "escaped high surrogate": (b'{"uri":"urn:x:1","body_text":"a\\ud800"}', Reason.ENCODING),
    "escaped low surrogate": (b'{"uri":"urn:x:1","body_text":"a\\udc00"}', Reason.ENCODING),
    "surrogate before a letter": (b'{"uri":"urn:x:1","body_text":"\\ud800\\u0041"}', Reason.ENCODING),
    "empty": (b"", Reason.JSON),
    "cut": (record()[:-10], Reason.JSON),
    "two records": (record() + record(), Reason.JSON),
    "NaN": (b'{"uri":"urn:x:1","urgency":NaN}', Reason.JSON),
    "array": (b"[1]", Reason.JSON),
    "string": (b'"urn:x:1"', Reason.JSON),
    "null": (b"null", Reason.JSON),
    "not json": (b"<nitf/>", Reason.JSON),
    "too deep": (nested(MAX_DEPTH + 1), Reason.TOO_DEEP),
    "far too deep": (nested(5000), Reason.TOO_DEEP),
    "too large": (record(body_text="x" * MAX_RECORD_BYTES), Reason.TOO_LARGE),
    "no uri": (b'{"body_text":"Text."}', Reason.NO_URI),
    "null uri": (record(uri=None), Reason.NO_URI),
    "empty uri": (record(uri=""), Reason.NO_URI),
    "blank uri": (record(uri=" \t"), Reason.NO_URI),
    "control character in uri": (record(uri="urn:\x00:1"), Reason.NO_URI),
    "line break in uri": (record(uri="urn:x\n:1"), Reason.NO_URI),
    "long uri": (record(uri="urn:" + "x" * 2000), Reason.TYPE),
    "uri of a wrong type": (record(uri=1), Reason.TYPE),
    "no text": (record(body_text=None), Reason.NO_TEXT),
    "empty text": (record(body_text=""), Reason.NO_TEXT),
    "blank text": (record(body_text=" \n\t\u00a0\ufeff"), Reason.NO_TEXT),
    "boilerplate only": (record(body_text="ryryryry copyright by dpa"), Reason.NO_TEXT),
    "text of a wrong type": (record(body_text=[UNPUBLISHED]), Reason.TYPE),
    "30 February": (record(versioncreated="2022-02-30T00:00:00Z"), Reason.DATE),
    "year 3000": (record(versioncreated="3000-01-01T00:00:00Z"), Reason.DATE),
    "yesterday": (record(versioncreated="yesterday"), Reason.DATE),
    "time as a number": (record(versioncreated=1_669_723_200), Reason.TYPE),
}


@pytest.mark.parametrize("kind", POISON)
def test_poison_is_rejected_with_its_reason(kind: str) -> None:
    """Each kind of bad record has one reason of the closed list."""
    raw, reason = POISON[kind]
    with pytest.raises(Invalid) as caught:
        read(raw)

    assert caught.value.reason is reason
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "raw",
    [
        record(body_text=None, body_html=[UNPUBLISHED]),
        b'{"uri":"urn:x:1","body_text":"' + UNPUBLISHED.encode(),
        b'{"uri":"urn:x:1","body_text":"' + UNPUBLISHED.encode() + b'\\ud800"}',
        record(versioncreated=UNPUBLISHED),
    ],
)
def test_messages_never_quote_the_record(raw: bytes) -> None:
    """Rejects are logged, and a log is no place for somebody's copy."""
    with pytest.raises(Invalid) as caught:
        read(raw)

    assert UNPUBLISHED not in str(caught.value)


def test_the_limits_themselves_are_allowed() -> None:
    """64 levels, 4 MiB and 2,000 characters of uri are the last good values."""
    assert read(nested(MAX_DEPTH)).text == "Text."
    padding = MAX_RECORD_BYTES - len(record(extra=""))
    assert len(record(extra="x" * padding)) == MAX_RECORD_BYTES
    assert read(record(extra="x" * padding)).uri == "urn:x:1"
    assert len(read(record(uri="u" * 2000)).uri) == 2000


def test_many_brackets_are_not_depth() -> None:
    """Wide records and brackets inside the text are counted by the cheap check and cleared by the walk."""
    assert read(record(body_text="[[[" * 100 + " Text.", extra=[[] for _ in range(500)])).text.endswith("Text.")


def test_a_byte_order_mark_is_not_part_of_the_record() -> None:
    """Some exporters write one."""
    assert read(b"\xef\xbb\xbf" + record()) == read(record())


def test_a_program_may_hand_over_the_object_itself() -> None:
    """The same Version as from its JSON, and the same verdicts."""
    assert read_object(dict(GOOD)) == read(record())
    for value, reason in [
        ("\ud800", Reason.ENCODING),
        ({1: 2}, Reason.TYPE),
        (1 << 70, Reason.TYPE),
        (object(), Reason.TYPE),
        ("x" * MAX_RECORD_BYTES, Reason.TOO_LARGE),
    ]:
        with pytest.raises(Invalid) as caught:
            read_object({**GOOD, "extra": value})
        assert caught.value.reason is reason
    with pytest.raises(Invalid) as caught:
        read_object([GOOD])
    assert caught.value.reason is Reason.JSON


def test_an_object_that_holds_itself_is_too_deep() -> None:
    """And the walk ends although each level would double."""
    loop: dict[str, object] = dict(GOOD)
    loop["left"] = loop["right"] = loop
    with pytest.raises(Invalid) as caught:
        read_object(loop)

    assert caught.value.reason is Reason.TOO_DEEP


def test_a_fault_of_the_program_costs_one_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is rejected as any bad record is, says where it was, and its neighbours are read."""

    def faulty(copy: CleanCopy) -> object:
        words: list[str] = []
        return words[1] if copy.uri == "urn:x:2" else marked(copy)

    monkeypatch.setattr(intake, "marked", faulty)
    first, second, third = read_together([record(), record(uri="urn:x:2"), record(uri="urn:x:3")])

    assert [each.uri for each in (first, third) if isinstance(each, Version)] == ["urn:x:1", "urn:x:3"]
    assert isinstance(second, Invalid)
    assert second.reason is Reason.DEFECT
    assert "IndexError in faulty, line" in str(second)
    with pytest.raises(Invalid) as caught:
        read_object({**GOOD, "uri": "urn:x:2"})
    assert caught.value.reason is Reason.DEFECT


def read_or_reject(raw: bytes) -> None:
    """Anything but a Version or Invalid fails the test, and so does a fault of the program that is told as one."""
    [version] = read_together([raw])
    if isinstance(version, Invalid):
        assert version.reason is not Reason.DEFECT
    else:
        assert version.uri


@given(st.binary(max_size=400))
@settings(max_examples=300)
def test_arbitrary_bytes_give_a_version_or_a_reject(raw: bytes) -> None:
    """No other exception leaves the front door."""
    read_or_reject(raw)


SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | st.text(max_size=80)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
LINES = st.sampled_from(
    [
        "Photo : Xinhua/VNA/CVN",
        "Xinhua/VNA/CVN",
        ">> Autre titre",
        "HANOI, Nov. 29 (VNA) --",
        "(Adds detail)",
        "Voir plus",
        "Off the wire",
        "^By JANE ROE=",
        "Enditem",
        "(Reporting by A B; Editing by C D)",
        "Adresse : 1, rue du Port",
        "mardi 29 novembre",
        "<p>",
        "    Indented prose that goes on for a while and then stops here",
        "",
        "  ",
        "/",
        "The council said on Tuesday that the old pier would be rebuilt before the summer, at a cost not yet known.",
    ]
)
TEXTS = st.lists(LINES | st.text(max_size=60), max_size=14).map("\n".join)
# fmt: off
FIELDS = [
    "uri", "version", "versionCreated", "versioncreated", "firstCreated", "pubStatus", "pubstatus",
    "language", "urgency", "headline", "headlines", "bodies", "body_text", "body_html",
    "profile", "genre", "by", "byline", "creditLine", "dateline", "located",
    "infoSources", "source", "signals", "replaces", "associations", "edNote", "embargoed",
    "crawled", "year", "abstract", "state",
]
# fmt: on
RECORDS = st.fixed_dictionaries(
    {"uri": st.just("https://lecourrier.vn/1.html") | VALUES},
    optional={
        "body_text": TEXTS | VALUES,
        "body_html": TEXTS | VALUES,
        "bodies": st.lists(
            st.fixed_dictionaries({"value": TEXTS, "role": st.sampled_from(["raw", "main"])}), max_size=2
        )
        | VALUES,
        "profile": st.just("web-page") | VALUES,
        "language": st.just("fr") | VALUES,
        "headline": LINES | VALUES,
    },
)


@pytest.mark.slow
@given(RECORDS, st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=3))
@settings(max_examples=400, deadline=None)
def test_arbitrary_objects_give_a_version_or_a_reject(start: dict[str, object], more: dict[str, object]) -> None:
    """Whatever stands in whichever field; and the same record always gives the same answer."""
    fields = {**more, **start}
    try:
        raw = orjson.dumps(fields)
    except TypeError:  # a surrogate or a large integer: only a program can hand that over
        with pytest.raises(Invalid):
            read_object(fields)
        return
    read_or_reject(raw)
    try:
        first = read(raw)
    except Invalid:
        return
    assert first == read(raw)
    assert first.text or first.status != "usable"


GOOD_ONES = (
    record(),
    record(uri="urn:x:2", body_text="La gare a rouvert lundi.\n\n(Reuters)", language=None),
    record(
        uri="urn:x:3", headline="KILL: Порт открыт", body_text="Просьба аннулировать сообщение.", pubStatus="canceled"
    ),
    record(uri="urn:x:4", body_text="港は月曜日に開いた。", versionCreated="2022-11-29T12:00:00Z", byline=["?"]),
)


@given(st.lists(st.sampled_from((*GOOD_ONES, *(raw for raw, _ in POISON.values() if len(raw) < 10_000))), max_size=12))
def test_records_read_together_are_read_as_each_alone(raws: list[bytes]) -> None:
    """In their order; a bad one costs its neighbours nothing, and leaves no trace of them in what it raised."""
    together = read_together(raws)
    assert len(together) == len(raws)
    for raw, outcome in zip(raws, together, strict=True):
        if isinstance(outcome, Version):
            assert outcome == read(raw)
            continue
        assert outcome.__traceback__ is None
        with pytest.raises(Invalid) as alone:
            read(raw)
        assert (outcome.reason, str(outcome)) == (alone.value.reason, str(alone.value))
