"""``fold``: what a program may hand in, what it gets, and what is refused."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream import CopytasterError, Invalid, Reason, Usage, Version, fold
from stream.local.folding import MOST_PARTITIONS, Folding
from stream.reading.intake import read
from stream.reading.rejects import Reject
from wires import HOUR, NOON, light, ninjs, retouched, text, version, violations, wires

WIRE = [
    ninjs("urn:b", text(1), NOON + HOUR),
    ninjs("urn:a", text(1), NOON),
    ninjs("urn:c", text(2), NOON + 2 * HOUR),
]
BAD = {"uri": "urn:bad", "language": "en"}


def test_objects_text_bytes_and_versions_are_the_same_dispatches() -> None:
    """Four ways to hand in a record, one result."""
    told = fold(WIRE)
    assert [[member["uri"] for member in story["associations"]] for story in told] == [["urn:a", "urn:b"], ["urn:c"]]
    assert fold([json.dumps(each) for each in WIRE]) == told
    assert fold([orjson.dumps(each) for each in WIRE]) == told
    assert fold([read(orjson.dumps(each)) for each in WIRE]) == told
    assert fold([WIRE[0], json.dumps(WIRE[1]), orjson.dumps(WIRE[2]), read(orjson.dumps(WIRE[2]))]) == told


def test_a_path_stands_for_what_is_in_its_files(tmp_path: Path) -> None:
    """A folder of several formats and scripts, beside records that are at hand."""
    texts = (
        "Stíflan hélt, sagði bæjarstjórinn.",
        "Музей открыл выставку, сообщил директор.",
        "지하철 요금이 오른다고 시가 밝혔다.",
    )
    nitf = (
        '<nitf><head><docdata><doc-id id-string="{0}"/><date.issue norm="20221130T120000Z"/></docdata></head><body>'
        "<body.head><hedline><hl1>{1}</hl1></hedline></body.head><body.content><p>{1}</p></body.content></body></nitf>"
    )
    for number, sentence in enumerate(texts):
        (tmp_path / f"{number}.xml").write_text(nitf.format(f"urn:n:{number}", sentence), encoding="utf-8")
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(map(orjson.dumps, WIRE[:2])))

    stories = fold([WIRE[2], tmp_path])

    assert len(stories) == 2 + len(texts)
    assert [story for story in stories if story["uri"] in {each["uri"] for each in fold(WIRE)}] == fold(WIRE)


def test_what_is_bad_in_a_file_is_told_with_its_place(tmp_path: Path) -> None:
    """And raises where nobody is told."""
    file = tmp_path / "a.jsonl"
    file.write_bytes(orjson.dumps(WIRE[0]) + b"\n" + orjson.dumps(BAD))
    rejects: list[Reject] = []

    assert len(fold([file], on_reject=rejects.append)) == 1
    assert [(each.source, each.line, each.reason) for each in rejects] == [(str(file), 2, Reason.NO_TEXT)]
    with pytest.raises(Invalid):
        fold([file])
    with pytest.raises(Usage, match="cannot be opened"):
        fold([tmp_path / "none"])


def test_stories_are_as_the_schema_says() -> None:
    """Also those of records that name a party, a place or nothing."""
    for story in fold([*WIRE, ninjs("urn:d", text(3), None, headline="Rates", language="fr")]):
        assert violations("story", story) == []


def test_nothing_gives_no_story() -> None:
    """An empty wire is no error."""
    assert fold([]) == []


def test_any_iterable_will_do_and_input_is_left_alone() -> None:
    """A generator is read once, a caller's object is not changed."""
    before = json.dumps(WIRE)
    assert fold(each for each in WIRE) == fold(WIRE)
    assert json.dumps(WIRE) == before


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (BAD, Reason.NO_TEXT),
        ("{", Reason.JSON),
        ("[]", Reason.JSON),
        (b"\xff", Reason.ENCODING),
        ("\ud800", Reason.ENCODING),
        ({"body_text": "Text."}, Reason.NO_URI),
        ({"uri": "urn:x", "body_text": object()}, Reason.TYPE),
        ({"uri": "urn:x", "body_text": "a\ud800"}, Reason.ENCODING),
    ],
)
def test_a_bad_record_raises_or_is_rejected(bad: object, reason: Reason) -> None:
    """Without on_reject the first one stops; with it the others are folded and it is told why and where."""
    with pytest.raises(Invalid) as raised:
        fold([*WIRE, bad])  # type: ignore[list-item]
    assert raised.value.reason is reason
    rejects: list[Reject] = []
    assert fold([WIRE[0], bad, *WIRE[1:]], on_reject=rejects.append) == fold(WIRE)  # type: ignore[list-item]
    [reject] = rejects
    assert (reject.reason, reject.source, reject.line) == (reason, "program", 2)
    assert violations("reject", orjson.loads(reject.to_json())) == []
    if isinstance(bad, bytes):
        assert reject.raw == bad
    if isinstance(bad, str):
        assert reject.raw == bad.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("partitions", [0, -1, MOST_PARTITIONS + 1])
