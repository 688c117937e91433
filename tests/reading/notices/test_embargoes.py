"""Printed embargoes: where they stand, and until when they hold."""

from __future__ import annotations

from datetime import datetime

import pytest

from stream.reading.notices import printed_embargo
from stream.text.times import timestamp

PUBLISHED = int(datetime.fromisoformat("2025-06-17T08:00:00Z").timestamp() * 1000)
STORY = "\n\nGaran (GNA) - Night trains are to run twice as often by 2030, the ministry said on Tuesday."


def until(language: str, *, headline: str = "", note: str = "", text: str = "") -> str | None:
    """The time that is read; None where there is no embargo, "unclear" where it has no time."""
    found = printed_embargo(headline=headline, ed_note=note, text=text, published=PUBLISHED, language=language)
    return None if found is None else timestamp(found.until) or "unclear"


@pytest.mark.parametrize(
    ("language", "note", "expected"),
    [
        ("en", "STRICTLY EMBARGOED to 0001 GMT Wednesday June 18", "2025-06-18T00:01:00Z"),
        ("en", "Embargoed until 12 noon on Thursday, June 19, 2025", "2025-06-19T17:00:00Z"),
        ("en", "EMBARGOED", "unclear"),
        ("fr", "SOUS EMBARGO jusqu'au jeudi 19 juin à 06H00 GMT", "2025-06-19T06:00:00Z"),
        ("de", "Sperrfrist: Mittwoch, 18. Juni 2025, 10.00 Uhr", "2025-06-18T10:00:00Z"),
        ("it", "EMBARGO ALLE ORE 18.00", "2025-06-17T18:00:00Z"),
        ("es", "EMBARGADA HASTA LAS 00.01 GMT DEL MIÉRCOLES 18 DE JUNIO", "2025-06-18T00:01:00Z"),
        ("ru", "ЭМБАРГО ДО 10:00 МСК 18 ИЮНЯ", "2025-06-18T07:00:00Z"),
        ("ko", "엠바고: 6월 18일 오전 6시 이후 보도", "2025-06-18T06:00:00Z"),
        ("ja", "１８日午後５時解禁", "2025-06-18T17:00:00Z"),
        ("vi", "Tin chỉ được đăng sau 10 giờ ngày 18/6", "2025-06-18T10:00:00Z"),
        ("de", "Sperrfrist 1. Januar", "2026-01-02T00:00:00Z"),
        ("en", "Embargoed until 31 June", "unclear"),
        ("en", "The embargo has been lifted", None),
        ("en", "Adds quote", None),
    ],
)
def test_until_when(language: str, note: str, expected: str | None) -> None:
    """In GMT or the zone that is printed; without one no item comes out before the hour that is meant."""
    assert until(language, note=note) == expected


