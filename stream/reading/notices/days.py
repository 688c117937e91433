"""Days in notices: the date until which an embargo holds, the day of the item that an order is about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stream.text.fold import fold_words
from stream.text.languages import languages

__all__ = ["dates", "is_day_name", "named_day", "weekday"]

_DAY = re.compile(r"(?<![\d.:/h])(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.|er|º)?[\s-](?:de |d')?(?P<name>[^\W\d_]{3,12})\b")
_DAY_BEHIND = re.compile(r"\b(?P<name>[^\W\d_]{3,12})\.?\s(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:h]|\.\d)")
_DAY_IN_FIGURES = re.compile(r"(?<![\d/])(?P<day>[0-3]?\d)/(?P<month>[01]?\d)(?![\d/]*\d/)")
_DAY_IN_SIGNS = re.compile(
    rf"(?:(?P<month>\d{{1,2}})\s?(?:月|{fold_words('월')})\s?)?(?P<day>\d{{1,2}})\s?(?:日|号|{fold_words('일')})"
)


def _month_numbers() -> dict[str, int]:
    numbers: dict[str, int] = {}
    for language in languages():
        for calendar in (language.calendar, language.datelines):
            for number, names in enumerate(calendar.months, 1):
                for name in names:
                    numbers.setdefault(fold_words(name), number)
    return numbers


_MONTHS = _month_numbers()
_WEEKDAYS = {
    fold_words(name): number
    for language in languages()
    for number, names in enumerate(language.calendar.weekdays)
    for name in names
}


_STEM, _ENDING = 4, 4  # letters, of which cases change the last
_STEMS = frozenset(name[: max(_STEM, len(name) - 2)] for name in (*_MONTHS, *_WEEKDAYS) if len(name) >= _STEM)


def dates(folded: str) -> Iterator[tuple[int | None, int]]:
    """Month and day of each date in a folded text, the surest form first; the month is None where it is not printed."""
    for pattern in (_DAY, _DAY_BEHIND):
        for named in pattern.finditer(folded):
            if (month := _MONTHS.get(named["name"])) is not None:
                yield month, int(named["day"])
    if (figures := _DAY_IN_FIGURES.search(folded)) is not None:
        yield int(figures["month"]), int(figures["day"])
    if (signs := _DAY_IN_SIGNS.search(folded)) is not None:
        yield int(signs["month"]) if signs["month"] else None, int(signs["day"])


def named_day(folded: str) -> str | None:
    """The date that a folded text names first, as month and day: "03-31"."""
    return next((f"{month:02}-{day:02}" for month, day in dates(folded) if month and _exists(month, day)), None)


def weekday(folded: str) -> int | None:
    """The weekday that a folded text names first; 0 is Monday."""
    return next((_WEEKDAYS[word] for word in re.findall(r"[^\W\d_]+", folded) if word in _WEEKDAYS), None)


def is_day_name(word: str) -> bool:
    """Whether a folded word names a month or a weekday, in whatever case."""
    return any(len(word) <= size + _ENDING and word[:size] in _STEMS for size in range(_STEM, len(word) + 1))


def _exists(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31
