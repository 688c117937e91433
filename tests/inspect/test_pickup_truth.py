"""An agency's month: what pick-up reports of the generated wire, beside what the wire knows of itself."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import orjson
import pytest

from stream.inspect.flows import Period, pickup, sums
from stream.inspect.store import Store
from stream.local.folding import Folding
from stream.reading.intake import read

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))  # as when they run

from newswire import COPIES, Wired, wire

from projections import projected

pytestmark = pytest.mark.slow

_BEGIN = datetime(2022, 11, 1, 22, tzinfo=UTC)
_TIMES, _APART = 7, timedelta(days=4)  # so often in the month a wire is written: further apart than a story may span
_EACH = 300  # dispatches, of three hours: so some of them come a day later than what they are of
_MONTH = Period(date(2022, 11, 1), date(2022, 11, 30))
_AGENCIES = {"xinhua": "XINHUA", "reuters": "REUTERS", "afp": "AFP", "ap": "AP", "bernama": "BERNAMA", "vna": "VNA"}
# Not of pages whose words are glued together: they have few words in common with what they print.
_MANNERS = {
    **dict.fromkeys(("copy", "furniture", "unaccented"), "verbatim"),
    **dict.fromkeys(("cut50", "cut25", "cut10"), "cut"),
    **dict.fromkeys(("light", "rewrite", "blended"), "rewritten"),
}


class Took(NamedTuple):
    """The first dispatch of a house that was made of one of another house's."""

    story: str
    giver: str
    taker: str
    uri: str
    kind: str
    day: str


Month = tuple[Store, dict[tuple[str, str, str], Took], dict[str, str]]
"""The projection, the truth by story, giver and taker, and the story of each dispatch."""


def published(wired: Wired) -> Wired:
    """Some papers' pages at an address of the web, others under an identifier; what an agency sends as it is."""
    name = _name(wired.uri)
    if name in _AGENCIES or name == "cvn" or len(name) % 2:
        return wired
    uri = f"https://{name}.example/{wired.uri.rsplit(':', 1)[1]}-{wired.uri.split(':')[3]}"
    return wired._replace(line=wired.line.replace(wired.uri.encode(), uri.encode()), uri=uri)


def _name(uri: str) -> str:
    place = uri.split("/")[2] if uri.startswith("https:") else uri.split(":")[2]
    return place.removesuffix(".example")


def house(uri: str) -> str:
    """Whose dispatch it is, as chains name it."""
    name = _name(uri)
    return _AGENCIES.get(name, "CVN" if name == "cvn" else f"{name}.example")


def truth(wired: list[Wired]) -> dict[tuple[str, str, str], Took]:
    """Who took what from whom, by story, giver and taker."""
    found: dict[tuple[str, str, str], Took] = {}
    for each in wired:
        if each.kind in COPIES and each.of is not None and house(each.of) != house(each.uri):
            day = str(orjson.loads(each.line)["versioncreated"])[:10]
            took = Took(each.story, house(each.of), house(each.uri), each.uri, each.kind, day)
            found.setdefault(took[:3], took)
    return found


@pytest.fixture(scope="module", name="month")
def _month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """Projected once for all tests."""
    wired = [
        each for n in range(_TIMES) for each in map(published, wire(_EACH, seed=40 + n, start=_BEGIN + n * _APART))
    ]
    stories = Folding().stories(read(each.line) for each in wired)
    store = projected(tmp_path_factory.mktemp("month") / "month.db", stories)
    return store, truth(wired), {each.uri: each.story for each in wired}


@pytest.mark.parametrize("agency", ["XINHUA", "AFP", "REUTERS", "VNA"])
def test_the_month_of_an_agency(month: Month, agency: str) -> None:
    """Who took which of its stories, how, and the sums of it: as the wire was made."""
    store, known, stories = month
    wanted = {key: took for key, took in known.items() if took.giver == agency}
    report = pickup(store, _MONTH._replace(agency=agency))
    told = {(stories[taker.dispatch], agency, taker.taker): taker for picked in report for taker in picked.takers}

    both = wanted.keys() & told.keys()
    assert len(both) / len(wanted) > 0.94
    assert len(both) / len(told) > 0.94
    assert sum(told[key].dispatch == wanted[key].uri for key in both) / len(both) > 0.94
    right = [told[key].manner == _MANNERS[wanted[key].kind] for key in both if wanted[key].kind in _MANNERS]
    assert sum(right) / len(right) > 0.92
    for by, truly in (
        ("day", Counter(took.day for took in wanted.values())),
        ("taker", Counter(took.taker for took in wanted.values())),
    ):
        summed = {each.name: each.takings for each in sums(store, _MONTH._replace(agency=agency), by)}
        assert summed.keys() == truly.keys()
        assert sum(abs(summed[name] - truly[name]) for name in truly) / len(wanted) < 0.1
