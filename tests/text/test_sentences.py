"""Where sentences end and begin."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stream.text.sentences import is_sentence, opens, opens_lead, prose_start, sentence_around, sentences


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("One ends here. Two ends here. ", ["One ends here.", "Two ends here."]),
        ('He asked why? Nobody knew! "Go," she said.', ["He asked why?", "Nobody knew!", '"Go," she said.']),
        ("M. Li est venu. Il parle.", ["M. Li est venu.", "Il parle."]),
        ("On Nov. 29 it rained. Dr. Arvid left.", ["On Nov. 29 it rained.", "Dr. Arvid left."]),
        ("It rose 3.5 percent. then fell", ["It rose 3.5 percent. then fell"]),
        ("First line\nSecond line\n\nThird", ["First line", "Second line", "Third"]),
        ("会议结束。代表离开！谁知道？没有人", ["会议结束。", "代表离开！", "谁知道？", "没有人"]),
        ("Đà Nẵng mưa. Đường ngập.", ["Đà Nẵng mưa.", "Đường ngập."]),
        ("Il a dit : «Oui.» Puis il partit. Élan brisé.", ["Il a dit : «Oui.»", "Puis il partit.", "Élan brisé."]),
        ("Il a dit : « Oui. » Puis il partit.", ["Il a dit : « Oui. »", "Puis il partit."]),
        ("会议说：“代表离开。”他们同意。", ["会议说：“代表离开。”", "他们同意。"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(told: str, expected: list[str]) -> None:
    """Titles, initials and months do not end one; a line does, and so does a Chinese full stop."""
    assert sentences(told) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("It rained. Mr. Vu told VNA yesterday. He left.", "Mr. Vu told VNA yesterday"),
        ("It rained?! VNA said so!! He left.", "VNA said so"),
        ("会议结束。VNA报道。没有人", "VNA报道"),
        ("First line\nVNA said so", "VNA said so"),
    ],
)
def test_the_sentence_around_a_name(told: str, expected: str) -> None:
    """Without the signs that end it, and without parting the rest of the text."""
    at = told.index("VNA")
    begin, stop = sentence_around(told, at, at + 3, back=100, ahead=100)
    assert told[begin:stop] == expected


def test_no_more_than_asked_for_is_looked_at() -> None:
    """A name in a text without any full stop has its surroundings as sentence."""
    assert sentence_around("a" * 100, 50, 53, back=10, ahead=20) == (40, 73)


@pytest.mark.parametrize(
    ("gap", "before", "any_word", "in_lead"),
    [
        (". ", "Vietnam", True, True),
        (". ", "Mr", False, False),
        (". ", "J.P.Mo", True, False),
        (" “", "said", False, True),
        (".” ", "Garan", True, True),
        ("; ", "Garan", True, False),
        (" ", "Garan", False, False),
    ],
)
def test_what_opens_a_sentence(gap: str, before: str, any_word: bool, in_lead: bool) -> None:
    """A full stop behind an abbreviation does not; a quotation opens one in a lead alone."""
    assert (opens(gap, before), opens_lead(gap, before)) == (any_word, in_lead)


@pytest.mark.parametrize(
    ("above", "told"),
    [
        ("Vremea azi\n\nDe Ioana Arvid\n\n", "Portul a fost închis marți după ce un feribot a lovit cheiul."),
        ("Екі минут\nАйгүл Арвид\n", "Порт сейсенбі күні паром айлаққа соғылғаннан кейін жабылды."),
        ("国际 > 亚洲\n记者 王平\n", "渡轮周二撞上码头，港口随后关闭。"),
        ("पृष्ठ दो\nलेखक\n", "बंदरगाह को मंगलवार को बंद कर दिया गया, क्योंकि नाव घाट से टकरा गई थी।"),
        ("", "Die Fähre fuhr am Dienstag gegen den alten Pier."),
        ("Menu\n", "word " * 40),
        ("", "Table of tides\n12 14 16\n13 15 17"),
    ],
)
def test_prose_begins_below_what_a_site_prints_above(above: str, told: str) -> None:
    """The first line that is a sentence or long; a text without one begins where it begins."""
    assert prose_start(f"{above}{told}\nMore of it.") == len(above)


@given(st.text(alphabet="ab .!?…。！？।۔؟\"”’»)]」』）'\t\xa0", max_size=16))
@example("He said: “It is done now, at last.”)")
@example("उसने कहा कि यह अब हो गया।")
@example("他说好了。」")
@example("Und so ging es dann weiter…")
@example("")
def test_a_line_is_a_sentence_by_how_it_ends(line: str) -> None:
    """What is looked at from behind is what this expression finds."""
    closed = re.search(r"(?:[.!?…][\"”’»)\]]*|[。！？।۔؟][”’」』）]*)$", line) is not None
    long = len(line.split()) >= 6 or (line[-1:] in tuple("。！？”’」』）") and len(line) >= 6)
    assert is_sentence(line) == (closed and long)
