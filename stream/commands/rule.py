"""``copytaster rule``: an editor's word on two dispatches, to the service or to a file."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import click

from stream.dispatch import Ruling, Verdict
from stream.inspect import DEFAULT_DB
from stream.local.rulings_file import append
from stream.stories.rulings import encode, key, make

__all__ = ["rule"]

_VERDICTS = {
    "same": Verdict.SAME,
    "different": Verdict.DIFFERENT,
    "unsure": Verdict.UNSURE,
    "kill": Verdict.KILL,
    "hold": Verdict.HOLD,
    "release": Verdict.RELEASE,
    "correct": Verdict.CORRECTION,
    "dismiss": Verdict.DISMISSED,
    "undo": Verdict.UNDONE,
}


@click.command()
@click.argument("verdict", type=click.Choice(list(_VERDICTS)))
@click.argument("one", metavar="A")
@click.argument("other", metavar="[B]", required=False)
@click.option("--by", required=True, help="Who rules.")
@click.option("--because", required=True, help="Why.")
@click.option(
    "--file",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Append to this file, for `run --rulings`, instead of sending it to the service.",
)
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DEFAULT_DB,
    show_default=True,
    help="A projection (`inspect load`, `follow`): where it is there, the stories that the two are in are told.",
)
def rule(verdict: str, one: str, other: str | None, by: str, because: str, path: Path | None, db: Path) -> None:
    """Rule that two dispatches, by their uris, are the same story, are different ones, that you are not sure, or undo
    what was ruled.

    Or what a notice means: kill, hold, release or correct B, as if the notice A had named it; or dismiss A, which is
    about nothing that is held.

    The newest word on a pair counts. The service applies it at once, and again whenever it folds the pair. Being unsure
    changes nothing, but takes the pair off the list of what waits for review.
    """
    now = time.time_ns() // 1_000_000
    ruling = make(one, one if other is None else other, _VERDICTS[verdict], now, by, because)
    if path is None:
        from stream.service import topic_io
        from stream.settings import load

        where = asyncio.run(topic_io.rule(load(), key(ruling), encode(ruling)))
    else:
        append(path, ruling)
        where = str(path)
    click.echo(f"{verdict}: {ruling.one} · {ruling.other} → {where}", err=True)
    for uri, story in _touched(db, ruling):
        click.echo(f"  {uri} is in {story}", err=True)


def _touched(db: Path, ruling: Ruling) -> Iterator[tuple[str, str]]:
    """The stories of the two as the projection has them, which is before the ruling."""
    if not db.is_file():
        return
    from stream.inspect.queries import story_of
    from stream.inspect.store import Store

    with Store(db, read_only=True) as store:
        for uri in dict.fromkeys((ruling.one, ruling.other)):
            record = story_of(store, uri)
            yield uri, str(record["uri"]) if record else f"no story of {db}"
