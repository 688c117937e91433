"""The picture of a chain: geometry and words."""

from __future__ import annotations

from stream.inspect.web.chain import MOST_NODES, chain
from stream.stories.story import HopRecord


def _hop(seq: int, party: str, *sources: int, status: str = "observed", at: str | None = None) -> HopRecord:
    told: HopRecord = {
        "seq": seq,
        "party": {"literal": party},
        "action": "hopaction:created" if seq == 1 else "hopaction:transformed",
        "item": None,
        "status": status,
        "evidence": [],
    }
    if sources:
        told["from"] = list(sources)
    if at is not None:
        told["timestamp"] = at
    return told


def test_a_chain_reads_from_left_to_right() -> None:
    """Each hand stands right of the one it had the text from, on one line."""
    drawn = chain([_hop(1, "XINHUA"), _hop(2, "VNA", 1), _hop(3, "CVN", 2)])

    assert [node.party for node in drawn.nodes] == ["XINHUA", "VNA", "CVN"]
    assert drawn.nodes[0].x < drawn.nodes[1].x < drawn.nodes[2].x
    assert len({node.y for node in drawn.nodes}) == 1
    assert [(edge.source, edge.target) for edge in drawn.edges] == [(1, 2), (2, 3)]


def test_who_took_it_from_one_source_stands_below_each_other() -> None:
    """Boxes never lie on each other."""
    drawn = chain([_hop(1, "AFP"), _hop(2, "A", 1), _hop(3, "B", 1), _hop(4, "C", 2, 3)])

    assert len({(node.x, node.y) for node in drawn.nodes}) == 4
    assert drawn.nodes[1].x == drawn.nodes[2].x
    assert drawn.nodes[2].y >= drawn.nodes[1].y + drawn.nodes[1].height
    assert len(drawn.edges) == 4


def test_a_line_is_as_sure_as_the_less_sure_of_its_ends() -> None:
    """A party that only a credit names makes both its lines claimed."""
    drawn = chain([_hop(1, "A"), _hop(2, "B", 1, status="claimed"), _hop(3, "C", 2), _hop(4, "D", 1)])

    assert [edge.status for edge in drawn.edges] == ["claimed", "claimed", "observed"]


def test_lines_tell_how_much_later() -> None:
    """Where both times are known."""
    hops = [
        _hop(1, "A", at="2022-11-29T12:00:00Z"),
        _hop(2, "B", 1, at="2022-11-29T15:30:00Z"),
        _hop(3, "C", 2, status="claimed"),
        _hop(4, "D", 1, at="2022-12-02T13:00:00Z"),
    ]

    assert [edge.lag for edge in chain(hops).edges] == ["+3 h 30 min", "", "+3 d 1 h"]


def test_a_box_says_what_it_shows() -> None:
    """For a screen reader: party, how it is known, when, from whom."""
    drawn = chain([_hop(1, "A", at="2022-11-29T12:00:00Z"), _hop(2, "unknown", 1, status="claimed")])

    assert drawn.nodes[0].says == "A: observed, 29 Nov 12:00 UTC"
    assert drawn.nodes[1].says == "not named: claimed, text not held, from A"


def test_houses_that_take_from_each_other_are_drawn_all_the_same() -> None:
    """A circle of sources, or a party that names itself, ends somewhere."""
    drawn = chain([_hop(1, "A", 2), _hop(2, "B", 1), _hop(3, "C", 3)])

    assert len({(node.x, node.y) for node in drawn.nodes}) == 3
    assert {(edge.source, edge.target) for edge in drawn.edges} == {(2, 1), (1, 2)}


def test_the_picture_holds_its_boxes() -> None:
    """Also a long chain, of which the first parties are drawn, and an empty one."""
    many = chain([_hop(1, "A"), *(_hop(seq, f"P{seq}", seq - 1) for seq in range(2, 100))])

    assert len(many.nodes) == MOST_NODES
    assert many.hidden == 99 - MOST_NODES
    assert all(node.x + node.width <= many.width and node.y + node.height <= many.height for node in many.nodes)
    assert chain([]).nodes == ()
    assert chain([]).width == chain([]).height == 0


def test_a_long_name_is_cut_to_its_box() -> None:
    """The tooltip has it in full."""
    drawn = chain([_hop(1, "the-very-long-name-of-a-regional-paper.example")])

    assert drawn.nodes[0].party == "the-very-long-name-of-a-r…"
    assert "the-very-long-name-of-a-regional-paper.example" in drawn.nodes[0].says
