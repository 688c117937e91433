"""Chinese, Japanese and Korean datelines: the agency first, no spaces, the day with its signs.

``据新华社阿斯塔纳4月18日电（记者…）``, ``越通社河内——``, ``新華網北京11月4日``,
``북경 11월 29일발 신화통신:``, ``(서울=연합뉴스)``, ``【東京共同】``, ``（中央社記者王小明台北12日電）``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from stream.reading.credits.agencies import eastern_names, resolve

__all__ = ["EasternDateline", "eastern_dateline"]


class EasternDateline(NamedTuple):
    """A dateline at the start of a head, up to ``end``."""

    end: int
    place: str
    month: int | None
    day: int | None
    agencies: tuple[str, ...]


# A place in Han or kana: no digit, no punctuation, and none of the words of an attribution
# ("据新华社报道,4月18日..." has no place and is no dateline).
_PLACE = r"(?P<place>(?:(?!报道|報道|报导|报|記者|记者|消息)[^\W\d_]){0,15}?)"
_DAY = r"(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?日"
# Often without its month, and what bureaus print in Chinese without its sign.
_SHORT_DAY = r"(?:(?P<month>\d{1,2}) ?[月월] ?)?(?P<day>\d{1,2}) ?[日일]"
_REPORTER = r"(?:\s*[(\uff08][^()\uff08\uff09]{0,12}?(?:记者|記者)[^()\uff08\uff09]{0,80}[)\uff09])?"
_MARK = r"\s*(?:[:\uff1a】\])\uff09]|[—–-]{1,2})?\s*"


_EASTERN = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    name = f"(?P<agency>{eastern_names()})"
    return (
        # 据新华社阿斯塔纳4月18日电 (记者白洁、周良) / 新華網北京11月4日 / 【新華社北京11月29日】
        re.compile(
            rf"[【\[]?[据據]?{name}{_PLACE}\s?{_DAY}\s?"
            rf"(?:[电電讯訊发發]|消息|(?=[】\]\s,\uff0c\u3001:\uff1a(\uff08]|$)){_REPORTER}{_MARK}"
        ),
        # （中央社記者王小明台北12日電）, 【法新社巴黎12日電】: the reporter and the place are not told apart
        re.compile(
            rf"[【\[(（]?{name}(?:(?:记者|記者)[^\W\d_]{{2,12}}|{_PLACE})\s?{_SHORT_DAY}?"
            rf"[电電讯訊]{_MARK}(?<=[】\])）:：])\s*"
        ),
        # 【東京共同】, [ソウル 12日 ロイター] -, （東京＝共同）, (서울=연합뉴스) 홍길동 기자 =
        re.compile(
            rf"[【\[(（［](?P<place>[^\W\d_]{{1,12}}?)[\s=＝・]*(?:{_SHORT_DAY}\s?)?"
            rf"(?:{name}|(?P<western>[A-Z][A-Za-z]{{1,9}}))[】\])）］]\s*(?:[^\W\d_]{{2,5}} 기자\s*)?[-–—=＝]?\s*"
        ),
        # 越通社河内——
        re.compile(rf"{name}(?P<place>[^\W\d_]{{1,12}}?)\s?(?:[—–]{{1,2}}|--)\s?"),
        # 북경 11월 29일발 신화통신:
        re.compile(
            rf"(?P<place>[^\W\d_]{{1,10}}) ?(?P<month>\d{{1,2}}) ?월 ?(?P<day>\d{{1,2}}) ?일 ?발 ?{name}\s?[:\uff1a]\s*"
        ),
    )


def eastern_dateline(head: str) -> EasternDateline | None:
    """Return the dateline that ``head`` (the first line of a text) starts with, or None."""
    for form in _forms():
        if match := form.match(head):
            parts = match.groupdict()
            agency = resolve(parts["agency"] or parts["western"])
            if agency is None or not _EASTERN.search(match.group()):
                continue  # "(APA)" is no "(A PA)"
            month, number = (int(parts.get(name) or 0) for name in ("month", "day"))
            if month > 12 or number > 31 or (month and not number):
                continue  # no such day
            place = (parts.get("place") or "").strip()
            if not month:  # the day alone: whose month it is, no text says
                number = 0
            return EasternDateline(match.end(), place, month or None, number or None, (agency,))
    return None
