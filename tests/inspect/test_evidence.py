"""Why two dispatches are one story, or are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations

import pytest
from starlette.testclient import TestClient

from stream.dispatch import Ruling, Verdict
from stream.errors import Usage
from stream.inspect.evidence import Why, why
from stream.inspect.queries import Filters, Order, list_stories, story, story_of
from stream.inspect.store import Store
from stream.inspect.web.app import app
from stream.local.folding import fold
from stream.stories.record import encode
from stream.stories.split import CUT
from wires import HOUR, NOON, ninjs, retouched, text

Project = Callable[[Iterable[bytes]], Store]
XINHUA, VNA = (f"urn:newsml:{house}.example:20221129:EXAMPLE-000{n}" for house, n in (("xinhua", 1), ("vna", 2)))
KYODO = "urn:newsml:kyodo.example:20221129:EXAMPLE-0401"
RAILS = "https://slow-rails.example/features/the-town-that-lost-its-whistle"


def holds(found: Why) -> None:
    """What every waterfall promises."""
    total = 0.0
    for step in found.steps:
        total += step.value
        assert step.total == pytest.approx(total, abs=1e-3)
        assert step.name
    assert found.score == found.steps[-1].total
    assert found.threshold == CUT
    assert (found.score >= CUT) == (found.verdict == "one story")


def names(found: Why) -> list[str]:
    """The steps."""
    return [step.name for step in found.steps]


@pytest.mark.slow
def test_every_pair_of_the_sample_ends_where_the_stories_do(sample: Store) -> None:
    """One story above the threshold, two below it, from either side."""
    members = []
    for each in list_stories(sample, Filters(), Order.TIME, 1000):
        record = story(sample, each.uri)
        assert record is not None
        members += [(merge["member"], each.uri) for merge in record["story"]["merges"]]

    for (one, first), (other, second) in combinations(members, 2):
        found, back = why(sample, one, other), why(sample, other, one)
        holds(found)
        assert (found.verdict == "one story") == (first == second)
        assert (back.verdict, back.score) == (found.verdict, found.score)


def test_the_score_of_a_merged_pair_is_that_of_the_story(sample: Store) -> None:
    """Where one of the two is the canonical member."""
    record = story_of(sample, KYODO)
    assert record is not None
    [stored] = [merge["score"] for merge in record["story"]["merges"] if merge["member"] == RAILS]

    found = why(sample, KYODO, RAILS)

    assert found.score == pytest.approx(stored, abs=1e-3)
    assert names(found) == ["words in common"]
    assert (found.veto, found.tie) == (None, None)


def test_sentences_are_aligned(sample: Store) -> None:
    """With None where only one side has it; joined they are what both say."""
    found = why(sample, KYODO, RAILS)

    [alone] = [left for left, right, _ in found.aligned if right is None]
    assert alone is not None
    assert alone.startswith("Children from the neighboring town")
    assert all(likeness > 0.5 for left, right, likeness in found.aligned if left and right)


def test_sentences_of_a_translation_are_aligned_by_what_they_name_and_count(sample: Store) -> None:
    """Its words are all different."""
    found = why(sample, XINHUA, VNA)

    holds(found)
    assert found.tie is not None
    assert found.tie[0] == "translation"
    assert "Lý Khắc Cường" in found.tie[1]
    beside = {left: right for left, right, _ in found.aligned if left}
    [gas] = [right for left, right in beside.items() if left.startswith("Gas deliveries")]
    assert gas is not None
    assert gas.startswith("Lượng khí đốt")
    assert [left[:17] for left, right in beside.items() if right is None] == ["Chinese importers"]


def test_a_veto_is_told(sample: Store) -> None:
    """Two reports of one template: what overrules their words, told from the side that was asked about."""
    laotian, serbian = (_only(sample, Filters(text=f"ministre {word}")) for word in ("laotien", "serbe"))

    found = why(sample, serbian, laotian)

    holds(found)
    assert found.verdict == "two stories"
    assert found.veto == ("name", "serbe", "laotien")
    assert found.score == 0.0
    assert names(found)[-1] == "veto: name"


def _only(store: Store, filters: Filters) -> str:
    [found] = list_stories(store, filters, Order.TIME)
    return found.uri


def test_a_tie_is_told(sample: Store) -> None:
    """An alert shares no words with its story; whoever shares the story's words is bound to it by way of that."""
    alert, report = (f"urn:newsml:afp.example:20221129:EXAMPLE-010{n}" for n in (1, 2))
    copy = "https://www.harbour-gazette.example/world/beravo-blast-23-dead"

    direct, by_way = why(sample, alert, report), why(sample, alert, copy)

    assert direct.tie == ("update", "slug: MADAGASCAR-PORT-BLAST")
    assert names(direct)[-1] == "tie: update"
    assert names(by_way)[-1] == f"by way of {report}"
    holds(by_way)


def test_replaced_figures_and_one_headline_move_the_score(sample: Store) -> None:
    """An update: 11 dead, then 24."""
    found = why(sample, *(f"urn:newsml:reuters.example:20221129:EXAMPLE-011{n}" for n in (1, 2)))

    moves = {step.name: step for step in found.steps}
    assert moves["names and figures replaced"].value < 0
    assert "11 / 24" in moves["names and figures replaced"].note
    assert moves["one headline"].value == pytest.approx(0.05)


