"""The day in a dateline: ``Nov. 29``, ``10 août``, ``21 ene``, ``13 Jan``, ``4月18日``, ``Monday``.

Only the forms of datelines are read, in the languages that the agencies of the table write. A
date that cannot exist (31 and more days, month 13) is no date.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stream.text.fold import fold

__all__ = ["Day", "day", "split_day"]


class Day(NamedTuple):
    """Month and day as printed; both None for a weekday, whose date only the calendar knows."""

    month: int | None = None
    day: int | None = None


# English, French, Spanish, Portuguese, German, Italian, Indonesian and Malay; no full stop.
_MONTHS_WEST = (
    "january jan janvier janv enero ene januar jan janner gennaio gen janeiro januari",
    "february feb fevrier fevr fev febrero febbraio fevereiro februar februari pebruari",
    "march mar mars marzo marco marz maerz maret mac mrz",
    "april apr avril avr abril abr aprile",
    "may mai mayo maio maggio mag mei",
    "june jun juin junio junho juni giugno giu",
    "july jul juillet juil julio julho juli luglio lug julai",
    "august aug aout agosto ago agustus agu agt ogos",
    "september sept sep septembre septiembre setiembre setembro set settembre",
    "october oct octobre octubre outubro out oktober okt ottobre ott",
    "november nov novembre noviembre novembro nopember",
    "december dec decembre diciembre dic dezembro dez dezember dicembre desember des disember",
)
# Dutch and Nordic, Polish, Czech, Slovak and South Slavic, Hungarian, Romanian, Turkish, Greek, Russian, Ukrainian,
# Bulgarian and Serbian. "Listopada" is missing, which is November in Poland and October in Croatia, and "mart", which
# is a shop in English.
_MONTHS_EAST = (
    "januari stycznia ledna januára januarja januara siječnja január "
    "ianuarie ian ocak Ιανουαρίου января янв січня януари јануара",
    "februari lutego února februára februarja februara veljače február "
    "februarie şubat Φεβρουαρίου февраля фев лютого февруари фебруара",
    "maart marts marca března marta ožujka március martie Μαρτίου марта мар березня март",
    "aprill kwietnia dubna apríla aprila travnja április aprilie nisan Απριλίου апреля апр квітня април априла",
    "maj maja května mája svibnja május mayıs Μαΐου мая травня май маја",
    "czerwca června júna junija juna lipnja június iunie haziran Ιουνίου июня июн червня юни јуна",
    "lipca července júla julija jula srpnja július iulie temmuz Ιουλίου июля июл липня юли јула",
    "augusti augustus sierpnia srpna augusta avgusta kolovoza augusztus ağustos Αυγούστου августа авг серпня август",
    "września září septembra rujna szeptember septembrie eylül "
    "Σεπτεμβρίου сентября сен сент вересня септември септембра",
    "października října oktobra októbra október octombrie ekim Οκτωβρίου октября окт жовтня октомври октобра",
    "listopadu novembra studenoga studenog noiembrie kasım Νοεμβρίου ноября ноя листопада ноември новембра",
    "grudnia prosince decembra prosinca decembrie aralık Δεκεμβρίου декабря дек грудня декември децембра",
)
_MONTHS = {
    fold(name): number
    for months in (_MONTHS_WEST, _MONTHS_EAST)
    for number, names in enumerate(months, start=1)
    for name in names.split()
}

_WEEKDAYS = frozenset(
    name
    for language in (
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "lunes martes miercoles jueves viernes sabado domingo",
        "segunda-feira terca-feira quarta-feira quinta-feira sexta-feira",
        "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
        "lunedi martedi mercoledi giovedi venerdi sabato domenica",
        "senin selasa rabu kamis jumat sabtu minggu",
    )
    for name in language.split()
)

_YEAR = r"(?:,? (?:de |del )?(?:19|20)\d\d)?"
_MONTH_DAY = re.compile(rf"([^\W\d_]{{3,12}})\.? ?(\d{{1,2}})(?:st|nd|rd|th)?{_YEAR}\.?")
_DAY_MONTH = re.compile(rf"(\d{{1,2}})(?:er|st|nd|rd|th|o|\.)? ?(?:de |di |of )?([^\W\d_]{{3,12}})\.?{_YEAR}")
# Vietnamese, and nobody else in a dateline, prints the day with two numbers.
_NUMBERS = re.compile(r"(?:ngay )?(\d{1,2})(?: ?[-/] ?| thang )(\d{1,2})(?:(?:[-/]| nam )(?:19|20)\d\d)?")
_EAST_ASIAN = re.compile(r"(?:\d{4} ?[年년] ?)?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]")

# The start of a day at the end of a place, where no comma stands between them.
_TRAILING = re.compile(r"\s(?=[^\s,]{1,12}\s?[^\s,]{1,12}(?:\s(?:19|20)\d\d)?$)")


def day(text: str) -> Day | None:
    """Return the day that ``text`` is as a whole, or None."""
    if not 2 <= len(text) <= 40:
        return None
    copy = " ".join(fold(text).split())
    if copy.rstrip(".") in _WEEKDAYS:
        return Day()
    if match := _MONTH_DAY.fullmatch(copy):
        return _checked(_MONTHS.get(match[1]), int(match[2]))
    if match := _DAY_MONTH.fullmatch(copy):
        return _checked(_MONTHS.get(match[2]), int(match[1]))
    if match := _NUMBERS.fullmatch(copy):
        return _checked(int(match[2]), int(match[1]))
    if match := _EAST_ASIAN.fullmatch(copy):
        return _checked(int(match[1]), int(match[2]))
    return None


def split_day(text: str) -> tuple[str, Day] | None:
    """Return place and day where ``text`` is both with no comma between: ``BEIJING Nov 29``."""
    for match in _TRAILING.finditer(text):
        if found := day(text[match.end() :]):
            return text[: match.start()].rstrip(), found
    return None


def _checked(month: int | None, number: int) -> Day | None:
    if month is None or not 1 <= month <= 12 or not 1 <= number <= 31:
        return None
    return Day(month, number)
