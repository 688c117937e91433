"""``copytaster feed``: dispatches into the service, once from files or without end from where they arrive."""

from __future__ import annotations

import asyncio
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stream.errors import Invalid, Usage
from stream.reading.rules import in_force

if TYPE_CHECKING:
    from stream.reading.sources import Record
    from stream.service.feeding.parcels import Source
    from stream.settings import Settings

__all__ = ["feed"]


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=str), metavar="[FILE... | -]")
@click.option(
    "--watch",
    multiple=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Take the files that come into this folder, until told to stop (SIGTERM); FILEs are then more folders.",
)
@click.option(
    "--poll",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FEEDS",
    help="Ask for the feeds and sitemaps of this file (feeds.toml or OPML) again and again, until told to stop.",
)
@click.option("--listen", metavar="HOST:PORT", help="Take what is posted to http://HOST:PORT/dispatches.")
@click.option("--from-topic", metavar="NAME", help="Take the raw records of this topic, as Kafka Connect writes them.")
@click.option(
    "--supplier", metavar="DOMAIN", help="Whose what arrives is where it does not say so: an entry of suppliers.toml."
)
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Add what arrived and cannot be read to this file, with reason and bytes.",
)
@click.option("--topic", help="Send to this topic, by its full name, instead of the input topic.")
def feed(
    files: tuple[str, ...],
    watch: tuple[Path, ...],
    poll: Path | None,
    listen: str | None,
    from_topic: str | None,
    supplier: str | None,
    rejects: Path | None,
    topic: str | None,
) -> None:
    """Send dispatches to the service: from files or standard input, or from where they arrive.

    FILE is what `copytaster run` reads. It is sent as it is, records that the service rejects too; what is too
    large or cannot be read at all is named on standard error, and the exit code is 1. With --watch, --poll,
    --listen or --from-topic it goes on without end.
    """
    from stream.settings import load

    settings = load()
    rules = in_force()
    if supplier is not None and supplier not in rules.suppliers:
        raise Usage(f"--supplier {supplier}: no entry of suppliers.toml has this name; `copytaster rules show` looks")
    if watch or poll is not None or listen or from_topic:
        from stream.service.feeding.process import serve

        if files and not watch:
            raise Usage("files are sent once, and this goes on without end: send them by another command")
        with ExitStack() as held:
            sources = [
                *_folders((*watch, *map(Path, files)), supplier or ""),
                *_feeds(poll, settings, held),
                *_listener(listen, settings, supplier or ""),
                *_topic(from_topic, settings, supplier or ""),
            ]
            serve(settings, sources, topic=topic, rejects=rejects)
        return
    if supplier is not None or rejects is not None:
        raise Usage("--supplier and --rejects are for what arrives: with --watch, --poll, --listen or --from-topic")
    _send(settings, files, topic)


def _folders(paths: tuple[Path, ...], supplier: str) -> list[Source]:
    from stream.service.feeding.folders import Folder

    return [Folder(path, supplier) for path in dict.fromkeys(paths)]


def _feeds(file: Path | None, settings: Settings, held: ExitStack) -> list[Source]:
    """The feeds of a file; what they share is let go of with ``held``."""
    if file is None:
        return []
    from stream.service.feeding.fetching import Fetcher
    from stream.service.feeding.polling import Memory, PolledFeed, Sites
    from stream.service.feeding.subscriptions import subscriptions

    feeds = subscriptions(file)
    memory, fetcher = Memory(settings.state_dir / "polled.sqlite"), Fetcher()
    held.callback(memory.close)
    sites = Sites(fetcher)
    return [PolledFeed(each, memory, fetcher, sites) for each in feeds]


def _listener(address: str | None, settings: Settings, supplier: str) -> list[Source]:
    """Whoever listens there.

    Raises:
        Usage: the address is none.
    """
    if address is None:
        return []
    from stream.service.feeding.listening import Listener

    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise Usage(f"--listen {address}: expected HOST:PORT, such as 127.0.0.1:8070")
    token = settings.feed_token
    return [Listener(host, int(port), token.get_secret_value() if token else "", supplier)]


def _topic(name: str | None, settings: Settings, supplier: str) -> list[Source]:
    if name is None:
        return []
    from stream.service.feeding.raw_topic import RawTopic

    return [RawTopic(settings, name, supplier)]


def _send(settings: Settings, files: tuple[str, ...], topic: str | None) -> None:
    """Send files, and end."""
    if not files and sys.stdin.isatty():
        raise Usage("nothing to send: name a FILE, or - for standard input")
    from stream.commands.terminal import progress
    from stream.reading.sources import records
    from stream.service import topic_io
    from stream.service.topics import INPUT, named

    sent = refused = 0

    def on_sent() -> None:
        nonlocal sent
        sent += 1

    def on_refused(record: Record, invalid: Invalid) -> None:
        nonlocal refused
        refused += 1
        click.echo(f"{record.source}:{record.line}: {invalid}", err=True)

    try:
        with progress(files) as watch:
            raw = watch(records(files or ("-",), sys.stdin.buffer), "")
            asyncio.run(topic_io.feed(settings, raw, on_sent, on_refused, topic=topic))
    finally:
        name = topic or named(settings, INPUT)
        click.echo(f"{sent:,} dispatches sent to {name} · {refused:,} not sent", err=True)
    if refused:
        sys.exit(1)
