"""How long a page of the inspector takes at 100,000 stories.

    python tests/benchmarks/inspecting.py [--stories 100000] [--asked 40] [--db FILE] [--cpu]

Pages are asked for over HTTP from `copytaster inspect serve`, one after the other, with words and filters of every
frequency; reported are the median and the 95th of 100, in milliseconds, from request to the last byte. With --cpu they
are made in this process, and what is reported is the CPU that it took: other work on the machine changes less of it.
FILE is kept and used again.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from urllib.parse import quote, urlencode

import httpx2
import orjson
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parents[1]))

from inspector import serving
from stream.dispatch import Label
from stream.inspect.contents import member_text
from stream.inspect.queries import Filters, Order, list_stories, newest, story
from stream.inspect.store import Store
from stream.inspect.web.app import app
from stream.stories.record import story_uri
from stream.stories.story import STANDARD, StoryRecord
from stream.text.times import timestamp

_START = datetime(2022, 11, 1, tzinfo=UTC)
_DAYS = 30
_AGENCIES = ("XINHUA", "REUTERS", "AFP", "VNA", "DPA", "EFE", "KYODO", "BERNAMA", "TASS", "YONHAP", "CVN", "ANSA")
_SLUGS = ("POLITICS", "ECONOMY", "SPORT", "CULTURE", "CRIME", "WEATHER", "SCIENCE", "MARKETS", "HEALTH", "FILM")
_LANGUAGES = ("en", "fr", "es", "vi", "de", "id")
_SYLLABLES = tuple("ba ko ri men tu sal vo di pan ges lo fim ar ne qui zo tra pel cu hin".split())  # noqa: SIM905
_PAGE = 50


class _Copy:
    """Sentences of invented words, whose frequencies fall off as 1 / rank."""

    def __init__(self, rng: random.Random) -> None:
        words: dict[str, None] = {}
        while len(words) < 20_000:
            words["".join(rng.choices(_SYLLABLES, k=rng.choice((1, 2, 2, 3, 3, 4))))] = None
        self.words = list(words)
        self._rng = rng
        weights = list(accumulate(1 / (rank + 1) for rank in range(len(words))))
        drawn = rng.choices(self.words, cum_weights=weights, k=18 * 20_000)
        self._sentences = [" ".join(drawn[n : n + 18]).capitalize() + "." for n in range(0, len(drawn), 18)]

    def sentences(self, length: int) -> list[str]:
        """As many of the pool."""
        return self._rng.choices(self._sentences, k=length)


def generate(stories: int, copy: _Copy, rng: random.Random) -> Iterator[dict[str, Any]]:
    """Stories of 2,500 characters; one in ten has 2 to 6 members, of which each lacks a sentence of the text."""
    seconds = _DAYS * 86400 / stories
    for number in range(stories):
        size = rng.randint(2, 6) if number % 10 == 9 else 1
        times = [int((_START + timedelta(seconds=number * seconds + n * 600)).timestamp()) * 1000 for n in range(size)]
        uris = [f"urn:newsml:house-{n}.example:{number}" for n in range(size)]
        yield _record(copy.sentences(20), uris, times, rng)


def _record(told: list[str], uris: list[str], times: list[int], rng: random.Random) -> dict[str, Any]:
    # Half of all stories are of one agency, and so with languages: the commonest values are what a filter meets.
    # Of fifty stories with several members one is killed by its first and stands in the others.
    parties = list(dict.fromkeys(_AGENCIES[min(int(rng.expovariate(0.7)), 11)] for _ in uris))
    language = _LANGUAGES[min(int(rng.expovariate(1.0)), 5)]
    headline = [{"role": "main", "value": told[0][:70]}]
    slug = _SLUGS[min(int(rng.expovariate(0.3)), len(_SLUGS) - 1)]
    is_killed = len(uris) > 1 and rng.random() < 0.02
    merges: list[dict[str, Any]] = []
    for number, (uri, time) in enumerate(zip(uris, times, strict=True)):
        merge: dict[str, Any] = {
            "member": uri,
            "relation": "rewrite" if number else "original",
            "decision": "auto",
            "versions": ["1"],
            "party": parties[number % len(parties)],
            "published": timestamp(time),
            "droppedLines": 0,
        }
        if number:
            score = round(rng.uniform(0.4, 1.0), 4)
            cover = {"coverageOfMember": score, "coverageOfCanonical": score, "jaccard": score, "containment": score}
            flags = {"sameHeadline": False, "otherDay": False, "otherSubject": False, "substitutions": []}
            signals = {"kind": "words", "sharedShingles": 100, **cover, **flags}
            merge |= {"comparedWith": uris[0], "score": score, "signals": signals}
            merge["text"] = " ".join(told[:number] + told[number + 1 :])
            if is_killed:
                merge["retracted"] = True
        merges.append(merge)
    return {
        "standard": STANDARD,
        "uri": story_uri(Label(times[0], uris[0])),
        "type": "composite",
        "profile": "canonical-story",
        "version": str(len(uris)),
        "language": language,
        "firstCreated": timestamp(times[0]),
        "versionCreated": timestamp(times[-1]),
        "headlines": headline,
        "pubStatus": "usable" if rng.random() < 0.98 and not is_killed else "canceled",
        "bodies": [{"role": "main", "contentType": "text/plain", "value": " ".join(told)}],
        "hopHistory": [
            {
                "seq": seq,
                "party": {"literal": party},
                "action": "hopaction:transformed" if seq > 1 else "hopaction:created",
                "status": "observed",
                "evidence": [],
                "item": uris[0],
                **({"from": [seq - 1]} if seq > 1 else {}),
            }
            for seq, party in enumerate(parties, 1)
        ],
        "associations": [
            {
                "name": f"member-{number}",
                "rel": merge["relation"],
                "uri": merge["member"],
                "version": "1",
                "pubStatus": "usable",
                "type": "text",
                "language": language,
                "slugline": f"{slug}-{told[number][:20]}",
            }
            for number, merge in enumerate(merges, 1)
        ],
        "story": {
            "canonicalMember": uris[0],
            "canonicalRule": "origin",
            "memberCount": len(uris),
            "sourceCount": len(parties),
            "languages": [language],
            "merges": merges,
            **({"kills": [_kill(uris[0], times[-1] + 600_000)]} if is_killed else {}),
        },
    }


def _kill(uri: str, time: int) -> dict[str, Any]:
    told = {"member": uri, "by": f"{uri}:kill", "status": "canceled", "reach": "story", "note": "Invented."}
    return {**told, "published": timestamp(time)}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=40, help="times that each page is asked for")
    parser.add_argument("--db", type=Path)
    parser.add_argument("--cpu", action="store_true", help="the CPU of this process in place of the time of a server")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.db or Path(folder) / "stories.db"
        copy = _Copy(random.Random(7))
        if not path.exists():
            _fill(path, options.stories, copy)
        print(
            f"{datetime.now(UTC):%Y-%m-%d} · {platform.machine()}, {os.cpu_count()} cores · Python "
            f"{platform.python_version()} · SQLite {sqlite3.sqlite_version} · {path.stat().st_size / 1e6:,.0f} MB\n"
        )
        print("| page | median ms | p95 ms |\n|---|---|---|")
        with Store(path, read_only=True) as store, _client(path, Path(folder), in_process=options.cpu) as client:
            clock = process_time if options.cpu else perf_counter
            whole: list[float] = []
            for name, page in _pages(store, copy):
                took = sorted(_timed(client, clock, page()) for _ in range(options.asked))
                whole += took
                print(f"| {name} | {took[len(took) // 2]:.1f} | {took[int(len(took) * 0.95)]:.1f} |")
            whole.sort()
            print(f"| all | {whole[len(whole) // 2]:.1f} | {whole[int(len(whole) * 0.95)]:.1f} |")


@contextmanager
def _client(path: Path, folder: Path, *, in_process: bool) -> Iterator[httpx2.Client | TestClient]:
    if in_process:
        with TestClient(app(path), base_url="http://127.0.0.1") as client:
            client.get("/")  # templates are read once
            gc.freeze()  # the words that are asked for are no part of a server
            yield client
    else:
        with (
            serving(folder, "--db", str(path.absolute())) as address,
            httpx2.Client(base_url=address, timeout=60) as asking,
        ):
            yield asking


def _fill(path: Path, stories: int, copy: _Copy) -> None:
    rng = random.Random(8)
    took = 0.0
    with Store(path) as store:
        for number, record in enumerate(generate(stories, copy, rng), 1):
            line = orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
            start = perf_counter()
            store.apply(record["uri"], line)
            if number % 2000 == 0 or number == stories:
                store.commit()
            took += perf_counter() - start
    print(f"{stories:,} stories projected in {took:.0f} s: {stories / took:,.0f}/s\n")


def _timed(client: httpx2.Client | TestClient, clock: Callable[[], float], path: str) -> float:
    before = {"copytaster-before": path.partition("#before=")[2]} if "#" in path else {}
    client.cookies.clear()  # each page is asked for by somebody who was never here, but where a visit is timed
    start = clock()
    answer = client.get(path.partition("#")[0], headers={"cookie": urlencode(before)} if before else {})
    took = (clock() - start) * 1000
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return took


def _pages(store: Store, copy: _Copy) -> Iterator[tuple[str, Callable[[], str]]]:
    rng = random.Random(9)

    def listed(order: Order, **asked: Any) -> str:
        return f"/?{urlencode({**asked, 'order': order.value})}"

    def day() -> date:
        return (_START + timedelta(days=rng.randrange(_DAYS))).date()

    def common() -> str:
        return copy.words[rng.randrange(5)]

    def middle() -> str:
        return copy.words[rng.randrange(100, 2000)]

    def some() -> StoryRecord:
        found = list_stories(store, Filters(min_size=2), Order.TIME, 1, rng.randrange(4000))
        record = story(store, found[0].uri)
        assert record is not None
        return record

    def here(page: str = "") -> str:
        return f"/story/{quote(some()['uri'])}{page}"

    def two(page: str, one: str, other: str) -> str:
        record = some()
        texts = [merge["member"] for merge in record["story"]["merges"] if member_text(record, merge["member"])]
        return page.replace("STORY", quote(record["uri"])) + "?" + urlencode({one: texts[0], other: texts[1]})

    for order in Order:
        yield f"all by {order}", lambda order=order: listed(order)  # type: ignore[misc]
        yield f"common agency by {order}", lambda order=order: listed(order, agency="XINHUA")  # type: ignore[misc]
        yield f"rare agency by {order}", lambda order=order: listed(order, agency="ANSA")  # type: ignore[misc]
        yield (
            f"agency, language, size by {order}",
            lambda order=order: listed(order, agency="XINHUA", language="en", min=2),  # type: ignore[misc]
        )
        yield f"six members by {order}", lambda order=order: listed(order, min=6)  # type: ignore[misc]
        yield f"a day by {order}", lambda order=order: listed(order, day=day())  # type: ignore[misc]
        yield f"word of every text by {order}", lambda order=order: listed(order, q=common())  # type: ignore[misc]
        yield f"word by {order}", lambda order=order: listed(order, q=middle())  # type: ignore[misc]
        yield (
            f"word and agency by {order}",
            lambda order=order: listed(order, q=middle(), agency="XINHUA"),  # type: ignore[misc]
        )
        yield (
            f"word of every text, common agency by {order}",
            lambda order=order: listed(order, q=common(), agency="XINHUA"),  # type: ignore[misc]
        )
        yield (
            f"beginning of a word by {order}",
            lambda order=order: listed(order, q=f"{middle()[:3]}*"),  # type: ignore[misc]
        )
    yield "page 1,000", lambda: listed(Order.SUSPICION, offset=_PAGE * 1000)
    yield "what is new", lambda: f"/news?seen={newest(store) - 5}"
    yield "story", here
    yield "cluster", lambda: here("/cluster")
    yield "side by side", lambda: two("/story/STORY/diff", "left", "right")
    yield "why", lambda: two("/why", "one", "other")
    last = newest(store)
    for name, unseen in (("a few stories", 40), ("a tenth", last // 10), ("all", last)):
        yield f"list of a reader who has not seen {name}", lambda unseen=unseen: f"/#before={last - unseen}"  # type: ignore[misc]
        yield f"what is new of {name}", lambda unseen=unseen: listed(Order.TIME, after=last - unseen)  # type: ignore[misc]
    yield "feed", lambda: "/stories.atom"
    yield "feed of a house", lambda: "/stories.atom?agency=XINHUA"
    yield "review", lambda: "/review"
    yield "flows of the month", lambda: "/flows"
    yield "flows of a house", lambda: "/flows?agency=XINHUA"
    yield "flows of a language", lambda: "/flows?language=en"
    yield "flows of a day", lambda: f"/flows?{urlencode({'since': (shown := day()), 'until': shown})}"
    yield "pick-up of a house", lambda: "/pickup?agency=XINHUA"
    yield "pick-up of a pair", lambda: "/pickup?agency=XINHUA&taker=REUTERS"
    yield "pick-up of all", lambda: "/pickup"
    yield "without credit", lambda: "/pickup?uncredited=yes"
    yield "still standing", lambda: "/standing"
    yield "still standing, as a feed", lambda: "/standing.atom"


if __name__ == "__main__":
    main()
