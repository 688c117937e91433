"""What is found of translations: ``python tests/benchmarks/translations.py --data FOLDER [--half measure]``.

FOLDER holds translated news documents, which are not part of this project: ``ntrex-dev.jsonl`` (a line for each
document in each language: ``document``, ``language``, ``headline``, ``paragraphs``) and, if there, ``wmt21.jsonl``
(ninjs) with ``wmt21.labels.jsonl``. All are taken as dispatches of one house and one day, the hardest case. Documents
fall into two halves by a hash of their names: whoever works on the rules looks at ``develop`` alone, and the figures
are those of ``measure``. Market reports and meetings of premiers are made here, in seven languages.

With ``--reuters FOLDER`` (that of the other benchmarks) each text of Reuters-21578 is taken as if it were in a language
of its own: of one house in one language, in its own words, nothing is a translation but what is the same text. On that
wire and on the one of all languages it is measured what finding translations costs.

"linked" is what the comparison of two texts says, "met and linked" asks that they are candidates too, and "stories" is
what comes out when all texts of the half are one wire.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from zlib import crc32

import inputs
import orjson
from templates import markets, meetings

from stream.entities import tongues
from stream.entities.buckets import Buckets, receive
from stream.entities.routing import postings
from stream.local.embedded import WINDOW
from stream.local.folding import fold
from stream.matching.editions import Edition, prepare_all
from stream.matching.ties import linked, tie
from stream.matching.translating.beside import particulars_of
from stream.matching.translating.deciding import ONE_HOUSE, SAME_DAY
from stream.matching.translating.evidence import particulars
from stream.matching.translating.keys import fact_keys
from stream.matching.translating.weighing import weigh
from stream.reading.intake import read, read_object

TABLES = ("pairs", "wrong", "excerpts", "templates", "stories", "wmt21", "reuters", "cost")
_TONGUES = 16  # languages that texts of one are dealt out to
_SHARE = 0.4  # of the paragraphs of a text that an excerpt keeps
_TAKER = "VNA"
_HOUSE = "Xinhua"
_MINUTE = 60
_NOON = "2023-03-01T12:{:02d}:{:02d}Z"


class Text(NamedTuple):
    """One document in one language."""

    document: str
    language: str
    headline: str
    paragraphs: tuple[str, ...]


class Count:
    """How many of how many."""

    def __init__(self) -> None:
        self.of = 0
        self.hits = 0

    def add(self, hit: bool) -> None:
        """Count one."""
        self.of += 1
        self.hits += hit

    def __str__(self) -> str:
        return f"{self.hits}/{self.of} = {self.hits / self.of:.3f}" if self.of else "–"


def half_of(document: str) -> str:
    """Which half a document is of: of any set, for good."""
    return "measure" if crc32(document.encode()) % 2 else "develop"


def dispatch(uri: str, text: Text, place: int, credit: str = _HOUSE) -> dict[str, Any]:
    """A text as a record of ninjs."""
    at = _NOON.format(place // _MINUTE % _MINUTE, place % _MINUTE)
    headline = [{"role": "main", "value": text.headline}] if text.headline else []
    return {
        "uri": uri,
        "version": "1",
        "versionCreated": at,
        "language": text.language,
        "headlines": headline,
        "creditLine": credit,
        "bodies": [{"value": "\n\n".join(text.paragraphs)}],
    }


def editions_of(records: Iterable[dict[str, Any]]) -> list[Edition]:
    """The records as they are read."""
    return prepare_all([read_object(record) for record in records])


def documents(folder: Path, half: str) -> list[Text]:
    """The documents of a half, each in all its languages."""
    rows = map(orjson.loads, (folder / "ntrex-dev.jsonl").read_bytes().splitlines())
    texts = [Text(row["document"], row["language"], row["headline"], tuple(row["paragraphs"])) for row in rows]
    return [text for text in texts if half in ("all", half_of(text.document))]


def is_linked(one: Edition, other: Edition) -> bool:
    """Whether two are taken for translations of each other."""
    bound = tie(one, other)
    return bound is not None and bound.kind == "translation"


def met(editions: Sequence[Edition]) -> set[frozenset[str]]:
    """Which are candidates of each other on one wire."""
    state = Buckets(WINDOW)
    posted = [message for some in postings(editions, 1) for _, message in some]
    _, candidates = receive(state, posted)
    return {frozenset((each.uri, each.other)) for some in candidates for each in some}


def pairs(editions: Sequence[Edition], texts: Sequence[Text]) -> None:
    """The share of true pairs that are found, for each language with English, and of all without it."""
    candidates = met(editions)
    linked: defaultdict[str, Count] = defaultdict(Count)
    both: defaultdict[str, Count] = defaultdict(Count)
    for document in dict.fromkeys(text.document for text in texts):
        ours = [place for place, text in enumerate(texts) if text.document == document]
        for one, other in combinations(ours, 2):
            link = is_linked(editions[one], editions[other])
            is_met = frozenset((editions[one].version.uri, editions[other].version.uri)) in candidates
            for name in _groups(texts[one].language, texts[other].language):
                linked[name].add(link)
                both[name].add(link and is_met)
    print(f"candidates a dispatch: {len(candidates) / len(editions):.1f}\n\npairs | linked | met and linked")
    for name in sorted(linked, key=lambda name: (name.startswith("en-"), name)):
        print(f"{name} | {linked[name]} | {both[name]}")


_LATIN = frozenset(["en", "fr", "de", "es", "pt", "vi", "it", "nl", "id", "pl", "tr"])


def _groups(one: str, other: str) -> Iterator[str]:
    first, second = sorted((one, other))
    if "en" in (one, other):
        yield f"en-{other if one == 'en' else one}"
        yield "with English"
        return
    yield "without English"
    kinds = sorted("Latin" if language in _LATIN else language for language in (one, other))
    if "Latin" in kinds:
        yield f"without English, {'-'.join(sorted(kinds))}"
    else:
        yield "without English, other scripts"
    if (first, second) in (("fr", "vi"), ("ar", "ko"), ("ja", "zh")):
        yield f"{first}-{second}"


def wrong(editions: Sequence[Edition], texts: Sequence[Text]) -> None:
    """False links among all pairs of texts of two documents in two languages."""
    count = Count()
    of: Counter[tuple[str, str]] = Counter()
    start = time.process_time()
    for one, other in combinations(range(len(texts)), 2):
        if texts[one].document != texts[other].document and texts[one].language != texts[other].language:
            link = is_linked(editions[one], editions[other])
            count.add(link)
            if link:
                first, second = sorted((texts[one].document, texts[other].document))
                of[first, second] += 1
    spent = time.process_time() - start
    print(f"false links among wrong pairs: {count} ({1000 * spent / count.of:.3f} ms a pair) {dict(of) or ''}")


def excerpts(editions: Sequence[Edition], texts: Sequence[Text]) -> None:
    """Texts of which another house has kept the first paragraphs, or some of them, with and without a credit."""
    print("\nexcerpt | credit | with English | without English | false")
    for name in ("first", "random"):
        rng = random.Random(1)
        cut: list[Text] = []
        for text in texts:
            most = max(1, round(_SHARE * len(text.paragraphs)))
            kept = range(most) if name == "first" else sorted(rng.sample(range(len(text.paragraphs)), most))
            cut.append(text._replace(paragraphs=tuple(text.paragraphs[place] for place in kept)))
        for credit in (f"{_HOUSE}/{_TAKER}", ""):
            shortened = editions_of(dispatch(f"urn:x:{n}", text, n, credit) for n, text in enumerate(cut))
            true, false = _excerpted(editions, shortened, texts)
            print(f"{name} {_SHARE:.0%} | {credit or 'nobody'} | {true[True]} | {true[False]} | {false}")


def _excerpted(
    editions: Sequence[Edition], shortened: Sequence[Edition], texts: Sequence[Text]
) -> tuple[dict[bool, Count], Count]:
    """How many excerpts are linked to their sources, with English and without, and of a tenth of all others."""
    rng = random.Random(2)
    true, false = {True: Count(), False: Count()}, Count()
    for one, whole in enumerate(texts):
        for other, part in enumerate(texts):
            if whole.language == part.language:
                continue
            if whole.document == part.document:
                true["en" in (whole.language, part.language)].add(is_linked(editions[one], shortened[other]))
            elif rng.random() < 0.1:
                false.add(is_linked(editions[one], shortened[other]))
    return true, false


def templates() -> None:
    """Reports that differ in whom a premier met, or in figures alone."""
    for name, made in (("premier meets X", meetings()), ("market closings", markets())):
        texts = [Text(each.event, each.language, each.headline, each.paragraphs) for each in made]
        editions = editions_of(dispatch(f"urn:t:{n}", text, n) for n, text in enumerate(texts))
        true, false = Count(), Count()
        for one, other in combinations(range(len(texts)), 2):
            if texts[one].language != texts[other].language:
                count = true if texts[one].document == texts[other].document else false
                count.add(is_linked(editions[one], editions[other]))
        stories = _stories([dispatch(f"urn:t:{n}", text, n) for n, text in enumerate(texts)], texts)
        print(f"{name}: right {true}; wrong {false}; {stories}")
        _beginnings(name, texts, editions)


def _beginnings(name: str, texts: Sequence[Text], editions: Sequence[Edition]) -> None:
    """The first half of each, as another house took it over with a credit."""
    halves = [text._replace(paragraphs=text.paragraphs[: max(1, round(len(text.paragraphs) / 2))]) for text in texts]
    taken = editions_of(dispatch(f"urn:b:{n}", text, n, f"{_HOUSE}/{_TAKER}") for n, text in enumerate(halves))
    true, false = Count(), Count()
    for one, other in product(range(len(texts)), repeat=2):
        if texts[one].language != texts[other].language:
            count = true if texts[one].document == texts[other].document else false
            count.add(is_linked(editions[one], taken[other]))
    print(f"{name}, the first half with a credit: right {true}; wrong {false}")


def stories(texts: Sequence[Text]) -> None:
    """All texts as one wire."""
    print(f"one wire: {_stories([dispatch(f'urn:t:{n}', text, n) for n, text in enumerate(texts)], texts)}")


def _stories(records: Sequence[dict[str, Any]], texts: Sequence[Text]) -> str:
    place = {record["uri"]: number for number, record in enumerate(records)}
    true, impure = Count(), 0
    home: dict[int, str] = {}
    for story in fold(records):
        held = [place[each["uri"]] for each in story["associations"]]
        home.update(dict.fromkeys(held, story["uri"]))
        impure += len({texts[number].document for number in held}) > 1
    of: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        of[text.document].append(number)
    for numbers in of.values():
        for one, other in combinations(numbers, 2):
            true.add(home[one] == home[other])
    return f"pairs in one story {true}, wrong stories {impure}"


def wmt21(folder: Path) -> None:
    """Documents in French and German."""
    rows = list(map(orjson.loads, (folder / "wmt21.jsonl").read_bytes().splitlines()))
    labels = list(map(orjson.loads, (folder / "wmt21.labels.jsonl").read_bytes().splitlines()))
    cluster = {row["id"]: row["cluster"] for row in labels}
    given = [{**row, "versionCreated": _NOON.format(n // 60 % 60, n % 60)} for n, row in enumerate(rows)]
    editions = editions_of({**row, "creditLine": _HOUSE} for row in given)
    true, false = Count(), Count()
    for one, other in combinations(editions, 2):
        if one.version.language != other.version.language:
            same = cluster[_id(one)] == cluster[_id(other)]
            (true if same else false).add(is_linked(one, other))
    print(f"wmt21, French and German: right {true}; wrong {false}")


def _id(edition: Edition) -> str:
    return edition.version.uri.removeprefix("urn:h:")


def reuters(folder: Path, count: int) -> None:
    """False links among the reports of one house, each of which is taken to be in another language."""
    given, editions = _reuters(folder, count)
    messages = [
        message._replace(tongue=f"x{number % _TONGUES}*")
        for number, some in enumerate(postings(editions, 1))
        for _, message in some
        if len(message.facts)
    ]
    start = time.process_time()
    met = tongues.receive(tongues.Tongues(), messages)
    spent = time.process_time() - start
    candidates = [(each.uri, each.other) for some in met.values() for each in some]
    by_uri = {edition.version.uri: edition for edition in editions}
    pairs = [(by_uri[uri], by_uri[other]) for uri, other in candidates]
    counts = Counter(_kind(*pair, given) for pair in pairs if _would_link(*pair))
    print(
        f"Reuters-21578, {len(editions):,} texts dealt out to {_TONGUES} languages: "
        f"{len(candidates) / len(editions):.1f} candidates a dispatch, found in {1000 * spent / len(editions):.2f} ms; "
        f"linked {dict(counts)}"
    )


def _reuters(folder: Path, count: int) -> tuple[inputs.Input, list[Edition]]:
    with TemporaryDirectory() as scratch:
        given = inputs.reuters(Path(scratch), folder)
        if given is None:
            raise SystemExit(f"{folder}: there is no reuters21578.ninjs.jsonl.gz")
        with given.source.open("rb") as file:
            return given, prepare_all([read(line) for line in islice(file, count)])


def _kind(one: Edition, other: Edition, given: inputs.Input) -> str:
    """What a link of two texts is."""
    ids = [edition.version.uri.removeprefix(given.prefix) for edition in (one, other)]
    labels = [given.gold.get(each) for each in ids]
    if None in labels or frozenset(ids) in given.ignored:
        return "undecided"
    if labels[0] == labels[1]:
        return "of one story"
    return "of two stories, alike in their words too" if linked(one, other) else "of two stories"


def _would_link(one: Edition, other: Edition) -> bool:
    """Whether two texts of one house would be translations of each other, were they in two languages."""
    if abs(one.published - other.published) > SAME_DAY:
        return False
    less, more = sorted((particulars_of(one), particulars_of(other)), key=lambda side: side.size)
    weighed = weigh(less, more)
    return weighed is not None and weighed.holds(ONE_HOUSE)


def cost(editions: Sequence[Edition], folder: Path, count: int) -> None:
    """CPU of keys, of looking up and of comparing, on a wire of one language and on one of many."""
    wires = {"one language": _reuters(folder, count)[1], "all languages": editions}
    for name, wire in wires.items():
        fact_keys(wire[::2])  # opens the tables, and leaves half of the wire unread
        letters = sum(len(edition.version.text) for edition in wire[1::2]) / len(wire[1::2])
        start = time.process_time()
        fact_keys(wire[1::2])
        spent = time.process_time() - start
        print(f"keys, {name}: {1000 * spent / len(wire[1::2]):.3f} ms a dispatch of {letters:.0f} characters")
    particulars.cache_clear()
    start = time.process_time()
    sides = [particulars_of(edition) for edition in editions]
    print(f"reading in full: {1000 * (time.process_time() - start) / len(sides):.3f} ms a dispatch")
    place = {edition.version.uri: number for number, edition in enumerate(editions)}
    pairs = [
        sorted((sides[place[one]], sides[place[other]]), key=lambda side: side.size) for one, other in met(editions)
    ]
    start = time.process_time()
    for less, more in pairs:
        weigh(less, more)
    print(f"comparing: {1000 * (time.process_time() - start) / len(pairs):.3f} ms a compared pair, {len(pairs)} pairs")


def main() -> None:
    """Print the tables that were asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of translated documents")
    parser.add_argument("--half", choices=("develop", "measure", "all"), default="measure")
    parser.add_argument("--only", nargs="+", choices=TABLES, default=TABLES)
    parser.add_argument("--reuters", type=Path, help="folder of Reuters-21578")
    parser.add_argument("--count", type=int, default=8000, help="dispatches of Reuters-21578")
    given = parser.parse_args()
    texts = documents(given.data, given.half)
    editions = editions_of(dispatch(f"urn:t:{n}", text, n) for n, text in enumerate(texts))
    many = len({text.document for text in texts})
    print(
        f"{len(texts)} texts of {many} documents in {len({text.language for text in texts})} languages ({given.half})"
    )
    if "pairs" in given.only:
        pairs(editions, texts)
    if "wrong" in given.only:
        wrong(editions, texts)
    if "excerpts" in given.only:
        excerpts(editions, texts)
    if "templates" in given.only:
        templates()
    if "stories" in given.only:
        stories(texts)
    if "wmt21" in given.only and (given.data / "wmt21.jsonl").exists():
        wmt21(given.data)
    if "reuters" in given.only and given.reuters:
        reuters(given.reuters, given.count)
    if "cost" in given.only and given.reuters:
        cost(editions, given.reuters, given.count)


if __name__ == "__main__":
    main()
