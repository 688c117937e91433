"""What surrounds the story on a page: of the paragraphs that were extracted, those that stand where no story stands.

Extractors go by the density of text, and take with it what is written as long: a box to subscribe by mail, a consent
to cookies, what readers say, a list of other stories. No list of words would tell them, in a language that nobody here
reads. The page's own structure does:

* what stands in a control, or in a form or a dialogue, and what stands right beside a field to fill in;
* what the page hides;
* what readers said: elements that are marked as comments, or that have one control each, behind the story;
* lists in which nearly all is links to elsewhere, and what only heads one;
* labels above the text and outside of it, and boxes with buttons behind it.

A paragraph goes only where each place at which the page has it is such a one. Nothing goes with a part that has a
quarter of the text, because then the part is the story: whole pages stand in one form, and in one hidden element. Nor
does a line that names an agency, since a credit is worth more than a line too many costs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from itertools import accumulate, islice, takewhile

from stream.reading.credits import agencies
from stream.reading.credits.credit_lines import credit_line, end_credit
from stream.reading.formats import prose
from stream.reading.formats.elements import Element, name_of
from stream.reading.formats.items import one_line
from stream.reading.formats.shown import CONTROLS, HEADINGS, PageLine, Shown, is_hidden, letters_of

__all__ = ["story"]

_MOST_LABELS = 50  # that are looked for within lines
_BEHIND = 4  # lines behind the text among which its credit may stand
_NEAR = 5  # elements on either side
_LEAST = 100  # characters; where less would be left, nothing goes
_HALF, _QUARTER = 2, 4  # parts of the text
_MOSTLY = 0.8  # of the characters of a list of links are links; of the text stands in the element of the story
_LONGEST_CREDIT = 80  # characters
_LONG_LINK = 30  # characters on average: headlines, not names
_APART = frozenset(["form", "dialog", "fieldset"])
_APART_ROLES = frozenset(["alert", "alertdialog", "dialog", "form", "navigation", "search"])
_PRESSED = frozenset(["a", "button", "input"])
_NO_FIELDS = frozenset(["hidden", "button", "image", "reset"])
_COMMENT = re.compile(r"(?<![a-z])comments?(?![a-z])", re.IGNORECASE)
_ENDS_SENTENCE = ".!?。।؟"
_NOWHERE = re.compile(r"\s*(?:#|javascript:.*)?\s*", re.IGNORECASE)


def story(shown: Shown, headline: str, found: list[str]) -> list[str]:
    """The paragraphs that are the story.

    Args:
        shown: the lines of the page.
        headline: of the story.
        found: the paragraphs, as extracted.
    """
    text = _Text(shown, found, letters_of(headline))
    if not text.is_known():
        return found
    for rule in (_controls, _comments, _links, _above, _behind, _headings):
        rule(text)
        text.settle()
    left = _with_lost(text)
    return left if sum(map(len, left)) >= _LEAST else found


class _Text:
    """The paragraphs of a page while they are weighed, each known by its number, and the lines that are no story.

    Pages may be made to be slow: nothing here takes longer than the page is long, times its depth.
    """

    def __init__(self, shown: Shown, found: list[str], headline: str) -> None:
        self.shown = shown
        self.found = found
        self.headline = [number for number, line in enumerate(shown.lines) if line.letters == headline]
        self.places = self._places()  # of each paragraph; one that comes again is only looked at once
        self._credits = {number for number in self.places if _names_an_agency(found[number])}
        self._gone: set[int] = set()
        self.holders: list[Element] = list(shown.spans)  # elements that have any of the text
        self._before = [0, *accumulate(map(len, found))]
        self.settle()

    def _places(self) -> dict[int, list[int]]:
        """The lines of the page that each paragraph is; for a label that is none, those that have it within."""
        known: dict[str, list[int]] = defaultdict(list)
        for number, line in enumerate(self.shown.lines):
            known[line.letters].append(number)
        places: dict[int, list[int]] = {}
        labels = 0
        seen = set()
        for number, text in enumerate(self.found):
            letters = letters_of(text)
            if letters in seen:
                continue
            seen.add(letters)
            places[number] = known.get(letters, [])
            if letters and not places[number] and not prose.is_prose(text) and labels < _MOST_LABELS:
                labels += 1
                places[number] = [place for place, line in enumerate(self.shown.lines) if _has_label(line, letters)]
        return places

    def is_known(self) -> bool:
        """Whether most of the text was found on the page: of a page that is made otherwise nothing can be said."""
        return _HALF * sum(len(self.found[number]) for number in self.left if self.places[number]) >= self.size

    def settle(self) -> None:
        """Take what was left out as gone, and count anew."""
        self.left = [number for number in self.places if not self._is_gone(number)]
        self.size = sum(len(self.found[number]) for number in self.left)
        self._at = sorted((place, number) for number in self.left for place in self.places[number])
        self._sizes = [0, *accumulate(len(self.found[number]) for _, number in self._at)]
        self.holders = [element for element in self.holders if self.size_of(element)]

    def _is_gone(self, number: int) -> bool:
        places = self.places[number]
        return bool(places) and number not in self._credits and self._gone.issuperset(places)

    def paragraphs(self) -> list[tuple[int, str]]:
        """What is left, each with its number."""
        gone = {letters_of(self.found[number]) for number in self.places if self._is_gone(number)}
        return [
            (number, self._printed(number)) for number, text in enumerate(self.found) if letters_of(text) not in gone
        ]

    def _printed(self, number: int) -> str:
        """A paragraph as the page prints it: an extractor puts spaces around links, and drops joiners of letters."""
        text = self.found[number]
        printed = {self.shown.lines[place].text for place in self.places.get(number, ())}
        return printed.pop() if len(printed) == 1 and prose.is_prose(text) else text

    def is_lost(self, place: int, found: set[str]) -> bool:
        """Whether a line is no paragraph that was found, and nothing says that it is no story."""
        return place not in self._gone and self.shown.lines[place].letters not in found

    def span(self, element: Element) -> tuple[int, int]:
        """The lines of an element: the first, and the one behind the last."""
        return self.shown.spans.get(element, (0, 0))

    def _range(self, element: Element) -> tuple[int, int]:
        begin, end = self.span(element)
        return bisect_left(self._at, (begin, 0)), bisect_left(self._at, (end, 0))

    def within(self, element: Element) -> set[int]:
        """The paragraphs that stand in an element."""
        begin, end = self._range(element)
        return {number for _, number in self._at[begin:end]}

    def size_of(self, element: Element) -> int:
        """Characters of the paragraphs in an element."""
        begin, end = self._range(element)
        return self._sizes[end] - self._sizes[begin]

    def size_before(self, number: int) -> int:
        """Characters of what was extracted before a paragraph."""
        return self._before[number]

    def has_headline(self, element: Element) -> bool:
        """Whether the headline stands in an element."""
        begin, end = self.span(element)
        return bisect_left(self.headline, begin) < bisect_left(self.headline, end)

    def is_beside(self, element: Element, part: int) -> bool:
        """Whether an element has no more than one of so many parts of the text, and not the story's heading."""
        return part * self.size_of(element) <= self.size and not self.has_headline(element)

    def leave_out(self, element: Element) -> None:
        """Count all lines of an element as no story."""
        self._gone.update(range(*self.span(element)))

    def leave_out_lines(self, number: int) -> None:
        """Count the lines of one paragraph as no story."""
        self._gone.update(self.places[number])

    def box(self, element: Element) -> Element | None:
        """The nearest element around one that has any of the text besides."""
        own = self.size_of(element)
        around = element.getparent()
        while around is not None and self.size_of(around) == own:
            around = around.getparent()
        return around

    def is_button(self, element: Element) -> bool:
        """Whether an element is pressed: a button, or a link that leads nowhere and stands in no running text."""
        name = element.tag
        if name == "button" or element.get("role") == "button":
            return True
        if name != "a" or element.get("name") or element.get("id"):
            return False
        begin, end = self.span(element)
        alone = end - begin == 1 and self.shown.lines[begin].is_link
        return alone and _NOWHERE.fullmatch(element.get("href") or "") is not None

    def body(self) -> Element | None:
        """The innermost element that has nearly all of the text, but for its labels."""
        sizes = {number: len(self.found[number]) for number in self.left if prose.is_prose(self.found[number])}
        least = _MOSTLY * sum(sizes.values())
        best, fewest = None, len(self.shown.lines) + 1
        for element in self.holders:
            begin, end = self.span(element)
            if end - begin >= fewest or self.size_of(element) < least:
                continue
            if sum(sizes.get(number, 0) for number in self.within(element)) >= least:
                best, fewest = element, end - begin
        return best

    def each(self, number: int, test: Callable[[PageLine], bool]) -> bool:
        """Whether something holds for each line that a paragraph is."""
        places = self.places[number]
        return bool(places) and all(test(self.shown.lines[place]) for place in places)


