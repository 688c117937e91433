"""Saved pages: the seed page to the letter, and what a page without a time may say about it."""

from __future__ import annotations

from importlib.resources import files

import orjson
import pytest

from stream.dispatch import Credit, Inference, Slot, Version
from stream.errors import Invalid, Reason
from stream.reading.cleaning.publication import printed_day
from stream.reading.formats.saved_pages import page_record, read_page
from stream.reading.intake import read, read_object

URI = "https://lecourrier.vn/une-liaison-video/1119807.html"
TUESDAY = 1_669_680_000_000  # 2022-11-29T00:00:00Z
CRAWLED = 1_669_777_200_000  # 2022-11-30T03:00:00Z
PAGE = (
    "Le quai sera reconstruit\n\n"
    "Le conseil du port a décidé {day} que le vieux quai serait reconstruit avant l'été.\n\n"
    "Les travaux commencent en mai."
)


def seed_text() -> str:
    """The seed page, byte for byte."""
    return files("stream.sample").joinpath("seed-page.txt").read_text(encoding="utf-8")


def seed(**sidecar: object) -> Version:
    """The seed page, read with these fields in its sidecar."""
    return read_page(seed_text(), {"uri": URI, **sidecar})


def test_the_seed_page_gives_its_headline_and_four_paragraphs() -> None:
    """The acceptance of the whole reading: nothing of the page's furniture, nothing of the story missing."""
    version = seed()
    lines = [line.strip() for line in seed_text().splitlines() if line.strip()]

    assert version.headline == lines[0]
    assert version.text.split("\n\n") == [lines[1], lines[6], lines[7], lines[8]]
    assert version.standfirst == lines[1]
    assert version.language == "fr"
    assert version.profile == "web-page"
    assert version.dropped == 11  # 2 related links, caption, photo credit, credit line, 6 lines of masthead and widget


def test_the_seed_page_tells_its_two_chains_apart() -> None:
    """The same words credit the text on the last line and the picture under its caption."""
    assert seed().credit_line == "Xinhua/VNA/CVN"
    assert seed().credits == (
        Credit(Slot.CREDIT_LINE, "Xinhua/VNA/CVN", ("XINHUA", "VNA", "CVN")),
        Credit(Slot.PHOTO, "Photo : Xinhua/VNA/CVN", ("XINHUA", "VNA", "CVN")),
        Credit(Slot.PUBLISHER, "lecourrier.vn", ("CVN",)),
    )


@pytest.mark.parametrize("foreign", [">>", "prend la parole", "Nguyễn Hồng Nga", "back to top", "GP-BTTTT", "Xinhua"])
def test_nothing_foreign_is_left_in_the_seed_text(foreign: str) -> None:
    """No related headline, caption, masthead or credit."""
    assert foreign not in seed().text


def test_the_seed_page_reads_the_same_in_a_ninjs_record() -> None:
    """A record with a raw body goes through the same reader."""
    raw = {"uri": URI, "bodies": [{"role": "raw", "contentType": "text/plain", "value": seed_text()}]}

    assert read_object(raw).text == seed().text
    assert read_object(raw).credits == seed().credits


def test_without_a_sidecar_a_page_is_known_by_its_content() -> None:
    """Never by its path: the same page under two names is one dispatch."""
    one, other = read_page(seed_text()), read_page(seed_text() + "\n")

    assert one == read_page(seed_text(), {})
    assert one.uri.startswith("urn:copytaster:page:")
    assert one.uri != other.uri
    with pytest.raises(Invalid) as caught:
        read_page("\ud800")
    assert caught.value.reason is Reason.ENCODING


def published(version: Version) -> list[str]:
    """The evidence for the time of publication."""
    return [guess.evidence for guess in version.inferences if guess.field == "published"]


def test_a_day_without_year_leaves_the_time_unknown_and_says_so() -> None:
    """A "mardi 29 novembre" may be of 2011, 2016 or 2022."""
    assert seed().published is None
    assert len(published(seed())) == 1
    assert "only 'mardi 29 novembre' is printed, no year" in published(seed())[0]


def test_a_stated_time_needs_no_inference() -> None:
    """versionCreated, else firstCreated."""
    assert seed(versionCreated="2022-11-30T03:00:00Z").published == CRAWLED
    assert published(seed(versionCreated="2022-11-30T03:00:00Z")) == []
    assert seed(firstCreated="2022-11-30T03:00:00Z").published == CRAWLED


