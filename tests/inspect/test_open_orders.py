"""Orders that nobody knows the meaning of, with the stories that they may mean. All text is invented."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from dispatches import item
from stream.dispatch import Ruling, Verdict
from stream.inspect.open_orders import number, waiting
from stream.inspect.store import Store
from stream.local.folding import fold
from stream.stories.record import encode
from stream.stories.rulings import Pair, as_record, make
from stream.stories.story import RulingRecord
from wires import HOUR, NOON, text

Project = Callable[[Iterable[bytes]], Store]
NOTE, OTHER_NOTE = "urn:note", "urn:note:2"
AT = "2022-11-29T{:02}:00:00Z"


def sent(uri: str, hour: int, told: str, headline: str, house: str = "AFP", **fields: Any) -> dict[str, Any]:
    """A dispatch of a house."""
    return item(uri, told, AT.format(hour), language="en", creditLine=house, headline=headline, **fields)


WIRE = [
    sent("urn:dam", 8, f"The Tamra reservoir burst its banks. {text(1)}", "Reservoir bursts its banks"),
    sent("urn:dam:copy", 9, f"The Tamra reservoir burst its banks. {text(1)}", "Flood", "AFP/VNA"),
    sent("urn:port", 10, text(2), "Harbour pilots end strike"),
    sent("urn:gone", 10, f"The reservoir of Lomas. {text(3)}", "Reservoir of Lomas", pubStatus="canceled"),
    sent("urn:efe", 11, f"The Tamra reservoir is full. {text(4)}", "Reservoir", "EFE"),
    sent("urn:later", 15, f"The Tamra reservoir again. {text(5)}", "Reservoir again"),
]
KILL = sent(NOTE, 12, "Please kill our story of this morning. No reservoir is anywhere near Tamra.", "KILL")


def stories(project: Project, *more: dict[str, Any], rulings: Iterable[Ruling] = ()) -> Store:
    """The projection of the wire with notices."""
    return project([encode(told) for told in fold([*WIRE, *more], rulings=rulings)])


def heard(*rulings: Ruling) -> dict[Pair, RulingRecord]:
    """Rulings as a sink remembers them, in records' terms."""
    return {each.pair: as_record(each) for each in rulings}


def ruling(verdict: Verdict, other: str = "urn:dam", notice: str = NOTE) -> Ruling:
    """An editor's word on a notice."""
    return make(notice, other, verdict, NOON + HOUR, "Ada", "I read both")


def test_an_order_has_the_stories_beside_it_that_it_may_mean(project: Project) -> None:
    """Of its house, before it, and not those that are killed already; the one with its words first."""
    [order] = waiting(stories(project, KILL), {}, 10)

    assert (order.notice, order.order, order.party, order.headline) == (NOTE, "kill", "AFP", "KILL")
    assert order.text.startswith("Please kill our story")
    assert [each.dispatch for each in order.candidates] == ["urn:dam", "urn:port"]
    assert order.candidates[0].headline == "Reservoir bursts its banks"
    assert order.candidates[0].text.startswith("The Tamra reservoir burst")
    assert order.candidates[0].published == NOON - 4 * HOUR


@pytest.mark.parametrize(
    ("told", "headline", "notice"),
    [
        ("Сильный шторм закрыл порт. ", "Шторм закрыл порт", "Просим аннулировать сообщение. Шторма у порта не было."),
        ("貯水池が決壊した。", "貯水池が決壊", "本日午前に配信した貯水池の記事を取り消します。"),
        ("Hồ chứa Tamra vỡ đập. ", "Vỡ đập hồ chứa", "Đề nghị hủy tin đã phát sáng nay về hồ chứa bị vỡ."),
    ],
)
def test_words_of_any_script_are_looked_for(project: Project, told: str, headline: str, notice: str) -> None:
    """Ideographs two by two."""
    asked = sent(NOTE, 12, notice, "KILL", signals=["kill", "advisory"])
    [order] = waiting(stories(project, sent("urn:it", 7, f"{told}{text(9)}", headline), asked), {}, 10)

    assert order.candidates[0].dispatch == "urn:it"


def test_a_release_may_mean_what_is_held(project: Project) -> None:
    """And nothing that is usable."""
    held = sent("urn:held", 9, text(7), "Ferry aground", pubStatus="withheld")
    asked = sent(NOTE, 12, "HOLD is lifted: the story may now be used.", "HOLD LIFTED")
    [order] = waiting(stories(project, held, asked), {}, 10)

    assert order.order == "release"
    assert {each.status for each in order.candidates} <= {"withheld", "canceled"}
    assert "urn:held" in {each.dispatch for each in order.candidates}


def test_what_an_editor_has_said_waits_no_longer(project: Project) -> None:
    """Said here a moment ago, or told by the stories; taken back, it waits again."""
    plain = stories(project, KILL)
    for said in (ruling(Verdict.KILL), ruling(Verdict.RELEASE), ruling(Verdict.DISMISSED, NOTE)):
        assert waiting(plain, heard(said), 10) == []
        assert number(plain, heard(said)) == 0
        assert number(stories(project, KILL, rulings=[said]), {}) == 0
    for other in (ruling(Verdict.UNDONE), ruling(Verdict.UNSURE), ruling(Verdict.KILL, "urn:port", "urn:dam")):
        assert len(waiting(plain, heard(other), 10)) == number(plain, heard(other)) == 1


def test_kills_and_holds_come_first_and_what_is_too_old_not_at_all(project: Project) -> None:
    """A worker that has let go of a notice cannot be told what it means."""
    early = sent(OTHER_NOTE, 1, "Please kill our story of last night.", "KILL")
    asked = sent(NOTE, 14, "HOLD is lifted: the story may now be used.", "HOLD LIFTED")
    store = stories(project, early, asked)

    assert [each.notice for each in waiting(store, {}, 10)] == [OTHER_NOTE, NOTE]
    assert [each.notice for each in waiting(store, {}, 10, reach=10 * HOUR)] == [NOTE]
    assert (number(store, {}), number(store, {}, reach=10 * HOUR)) == (2, 1)


@pytest.mark.parametrize(("language", "status"), [("mt", "withheld"), ("en", "usable")])
def test_what_an_order_in_unknown_words_names_is_its_first_candidate(
    project: Project, language: str, status: str
) -> None:
    """Whether it holds that until somebody has read it, or not."""
    note = sent(NOTE, 12, "L-aħbar „Reservoir bursts its banks“ mhix valida.", "Lir-redazzjonijiet") | {
        "language": language
    }
    [order] = waiting(stories(project, note), {}, 9)

    assert order.notice == NOTE
    assert (order.candidates[0].dispatch, order.candidates[0].status) == ("urn:dam", status)