def _controls(text: _Text) -> None:
    """What is in controls, forms, dialogues and hidden parts, and what stands right beside a field."""
    boxes = set()
    for element in text.shown.spans:
        name = element.tag
        is_control = name in CONTROLS or element.get("role") == "button"
        if is_control or (_is_apart(element) and text.is_beside(element, _HALF)):
            text.leave_out(element)
        if name == "textarea" or (name == "input" and (element.get("type") or "text").lower() not in _NO_FIELDS):
            boxes.add(text.box(element))
    for box in boxes - {None}:
        if text.is_beside(box, _HALF) and not _is_one_of_many(text, box):
            text.leave_out(box)


def _is_apart(element: Element) -> bool:
    """Whether an element is a form or a dialogue, or a menu that is not shown: a part of the text may be folded."""
    if element.tag in _APART or element.get("role") in _APART_ROLES:
        return True
    return is_hidden(element) and not _is_folded(element)


def _is_folded(element: Element) -> bool:
    """Whether an element is hidden and has nothing to press, as the rest of a text that waits to be unfolded."""
    return is_hidden(element) and not any(name_of(each) in _PRESSED for each in element.iter())


def _is_one_of_many(text: _Text, box: Element) -> bool:
    """Whether an element beside one is of the same shape and has text of its own: so do the parts of a story."""
    own = text.within(box)
    beside = (*islice(box.itersiblings(), _NEAR), *islice(box.itersiblings(preceding=True), _NEAR))
    return any(_shape(each) == _shape(box) and text.within(each) - own for each in beside)