def test_a_killed_pair_is_told_as_stored(sample: Store) -> None:
    """There is no text to compare."""
    [killed] = list_stories(sample, Filters(status="canceled"), Order.TIME)
    record = story(sample, killed.uri)
    assert record is not None

    found = why(sample, *(merge["member"] for merge in record["story"]["merges"]))

    holds(found)
    assert found.verdict == "one story"
    assert found.aligned == ()


@pytest.mark.parametrize(("verdict", "texts"), [(Verdict.SAME, (1, 2)), (Verdict.DIFFERENT, (1, 1))])
def test_a_ruling_has_the_last_word(project: Project, verdict: Verdict, texts: tuple[int, int]) -> None:
    """Whatever the words say."""
    ruling = Ruling("urn:a", "urn:b", verdict, NOON, "desk", "I was there")
    wire = [ninjs("urn:a", text(texts[0]), NOON), ninjs("urn:b", text(texts[1]), NOON + HOUR)]

    found = why(project(map(encode, fold(wire, rulings=[ruling]))), "urn:b", "urn:a")

    holds(found)
    assert found.verdict == ("one story" if verdict is Verdict.SAME else "two stories")
    assert names(found)[-1] == "ruling"
    assert "desk: I was there" in found.steps[-1].note


def test_the_window_keeps_copies_apart(project: Project) -> None:
    """A week later the same text is another story."""
    wire = [ninjs("urn:a", text(1), NOON), ninjs("urn:b", text(1), NOON + 24 * 7 * HOUR)]

    found = why(project(map(encode, fold(wire))), "urn:a", "urn:b")

    holds(found)
    assert names(found)[-1] == "window"
    assert "168 hours" in found.steps[-1].note


def test_members_that_others_hold_together_say_so(project: Project) -> None:
    """A text in three thirds: the first and the last have nothing but the whole in common."""
    whole = text(1, 120)
    words = whole.split()
    wire = [
        ninjs("urn:a", whole, NOON),
        ninjs("urn:b", " ".join(words[:70]), NOON + HOUR),
        ninjs("urn:c", " ".join(words[50:]), NOON + 2 * HOUR),
    ]

    found = why(project(map(encode, fold(wire))), "urn:b", "urn:c")

    holds(found)
    assert found.verdict == "one story"
    assert found.steps[0].total < CUT
    assert names(found)[-1] == "by way of urn:a"


def test_related_is_neither(project: Project) -> None:
    """An analysis that quotes the news is told beside it."""
    paragraphs = [text(n, 45) for n in range(4)]
    news = ninjs("urn:news", "\n\n".join(paragraphs), NOON)
    essay = {
        **ninjs("urn:essay", "\n\n".join([paragraphs[0], text(8, 60), paragraphs[1], text(9, 60)]), NOON + HOUR),
        "genres": [{"code": "Analysis", "name": "Analysis"}],
        "headlines": [{"role": "main", "value": "ANALYSIS: what it means"}],
    }
    stories = fold([news, essay])
    if not any("related" in told["story"] for told in stories):
        pytest.fail("the two are not related: mark the essay otherwise")

    found = why(project(map(encode, stories)), "urn:news", "urn:essay")

    holds(found)
    assert found.verdict == "related"
    assert names(found)[-1] == "related: background"


def test_a_story_stands_for_its_canonical_member(sample: Store) -> None:
    """So that two stories of a list can be asked about."""
    record = story_of(sample, XINHUA)
    assert record is not None

    found = why(sample, record["uri"], VNA)

    assert (found.one, found.other) == (XINHUA, VNA)


def test_an_unknown_dispatch_is_named(sample: Store) -> None:
    """And so is one that was named twice."""
    with pytest.raises(Usage, match="urn:none"):
        why(sample, XINHUA, "urn:none")
    with pytest.raises(Usage, match="name two"):
        why(sample, XINHUA, XINHUA)


def test_invented_rewrites_end_where_the_stories_do(project: Project) -> None:
    """Of every weight, from one word in ten to none left."""
    wire = [ninjs("urn:0", text(1), NOON)]
    wire += [ninjs(f"urn:{n}", retouched(text(1), n, n), NOON + n * HOUR) for n in range(1, 30, 3)]
    store = project(map(encode, fold(wire)))

    for one, other in combinations([str(each["uri"]) for each in wire], 2):
        holds(why(store, one, other))


def test_a_page_in_the_place_of_an_article_says_why_its_text_is_not_shown(project: Project) -> None:
    """In the pair that an editor asks about, and on its page."""
    wall = (
        "Sprawdzamy, czy nie jesteś robotem. Poczekaj chwilę albo włącz w przeglądarce obsługę skryptów i ciasteczek."
    )
    headlines = ["Prom osiadł na mieliźnie", "Nauczyciele wychodzą na plac", "Dyrygent odebrał nagrodę"]
    wire = [
        ninjs(f"https://paper{n}.example/{n}", wall, NOON + n * HOUR, headline=line) for n, line in enumerate(headlines)
    ]
    store = project(encode(told) for told in fold(wire))
    record = story_of(store, wire[0]["uri"])
    assert record is not None

    found = why(store, wire[0]["uri"], wire[1]["uri"])

    holds(found)
    assert found.verdict == "two stories"
    assert found.steps[0].note.count("a page that stands in the place of an article") == 2
    with TestClient(app(store.path), base_url="http://127.0.0.1") as client:
        page = client.get(f"/story/{record['uri']}").text
    assert "No article" in page
    assert wall in page
