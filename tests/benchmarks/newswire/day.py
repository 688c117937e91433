"""A day of pages: invented stories as the sites of papers and stations print them, with their truth.

What agencies send (`day.txt`, behind an "@": name, agency, place, writers, headline) stands on some pages whole, on
others cut, glued, in capitals, hyphenated in columns, told as a talk, above a paywall, between entries of a live page.
What robots and columnists send (behind a "%": a headline and a text with slots, then what fills them) are templates, of
which each filling is a story of its own.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import orjson

__all__ = ["day"]

_SITES = (
    *("tri-lakes-tribune", "wxkr9", "herald-of-the-valley", "bayou-beacon", "kootenay-mail", "northumbrian-post"),
    *("gippsland-argus", "kmlv", "quad-city-ledger", "cape-breton-echo", "pine-belt-sun", "wqop-radio"),
)
_NAMES = {"AP": "Associated Press", "NYT": "The New York Times", "CP": "The Canadian Press"}
_DATELINES = {"AP": "{} (AP) — ", "Reuters": "{}, July 16 (Reuters) - ", "AFP": "{} (AFP) – ", "": "{} — "}
_WALLS = (
    "This is a preview of a story for subscribers. Already a subscriber? Log in. Get unlimited access for $1 a week.",
    "You have no free articles left. Subscribe now to read the rest of this article and to support local journalism.",
)
_BOXES = (
    ("Trending now", "Suspect in custody after chase ends at car wash", "Man finds $40,000 in thrift-store piano"),
    ("Advertisement", "Article continues below this ad"),
    ("Listen to this article now", "00:00", "10", "1x", "04:12", "Watch: Otters return to Lake Placid Run"),
    ("Click to share on Facebook (Opens in new window)", "Click to print (Opens in new window)", "Like Loading..."),
    ("Stay informed. Get our morning headlines in your inbox.", "Email address", "Sign up"),
    ("About the author", "Gwen Tilley covers county government and schools. Reach the newsroom at 555-0148."),
)
_LOCAL = (
    "Closer to home, officials in Ransom County said that they were watching and had no plans to change anything. “We "
    "will take it as it comes,” said County Judge Earl Tidmore, who has held the job since 2009."
)


class _Story(NamedTuple):
    agency: str
    place: str
    writers: str
    headline: str
    paragraphs: tuple[str, ...]

    @property
    def dated(self) -> list[str]:
        """Its paragraphs below the dateline that its agency prints."""
        form = _DATELINES.get(self.agency, _DATELINES[""])
        return [(form.format(self.place) if self.place else "") + self.paragraphs[0], *self.paragraphs[1:]]


def day(seed: int) -> tuple[list[bytes], dict[str, str]]:
    """Pages as ninjs, in order of time, and the story of each by uri."""
    rng = random.Random(seed)
    pages: list[tuple[int, bytes]] = []
    truth: dict[str, str] = {}
    for number, (story, headline, text) in enumerate(_pages(rng)):
        minute = 120 + rng.randrange(1200)
        uri = f"https://{rng.choice(_SITES)}.example/{number}"
        at = f"2024-07-16T{minute // 60:02d}:{minute % 60:02d}:00Z"
        record = {"uri": uri, "versioncreated": at, "language": "en", "headline": headline, "body_text": text}
        pages.append((minute, orjson.dumps(record)))
        truth[uri] = story
    return [page for _, page in sorted(pages, key=lambda page: page[0])], truth


def _pages(rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """The story, headline and text of each page."""
    for part in Path(__file__).with_name("day.txt").read_text("utf-8").replace("\n%", "\n@%").split("\n@"):
        first, *lines = part.removeprefix("@").splitlines()
        if first.startswith("%"):
            text = "\n\n".join(line for line in lines if not line.startswith("-"))
            for filling in (line[2:].split(" | ") for line in lines if line.startswith("-")):
                for _ in range(rng.randint(1, 3)):
                    yield f"{first} {filling}", first[1:].format(*filling), text.format(*filling)
        else:
            name, agency, place, writers, head = first.split("|")
            story = _Story(agency, place, writers, head, tuple(lines))
            for kind in rng.sample(_KINDS, rng.randint(4, 7)):
                headline = rng.choice([story.headline] * 4 + [story.headline.upper(), f"WATCH: {story.headline}"])
                yield name, headline, "\n\n".join(kind(story, rng))


def _whole(story: _Story, rng: random.Random) -> list[str]:
    house = _NAMES.get(story.agency, story.agency)
    above = rng.choice([f"By {story.writers}, {house}", f"{story.writers} | {house}"]) if story.writers else house
    return [above, *story.dated, rng.choice([f"© 2024 {house}. All rights reserved.", f"Copyright {house}"])]


def _in_columns(story: _Story, rng: random.Random) -> list[str]:
    """As on paper: goes on on another page, and words are parted at the end of a line."""
    word = story.headline.split()[0]
    turn = [f"See {word.upper()}, Page A{rng.randint(4, 9)}", word, "Continued from Page A1"]
    paragraphs = [*story.dated[:3], *turn, *story.dated[3:]]
    return ["\n".join(textwrap.wrap(paragraph, 38, break_on_hyphens=False)) for paragraph in paragraphs]


def _above_a_paywall(story: _Story, rng: random.Random) -> list[str]:
    return [*story.dated[:2], rng.choice(_WALLS)]


def _live(story: _Story, _rng: random.Random) -> list[str]:
    entry = ["6:52 p.m.", "That wraps up our coverage for tonight. Thanks for following along.", "5:30 p.m."]
    return ["Here is the latest. Times are Eastern.", *entry, *story.dated[:3], "Share this post", *story.dated[3:6]]


def _with_gaps(story: _Story, rng: random.Random) -> list[str]:
    gaps = rng.sample(range(2, len(story.dated)), len(story.dated) // 4)
    return [paragraph for place, paragraph in enumerate(story.dated) if place not in gaps]


def _half(story: _Story, _rng: random.Random) -> list[str]:
    return [*story.dated[: max(3, len(story.dated) // 2)], _NAMES.get(story.agency, story.agency)]


def _in_another_order(story: _Story, rng: random.Random) -> list[str]:
    return [story.dated[0], *rng.sample(story.dated[1:], len(story.dated) - 1)]


def _as_a_talk(story: _Story, _rng: random.Random) -> list[str]:
    voices = ("MARY ELLEN COBB, HOST", "STEVE ARNAUD, BYLINE", "COBB", "ARNAUD")
    talk = [f"{voices[place % 4]}: {paragraph}" for place, paragraph in enumerate(story.paragraphs[:8])]
    return [*talk, "Transcripts are created on a rush deadline. Accuracy may vary."]


def _among_boxes(story: _Story, rng: random.Random) -> list[str]:
    place = rng.randint(1, len(story.dated) - 1)
    between, below = rng.sample(_BOXES, 2)
    return [*story.dated[:place], *between, *story.dated[place:], *below]


def _in_short_above(story: _Story, _rng: random.Random) -> list[str]:
    points = [f"• {paragraph}" for paragraph in story.paragraphs[1:4:2]]
    return ["Summary", *points, "Full story", *story.dated, "Stories are ranked by relevance."]


def _with_a_local_word(story: _Story, _rng: random.Random) -> list[str]:
    return [story.dated[0], _LOCAL, *story.dated[1:], "Staff writer Gwen Tilley contributed to this report."]


_KINDS: tuple[Callable[[_Story, random.Random], list[str]], ...] = (
    *(_whole, _in_columns, _above_a_paywall, _live, _with_gaps, _half, _in_another_order, _as_a_talk),
    *(_among_boxes, _in_short_above, _with_a_local_word),
    lambda story, rng: ["\n\n".join(_whole(story, rng)).upper()],
    lambda story, _rng: ["".join(story.dated)],
)