def _shape(element: Element) -> tuple[str, str]:
    return name_of(element), element.get("class") or ""


def _comments(text: _Text) -> None:
    """What readers said: several elements of one shape behind the story, marked as it or with the same controls."""
    for element in text.holders:
        alike: dict[tuple[str, str], list[Element]] = defaultdict(list)
        for each in element:
            if text.size_of(each):
                alike[_shape(each)].append(each)
        for said in alike.values():
            if len(said) > 1 and _are_comments(text, said):
                for each in said:
                    text.leave_out(each)


def _are_comments(text: _Text, said: list[Element]) -> bool:
    if text.size_before(min(min(text.within(each)) for each in said)) < _LEAST:
        return False
    if all(_COMMENT.search(_marks(each)) for each in said):
        return True
    shared = set.intersection(*(_controls_of(text, each) for each in said))
    return bool(shared) and 2 * sum(map(text.size_of, said)) < text.size


def _marks(element: Element) -> str:
    """How an element is marked for machines and styles, and the first one in it."""
    inner = next((each for each in element if name_of(each)), element)
    names = ("class", "id", "itemtype", "itemprop", "role")
    return " ".join(each.get(name) or "" for each in (element, inner) for name in names)


def _controls_of(text: _Text, element: Element) -> set[str]:
    """What the controls in an element say."""
    return {letters_of("".join(each.itertext())) for each in element.iter() if text.is_button(each)} - {""}


