"""``copytaster read``: what is understood of a file, and what from, field by field."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import click
import orjson

from stream.dispatch import Version
from stream.errors import Invalid, Usage
from stream.reading.formats.items import Item, Outcome, Refused, Skipped
from stream.reading.intake import read as read_record
from stream.reading.rules import in_force
from stream.reading.sources import files_among, outcomes, records
from stream.text.times import timestamp

__all__ = ["read"]

_SHOWN = 300  # characters of a value in a terminal


class _Field(NamedTuple):
    """A field of a version, and where it stands in ninjs: the names that a reader gives its origin under."""

    name: str
    places: tuple[str, ...]


_FIELDS = (
    _Field("uri", ("uri",)),
    _Field("version", ("version",)),
    _Field("status", ("pubStatus", "pubstatus")),
    _Field("published", ("versionCreated", "versioncreated", "firstCreated", "firstcreated", "crawled")),
    _Field("first_created", ("firstCreated", "firstcreated")),
    _Field("embargoed_until", ("embargoedUntil", "embargoed")),
    _Field("headline", ("headlines.main", "headlines", "headline")),
    _Field("standfirst", ("headlines.standfirst", "abstract")),
    _Field("slugline", ("slugline",)),
    _Field("byline", ("byline", "by")),
    _Field("dateline", ("dateline",)),
    _Field("located", ("located",)),
    _Field("credit_line", ("creditLine", "creditline")),
    _Field("credits", ("infoSources", "source")),
    _Field("language", ("language",)),
    _Field("urgency", ("urgency",)),
    _Field("profile", ("profile", "genres", "genre")),
    _Field("signals", ("signals", "signal")),
    _Field("replaces", ("replaces", "associations")),
    _Field("ed_note", ("edNote", "ednote")),
    _Field("text", ("bodies", "body_text", "body_html", "body_xhtml")),
)
_TIMES = frozenset({"published", "first_created", "embargoed_until"})
_INFERRED_AS = {"credit_line": "credits"}


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object an item, with its ninjs record.")
def read(files: tuple[Path, ...], as_json: bool) -> None:
    """Show what is understood of files, and what from, field by field.

    FILE is whatever `copytaster run` reads, or a folder. Each item is read, skipped (it is no text: a picture, a
    package) or rejected with a reason; what had to be inferred, and fields that could not be used, are named.
    """
    in_force()
    totals: Counter[str] = Counter()
    for path in files_among(files):
        for number, told in enumerate(_told(path, path not in files), 1):
            totals[told["verdict"]] += 1
            told = {"source": str(path), "item": number, **told}
            if as_json:
                sys.stdout.buffer.write(orjson.dumps(told) + b"\n")
            else:
                click.echo(_shown(told))
    sys.stdout.flush()
    parts = [f"{totals[verdict]:,} {verdict}" for verdict in ("read", "skipped", "rejected")]
    click.echo(f"{totals.total():,} items: {' · '.join(parts)}", err=True)


def _told(path: Path, lenient: bool) -> Iterator[dict[str, Any]]:
    """What is said of each item of a file."""
    foreign = False
    for name, outcome in outcomes(path):
        foreign = True
        yield {"format": name, **_outcome(outcome)}
    if foreign:
        return
    try:
        for record in records([path], BytesIO()):
            try:
                version = record.read()
            except Invalid as invalid:
                yield {"format": "ninjs", "verdict": "rejected", "reason": invalid.reason, "message": str(invalid)}
                continue
            parsed = orjson.loads(record.raw) if isinstance(record.raw, bytes) else {}
            yield {"format": "ninjs", **_version(version, parsed, {field: field for field in parsed})}
    except Usage as usage:
        if not lenient:
            raise
        yield {"format": "unknown", "verdict": "skipped", "kind": str(usage)}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, Skipped):
        return {"verdict": "skipped", "kind": outcome.kind}
    if isinstance(outcome, Refused):
        return {"verdict": "rejected", "reason": outcome.reason, "message": outcome.message}
    try:
        version = read_record(orjson.dumps(outcome.record))
    except Invalid as invalid:
        return {
            "verdict": "rejected",
            "reason": invalid.reason,
            "message": str(invalid),
            "record": outcome.record,
        }
    return _version(version, outcome.record, outcome.origins, outcome)


def _version(
    version: Version, record: Mapping[str, object], origins: Mapping[str, str], item: Item | None = None
) -> dict[str, Any]:
    evidence: dict[str, list[str]] = {}
    for inference in version.inferences:
        evidence.setdefault(inference.field, []).append(inference.evidence)
    fields = {}
    for field in _FIELDS:
        value = getattr(version, field.name)
        if value in (None, "", ()):
            continue
        if field.name in _TIMES:
            value = timestamp(value)
        if field.name == "credits":
            value = [f"{credit.slot}: {credit.text}" for credit in value]
        place = next((origins[name] for name in field.places if name in origins), None)
        inferred = evidence.get(field.name) or evidence.get(_INFERRED_AS.get(field.name, ""))
        told: dict[str, Any] = {"value": value, "from": place or "the text"}
        if inferred:
            told["inferred"] = inferred
        fields[field.name] = told
    lost = [] if item is None else list(item.lost)
    return {"verdict": "read", "fields": fields, "lost": lost, "record": dict(record)}


def _shown(told: Mapping[str, Any]) -> str:
    """One item for people: a line for each field, with where it was read behind it."""
    lines = [click.style(f"{told['source']}:{told['item']}  {told['format']}  {told['verdict']}", bold=True)]
    if told["verdict"] == "skipped":
        lines[0] += f": {told['kind']}"
    if told["verdict"] == "rejected":
        lines[0] += f" ({told['reason']}): {told['message']}"
    for name, field in told.get("fields", {}).items():
        value = field["value"]
        text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        if name == "text":
            paragraphs = text.split("\n\n")
            text = f"{paragraphs[0]} … {len(paragraphs)} paragraphs" if len(paragraphs) > 1 else text
        text = " ".join(text.split())
        cut = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        lines.append(f"  {name:<16} {cut}  {click.style('← ' + field['from'], dim=True)}")
        lines.extend(f"  {'':<16} {click.style('inferred: ' + why, fg='yellow')}" for why in field.get("inferred", ()))
    lines.extend(f"  {'left out':<16} {click.style(why, fg='yellow')}" for why in told.get("lost", ()))
    return "\n".join(lines)
