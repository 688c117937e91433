"""What each source of a wire gives, as the feeders that take from it tell: the projection knows stories alone.

A feeder (`copytaster feed` with --watch, --poll, --listen or --from-topic) counts for itself and answers `/sources` on
the port of its probes. It is asked whenever somebody looks, so what is shown is never older than that, and one that
does not answer is shown as what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import orjson

from stream.errors import Usage
from stream.service.addresses import is_web

__all__ = ["Feeder", "Refusal", "SourceReport", "ask", "checked"]

_PATIENCE: Final = 3.0  # seconds for a feeder to connect, and to answer
_MOST: Final = 4 * 1024 * 1024  # bytes of an answer
_AT_ONCE: Final = 16


class Refusal(NamedTuple):
    """Items of one parcel that were rejected. ``at``: milliseconds since the epoch."""

    at: int
    parcel: str
    reasons: Mapping[str, int]
    messages: tuple[str, ...]  # of the first of them


class SourceReport(NamedTuple):
    """What one source gave since its feeder began. Times are milliseconds since the epoch; None: never."""

    name: str
    kind: str
    since: int
    is_down: bool
    sent: int
    hours: tuple[int, ...]  # items sent in each hour up to now, the present one last
    skipped: int
    rejected: Mapping[str, int]  # by reason
    parcels: int
    postponed: int  # parcels that the brokers did not take at once
    last_item: int | None
    last_answer: int | None
    refusals: tuple[Refusal, ...]  # the newest first

    @property
    def hour(self) -> int:
        """Items in the last 60 minutes."""
        return self.hours[-1]

    @property
    def day(self) -> int:
        """Items in the last 24 hours."""
        return sum(self.hours)

    @property
    def rejects(self) -> int:
        """Items that were rejected, for whatever reason."""
        return sum(self.rejected.values())


class Feeder(NamedTuple):
    """One that was asked, and what it said."""

    address: str
    sources: tuple[SourceReport, ...]
    why: str = ""  # there is no answer


def checked(addresses: Iterable[str]) -> tuple[str, ...]:
    """Addresses of feeders, each once.

    Raises:
        Usage: one is none.
    """
    for address in addresses:
        try:
            parts = urlsplit(address)
            is_one = is_web(parts) and (parts.port is None or parts.port > 0)
        except ValueError:
            is_one = False
        if not is_one:
            raise Usage(f"--feeder {address}: expected http://HOST:PORT, where a `copytaster feed` has its /metrics")
    return tuple(dict.fromkeys(addresses))


def ask(addresses: Sequence[str]) -> list[Feeder]:
    """Ask feeders at once, and give what they said in this order."""
    if not addresses:
        return []
    with ThreadPoolExecutor(min(len(addresses), _AT_ONCE), thread_name_prefix="feeder") as pool:
        return list(pool.map(_question, addresses))


def _question(address: str) -> Feeder:
    try:
        status, raw = _answer(address)
    except TimeoutError:
        return Feeder(address, (), f"no answer in {_PATIENCE:.0f} s")
    except (OSError, HTTPException, ValueError) as error:  # a name that cannot be one is a ValueError
        reason = error.strerror if isinstance(error, OSError) else None
        return Feeder(address, (), f"no answer ({reason or type(error).__name__})")
    if status != 200:
        return Feeder(address, (), f"it answers with status {status}: a worker, or a feeder of another release")
    try:
        return Feeder(address, tuple(map(_report, orjson.loads(raw)["sources"])))
    except (KeyError, TypeError, ValueError, AttributeError):
        return Feeder(address, (), "its answer is none of a feeder of this release")


def _answer(address: str) -> tuple[int, bytes]:
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_PATIENCE)
    try:
        connection.request("GET", f"{parts.path.rstrip('/')}/sources", headers={"Accept": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read(_MOST)
    finally:
        connection.close()


def _report(entry: Mapping[str, Any]) -> SourceReport:
    refusals = [
        Refusal(int(row["at"]), str(row["parcel"]), _counts(row["reasons"]), tuple(map(str, row["messages"])))
        for row in entry["refusals"]
    ]
    return SourceReport(
        name=str(entry["name"]),
        kind=str(entry["kind"]),
        since=int(entry["since"]),
        is_down=bool(entry["down"]),
        sent=int(entry["sent"]),
        hours=tuple(map(int, entry["hours"])) or (0,),
        skipped=int(entry["skipped"]),
        rejected=_counts(entry["rejected"]),
        parcels=int(entry["parcels"]),
        postponed=int(entry["postponed"]),
        last_item=_time(entry["lastItem"]),
        last_answer=_time(entry["lastAnswer"]),
        refusals=tuple(reversed(refusals)),
    )


def _counts(entry: Mapping[str, Any]) -> dict[str, int]:
    return {str(name): int(count) for name, count in entry.items()}


def _time(value: object) -> int | None:
    return int(value) if isinstance(value, int) else None
