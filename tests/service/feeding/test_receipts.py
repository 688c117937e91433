"""What a feeder tells of its sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from stream.errors import Reason
from stream.service.feeding.folders import Folder
from stream.service.feeding.receipts import HOURS, Account, Receipt
from taken import Recorder, dispatch, taken

HOUR = 3600.0
NAMES = ("dépêche.xml", "تقرير.xml", "速報.xml")


class Clock:
    """Seconds since the epoch, set by a test."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        """The time."""
        return self.now


def receipt(sent: int = 0, *rejects: str, skipped: int = 0) -> Receipt:
    """What became of a parcel."""
    made = Receipt()
    made.sent = sent
    made.skipped["picture"] = skipped
    for message in rejects:
        made.reject(Reason.XML, message, [b"{}"])
    made.close()
    return made


def report(account: Account) -> dict[str, Any]:
    """All of it."""
    return account.report("wire", "folder")


def test_items_are_counted_by_the_hour_up_to_now() -> None:
    """An hour is the last sixty minutes, and what is older than a day counts in the sum alone."""
    clock = Clock(1_800_000_000.0)
    account = Account(clock)
    for ago, sent in ((30 * HOUR, 1), (23.9 * HOUR, 2), (HOUR, 4), (0.9 * HOUR, 8), (0, 16)):
        clock.now = 1_800_000_000.0 + 40 * HOUR - ago
        account.settled("a", receipt(sent))

    hours = report(account)["hours"]

    assert (hours[-1], hours[-2], hours[0]) == (24, 4, 2)
    assert (sum(hours), len(hours), report(account)["sent"]) == (30, HOURS, 31)
    clock.now += HOUR
    assert report(account)["hours"][-2:] == [24, 0]
    assert len(account._minutes) <= HOURS * 60  # noqa: SLF001 - it does not grow with the days


def test_a_clock_that_is_set_back_loses_no_item() -> None:
    """They count where the last ones did."""
    clock = Clock(1_800_000_000.0)
    account = Account(clock)
    account.settled("a", receipt(1))
    clock.now -= 2 * HOUR
    account.settled("b", receipt(2))

    assert sum(report(account)["hours"]) == 3


def test_the_newest_rejects_are_kept_with_their_reasons() -> None:
    """So many parcels, and of each the first messages; never more, whatever comes."""
    account = Account(Clock(1_800_000_000.0))
    for number in range(40):
        account.settled(f"{number} {NAMES[number % 3]}", receipt(0, *["x" * 1000] * 9))

    refusals = report(account)["refusals"]

    assert [each["parcel"] for each in refusals] == [f"{number} {NAMES[number % 3]}" for number in range(20, 40)]
    assert all(each["reasons"] == {"xml": 9} and len(each["messages"]) == 3 for each in refusals)
    assert max(len(message) for each in refusals for message in each["messages"]) == 300
    assert report(account)["rejected"] == {"xml": 360}


def test_whoever_takes_counts_for_each_source(tmp_path: Path) -> None:
    """What was sent, what was rejected and why, and whether the source could be looked at."""
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        folder.mkdir()
    (folders[0] / "a.jsonl").write_bytes(dispatch("urn:a") + b"\n" + dispatch("urn:b"))
    for name in NAMES:
        (folders[1] / name).write_bytes(b"<nitf><body>")
    sources = [Folder(folder, still=0.01, again=0.01, every=0.01) for folder in folders]
    sender = Recorder(failures=1)

    def refusals_of(source: Folder) -> Sequence[Any]:
        return source.account.report(source.name, source.kind)["refusals"]  # type: ignore[return-value]

    taken(*sources, sender=sender, until=lambda: len(sender.sent) == 2 and len(refusals_of(sources[1])) == 3)

    one, other = (source.account.report(source.name, source.kind) for source in sources)
    assert (one["sent"], one["postponed"], one["rejected"], one["down"], one["kind"]) == (2, 1, {}, False, "folder")
    assert isinstance(one["lastAnswer"], int)
    assert isinstance(one["lastItem"], int)
    assert (other["sent"], other["rejected"], other["lastItem"]) == (0, {"xml": 3}, None)
    assert {each["parcel"] for each in refusals_of(sources[1])} == set(NAMES)
    assert all(re.search(r"xml: .*line 1", each["messages"][0]) for each in refusals_of(sources[1]))


@pytest.mark.parametrize("name", ["/srv/ctk", "/srv/\udcff\udcfe", "/srv/新華"])
def test_a_name_that_is_no_text_is_told_all_the_same(name: str) -> None:
    """A folder's need not be UTF-8."""
    assert str(Account().report(name, "folder")["name"]).encode().startswith(b"/srv/")


def test_a_source_that_cannot_be_looked_at_is_said_to_be_away(tmp_path: Path) -> None:
    """Until it is back."""
    folder, home = tmp_path / "in", tmp_path / "away"
    folder.mkdir()
    source = Folder(folder, every=0.01)
    seen: list[bool] = []

    def until() -> bool:
        is_down = bool(report(source.account)["down"])
        if not seen and not is_down:
            folder.rename(home)
            seen.append(False)
        elif seen == [False] and is_down:
            home.rename(folder)
            seen.append(True)
        return len(seen) == 2 and not is_down

    taken(source, sender=Recorder(), until=until)

    assert seen == [False, True]
