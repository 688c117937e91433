"""The commands around the service on Kafka: topics, workers, stories out, settings.

Their parts are imported when a command runs: pydantic and aiokafka load slowly, and `copytaster run`
needs neither.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import aclosing

import click

from stream.errors import Invalid
from stream.reading.rules import in_force

__all__ = ["config", "stories", "topics", "worker"]


@click.group()
def topics() -> None:
    """Provision the service's topics from the one declaration in the package."""


@topics.command("plan")
def plan_topics() -> None:
    """Report what `apply` would create and what differs; exit code 1 where something does."""
    from stream.service.topics import declared, plan
    from stream.settings import load

    settings = load()
    drift = asyncio.run(plan(settings))
    for each in drift:
        click.echo(f"{each.topic}: {each.told}")
    if drift:
        sys.exit(1)
    click.echo(f"{len(declared(settings))} topics are as declared")


@topics.command("apply")
def apply_topics() -> None:
    """Create the topics that are missing; refuse where one differs."""
    from stream.service.topics import apply, declared
    from stream.settings import load

    settings = load()
    created = asyncio.run(apply(settings))
    for name in created:
        click.echo(f"{name}: created")
    click.echo(f"{len(created)} topics created, {len(declared(settings)) - len(created)} were there")


@topics.command("drained")
def drained_topics() -> None:
    """Say whether workers have worked off all there is; exit code 1 where something waits.

    Where a release says that it reads no records of the one before, that is the moment to change.
    """
    from stream.service.topics import waiting
    from stream.settings import load

    left = asyncio.run(waiting(load()))
    for name, records in left.items():
        click.echo(f"{name}: {records:,} records wait")
    if left:
        sys.exit(1)
    click.echo("nothing waits: all that was sent is in the state, and workers may be stopped for good")


@topics.command("asyncapi")
def describe_topics() -> None:
    """Print the topics as an AsyncAPI 3 document, named and sized as the settings say."""
    from stream.service.asyncapi import document_text
    from stream.settings import load

    click.echo(document_text(load()), nl=False)


@click.command()
def worker() -> None:
    """Fold the dispatches of the input topic into stories, until it is told to stop (SIGTERM).

    Any number of workers share the partitions. All settings come from the environment; see `config show`.
    """
    from stream.service.process import serve
    from stream.settings import load

    serve(load())


@click.command()
@click.option("--follow", is_flag=True, help="Write every change as it comes, without end.")
@click.option("--prov", is_flag=True, help="Write PROV-O as one JSON-LD document; with --follow one a line.")
def stories(follow: bool, prov: bool) -> None:
    """Print the stories of the service as JSON Lines, the newest record of each, sorted by uri.

    Records of the topic that are no stories (they have no key, or with --prov cannot be told as PROV-O) are named and
    counted on standard error, the others printed, and the exit code is 1.
    """
    from stream.service import topic_io
    from stream.settings import load

    settings = load()
    strays = 0

    def on_stray(place: str) -> None:
        nonlocal strays
        strays += 1
        click.echo(f"{place}: no story: the record has no key", err=True)

    def on_foreign(why: str) -> None:
        nonlocal strays
        strays += 1
        click.echo(f"no story: {why}", err=True)

    async def write() -> None:
        async with aclosing(topic_io.stories(settings, follow, on_stray)) as lines:
            async for line in _as_prov(lines, follow, on_foreign) if prov else lines:
                sys.stdout.buffer.write(line + b"\n")
                if follow:
                    sys.stdout.buffer.flush()

    asyncio.run(write())
    sys.stdout.buffer.flush()
    if strays:
        click.echo(f"{strays:,} records of the topic are no stories and were left out", err=True)
        sys.exit(1)


async def _as_prov(
    lines: AsyncIterable[bytes], follow: bool, on_foreign: Callable[[str], None]
) -> AsyncIterator[bytes]:
    """Stories as PROV-O: one document, or with ``follow`` one for each story, as there is no end to wait for.

    ``on_foreign`` is called with what is wrong with a record that is no story, and is left out.
    """
    from stream.inspect.shape import check_story
    from stream.stories import prov

    async def checked() -> AsyncIterator[bytes]:
        async for line in lines:
            try:
                check_story(json.loads(line))
            except Invalid as invalid:
                on_foreign(str(invalid))
            except ValueError:
                on_foreign(f"not JSON ({len(line)} bytes)")
            else:
                yield line

    if follow:
        async for line in checked():
            yield prov.encode(prov.document([json.loads(line)]))
        return
    first = True
    yield prov.OPENING
    async for line in checked():
        yield prov.nodes(line, first=first)
        first = False
    yield prov.CLOSING


@click.group()
def config() -> None:
    """Look at the settings."""


@config.command("show")
def show_config() -> None:
    """Print every setting, its value, and whether it is set or the default; secrets are masked.

    The last line tells the rules that are in force, by their hash.
    """
    from stream.settings import load, shown

    settings, rules = load(), in_force()
    for name, value, origin in shown(settings):
        click.echo(f"{name}={value}  ({origin})")
    click.echo(f"rules {rules.digest}  ({rules.count()})")
