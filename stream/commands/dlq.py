"""The commands `copytaster dlq`: what the service could not read, and how it comes in again."""

from __future__ import annotations

import asyncio
import re
import sys
from base64 import b64encode
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click
import orjson
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from stream.errors import Reason, Usage
from stream.service.dead_letters import Coordinate, DeadLetter

if TYPE_CHECKING:
    from stream.service.dead_letter_topic import Entry

__all__ = ["dlq", "printed"]

# What a terminal would obey rather than show. The bytes of a dead letter are a stranger's.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_REASONS = click.Choice([reason.value for reason in Reason])


class _Coordinate(click.ParamType):
    """A place in the dead-letter topic."""

    name = "coordinate"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Coordinate:
        if isinstance(value, Coordinate):
            return value
        try:
            return Coordinate.of(str(value))
        except Usage as error:
            self.fail(str(error), param, ctx)


@click.group()
def dlq() -> None:
    """Look at the dead letters, the records that the service could not read, and send them in again."""


@dlq.command("list")
@click.option("--reason", type=_REASONS, help="Only those refused for this reason.")
@click.option("--topic", help="Only those that came from this topic, by its full name.")
@click.option("--waiting", is_flag=True, help="Only those that have not been replayed.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the newest N.", metavar="N")
@click.option("--json", "as_json", is_flag=True, help="Write JSON Lines, for programs.")
def list_letters(reason: str | None, topic: str | None, waiting: bool, limit: int | None, as_json: bool) -> None:
    """List the dead letters in the order in which they failed first: coordinate, time, reason, key, what was wrong."""
    from stream.service.dead_letter_topic import survey
    from stream.settings import load

    entries, strays = asyncio.run(survey(load()))
    shown = [
        entry
        for entry in entries
        if reason in (None, entry.failure.reason)
        and topic in (None, entry.origin.topic)
        and not (waiting and entry.replayed)
    ]
    shown = shown[-limit:] if limit else shown
    if as_json:
        for entry in shown:
            click.echo(_row(entry))
    elif shown:
        _show(shown)
    click.echo(_summary(entries, len(shown), strays), err=True)


@dlq.command("show")
@click.argument("coordinate", type=_Coordinate())
@click.option("--raw", is_flag=True, help="Write the bytes of the original record and nothing else.")
def show_letter(coordinate: Coordinate, raw: bool) -> None:
    r"""Show one dead letter: where it came from, what was wrong, and the record as it came.

    COORDINATE is partition:offset in the dead-letter topic, as `dlq list` tells it. Text is shown with
    control characters as \x1b, what is not UTF-8 in base64; --raw writes the bytes as they are.
    """
    from stream.service.dead_letter_topic import fetch
    from stream.settings import load

    letter = asyncio.run(fetch(load(), coordinate))
    if raw:
        sys.stdout.buffer.write(letter.content.value or b"")
        sys.stdout.buffer.flush()
    else:
        click.echo(printed(letter))


@dlq.command()
@click.argument("coordinates", nargs=-1, type=_Coordinate(), metavar="[COORDINATE...]")
@click.option("--reason", type=_REASONS, help="All that wait and were refused for this reason.")
@click.option("--all", "every", is_flag=True, help="All that wait.")
@click.option("--dry-run", is_flag=True, help="Tell what would be sent, and send nothing. Do this first.")
def replay(coordinates: tuple[Coordinate, ...], reason: str | None, every: bool, dry_run: bool) -> None:
    """Send dead letters to the topic they came from again, as they were: after a repair, here or at the source.

    A letter waits until it has been replayed. Dead letters are not deleted: a mark behind a letter says
    that it was sent, and --all and --reason leave it out from then on. COORDINATES as `dlq list` tells
    them are sent in any case. Sending one twice is harmless: the same version again is a repeat. One that
    fails again is a new dead letter, with one attempt more.

    A dispatch keeps the time that it gives itself: one that comes after window and lateness is late.
    Letters that cannot go back are named on standard error, and the exit code is 1.
    """
    if bool(coordinates) + bool(reason) + every != 1:
        raise Usage("say which: --all, --reason REASON or coordinates, and one of these only")
    from stream.service import dead_letter_topic
    from stream.settings import load

    settings = load()
    chosen = _chosen(asyncio.run(dead_letter_topic.survey(settings)).entries, coordinates, reason)
    sent = 0

    def on_sent() -> None:
        nonlocal sent
        sent += 1

    try:
        refused = asyncio.run(dead_letter_topic.replay(settings, chosen, on_sent, dry_run=dry_run))
    finally:
        if not dry_run:
            click.echo(f"{sent:,} dead letters sent", err=True)
    if dry_run:
        sendable = [entry for entry in chosen if entry.at not in refused]
        for entry in sendable:
            click.echo(f"{entry.at} to {entry.origin.topic}: {entry.failure.reason}, {_size(entry.size)}")
        click.echo(f"{len(sendable):,} dead letters would be sent", err=True)
    for at, why in sorted(refused.items()):
        click.echo(f"{at}: cannot be sent: {why}", err=True)
    if refused:
        sys.exit(1)


