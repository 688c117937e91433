"""``copytaster run`` and ``demo``: files into stories, in one process."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import click

from stream.commands.terminal import progress, show_demo, summary
from stream.dispatch import Version
from stream.entities.routing import Prepared
from stream.errors import Usage
from stream.local import rulings_file
from stream.local.folding import TOGETHER, Folding
from stream.local.read_ahead import reading_ahead
from stream.memory import collect_rarely
from stream.reading.ordering import Ordering, in_order
from stream.reading.rejects import Reject
from stream.reading.rules import in_force
from stream.reading.sources import read_all
from stream.stories.record import encode

__all__ = ["demo", "run"]

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d{1,9})([smhd])")


class _Duration(click.ParamType):
    """A duration such as 72h, 3d, 90m or 30s."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        match = _DURATION.fullmatch(str(value).strip())
        if match is None:
            self.fail(f"{value!r} is not a duration: write a number and s, m, h or d, as in 72h", param, ctx)
        return timedelta(seconds=int(match[1]) * _UNITS[match[2]])


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=str), metavar="[FILE... | -]")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here instead of standard output.")
@click.option(
    "--partitions",
    type=click.IntRange(1, 1024),
    default=1,
    show_default=True,
    help="Spread the work over this many partitions; the stories stay the same.",
)
@click.option(
    "--window",
    type=_Duration(),
    default="72h",
    show_default=True,
    help="How far apart two dispatches may be published and still be one story.",
)
@click.option(
    "--lateness",
    type=_Duration(),
    default="72h",
    show_default=True,
    help="How late a dispatch may come and still find what it belongs to.",
)
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep records that cannot be read here, with reason, line and bytes.",
)
@click.option(
    "--rulings",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Apply the rulings of this file, as `copytaster rule --file` writes them.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"]),
    help="Release embargoes that are over by this time, such as 2022-11-30T16:00:00Z, instead of by now.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Read ahead in so many processes beside this one, from 2 on; what comes out is the same.",
)
@click.option("--changes", is_flag=True, help="Write every change of a story as it happens, not the final stories.")
@click.option("--prov", is_flag=True, help="Write the final stories as PROV-O, one JSON-LD document.")
def run(
    files: tuple[str, ...],
    out: Path | None,
    partitions: int,
    window: timedelta,
    lateness: timedelta,
    rejects: Path | None,
    rulings: Path | None,
    as_of: datetime | None,
    workers: int,
    changes: bool,
    prov: bool,
) -> None:
    """Fold dispatches from files or standard input into stories.

    FILE is a file or folder: ninjs as JSON Lines or JSON, or what agencies and sites send (`copytaster
    read` shows what is understood of it), each also gzipped, whatever its name. Dispatches of files are
    folded in the order of their publication, then those of -, which is JSON Lines on standard input, as
    they come. One story a line goes to standard output, sorted by uri.
    """
    if not files and sys.stdin.isatty():
        raise Usage("nothing to read: name a FILE, or - for standard input")
    if changes and prov:
        raise Usage("--prov writes the final stories: it does not go with --changes")
    in_force()  # before a file for output is opened
    collect_rarely()
    with ExitStack() as stack:
        keep = _keeper(stack.enter_context(rejects.open("wb")) if rejects else None)
        folding = Folding(partitions, window, lateness, keep, as_of or datetime.now(UTC))
        folding.rule(rulings_file.read(rulings) if rulings else ())
        ordering = Ordering()
        watch = stack.enter_context(progress(files))
        raw = in_order(files or ("-",), sys.stdin.buffer, ordering, watch)
        at_hand = bool(files) and "-" not in files
        # What is waited for is told as it comes.
        dispatches: Iterable[Version | Prepared | Reject] = read_all(raw, 1 if changes and not at_hand else TOGETHER)
        if workers > 1:
            dispatches = stack.enter_context(reading_ahead(raw, workers, partitions))
        if changes:
            told = folding.changes(dispatches, at_hand=at_hand)
            lines: Iterator[bytes] = map(encode, told)
        else:
            lines = folding.stories(dispatches)
        if prov:
            from stream.stories.prov import written

            lines = written(lines)
        _write(lines, out)
    summary(folding, rejects, ordering)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write the stories as JSON Lines, for programs.")
def demo(as_json: bool) -> None:
    """Fold the sample wire that ships with Copytaster and show the stories and one chain.

    All its text is invented, except for the page of Le Courrier du Vietnam.
    """
    from stream.sample import sample_dispatches

    folding = Folding()
    lines = list(folding.stories(sample_dispatches()))
    if as_json:
        _write(iter(lines), None)
    else:
        show_demo([json.loads(line) for line in lines], folding)


def _keeper(file: BinaryIO | None) -> Callable[[Reject], None]:
    def keep(reject: Reject) -> None:
        if not len(reject.raw):  # a whole file, or the rest of one, is more than a count tells
            click.echo(reject.message, err=True)
        if file is None:
            return
        for piece in reject.pieces():
            file.write(piece)
        file.write(b"\n")

    return keep


def _write(lines: Iterable[bytes], out: Path | None) -> None:
    """Write to standard output, or to a file that appears only when it is complete."""
    if out is None:
        for line in lines:
            sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as file:
            for line in lines:
                file.write(line + b"\n")
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
