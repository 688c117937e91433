"""What a note corrects: the values that it sets against each other, and whether the text below has one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

from stream.reading.notices.forms import CORRECTED, UNSPACED, corrects_folded
from stream.reading.notices.order_words import DENSE, INSTEAD, QUOTED, STEM, WRONG, hits_in, least, listed_in, starts_in
from stream.text.fold import fold_words
from stream.text.languages import languages

__all__ = ["corrected_values", "corrects_itself", "prints", "set_right"]

# Long ones too, or the end of a headline would be taken for the beginning of the next quotation.
_ANY_QUOTED = re.compile(
    r'"([^"\n]{1,200})"|“([^”\n]{1,200})”|„([^“”"\n]{1,200})[“”"]|”([^“”\n]{1,200})[“”]|«\s?([^»\n]{1,200}?)\s?»'
    r"|»\s?([^«»\n]{1,200}?)\s?«|「([^」\n]{1,200})」"
)
_LONGEST_VALUE = 60  # characters
_FIGURE = re.compile(r"\d(?:[\d.,\xa0\u202f ]*\d)?")
_VALUE = re.compile(r"[^\W\d_]{0,3}\d(?:[\d.,\xa0\u202f ]*\d)?\s?[^\W\d_]{0,20}")
_DENSE_VALUE = re.compile(rf"\d(?:[\d.,]*\d)?(?:{UNSPACED.pattern}|[\uac00-\ud7a3])")
# Dates and hours are no values: "Lúc 17h25 ngày 9/3/2025".
_WHEN = re.compile(r"\b\d{1,2}[h:]\d{2}\b|\b\d{1,4}[/-]\d{1,2}(?:[/-]\d{1,4})?\b")
_IN_BRACKETS = re.compile(r"(?P<before>[^()\n]{3,60}?)\s?\((?P<inner>[^()\n]{4,60})\)")
# With a comma or a word for and between.
_LAST_WORD = re.compile(r"\b(\w{3,})(?:,|,? \w{1,3}) $")
_WORD_BEFORE = re.compile(r"\b(\w{3,})[^\w\n]{1,4}(?:\w{1,3} )?$")
_PRINTED = re.compile(r"\w+")
_NEXT_WORDS = re.compile(r" (\w{3,})\b(?: (\w{3,})\b)?")
_MOST_PAIRS = 6
_NUMERALS = {
    str(number): frozenset(
        fold_words(word)
        for language in languages()
        if number < len(language.words.numbers)
        for word in language.words.numbers[number].split()
    )
    for number in range(2, 21)  # one is an article as well
}
_ABOUT_AS_LONG = 2
_LONGEST_ENDING = 3  # letters
_LONGEST_CORRECTING = 400  # characters of a note above or below a text
_FIGURE_APART = re.compile(r"\d[\d.,\s]*")
_LEAST_WRONG = least(WRONG)
_CORRECTING = frozenset(word[:STEM] for word in (*CORRECTED, *WRONG))


def corrected_values(text: str) -> list[tuple[str, str]]:
    """Pairs of values of one form, such as "41 miners" and "14 miners", of which one may correct the other.

    Short quotations, or figures with the word behind them. Which is right is not in their form, nor in the order in
    which a language names them: what the corrected text holds is wrong.
    """
    quoted = [
        value
        for match in _ANY_QUOTED.finditer(text)
        if len(value := next(filter(None, match.groups())).strip()) <= _LONGEST_VALUE
    ]
    bare = QUOTED.sub(" ", text)
    if "/" in bare or "h" in bare or ":" in bare or "." in bare:
        bare = _WHEN.sub(" ", bare)
    figures = [_value(match[0]) for match in _VALUE.finditer(bare)]
    pairs = _of_one_form(quoted) or _of_one_form(figures)
    return pairs[:_MOST_PAIRS] or _named_once(figures) or _set_apart(text)


def _of_one_form(values: Iterable[str]) -> list[tuple[str, str]]:
    """The pairs of some values that differ in their figures alone."""
    forms = [(_FIGURE.sub("0", value), value) for value in values]
    return [
        (one, other)
        for (form, one), (other_form, other) in combinations(forms, 2)
        if one != other and _is_one_form(form, other_form)
    ]


def set_right(note: str, text: str, *, is_correction: bool = False) -> list[tuple[str, str]]:
    """What a note sets right in a text: each wrong value, which the text prints, with the right one, which it does not.

    Values of one form say more than words on either side of one for not, and those more than what stands in quotation
    marks: what a surer way finds in the text is not sought in the next one.

    Args:
        note: the note.
        text: that it may be about.
        is_correction: it says that it corrects; then the right value alone is enough, where the text has one like it.
    """
    for find in (corrected_values, _contrasted_words, _quoted_alike, _all_figures):
        told = [
            (_as_printed(text, one, beside=other), _as_printed(text, other, beside=one), one, other)
            for one, other in find(note)
        ]
        facts = [
            (mine or theirs, other if mine else one) for mine, theirs, one, other in told if bool(mine) != bool(theirs)
        ]
        if facts:
            return list(dict.fromkeys(facts))
    return _only_right(note, text) if is_correction else []


def _only_right(note: str, text: str) -> list[tuple[str, str]]:
    """The values that a note gives without the wrong ones, where a text has one other figure with the same word.

    "It must read: 260 employees are affected": the text has 620 employees, and no other number of them.
    """
    facts = []
    for match in _VALUE.finditer(QUOTED.sub(" ", _WHEN.sub(" ", note))):
        figure, _, unit = _value(match[0]).partition(" ")
        if unit and len(unit) >= STEM and not prints(text, f"{figure} {unit}"):
            others = {other.strip() for other in re.findall(rf"(?<![\d.,])\d[\d.,]*\s{re.escape(unit)}\b", text)}
            if len(others) == 1:
                facts.append((others.pop(), f"{figure} {unit}"))
    return facts


def _as_printed(text: str, value: str, *, beside: str) -> str:
    """A value as a text prints it: a small number may stand in a word there; "" where it does not.

    Args:
        text: the text.
        value: the value.
        beside: that it is set against. Where that goes on as this one does, "Teal" and "Teale", a whole word is meant.
    """
    is_whole = beside != value and beside.startswith(value) and beside[len(value)].isalpha()
    if prints(text, value) and not (is_whole and prints(text, beside)):
        return value
    spelt = _NUMERALS.get(value, ())
    return next((word for word in _PRINTED.findall(text) if fold_words(word) in spelt), "") if spelt else ""


def _quoted_alike(text: str) -> list[tuple[str, str]]:
    """Pairs of quotations that share words, whatever their form: "Five of the children", "Seven of the children".

    Then those that stand next to each other and are about as long: a name and how it is spelt.
    """
    quoted = [next(filter(None, match.groups())).strip(" ,.") for match in _ANY_QUOTED.finditer(text)]
    words = [(each, set(fold_words(each).split())) for each in quoted]
    pairs = [
        (one, other)
        for (one, ours), (other, theirs) in combinations(words, 2)
        if one != other and 2 * len(ours & theirs) >= max(len(ours), len(theirs))
    ]
    pairs += [
        (one, other)
        for one, other in pairwise(quoted)
        if one != other and max(len(one), len(other)) <= _ABOUT_AS_LONG * min(len(one), len(other))
    ]
    return list(dict.fromkeys(pairs))


def _all_figures(text: str) -> list[tuple[str, str]]:
    """Pairs of figures with one word beside them, wherever they stand, or of as many digits.

    "Read 'a slide of 180 metres' for 80 metres", "(read 'opened in 1984' and not in 1974)".
    """
    told = _WHEN.sub(" ", text)
    values = list(dict.fromkeys(_value(match[0]) for match in _VALUE.finditer(told)))
    figures = list(dict.fromkeys(_FIGURE.findall(told)))
    return _of_one_form(values) + [
        (one, other)
        for one, other in combinations(figures, 2)
        if sum(map(str.isdigit, one)) == sum(map(str.isdigit, other)) > 1
    ]


def _contrasted_words(text: str) -> list[tuple[str, str]]:
    """Pairs of words on either side of one for not, or for instead: "five, not two", "sixty people, not forty people".

    News says what is not, too: what a pair says shows only beside the text that has one of them.
    """
    folded, pairs = fold_words(text), []
    parting = [(hit.start, hit.end, _LAST_WORD) for hit in listed_in(folded) if hit.kind.startswith("not:")]
    parting += [(*match.span(), _WORD_BEFORE) for match in INSTEAD.finditer(folded)]
    for start, end, last in parting:
        if UNSPACED.search(folded, start, end) is None:
            before = last.search(folded, 0, start)
            behind = _NEXT_WORDS.match(folded, end)
            if behind is None:
                continue
            # What stands before the same word elsewhere: "three firemen were hurt, not two firemen".
            others = re.findall(rf"(\w{{3,}}) {behind[2]}\b", folded[:start]) if behind[2] else []
            if others:
                pairs.append((behind[1], others[-1]))
            elif before is not None:
                pairs.append((behind[1], before[1]))
    printed: dict[str, str] = {fold_words(word): word for word in _PRINTED.findall(text)}
    return [(printed.get(one, one), printed.get(other, other)) for one, other in dict.fromkeys(pairs) if one != other][
        :_MOST_PAIRS
    ]


def _set_apart(text: str) -> list[tuple[str, str]]:
    """Words of which the second stand in brackets behind a word for not: "sechzig (nicht vierzig)"."""
    pairs = []
    for match in _IN_BRACKETS.finditer(text):
        first, *rest = match["inner"].split()
        if rest and any(hit.kind.startswith("not:") for hit in listed_in(fold_words(first))):
            before = match["before"].split()[-len(rest) :]
            pairs.append((" ".join(rest), " ".join(before)))
    return pairs[:_MOST_PAIRS]


def _named_once(figures: Sequence[str]) -> list[tuple[str, str]]:
    """Two figures of one length of which only the first has a word with it: "14,000 vehicles … should be 12,000"."""
    if len(figures) != 2:
        return []
    one, other = figures
    digits = [sum(map(str.isdigit, figure)) for figure in figures]
    is_named_once = _FIGURE.sub("", one).strip() != "" and _FIGURE.fullmatch(other) is not None
    return [(one, other)] if is_named_once and digits[0] == digits[1] and one.split()[0] != other else []


def _is_one_form(one: str, other: str) -> bool:
    """Whether two values are of one form: of figures the word beside them may have another ending."""
    if one == other or not (one.startswith("0 ") and other.startswith("0 ")):
        return one == other
    short, long = sorted((fold_words(one[2:]), fold_words(other[2:])), key=len)
    return len(short) > STEM and long.startswith(short) and len(long) - len(short) <= _LONGEST_ENDING


def _value(printed: str) -> str:
    """A figure with the word beside it; where nothing parts words, with the sign behind it."""
    dense = _DENSE_VALUE.search(printed)
    return printed.strip() if dense is None else dense[0]


def corrects_itself(text: str) -> str | None:
    """The note above or below a text that says what was corrected in it; None where there is none.

    It says that something is corrected, speaks of an item or as a desk does, and sets one value against another, of
    which the text below prints one and not the other: "should read 95 million (instead of 950 million)".
    """
    for start, end in ((0, text.find("\n")), (text.rfind("\n") + 1, len(text))):
        note = text[start:end] if 0 <= end - start <= _LONGEST_CORRECTING and end > 0 else ""
        if len(_FIGURE_APART.findall(note)) < 2 or not _may_correct(note):
            continue
        folded = fold_words(note)
        if not corrects_folded(folded) and not any(word in folded for word in _LEAST_WRONG):
            continue
        if not any(hit.kind in ("items", "voice") for hit in hits_in(folded)):
            continue
        rest = f"{text[:start]}\n{text[end:]}"
        if any(prints(rest, one) != prints(rest, other) for one, other in corrected_values(note)):
            return note
    return None


def _may_correct(note: str) -> bool:
    """Whether a note may say that something was corrected or wrong; quickly, for it is asked of all texts."""
    return not note.isascii() or not _CORRECTING.isdisjoint(starts_in(note))


def prints(text: str, value: str) -> bool:
    """Whether a text has a value: its figures not as a part of others, nor its words as an end of others."""
    word = fold_words(value)
    before = r"(?<!\w)" if word[:1].isalpha() and not DENSE.match(word) else ""
    return re.search(rf"{before}(?<!\d)(?<!\d[.,]){re.escape(word)}(?!\d)", fold_words(text)) is not None