def _chosen(entries: Sequence[Entry], coordinates: Sequence[Coordinate], reason: str | None) -> list[Entry]:
    """Those at the coordinates; without any, those that wait, of this reason or of all."""
    if not coordinates:
        return [entry for entry in entries if not entry.replayed and reason in (None, entry.failure.reason)]
    missing = set(coordinates) - {entry.at for entry in entries}
    if missing:
        raise Usage(f"{min(missing)}: no dead letter is there; `copytaster dlq list` tells what is")
    return [entry for entry in entries if entry.at in coordinates]


def printed(letter: DeadLetter) -> str:
    """What `dlq show` prints."""
    content, facts = letter.content, {**letter.origin._asdict(), **letter.failure._asdict()}
    facts["first_failed_at"] = letter.failure.first_failed_at.isoformat()
    lines = [f"{name.replace('_', '-')}: {fact}" for name, fact in facts.items()]
    lines.append(f"key: {_line(content.key)}")
    lines += [f"header {_line(name.encode())}: {_line(value)}" for name, value in content.headers]
    if content.value is None:
        return "\n".join([*lines, "value: null"])
    text, size = _text(content.value), _size(len(content.value))
    if text is None:
        return "\n".join([*lines, f"value: {size}, in base64", "", _base64(content.value)])
    return "\n".join([*lines, f"value: {size}", "", _escaped(text)])


def _text(raw: bytes | None) -> str | None:
    try:
        return None if raw is None else raw.decode()
    except UnicodeDecodeError:
        return None


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode()


def _line(raw: bytes | None) -> str:
    """A key or a header's value, on one line."""
    if raw is None:
        return "null"
    text = _text(raw)
    return f"base64 {_base64(raw)}" if text is None else _escaped(text).replace("\n", "\\x0a").replace("\t", "\\x09")


def _escaped(text: str) -> str:
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def _size(size: int | None) -> str:
    return "null" if size is None else f"{size:,} bytes"


def _row(entry: Entry) -> bytes:
    """One line of JSON for one dead letter, without what it holds."""
    row: dict[str, Any] = {
        "coordinate": str(entry.at),
        **entry.origin._asdict(),
        "key": _text(entry.key),
        "bytes": entry.size,
        **{re.sub("_(.)", lambda hit: hit[1].upper(), name): fact for name, fact in entry.failure._asdict().items()},
        "replayed": entry.replayed,
    }
    if entry.key is not None and row["key"] is None:
        row["keyBase64"] = _base64(entry.key)
    return orjson.dumps(row, option=orjson.OPT_UTC_Z)


def _show(entries: Sequence[Entry]) -> None:
    table = Table(box=SIMPLE_HEAD, expand=True, pad_edge=False)
    for name in ("at", "first failed", "reason", "n", "state"):
        table.add_column(name, justify="right" if name == "n" else "left", no_wrap=True)
    table.add_column("key", overflow="ellipsis", no_wrap=True, ratio=2)
    table.add_column("what was wrong", overflow="fold", ratio=3)
    for entry in entries:
        failure = entry.failure
        table.add_row(
            str(entry.at),
            f"{failure.first_failed_at:%m-%d %H:%M}",
            failure.reason,
            str(failure.attempt),
            "replayed" if entry.replayed else "waiting",
            Text(_line(entry.key)),
            Text(failure.message),
            style="dim" if entry.replayed else "",
        )
    Console().print(table)


def _summary(entries: Sequence[Entry], shown: int, strays: int) -> str:
    replayed = sum(entry.replayed for entry in entries)
    parts = [f"{len(entries):,} dead letters", f"{len(entries) - replayed:,} waiting", f"{replayed:,} replayed"]
    if shown < len(entries):
        parts.append(f"{shown:,} of them listed")
    if strays:
        parts.append(f"{strays:,} other records in the topic")
    return " · ".join(parts)