def test_partitions_out_of_range_are_refused(partitions: int) -> None:
    """And the message says what would do."""
    with pytest.raises(Usage, match=f"1 to {MOST_PARTITIONS}, not {partitions}"):
        fold([], partitions=partitions)


@pytest.mark.parametrize(
    ("window", "lateness", "name"),
    [
        (timedelta(0), timedelta(1), "window"),
        (timedelta(-1), timedelta(1), "window"),
        (timedelta(1), timedelta(-1), "lateness"),
    ],
)
def test_durations_out_of_range_are_refused(window: timedelta, lateness: timedelta, name: str) -> None:
    """A window must be some time, a lateness may be none."""
    with pytest.raises(CopytasterError, match=name):
        fold([], window=window, lateness=lateness)
    assert fold(WIRE, lateness=timedelta(0)) == fold(WIRE)


def test_the_highest_number_of_partitions_works() -> None:
    """More than there are bands."""
    assert fold(WIRE, partitions=MOST_PARTITIONS) == fold(WIRE)


def test_stories_come_in_the_order_of_their_uris() -> None:
    """Which is that of time, with the undated ones last."""
    wire = [version(f"urn:{n}", text(n), NOON + n * HOUR) for n in range(30)] + [version("urn:x", text(99), None)]
    random.Random(1).shuffle(wire)
    uris = [story["uri"] for story in fold(wire)]
    assert uris == sorted(uris)
    assert len(uris) == 31
    assert "undated" in uris[-1]


def test_the_window_decides_what_is_one_story() -> None:
    """A copy three hours later: within four hours one story, within two two."""
    wire = [version("urn:a", text(1), NOON), version("urn:b", text(1), NOON + 3 * HOUR)]
    assert len(fold(wire, window=timedelta(hours=4))) == 1
    assert len(fold(wire, window=timedelta(hours=3))) == 1
    assert len(fold(wire, window=timedelta(hours=2))) == 2


@given(wire=wires(), data=st.data())
def test_read_is_folded_and_rejected_at_any_time(wire: list[Version], data: st.DataObject) -> None:
    """No record is lost on the way, wherever the bad ones stand."""
    reject = Reject(Reason.JSON, "not JSON", "-", 1, b"{")
    mixed: list[Version | Reject] = [*wire, *[reject] * data.draw(st.integers(0, 4))]
    records = data.draw(st.permutations(mixed))
    folding = Folding()
    for count, _ in enumerate(folding.changes(records)):
        assert count >= 0
        assert folding.read == folding.totals.folded + sum(folding.rejected.values())
    assert folding.read == len(records)
    assert folding.rejected.total() == sum(record is reject for record in records)
    assert folding.totals.folded == len(wire)


def test_both_ways_of_folding_count_alike() -> None:
    """Stories or changes: the summary line says the same."""
    rng = random.Random(4)
    wire = [version(f"urn:{n}", light(text(n % 7), rng) if n % 2 else text(n % 7), NOON + n) for n in range(30)]
    final, changes = Folding(), Folding()
    assert len(list(final.stories(wire))) == final.totals.stories
    list(changes.changes(wire))
    # How many messages it took depends on what was looked up together; what they came to does not.
    assert replace(final.totals, messages=0) == replace(changes.totals, messages=0)


def test_a_flood_is_counted_as_cut_by_fold(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the bound left out is in the totals."""
    monkeypatch.setattr("stream.entities.buckets.MOST_NEAR", 2)
    folding = Folding()
    list(folding.stories([version(f"urn:{n}", retouched(text(1), 3, n), NOON + n) for n in range(5)]))
    assert folding.totals.cut == 1 + 2


def test_rejects_are_counted_by_reason() -> None:
    """And each is handed on."""
    kept: list[Reject] = []
    folding = Folding(on_reject=kept.append)
    rejects = [Reject(reason, "", "-", n, b"") for n, reason in enumerate((Reason.JSON, Reason.DATE, Reason.JSON), 1)]
    assert list(folding.stories(rejects)) == []
    assert folding.rejected == {Reason.JSON: 2, Reason.DATE: 1}
    assert kept == rejects


def test_what_is_given_out_of_order_loses_nothing() -> None:
    """A copy that comes weeks of event time after its original is one story with it; as it comes it is another."""
    uris = [f"urn:newsml:{'ab'[n % 2]}.example:{n:03}" for n in range(150)]
    wire = [version(uri, text(n), NOON + n * 4 * HOUR) for n, uri in enumerate(uris)]
    late = version("urn:copy", text(0), NOON + HOUR)

    in_order, as_given = fold([*wire, late]), fold([*wire, late], in_order=False)

    assert [uris[0], "urn:copy"] in [[each["uri"] for each in story["associations"]] for story in in_order]
    assert (len(in_order), len(as_given)) == (150, 151)
    assert fold([late, *wire]) == in_order