def _links(text: _Text) -> None:
    """Lists in which nearly all is links: of other stories, where they are at an end or as long as headlines.

    And links behind one and the same word, wherever they stand: "See also".
    """
    named: dict[str, set[str]] = defaultdict(set)
    for line in text.shown.lines:
        if line.unlinked and _is_of_links(line):
            named[line.unlinked].add(line.letters)
    for number in text.left:
        if text.each(number, lambda line: len(named.get(line.unlinked, ())) > 1):
            text.leave_out_lines(number)
    for element in text.holders:
        begin, end = text.span(element)
        if end - begin < 2 or not text.is_beside(element, _QUARTER):
            continue
        lines = text.shown.lines[begin:end]
        linked = [line for line in lines if line.is_link]
        numbers = text.within(element)
        if len(linked) < 2:
            continue
        letters = sum(len(line.letters) for line in lines)
        if sum(len(line.unlinked) for line in lines) > (1 - _MOSTLY) * letters:
            continue
        is_in_the_text = text.left[0] < min(numbers) and max(numbers) < text.left[-1]
        if not is_in_the_text or sum(len(line.letters) for line in linked) >= _LONG_LINK * len(linked):
            text.leave_out(element)


def _is_of_links(line: PageLine) -> bool:
    """Whether most of a line stands in links."""
    return _HALF * len(line.unlinked) < len(line.letters)


def _has_label(line: PageLine, letters: str) -> bool:
    """Whether a label stands in a line with others, and not in running text."""
    return letters in line.letters and (_is_of_links(line) or not prose.is_prose(line.text))


def _is_link(line: PageLine) -> bool:
    return line.is_link


def _above(text: _Text) -> None:
    """The headline once more, labels above the text that stand outside of it, and what stands above the headline.

    An extractor need not keep the order of the page.
    """
    begin, _ = text.span(text.body())
    headline = set(text.headline)
    top = min(headline, default=0)
    if top > _first_prose(text, begin):
        top = 0  # that is no heading of this text
    for number in text.left:
        places = text.places[number]
        is_label = not any(_is_subtitle(text, place) for place in places) and not _announces(text.found[number])
        is_label = is_label and not prose.is_prose(text.found[number])
        is_above = bool(places) and max(places) < begin and (is_label or max(places) < top)
        if is_above or (places and headline.issuperset(places)):
            text.leave_out_lines(number)
    text.settle()
    for number in takewhile(lambda number: text.each(number, _is_link), text.left):
        if prose.is_prose(text.found[number]):
            break
        text.leave_out_lines(number)


def _announces(line: str) -> bool:
    """Whether a line says that something follows, and so belongs to it."""
    return line.endswith((":", "：", "፡"))


def _first_prose(text: _Text, begin: int) -> int:
    """The first line from this one on that is a paragraph of the text and no label; this one where there is none."""
    places = (place for number in text.left if prose.is_prose(text.found[number]) for place in text.places[number])
    return min((place for place in places if place >= begin), default=begin)


def _is_subtitle(text: _Text, place: int) -> bool:
    """Whether a line is a heading beside the headline."""
    element = text.shown.lines[place].element
    return name_of(element) in HEADINGS and text.has_headline(element.getparent())


