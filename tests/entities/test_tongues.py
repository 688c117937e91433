"""Texts that wait unread until one in another language comes make the candidates that they would have made at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from stream.entities.buckets import Buckets, expire, receive
from stream.entities.messages import Candidate, Posted
from stream.entities.routing import postings
from stream.local.embedded import WINDOW
from stream.matching.editions import Edition, prepare
from wires import MINUTE, NOON, version

MEETING = {  # invented, after the keys were made
    "en": "Faroese Premier Ragnhild Djurhuus met Bogdan Wisniewski in Torshavn, where 6,283 sheep were counted.",
    "sv": "Färöarnas lagman Ragnhild Djurhuus mötte Bogdan Wisniewski i Torshamn, där 6 283 får räknades.",
    "uk": "Прем'єр Фарерських островів Раґнгільд Дьюргуус зустріла Богдана Вишневського: нараховано 6 283 вівці.",
    "he": "ראש ממשלת איי פארו ראגנהילד יורהוס נפגשה עם בוגדן וישנייבסקי בטורסהאבן, שבה נספרו 6,283 כבשים.",
}
OTHER = "Nobody was named and nothing was counted in this text, which is about the weather of a whole season."


def edition(number: int, language: str, text: str) -> Edition:
    """A dispatch in a language, a minute after the one before."""
    made = version(f"urn:{number}", text, NOON + number * MINUTE)
    return prepare(replace(made, language=language))


TEXTS = [("en", MEETING["en"]), *MEETING.items(), ("en", OTHER), ("sv", OTHER), ("he", MEETING["he"])]
WIRE = [edition(number, *text) for number, text in enumerate(TEXTS)]


def posted(editions: Sequence[Edition], *, at_hand: bool) -> list[Posted]:
    """What these post to the one partition there is."""
    return [message for some in postings(editions, 1, at_hand=at_hand) for _, message in some]


def met(batches: Sequence[Sequence[Edition]], expired: int, *, at_hand: bool) -> list[list[set[Candidate]]]:
    """The candidates of each, where what came in the first minutes is let go of after the first batch."""
    state = Buckets(WINDOW)
    out = []
    for batch in batches:
        out.append([set(made) for made in receive(state, posted(batch, at_hand=at_hand))[1]])
        if len(out) == 1:
            expire(state, NOON + expired * MINUTE, NOON + WINDOW)
    return out


@given(
    order=st.permutations(WIRE), first=st.sampled_from(("en", "he")), cut=st.integers(0, 8), expired=st.integers(0, 8)
)
def test_what_waits_unread_meets_whom_it_would_have_met(
    order: list[Edition], first: str, cut: int, expired: int
) -> None:
    """In any order and in any batches, with some of them let go of before they were read."""
    waiting = [each for each in order if each.version.language == first]
    others = [each for each in order if each.version.language != first]
    batches = [waiting, others[:cut], others[cut:]]
    assert met(batches, expired, at_hand=True) == met(batches, expired, at_hand=False)


def test_translations_meet_at_all() -> None:
    """Else the test above would be of nothing."""
    assert any(map(any, met([[], WIRE], 0, at_hand=True)))


def test_a_wire_of_one_language_is_never_read() -> None:
    """That is what the waiting is for."""
    state = Buckets(WINDOW)
    receive(state, posted([each for each in WIRE if each.version.language == "en"], at_hand=True))
    assert list(state.tongues.unread) == ["en"]
    assert not state.tongues.tables
    expire(state, NOON + WINDOW, NOON + 2 * WINDOW)
    assert not state.tongues.unread
