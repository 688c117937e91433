"""The rules kept as data: well-formed, told apart by house, and each with a note where it was seen."""

from __future__ import annotations

import pytest

from stream.reading.cleaning.boilerplate import Furniture, rules_for
from stream.reading.rules import in_force
from stream.reading.rules.checks import check_houses


def test_every_entry_says_where_its_lines_were_seen() -> None:
    """Pages change: whoever looks again must know which."""
    for house in in_force().houses.values():
        assert house.seen, house.name


def test_the_entries_are_well_formed() -> None:
    """Patterns compile and cannot run away; domains are bare, and each belongs to one house."""
    assert list(check_houses(in_force().houses)) == []


def test_subdomains_belong_to_their_house() -> None:
    """``fr.vietnamplus.vn`` is vietnamplus.vn; ``notvietnamplus.vn`` is not."""
    assert rules_for("fr.vietnamplus.vn", False).furniture("Voir plus") is Furniture.REST
    assert rules_for("notvietnamplus.vn", False).furniture("Voir plus") is None
    assert rules_for("", False).furniture("Voir plus") is None


@pytest.mark.parametrize(
    ("host", "line"),
    [
        ("lecourrier.vn", ">> Un autre titre"),
        ("lecourrier.vn", ">>Un autre titre"),
        ("vietnamplus.vn", "Bản in"),
        ("vietnamplus.vn", "lúc : 11/07/14 11:35"),
        ("vietnamplus.vn", "Nguồn: https://example.org/1"),
        ("vietnamnews.vn", "Read full this story"),
        ("vietmaz.com", "Pier to be rebuilt have 272 words, post on vietnamnews.vn at March 3, 2020"),
        ("china.org.cn", "You are here: Home"),
        ("chinagate.cn", "0 Comment(s) Print E-mail"),
        ("china.org.cn", "Adjust font size:"),
        ("eng.yidaiyilu.gov.cn", "fontLarger fontSmaller"),
        ("portuguese.people.com.cn", "Português>>China"),
        ("j.people.com.cn", "【1】 【2】"),
        ("j.people.com.cn", "(编集NA) 「人民網日本語版」2014年12月15日"),
    ],
)
def test_lines_of_the_houses_are_dropped(host: str, line: str) -> None:
    """Each line of the domain notes is furniture on its own house, page or not."""
    assert rules_for(host, False).furniture(line) is Furniture.LINE


def test_lists_and_rests_are_openers() -> None:
    """They drop more than themselves."""
    assert rules_for("china.org.cn", True).furniture("Off the wire") is Furniture.LIST
    assert rules_for("es.vietnamplus.vn", True).furniture("Ver más") is Furniture.REST
    assert rules_for("", False).furniture("# Notebook") is Furniture.REST


def test_unknown_houses_have_a_fallback_for_pages_only() -> None:
    """A dispatch has no navigation, so the general page rules do not touch it."""
    assert rules_for("example.org", True).furniture("Back to top") is Furniture.REST
    assert rules_for("example.org", True).is_footer("Adresse : 1, rue du Port")
    assert rules_for("example.org", False).furniture("Back to top") is None
    assert not rules_for("example.org", False).is_footer("Adresse : 1, rue du Port")


def test_a_long_line_is_prose() -> None:
    """Whatever it begins like."""
    assert rules_for("", True).furniture("You are here: " + "a long sentence " * 20) is None
    assert not rules_for("", True).is_footer("Adresse : " + "une longue phrase " * 20)