def _behind(text: _Text) -> None:
    """Boxes with buttons behind the first paragraph, and links at the end."""
    begin, behind = text.span(text.body())
    first = _first_prose(text, begin)
    left = list(text.left)
    boxes: dict[Element | None, None] = {}
    for element in reversed(text.shown.spans):
        if text.is_button(element):
            boxes.setdefault(text.box(element))
    for box in boxes:
        if box is None or not text.is_beside(box, _QUARTER) or _is_one_of_many(text, box):
            continue
        numbers = text.within(box)
        is_last = numbers == set(left[-len(numbers) :])
        is_amid = first < min(text.span(box)) and text.span(box)[1] <= behind
        if is_last:
            del left[-len(numbers) :]
        if is_last or is_amid or text.span(box)[0] >= behind:
            text.leave_out(box)
    text.settle()
    run = list(takewhile(lambda number: text.each(number, _is_link), reversed(text.left)))
    if len(run) > 1 or (run and not prose.is_prose(text.found[run[0]])):
        for number in run:
            text.leave_out_lines(number)


def _headings(text: _Text) -> None:
    """Headings of what is gone, and at the end those of nothing."""
    left = set(text.left)
    for number in reversed(text.left):
        if number + 1 not in left and text.each(number, _is_heading):
            text.leave_out_lines(number)
            left.discard(number)


def _is_heading(line: PageLine) -> bool:
    """Whether a line heads others: a heading, or a paragraph that is bold from end to end."""
    if name_of(line.element) in HEADINGS:
        return True
    bold = next((each for each in line.element.iter("strong", "b")), None)
    return bold is not None and letters_of("".join(bold.itertext())) == line.letters


def _with_lost(text: _Text) -> list[str]:
    """What is left, with what was lost from among it: paragraphs and items of lists beside those that were found."""
    begin, end = text.span(text.body())
    at = {place: number for number in text.left for place in text.places[number] if begin <= place < end}
    if not at:
        return [paragraph for _, paragraph in text.paragraphs()]
    holders = {text.shown.lines[place].element.getparent() for place in at}
    shapes = {_shape(text.shown.lines[place].element) for place in at}
    found = {letters_of(paragraph) for paragraph in text.found}
    lost: dict[int, list[str]] = defaultdict(list)
    folded = {element for element in text.shown.spans if _is_folded(element)}
    holders |= {element for element in folded if element.getparent() in holders}
    last, after, is_announced = min(at), max(at), False
    for place in range(min(at), end):
        line = text.shown.lines[place]
        if place in at:
            last, is_announced = place, _announces(text.found[at[place]])
            continue
        is_told = is_announced or not line.is_link or line.text[-1] in _ENDS_SENTENCE
        is_among = place < after or line.element.getparent() in folded
        if is_told and is_among and text.is_lost(place, found) and _stands_among(line, holders, shapes):
            lost[at[last]].append(line.text)
    told = [each for number, paragraph in text.paragraphs() for each in (paragraph, *lost[number])]
    return [*told, *_credit_behind(text, after, found)] if end_credit(told[-1]) is None else told


def _credit_behind(text: _Text, last: int, found: set[str]) -> list[str]:
    """The credit line that stands in an element of its own behind the text, as a list of no or one line."""
    for place in range(last + 1, min(last + _BEHIND, len(text.shown.lines))):
        line = text.shown.lines[place]
        is_captioned = any(name_of(each) in prose.ASIDE for each in (line.element, *line.element.iterancestors()))
        if is_captioned or line.is_link or not text.is_lost(place, found):
            continue
        if credit_line(line.text) is not None:
            return [line.text]
    return []


def _stands_among(line: PageLine, holders: set[Element], shapes: set[tuple[str, str]]) -> bool:
    """Whether a line is a paragraph of the same kind beside those of the story, or an item of a list beside them."""
    element = line.element
    if name_of(element) == "li":
        return element.getparent().getparent() in holders and not element.getparent().get("class")
    return name_of(element) == "p" and element.getparent() in holders and _shape(element) in shapes


def _names_an_agency(text: str) -> bool:
    """Whether a short line names an agency: a credit."""
    line = one_line(text)
    return len(line) <= _LONGEST_CREDIT and (bool(agencies.find(line)) or agencies.resolve(line) is not None)
