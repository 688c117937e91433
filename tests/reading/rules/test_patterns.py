"""Which regular expressions rules may have."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.reading.rules import in_force
from stream.reading.rules.patterns import LONGEST_LINE, wrong_pattern


def test_the_packages_own_may_be_used() -> None:
    """All of them, with room for nested groups that begin with a sign of their own."""
    patterns = [pattern for house in in_force().houses.values() for pattern in house.patterns]

    assert len(patterns) > 10
    assert [wrong_pattern(pattern) for pattern in patterns] == [None] * len(patterns)


@pytest.mark.parametrize(
    "pattern",
    [
        r"listen \d+ min",
        r"(?:share|tweet) this(?: page)?",
        r"x{3}",
        r"[]a]b",
        r"[^]a]{1,3}b",
        r"\u4e2d\d+",
        r"\(c\) \d{4}",
        r"(?:, \d+)+ replies",
        r"(?:x\d{2})+ y",
        r"(?:\.\w{1,3}\?)* end",
        r"a+?b",
    ],
)
def test_plain_forms_are_taken(pattern: str) -> None:
    """Words, classes, bounded gaps, alternatives, and repeats that can be told apart."""
    assert wrong_pattern(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("[", "no regular expression"),
        ("(a", "no regular expression"),
        ("x" * 3 + "{2}{3}", "no regular expression"),
        (r"(a+)+b", "again and again"),
        (r"(\w+\s?)+:", "again and again"),
        (r"(a|a)*b", "alternatives"),
        (r"(?:,b*b*)*c", "'b' in it is not followed"),
        (r"(?:,[^;]*)*c", "not followed"),
        (r"(?:s[ſ]*)*c", "not followed"),
        (r"((?:,a)*;)+c", "again and again"),
        (r"(?:,(?:a))+c", "another group"),
        (r".*a.*b.*c", "steps for one line"),
        (r"(?:a{0,9}){9}b", "steps for one line"),
        (r"a{0,241}b", "more often than a line is long"),
        (r"(?i)a", "of groups rules have"),
        (r"(?=a)b", "of groups rules have"),
        (r"(?<!a)b", "of groups rules have"),
        (r"(?P<x>a)", "of groups rules have"),
        (r"(a)\1", "no such form"),
        (r"\Aa", "no such form"),
        (r"a++b", "rules have"),
        (r"a{", "rules have"),
        (r"a{}", "rules have"),
        (r"a}", "no such form"),
        (r"a*", "an empty line"),
        (r"(?:)", "an empty line"),
        (r".+", "any line"),
        (r"[\w\W]{1,200}", "any line"),
    ],
)
def test_others_are_refused_with_what_is_wrong(pattern: str, why: str) -> None:
    """What cannot be read, may run away, has no use in a rule, or would drop whole texts."""
    told = wrong_pattern(pattern)

    assert told is not None
    assert why in told
    assert repr(pattern) in told


ATOMS = st.sampled_from(["a", "b", ",", r"\w", r"\d", ".", "[ab]", "[^a]", r"\.", " "])
QUANTIFIERS = st.sampled_from(["", "", "?", "*", "+", "{2}", "{1,3}", "{0,40}", "+?"])
SEQUENCES = st.lists(st.tuples(ATOMS, QUANTIFIERS).map("".join), min_size=1, max_size=4).map("".join)
GROUPS = st.tuples(st.just("(?:"), SEQUENCES, st.sampled_from([")", ")*", ")+", ")?", ")|b)+", ")|a){2,9}"]))
PATTERNS = st.lists(st.one_of(SEQUENCES, GROUPS.map("".join)), min_size=1, max_size=4).map("".join)


@given(PATTERNS, st.sampled_from(["a", "ab", ",a", ",aa.", "a ", "1", ", "]))
def test_what_is_taken_ends_soon(pattern: str, piece: str) -> None:
    """On lines made for it to try all its ways: as long as a line may be, with an end that does not fit."""
    if wrong_pattern(pattern) is None:
        line = (piece * LONGEST_LINE)[: LONGEST_LINE - 1] + "\x00"
        began = time.process_time()
        re.compile(pattern, re.IGNORECASE).fullmatch(line)
        assert time.process_time() - began < 1.0, pattern
