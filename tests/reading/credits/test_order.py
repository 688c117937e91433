"""The parties of one version, origin first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stream.dispatch import Credit, Slot, Version
from stream.reading.credits.order import chain, named_by
from wires import NOON, text, version


def credited(*credits: Credit) -> Version:
    """A version with these credits."""
    return replace(version("urn:a", text(1), NOON), credits=credits)


def credit(slot: Slot, *parties: str) -> Credit:
    """A credit in a slot."""
    return Credit(slot, f"({'/'.join(parties)})", parties)


LINE = credit(Slot.CREDIT_LINE, "XINHUA", "VNA", "CVN")
END = credit(Slot.END_CREDIT, "VNA")
DATELINE = credit(Slot.DATELINE, "XINHUA")
LEAD_IN = credit(Slot.LEAD_IN, "VNA")
SOURCE = credit(Slot.SOURCE_LINE, "AFP")
BYLINE = credit(Slot.BYLINE, "AFP", "REUTERS")
INFO = credit(Slot.INFO_SOURCE, "EFE")
HOUSE = credit(Slot.PUBLISHER, "CVN")
PHOTO = credit(Slot.PHOTO, "AP")
CITED = credit(Slot.ATTRIBUTION, "TASS")
TRANSLATED = credit(Slot.TRANSLATION, "EFE")


@pytest.mark.parametrize(
    ("credits", "expected"),
    [
        ((), ()),
        ((LINE,), ("XINHUA", "VNA", "CVN")),
        ((DATELINE,), ("XINHUA",)),
        ((DATELINE, LINE), ("XINHUA", "VNA", "CVN")),  # as printed: the dateline's party is in it
        ((LINE, credit(Slot.DATELINE, "VNA")), ("XINHUA", "VNA", "CVN")),  # a line outranks a dateline
        ((END, DATELINE), ("XINHUA", "VNA")),  # the dateline names the origin, the end credit who took it
        ((LINE, END), ("XINHUA", "VNA", "CVN")),
        ((LINE, credit(Slot.END_CREDIT, "AVI")), ("XINHUA", "VNA", "CVN")),
        ((LEAD_IN,), ("VNA",)),
        ((credit(Slot.CREDIT_LINE, "VNA", "CVN"), DATELINE), ("XINHUA", "VNA", "CVN")),
        ((SOURCE,), ("AFP",)),
        ((SOURCE, DATELINE), ("XINHUA",)),
        ((SOURCE, LINE), ("XINHUA", "VNA", "CVN")),
        ((BYLINE,), ("AFP", "REUTERS")),
        ((BYLINE, SOURCE), ("AFP",)),
        ((BYLINE, DATELINE), ("XINHUA",)),
        ((INFO,), ("EFE",)),
        ((INFO, BYLINE), ("AFP", "REUTERS")),
        ((HOUSE,), ("CVN",)),
        ((HOUSE, LINE), ("XINHUA", "VNA", "CVN")),
        ((HOUSE, DATELINE), ("XINHUA", "CVN")),
        ((HOUSE, INFO), ("EFE", "CVN")),
        ((PHOTO,), ()),
        ((CITED,), ()),
        ((TRANSLATED,), ()),
        ((PHOTO, CITED, DATELINE), ("XINHUA",)),
        ((PHOTO, HOUSE), ("CVN",)),
        ((credit(Slot.CREDIT_LINE, "VNA", "VNA"),), ("VNA",)),
    ],
)
def test_the_chain_of_a_version(credits: tuple[Credit, ...], expected: tuple[str, ...]) -> None:
    """A printed chain first, a dateline before it, a source line or byline else, the house last."""
    assert chain(credited(*credits)) == expected
    assert chain(credited(*reversed(credits))) == expected


def test_each_party_stands_once_at_its_first_place() -> None:
    """A house that is origin and publisher is origin."""
    assert chain(credited(credit(Slot.DATELINE, "VNA"), credit(Slot.PUBLISHER, "VNA"))) == ("VNA",)


def test_only_credits_of_the_text_are_evidence() -> None:
    """A photo credit and a cited source name a party and prove nothing; all other slots do."""
    version = credited(*(credit(slot, "XINHUA", "VNA") for slot in Slot))
    assert {each.slot for each in named_by(version, "VNA")} == set(Slot) - {Slot.PHOTO, Slot.ATTRIBUTION}
    assert named_by(version, "AFP") == []
