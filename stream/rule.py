"""``copytaster rule``: an editor's word on two dispatches, to the service or to a file."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import click

from stream.dispatch import Ruling, Verdict
from stream.errors import Usage
from stream.rulings import decode, encode, key

__all__ = ["rule"]

_VERDICTS = {"same": Verdict.SAME, "different": Verdict.DIFFERENT, "undo": Verdict.UNDONE}


@click.command()
@click.argument("verdict", type=click.Choice(list(_VERDICTS)))
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.option("--by", required=True, help="Who rules.")
@click.option("--because", required=True, help="Why.")
@click.option(
    "--file",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Append to this file, for `run --rulings`, instead of sending it to the service.",
)
def rule(verdict: str, one: str, other: str, by: str, because: str, path: Path | None) -> None:
    """Rule that two dispatches, by their uris, are the same story, are different ones, or undo what was ruled.

    The newest word on a pair counts. The service applies it at once, and again whenever it folds the pair.
    """
    if one == other:
        raise Usage("A and B are one dispatch")
    if not (by.strip() and because.strip()):
        raise Usage("--by and --because: a ruling says who made it and why")
    first, second = sorted((one, other))
    now = time.time_ns() // 1_000_000
    ruling = Ruling(first, second, _VERDICTS[verdict], now, by.strip(), because.strip())
    line = encode(ruling)
    decode(line)  # what cannot be read back is refused here
    if path is None:
        from stream.runtime import kafka_client
        from stream.settings import load

        where = asyncio.run(kafka_client.rule(load(), key(ruling), line))
    else:
        with path.open("ab") as file:
            file.write(line + b"\n")
        where = str(path)
    click.echo(f"{verdict}: {first} · {second} → {where}", err=True)
