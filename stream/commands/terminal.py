"""What people see in a terminal: progress, the summary line, and the demo's table and tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from stream.commands.chain_tree import STATUS_STYLE, chain_tree, likeness, shown
from stream.local.folding import Folding
from stream.reading.ordering import Ordering, Watch
from stream.reading.sources import GZIP, Record
from stream.stories.story import MergeRecord, StoryRecord, headline

__all__ = ["progress", "show_demo", "summary"]

_LONG = 4_000_000  # bytes: below that a run ends before a bar could be read
_LONGEST_URI = 49


@contextmanager
def progress(files: Sequence[str]) -> Iterator[Watch]:
    """A progress bar on standard error, where that is a terminal and the input is long."""
    console = Console(stderr=True)
    total = _size(files)
    if not console.is_terminal or (total is not None and total < _LONG):
        yield lambda given, _: given
        return
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.fields[read]:,} dispatches {task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with bar:

        def watch(given: Iterator[Record], what: str) -> Iterator[Record]:
            task: TaskID | None = None
            try:
                for count, record in enumerate(given, 1):
                    if task is None:  # begun with the first, which may come when another task has ended
                        task = bar.add_task(what, total=total, read=0)
                    bar.update(task, advance=len(record.raw) + 1, read=count)
                    yield record
            finally:
                if task is not None and what:
                    bar.remove_task(task)

        yield watch


def _size(files: Sequence[str]) -> int | None:
    """Bytes to read; None where that cannot be told beforehand."""
    paths = [Path(name) for name in files]
    if not files or "-" in files or any(not path.is_file() or _is_compressed(path) for path in paths):
        return None
    return sum(path.stat().st_size for path in paths)


def _is_compressed(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(GZIP)) == GZIP
    except OSError:
        return False  # whoever reads it says so


def summary(folding: Folding, rejects: Path | None, ordering: Ordering | None = None) -> None:
    """One line on standard error that says what became of every record, and how files were put in order."""
    totals = folding.totals
    rejected = sum(folding.rejected.values())
    parts = [
        f"{folding.read:,} dispatches read",
        f"{rejected:,} rejected{_reasons(folding)}",
        f"{totals.stories:,} stories",
        f"{totals.merged:,} merged",
    ]
    if totals.repeated:
        parts.append(f"{totals.repeated:,} repeated")
    if totals.late:
        parts.append(f"{totals.late:,} late (beyond --lateness: they may have missed their story)")
    if totals.cut:
        parts.append(f"{totals.cut:,} comparisons cut by the flood bound")
    if ordering is not None and ordering.skipped:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(ordering.skipped.items()))
        parts.append(f"{ordering.skipped.total():,} skipped ({kinds})")
    if ordering is not None and ordering.displaced:
        parts.append(f"put in order of time: {ordering.displaced:,} of {ordering.records:,} had come out of order")
    if rejected and rejects is None:
        parts.append("--rejects FILE keeps the rejected ones")
    click.echo(" · ".join(parts), err=True)


def _reasons(folding: Folding) -> str:
    counted = ", ".join(f"{reason} {count:,}" for reason, count in sorted(folding.rejected.items()))
    return f" ({counted})" if counted else ""


def show_demo(stories: Sequence[StoryRecord], folding: Folding) -> None:
    """The stories as a table, and the chain of the longest one as a tree."""
    console = Console()
    table = Table(box=SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("published", no_wrap=True, width=11)
    table.add_column("n", justify="right", no_wrap=True, width=2)
    table.add_column("headline", overflow="ellipsis", no_wrap=True, ratio=3)
    table.add_column("chain", overflow="ellipsis", no_wrap=True, ratio=2)
    for story in sorted(stories, key=lambda story: (-story["story"]["memberCount"], story["uri"])):
        table.add_row(
            _day_and_time(story),
            str(story["story"]["memberCount"]),
            Text.assemble((_note(story), "red"), (headline(story) or "(no headline)", _style(story))),
            _chain(story),
        )
    console.print(table)
    told = max(stories, key=_told, default=None)
    if told is not None:
        console.print()
        console.print(_tree(told))
    console.print("\nIn a browser: copytaster inspect serve\n", highlight=False)
    summary(folding, None)


def _told(story: StoryRecord) -> tuple[int, int]:
    """The demo tells the story with the most parties in one credit line."""
    lines = [story.get("creditLine", "")] + [e["text"] for hop in story["hopHistory"] for e in hop["evidence"]]
    return max(line.count("/") for line in lines), story["story"]["memberCount"]


def _day_and_time(story: StoryRecord) -> str:
    """Month, day and time in UTC, as much as a narrow terminal has room for."""
    published = story.get("firstCreated")
    return f"{published[5:10]} {published[11:16]}" if published else "unknown"


def _note(story: StoryRecord) -> str:
    """What an editor must know before using it."""
    if story["pubStatus"] != "usable":
        return {"canceled": "killed · ", "withheld": "held · "}[story["pubStatus"]]
    stale = sum(len(each["stale"]) for each in story["story"].get("corrections", ()))
    return f"{stale} stale · " if stale else ""


def _style(story: StoryRecord) -> str:
    return "" if story["pubStatus"] == "usable" else "strike"


def _chain(story: StoryRecord) -> Text:
    chain = Text()
    for hop in story["hopHistory"]:
        if chain:
            chain.append(" → ")
        chain.append(hop["party"]["literal"], style=STATUS_STYLE[hop["status"]])
    return chain


def _tree(story: StoryRecord) -> Tree:
    facts = story["story"]
    summary = f"{story['uri']}\ntold by {facts['canonicalMember']} ({facts['canonicalRule']})"
    return chain_tree(story, summary, _member, _short)


def _short(uri: str) -> str:
    """A uri that fits a line: its start and its end tell it apart."""
    return uri if len(uri) <= _LONGEST_URI else f"{uri[:28]}…{uri[-20:]}"


def _member(merge: MergeRecord) -> Text:
    line = Text(f"{merge['relation']}: ", style="cyan")
    line.append(_short(merge["member"]))
    if "comparedWith" in merge:
        line.append(shown(f"\n{likeness(merge)}", "dim"))
    for sentence in merge.get("missingFromMember", []):
        line.append(f"\n– leaves out: {sentence}", style="red")
    return line