@pytest.mark.parametrize(
    ("sidecar", "time", "evidence"),
    [
        ({"year": 2022}, TUESDAY, "the weekday confirms 2022"),
        ({"year": 2021}, None, "does not exist there"),
        ({"crawled": "2022-11-30T03:00:00Z"}, CRAWLED, "the weekday confirms 2022"),
        ({"crawled": "2024-05-01T00:00:00Z"}, TUESDAY, "the weekday confirms 2022"),
        ({"crawled": "2022-11-01T00:00:00Z"}, 1_667_260_800_000, "still to come"),
        ({"crawled": "2022-03-01T00:00:00Z"}, 1_480_377_600_000, "the weekday confirms 2016"),
        ({"year": 99999}, None, "does not exist there"),
    ],
)
def test_the_weekday_confirms_the_year(sidecar: dict[str, object], time: int | None, evidence: str) -> None:
    """29 November was a Tuesday in 2016 and 2022; a day long after the crawl cannot be meant."""
    version = seed(**sidecar)

    assert version.published == time
    assert evidence in published(version)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mardi 29 novembre", (11, 29, 1, None)),
        ("Tuesday, Nov. 29, 2022", (11, 29, 1, 2022)),
        ("martes 29 de noviembre de 2022", (11, 29, 1, 2022)),
        ("Updated: November 30, 2022", (11, 30, None, 2022)),
        ("le 1er mai 2020", (5, 1, None, 2020)),
        ("Dienstag, 29. November", (11, 29, 1, None)),
        ("on Nov 29", None),
        ("mardi", None),
        ("mardi 45 novembre", None),
    ],
)
def test_printed_days(text: str, expected: tuple[int, int, int | None, int | None] | None) -> None:
    """A day counts with its weekday or its year; one of the two is needed to place it."""
    found = printed_day(f"Le conseil a décidé {text} que.")

    assert (None if found is None else (found.month, found.day, found.weekday, found.year)) == expected


def test_a_page_that_prints_its_year_needs_no_crawler() -> None:
    """The evidence is in the text."""
    version = read_page(PAGE.format(day="le 29 novembre 2022"))

    assert version.published == TUESDAY
    assert Inference("headline", "the first line of the page") in version.inferences


def test_a_page_without_any_day_takes_the_crawl_time() -> None:
    """The best that is known, and said to be that."""
    version = read_page(PAGE.format(day="hier"), {"crawled": "2022-11-30T03:00:00Z"})

    assert version.published == CRAWLED
    assert read_page(PAGE.format(day="hier")).published is None
    assert read_page(PAGE.format(day="hier"), {"year": "2022"}).published is None


def test_teasers_and_lists_of_other_stories_are_dropped() -> None:
    """The opener "Voir plus" ends the story, "Off the wire" interrupts it."""
    lead = "Le conseil du port a décidé mercredi que le vieux quai serait reconstruit avant l'été, à un coût inconnu."
    vnp = read_page(
        "Le quai sera reconstruit\n\nLe quai sera reconstruit ảnh 1Le quai en mars. Photo : VNA"
        f"\n\nHanoï, 3 août (VNA) - {lead}"
        "\n\nVoir plus\n\nUn autre titre\n\nUne longue phrase d'un tout autre article, avec un point final.",
        {"uri": "https://fr.vietnamplus.vn/le-quai-post1.vnp"},
    )
    china = read_page(
        f"You are here: Home\nPier to be rebuilt\nOff the wire\nUrgent: ferry on fire\nRoundup: markets rise\n"
        f"Xinhua, April 30, 2015\n{lead}\nEnditem\n0 Comment(s) Print E-mail",
        {"uri": "http://china.org.cn/1.htm"},
    )

    assert (vnp.text, vnp.headline) == (lead, "Le quai sera reconstruit")
    assert {credit.slot for credit in vnp.credits} == {Slot.DATELINE, Slot.PHOTO, Slot.PUBLISHER}
    assert (china.text, china.headline) == (lead, "Pier to be rebuilt")
    assert [(credit.slot, credit.parties) for credit in china.credits][:1] == [(Slot.SOURCE_LINE, ("XINHUA",))]


def test_a_page_record_can_be_sent_on_and_read_again() -> None:
    """The page as one JSON record gives the same Version."""
    assert read(orjson.dumps(page_record(seed_text(), {"uri": URI}))) == seed()