def test_where_it_stands() -> None:
    """A note, a line of its own above the text, a mark before the headline; in running text it is news."""
    line = "Sperrfrist: 18. Juni, 10.00 Uhr"
    assert until("de", text=line + STORY) == until("de", note=line) == "2025-06-18T10:00:00Z"
    assert until("ja", headline="【１８日午前５時解禁】鉱山で崩落") == "2025-06-18T05:00:00Z"
    assert until("es", headline="EMBARGADO - Encalla un transbordador") == "unclear"
    assert until("en", headline="Garan embargoed arms until 18 June") is None
    assert until("en", text=f"Garan said that the oil embargo until 18 June was lawful.{STORY}") is None


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ko", "※ 이 기사는 18일 오후 6시까지 엠바고입니다."),
        ("en", "This story must not appear before the embargo ends at 6 p.m. on June 18."),
        ("tr", "Bu haber 18 Haziran saat 18.00'e kadar ambargoludur."),
    ],
)
def test_a_line_that_speaks_of_the_item_may_name_its_embargo_at_its_end(language: str, line: str) -> None:
    """Where verbs come last; a story about an embargo names it again, and tells of no item of news."""
    assert (until(language, text=line + STORY) or "").startswith("2025-06-18T")
    assert until(language, text=f"{line}{STORY} {line}") is None
    assert until("en", text=f"Garan said that an arms embargo begins at 6 p.m. on June 18.{STORY}") is None


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", "EMBARGOED\n\nNot for publication before 10:00 GMT on June 18."),
        ("de", "SPERRFRIST\n\nFrei für Mittwoch, 18. Juni, 10.00 Uhr."),
        ("fr", "SOUS EMBARGO\n\nMercredi 18 juin à 10H00 GMT"),
    ],
)
def test_the_time_may_stand_in_the_line_below(language: str, lines: str) -> None:
    """A line that says no time is read with the next one, but not with the story."""
    assert until(language, text=lines + STORY) == "2025-06-18T10:00:00Z"
    assert until(language, text=lines.partition("\n")[0] + STORY) == "unclear"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ko", "※ 6월 18일 오전 10시 이후 보도해 주시기 바랍니다"),
        ("de", "Bitte nicht vor dem 18. Juni, 10.00 Uhr veröffentlichen"),
        ("fr", "Prière de ne pas publier avant le 18 juin à 10h00 GMT"),
    ],
)
def test_a_line_may_ask_to_wait_without_a_word_for_embargoes(language: str, line: str) -> None:
    """It speaks of use and of an hour, forbids or asks, and says nothing else; the stamp of a page asks nothing."""
    assert until(language, text=line + STORY) == "2025-06-18T10:00:00Z"
    assert until("en", text=f"Published by the editor on June 18, 2025 at 10 a.m.{STORY}") is None


def test_an_hour_without_a_zone_is_flagged() -> None:
    """It holds until the hour is over in the zone that is taken, and the record says that none is printed."""
    for line, zoned in (("EMBARGO ALLE ORE 18.00", False), ("Embargoed until 1800 GMT", True)):
        found = printed_embargo(headline="", ed_note=line, text="", published=PUBLISHED, language="it")
        assert found is not None
        assert found.zoned is zoned


def test_an_item_without_a_time_is_held() -> None:
    """There is no day from which the hour could be counted."""
    found = printed_embargo(headline="", ed_note="Embargoed to 0600 GMT", text="", published=None, language="en")

    assert found is not None
    assert found.until is None


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("el", "ΕΜΠΑΡΓΚΟ ΜΕΧΡΙ ΤΙΣ 18:00"),
        ("hu", "Embargó: június 17., 18 óra"),
        ("fi", "Julkaisuvapaa klo 18.00"),
        ("ar", "محظور النشر حتى الساعة 18:00"),
        ("th", "ห้ามเผยแพร่ก่อน 18.00 น."),
        ("pl", "EMBARGO do wtorku, 17 czerwca, do godz. 18.00"),
        ("sv", "Embargo till kl. 18.00 tisdag"),
    ],
)
def test_a_line_of_hardly_more_than_a_time_sets_one(language: str, line: str) -> None:
    """In whatever language."""
    assert until(language, text=line + STORY) not in (None, "unclear")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Embargo on Garan's oil is extended until June 30, ministers said on Tuesday."),
        ("es", "El piso embargado por el banco se subastará el 7 de julio a las 18.00."),
        ("fr", "L'embargo sur le pétrole entrera en vigueur le 5 décembre à 18h00."),
        ("ru", "Эмбарго на нефть из Гарана вступит в силу 5 декабря в 18:00."),
        ("ja", "北川のアユ釣りが１８日午後６時に解禁され、大勢の釣り人が訪れた。"),
        ("zh", "黄河禁渔期18日18时解禁，沿岸渔民出海捕鱼。"),
        ("tr", "Garan'a ambargo: Petrol fiyatları 18 Haziran'da arttı"),
        ("en", "Embargo: Oil prices jump 5 percent"),
    ],
)
def test_a_line_that_tells_of_one_sets_none(language: str, line: str) -> None:
    """Oil is under one, a house is seized, the season for fish is opened: by the same words, among many others."""
    assert until(language, text=line + STORY) is None
