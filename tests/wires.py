"""Generated wires with every kind of near-duplicate. All text is random words, not real copy."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from zlib import crc32

from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from stream.dispatch import Credit, PubStatus, Slot, Version, VersionKey
from stream.entities.messages import Posted
from stream.entities.routing import postings
from stream.matching.editions import Edition, prepare
from stream.schemas import schema
from stream.text.times import timestamp

HOUR = 3_600_000
MINUTE = HOUR // 60
NOON = 1_669_723_200_000  # 2022-11-29T12:00:00Z

_SYLLABLES = ("ba", "ko", "ri", "men", "tu", "sal", "vo", "di", "pan", "ges", "lo", "fim", "ar", "ne", "qui", "zo")
_VOCABULARY = tuple(a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in ("", "s", "nt"))


def text(seed: int, words: int = 90) -> str:
    """A text of random words in sentences of nine, the first of each with a capital."""
    rng = random.Random(seed)
    chosen = [rng.choice(_VOCABULARY) for _ in range(words)]
    sentences = [" ".join(chosen[n : n + 9]).capitalize() + "." for n in range(0, words, 9)]
    return " ".join(sentences)


def copy(told: str, _rng: random.Random) -> str:
    """The same text."""
    return told


def light(told: str, rng: random.Random) -> str:
    """One word in ten replaced."""
    return " ".join(rng.choice(_VOCABULARY) if rng.random() < 0.1 else word for word in told.split())


def heavy(told: str, rng: random.Random) -> str:
    """Four sentences in ten replaced."""
    sentences = told.split(". ")
    return ". ".join(text(rng.randrange(1 << 30), 9) if rng.random() < 0.4 else s for s in sentences)


def excerpt(told: str, rng: random.Random) -> str:
    """A half of it, cut at a word."""
    words = told.split()
    start = rng.randrange(len(words) // 2)
    return " ".join(words[start : start + len(words) // 2])


def mixture(told: str, rng: random.Random) -> str:
    """Half of it inside other text: what might bridge two stories."""
    return f"{excerpt(told, rng)} {text(rng.randrange(1 << 30), 40)}"


def retouched(told: str, count: int, seed: int) -> str:
    """The same text with so many words, far from each other, replaced by words of no text."""
    words = told.split()
    step = len(words) // count
    offset = random.Random(seed).randrange(step)
    for place in range(count):
        words[offset + place * step] = f"x{seed}y{place}"
    return " ".join(words)


def turned(told: str, at: int) -> str:
    """The same text with so many of its first words at the end: what it shares stands in another order."""
    words = told.split()
    return " ".join(words[at:] + words[:at])


def brief(told: str, rng: random.Random) -> str:
    """The first six words: too short for shingles."""
    return " ".join(told.split()[:6])


EDITS: tuple[Callable[[str, random.Random], str], ...] = (copy, copy, light, heavy, excerpt, mixture, brief)


def version(
    uri: str,
    told: str,
    published: int | None,
    *,
    number: int = 1,
    agency: str = "XINHUA",
    headline: str = "",
    status: PubStatus = PubStatus.USABLE,
) -> Version:
    """A version as the reader would give it."""
    digest = f"{crc32(repr((uri, told, published, number)).encode()):08x}"
    return Version(
        uri=uri,
        key=VersionKey((number, ""), -1 if published is None else published, digest),
        version=str(number),
        text=told,
        headline=headline,
        published=published,
        status=status,
        language="en",
        credits=(Credit(Slot.DATELINE, f"({agency}) -", (agency,)),),
    )


def day_and_a_half(hours: int = 40) -> list[Version]:
    """A dispatch a minute, one in ten of them a copy or rewrite of one within the last hour."""
    rng = random.Random(17)
    wire: list[Version] = []
    for n in range(hours * 60):
        told = text(10_000 + n, 40)
        if n > 60 and rng.random() < 0.1:
            told = wire[n - rng.randrange(1, 60)].text
            told = told if rng.random() < 0.5 else retouched(told, 2, n)
        agency = rng.choice(("XINHUA", "VNA", "AFP"))
        uri = f"urn:newsml:{agency.lower()}.example:{n:05}"
        wire.append(version(uri, told, NOON + n * MINUTE, agency=agency))
    return wire


@st.composite
def wires(draw: st.DrawFn, most: int = 14) -> list[Version]:
    """Dispatches of a few stories: copies, rewrites, excerpts, late originals, versions, undated ones.

    Times lie up to five days apart, so some pairs are within the window of 72 hours and some are not.
    """
    seeds = draw(st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True))
    wire: list[Version] = []
    for _ in range(draw(st.integers(2, most))):
        seed = draw(st.sampled_from(seeds))
        edit = draw(st.sampled_from(EDITS))
        rng = random.Random(draw(st.integers(0, 7)))
        hours = draw(st.one_of(st.none(), st.integers(0, 120)))
        published = None if hours is None else NOON + hours * HOUR
        agency = draw(st.sampled_from(("XINHUA", "VNA", "REUTERS")))
        reuse = draw(st.booleans()) and bool(wire)
        uri = draw(st.sampled_from([v.uri for v in wire])) if reuse else f"urn:test:{len(wire)}"
        number = sum(v.uri == uri for v in wire) + 1
        headline = draw(st.sampled_from(("", "Talks resume", "Talks resume in the capital", "Ferry fire")))
        wire.append(version(uri, edit(text(seed), rng), published, number=number, agency=agency, headline=headline))
    return wire


def edition(uri: str, told: str, published: int | None = NOON, **fields: Any) -> Edition:
    """A version as in :func:`version`, prepared for matching."""
    return prepare(version(uri, told, published, **fields))


def ninjs(uri: str, told: str, published: int | None = NOON, **fields: Any) -> dict[str, Any]:
    """A dispatch as a supplier would send it: ninjs as an object."""
    record = {"uri": uri, "version": "1", "language": "en", "body_text": told, **fields}
    return record if published is None else {**record, "versionCreated": timestamp(published)}


_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time", raises=ValueError)
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name), format_checker=_FORMATS)


def violations(name: str, record: object) -> list[str]:
    """What the schema of that name (dispatch, story or reject) has against a record."""
    return [f"{error.json_path}: {error.message}" for error in _validator(name).iter_errors(record)]


def postings_of(edition: Edition, partitions: int) -> tuple[tuple[int, Posted], ...]:
    """What one edition posts to buckets, with the partition that each posting goes to."""
    return postings([edition], partitions)[0]
