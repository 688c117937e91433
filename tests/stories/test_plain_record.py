"""The plain record: what is told at once of one dispatch that came once is what the general way tells."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.dispatch import Credit, Inference, PubStatus, Ruling, Slot, Target, Verdict, Version, VersionKey
from stream.matching.editions import Edition, prepare
from stream.stories.bounds import MOST_BYTES
from stream.stories.record import encode, plain_record, record
from wires import HOUR, NOON, text, version

PLAIN = version("urn:a", text(1), NOON, headline="Talks resume")
MARKS = ("update", "refile", "repeat", "alert", "digest", "opinion", "kill", "hold")
PARTIES = ("XINHUA", "VNA", "CVN", "AFP", "Slow Rails", "slow-rails.example")
RULING = Ruling("urn:a", "urn:b", Verdict.SAME, NOON, "desk", "one text")

times = st.one_of(st.none(), st.integers(NOON - 9 * HOUR, NOON + 9 * HOUR), st.just(NOON))
words = st.one_of(st.none(), st.sampled_from(("BEIJING", 'Hà Nội "1"\n', "\u2028", "")))
credited = st.builds(
    Credit,
    st.sampled_from(Slot),
    st.sampled_from(("Xinhua/VNA/CVN", "(AFP) -", "Hà Nội")),
    st.lists(st.sampled_from(PARTIES), max_size=3, unique=True).map(tuple),
)
plain_versions = st.builds(
    Version,
    uri=st.sampled_from(("urn:a", "https://slow-rails.example/1", "tag:é")),
    key=st.builds(VersionKey, st.just((1, "")), st.just(-1), st.sampled_from(("0a", "0b"))),
    version=st.sampled_from(("", "1", "12", "draft")),
    text=st.sampled_from(("Talks resume.", text(1), f"{text(2)}\n\nHà Nội \u2028", "会谈恢复。" * 30)),
    headline=st.sampled_from(("", "Talks resume", "Hà Nội")),
    published=times,
    first_created=times,
    language=st.sampled_from((None, "en", "fr-ca", "")),
    credit_line=words,
    dateline=words,
    located=words,
    ed_note=words,
    signals=st.lists(st.sampled_from(MARKS), max_size=2).map(tuple),
    replaces=st.sampled_from(((), ("urn:b",), ("urn:a",))),
    credits=st.lists(credited, max_size=8).map(tuple),
    inferences=st.sampled_from(((), (Inference("language", "guessed"),))),
    dropped=st.integers(0, 3),
    take=st.sampled_from((None, 1, 2)),
    targets=st.sampled_from(((), (Target(uri="urn:b"),))),
)


judged = st.fixed_dictionaries(
    {},
    optional={
        "text": st.just(""),
        "status": st.sampled_from(PubStatus),
        "embargoed_until": times,
        "signals": st.sampled_from((("correction",), ("digest-item",), ("kill",), ())),
        "said_by": st.just("urn:notice"),
        "ruling": st.just(RULING),
    },
)


def general(edition: Edition, now: int | None = None) -> bytes:
    """The line that the general way tells."""
    uri = edition.version.uri
    return encode(record({uri: (edition,)}, (uri,), (), now))


@given(told=plain_versions, late=st.booleans())
def test_it_is_the_record_byte_for_byte(told: Version, late: bool) -> None:
    """Whatever marks, credits and times a version has."""
    edition = replace(prepare(told), late=late)
    plain = plain_record(told.uri, edition)

    assert plain is not None
    assert encode(plain) == general(edition)


@given(told=plain_versions, said=judged, now=times)
def test_what_must_be_judged_is_never_told_otherwise(told: Version, said: dict[str, object], now: int | None) -> None:
    """It is left to the general way, or is the same."""
    edition = prepare(replace(told, **said))  # type: ignore[arg-type]
    plain = plain_record(told.uri, edition)

    assert plain is None or encode(plain) == general(edition, now)


@pytest.mark.parametrize(
    "parties", [(), ("XINHUA",), ("XINHUA", "VNA"), ("XINHUA", "VNA", "slow-rails.example")], ids="-".join
)
@pytest.mark.parametrize("published", [NOON, NOON + 1, None])
def test_most_dispatches_are_told_plainly(parties: tuple[str, ...], published: int | None) -> None:
    """Any chain, with a time or without, marked or not: else the fast way would be none."""
    credit = Credit(Slot.CREDIT_LINE, "/".join(parties), parties)
    told = replace(PLAIN, published=published, credits=(credit, credit), signals=("update",), replaces=("urn:b",))
    plain = plain_record("urn:a", prepare(told))

    assert plain is not None
    assert encode(plain) == general(prepare(told))


@pytest.mark.parametrize(
    "said",
    [
        {"text": ""},
        {"status": PubStatus.CANCELED},
        {"status": PubStatus.WITHHELD},
        {"embargoed_until": NOON + HOUR},
        {"signals": ("update", "correction")},
        {"signals": ("digest-item",)},
        {"said_by": "urn:notice"},
        {"ruling": RULING},
    ],
    ids=str,
)
def test_what_must_be_judged_is_left(said: dict[str, object]) -> None:
    """The general way alone knows what becomes of it."""
    assert plain_record("urn:a", prepare(replace(PLAIN, **said))) is None  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("field", ["text", "headline", "dateline"])
def test_what_is_too_large_is_bounded_alike(field: str) -> None:
    """The bound looks at the record alone."""
    told = prepare(replace(PLAIN, **{field: "word " * (MOST_BYTES // 4)}))  # type: ignore[arg-type]
    plain = plain_record("urn:a", told)

    assert plain is not None
    assert "leftOut" in plain["story"]
    assert encode(plain) == general(told)
