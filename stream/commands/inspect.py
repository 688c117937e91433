"""The commands ``copytaster inspect``: the projection, and what is asked of it.

Their parts are imported when a command runs: `copytaster run` needs none of them.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import orjson

from stream.commands.serve import feeder_option, serve
from stream.errors import Usage
from stream.inspect import DEFAULT_DB

if TYPE_CHECKING:
    from stream.inspect.flows import Period, Sum
    from stream.inspect.store import Store
    from stream.stories.story import StoryRecord

__all__ = ["inspect"]

KINDS = ("new-story", "kill", "hold", "correction", "embargo-break")
"""Of events; a test holds them to `stream.inspect.events.EventKind`, which is not loaded for a list of options."""

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def inspect() -> None:
    """Look at stories: what is in them, why, and what deserves a look.

    Everything is read from one SQLite file, which `load` or `follow` makes from the stories, at any time anew.
    """


inspect.add_command(serve)


def _db(command: Command) -> Command:
    option = click.option(
        "--db",
        type=click.Path(dir_okay=False, path_type=Path),
        default=DEFAULT_DB,
        show_default=True,
        help="The SQLite file of the projection.",
    )
    return option(command)


def _json(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="Write JSON, for programs.")(command)


def _rebuild(command: Command) -> Command:
    option = click.option("--rebuild", is_flag=True, help="Empty the file first; readers see the old until it is done.")
    return option(command)


@inspect.command()
@click.argument("file", type=click.Path(path_type=str), metavar="FILE|-")
@_db
@_rebuild
def load(file: str, db: Path, rebuild: bool) -> None:
    """Project a file of stories, as `copytaster run` or `demo --json` writes them; - is standard input.

    JSON Lines, also with .gz. Loading the same file again changes nothing.
    """
    from stream.inspect.projector import load_file
    from stream.inspect.queries import Filters, count
    from stream.inspect.store import Store

    if file == "-" and sys.stdin.isatty():
        raise Usage("nothing to read: name a FILE")
    if file != "-" and not Path(file).is_file():
        raise Usage(f"{file}: there is no such file")  # before a file of ours is made
    with Store(db, rebuild=rebuild) as store:
        read = load_file(store, file, rebuild=rebuild)
        click.echo(f"{read:,} records read · {count(store, Filters()):,} stories in {db}", err=True)


@inspect.command()
@_db
@_rebuild
@click.option("--once", is_flag=True, help="Stop at what the topic holds now, instead of going on without end.")
@click.option("--notify", metavar="URL", help="Post what happens to stories there, as CloudEvents.")
@click.option("--notify-kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only such events.")
@click.option("--notify-agency", help="Only of stories with this party in their chain, as the chain names it.")
@click.option("--notify-language", help="Only of stories with a member in this language, such as fr.")
@click.option(
    "--notify-size", type=click.IntRange(min=1), default=1, help="Only of stories of so many members or more."
)
@click.option(
    "--notify-state",
    type=click.Path(dir_okay=False, path_type=Path),
    help="What is to be posted, and how far it was looked for.  [default: that of --db with .notify behind it]",
)
def follow(
    db: Path,
    rebuild: bool,
    once: bool,
    notify: str | None,
    kinds: tuple[str, ...],
    notify_agency: str | None,
    notify_language: str | None,
    notify_size: int,
    notify_state: Path | None,
) -> None:
    """Project the output topic, from where the last time ended, and go on with what comes.

    Where the brokers are is told by the environment; see `config show`. With --notify each event is posted until the
    receiver has taken it, also over restarts; COPYTASTER_NOTIFY_SECRET signs it.
    """
    from stream.inspect import projector
    from stream.inspect.events import EventKind, Wanted
    from stream.inspect.queries import Filters, count
    from stream.inspect.store import Store
    from stream.settings import load

    settings = load()
    # The first process of a container is not ended by a SIGTERM that it does not ask for.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as stack:
        store = stack.enter_context(Store(db, rebuild=rebuild))
        if notify is None:
            following = projector.follow(store, settings, forever=not once, rebuild=rebuild)
        else:
            from stream.inspect.notifying import Notifier, Postbox, notified
            from stream.service.logs import configure

            configure(settings.log_level, sys.stderr)
            told = frozenset(map(EventKind, kinds or KINDS))
            wanted = Wanted(told, notify_agency, notify_language, notify_size)
            outbox = Postbox(notify_state or db.with_name(f"{db.name}.notify"), wanted, settings)
            stack.callback(outbox.close)
            secret = settings.notify_secret
            notifier = Notifier(outbox, notify, secret.get_secret_value() if secret else None)
            following = notified(store, settings, notifier, forever=not once, rebuild=rebuild)
        with suppress(KeyboardInterrupt):
            asyncio.run(following)
        click.echo(f"{count(store, Filters()):,} stories in {db}", err=True)


@inspect.command("list")
@click.option("--agency", help="Only stories with this party in their chain, as the chain names it: VNA, REUTERS.")
@click.option("--language", help="Only stories with a member in this language, such as fr.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Only stories first published on this day, in UTC.")
@click.option("--size", type=click.IntRange(min=1), default=1, help="Only stories of so many members or more.")
@click.option(
    "--status", type=click.Choice(["usable", "withheld", "canceled"]), help="Only stories that have this status."
)
@click.option("--related", help="Only stories with such a relation: digest-of, background, caption-of, notice.")
@click.option("--text", help='Only stories with these words, accents or not; "a phrase"; a beginn*.')
@click.option(
    "--order",
    type=click.Choice(["time", "size", "suspicion", "changed"]),
    default="time",
    show_default=True,
    help="Newest, largest, most doubtful or last changed first.",
)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most N stories.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Leave out the first N stories.")
@_db
@_json
def list_command(
    agency: str | None,
    language: str | None,
    day: datetime | None,
    size: int,
    status: str | None,
    related: str | None,
    text: str | None,
    order: str,
    limit: int,
    offset: int,
    db: Path,
    as_json: bool,
) -> None:
    """List stories, and say which deserve a look. With --json one a line."""
    from stream.inspect.queries import Filters, Order, count, list_stories

    filters = Filters(agency, language, day.date() if day else None, size, status, text, related)
    with _open(db) as store:
        found = list_stories(store, filters, Order(order), limit, offset)
        if as_json:
            for each in found:
                _write(each._asdict())
            return
        from stream.commands.render import show_list

        show_list(found, count(store, filters), offset)


@inspect.command()
@click.argument("story")
@_db
@_json
def show(story: str, db: Path, as_json: bool) -> None:
    """Show a story: its text, its members, and its chain as a tree with the evidence.

    STORY is the uri of a story, of one that gave way to it, or of a dispatch in it.
    """
    with _open(db) as store:
        record = _record(store, story)
    if as_json:
        _write(record)
        return
    from stream.commands.render import show_story

    show_story(record)


@inspect.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@_db
@_json
def why(one: str, other: str, db: Path, as_json: bool) -> None:
    """Say why two dispatches are one story, or are not.

    A and B are uris of dispatches; that of a story stands for its canonical member.
    """
    from stream.inspect.evidence import why as explained

    with _open(db) as store:
        found = explained(store, one, other)
    if as_json:
        _write({**found._asdict(), "steps": [step._asdict() for step in found.steps]})
        return
    from stream.commands.render import show_why

    show_why(found)


@inspect.command()
@click.argument("story")
@_db
@_json
def how(story: str, db: Path, as_json: bool) -> None:
    """Tell how a story was built, link by link.

    STORY is the uri of a story, of one that gave way to it, or of a dispatch in it.
    """
    from stream.inspect.how import how as told
    from stream.inspect.queries import gave_way

    with _open(db) as store:
        record = _record(store, story)
        events = told(record, gave_way(store, record["uri"]))
    if as_json:
        _write([event._asdict() for event in events])
        return
    from stream.commands.render import show_how

    show_how(events)


@inspect.command()
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most N orders.")
@_db
@_json
def orders(limit: int, db: Path, as_json: bool) -> None:
    """List the orders of which an editor has to say what they mean, each with the stories that it may mean.

    `copytaster rule kill NOTICE DISPATCH` settles one. With --json one a line.
    """
    from stream.inspect.open_orders import number, waiting

    with _open(db) as store:
        found = waiting(store, {}, limit)
        if as_json:
            for each in found:
                _write({**each._asdict(), "candidates": [candidate._asdict() for candidate in each.candidates]})
            return
        from stream.commands.render import show_orders

        show_orders(found, number(store, {}))


def _period(command: Command) -> Command:
    day = click.DateTime(["%Y-%m-%d"])
    command = click.option("--language", help="Only what was published in this language, such as fr.")(command)
    command = click.option("--until", type=day, help="Only what was published on this day (UTC) or before.")(command)
    return click.option("--since", type=day, help="Only what was published on this day (UTC) or later.")(command)


def _format(*formats: str) -> Callable[[Command], Command]:
    return click.option("--format", "written", type=click.Choice(formats), help="Write this, for other programs.")


@inspect.command()
@_period
@click.option("--agency", help="Only what this house gave or took, as chains name it: VNA, REUTERS.")
@_format("json", "csv", "graphml")
@_db
def flows(
    since: datetime | None,
    until: datetime | None,
    language: str | None,
    agency: str | None,
    written: str | None,
    db: Path,
) -> None:
    """Count which houses feed which: stories taken, credited, how, how fast and how much of them.

    Delays are minutes: half of the stories were as fast, and nine in ten. How is told of those stories whose
    texts were compared.
    """
    from stream.inspect.flows import Flow, graphml
    from stream.inspect.flows import flows as counted

    with _open(db) as store:
        found = counted(store, _dates(since, until, agency, language))
    if written == "graphml":
        click.echo(graphml(found), nl=False)
    elif written == "csv":
        _write_table(Flow._fields, found)
    elif written == "json":
        for flow in found:
            _write(flow._asdict())
    else:
        from stream.commands.render import show_flows

        show_flows(found)


@inspect.command()
@_period
@click.option("--agency", help="The house whose stories were taken, as chains name it: VNA, REUTERS.")
@click.option("--dispatch", metavar="URI", help="Only the story of this dispatch.")
@click.option("--uncredited", is_flag=True, help="Only takers that credit nobody for it.")
@click.option("--sums", "by", type=click.Choice(["day", "desk", "taker"]), help="Sums by this, in place of stories.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most N stories.")
@_format("json", "csv")
@_db
def pickup(
    since: datetime | None,
    until: datetime | None,
    language: str | None,
    agency: str | None,
    dispatch: str | None,
    uncredited: bool,
    by: str | None,
    limit: int,
    written: str | None,
    db: Path,
) -> None:
    """Report who took the stories of a house: when, how, how much of them, and whether with its name.

    A taker is uncredited where its text is like an earlier one and no credit says whose it is. That is what the texts
    show: it may have had the text by another way, or may name nobody by agreement.
    """
    from stream.inspect.flows import PICKUP_COLUMNS, pickup_rows, sums
    from stream.inspect.flows import pickup as picked_up

    if agency is None and dispatch is None and not uncredited:
        raise Usage("whose stories? Name a house with --agency, or a dispatch with --dispatch")
    with _open(db) as store:
        if dispatch is not None:
            _record(store, dispatch)
        period = _dates(since, until, agency, language)
        if by is not None:
            _write_sums(sums(store, period, by, dispatch=dispatch, uncredited=uncredited), by, written)
            return
        found = picked_up(store, period, dispatch=dispatch, uncredited=uncredited, limit=limit)
    if written == "csv":
        _write_table(PICKUP_COLUMNS, pickup_rows(found))
    elif written == "json":
        for each in found:
            takers = [taker._asdict() for taker in each.takers]
            for taker in takers:
                taker["handling"] = taker["handling"] and taker["handling"]._asdict()
            _write({**each._asdict(), "takers": takers})
    else:
        from stream.commands.render import show_pickup

        show_pickup(found)


@inspect.command()
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most N of them.")
@_db
@_json
def stale(limit: int, db: Path, as_json: bool) -> None:
    """List kills, holds, corrections and embargo breaks, newest first, with the copies that carry the old text.

    An entry leaves the list by itself when a newer version mends the copy. With --json one a line.
    """
    from stream.inspect.still_standing import number_standing, still_standing

    with _open(db) as store:
        found = still_standing(store, limit)
        total = number_standing(store)
    if as_json:
        for each in found:
            _write({**each._asdict(), "copies": [copy._asdict() for copy in each.copies]})
        return
    from stream.commands.render import show_standing

    show_standing(found, total)


@inspect.command()
@feeder_option
@_json
def sources(feeder: tuple[str, ...], as_json: bool) -> None:
    """Show what comes in from where: of each source its rate, its last item, and what was rejected and why.

    The feeders are asked for it, and count since they began. One that does not answer is named, and the exit code is
    1. With --json one source a line.
    """
    from stream.inspect.sources import ask, checked

    if not feeder:
        raise Usage("which feeders? --feeder http://127.0.0.1:8080 names one; it tells on the port of its probes")
    feeders = ask(checked(feeder))
    if as_json:
        for source in (source for each in feeders for source in each.sources):
            _write({**source._asdict(), "refusals": [refusal._asdict() for refusal in source.refusals]})
    else:
        from stream.commands.render import show_sources

        show_sources([source for each in feeders for source in each.sources])
    for each in feeders:
        if each.why:
            click.echo(f"{each.address}: {each.why}", err=True)
    if any(each.why for each in feeders):
        sys.exit(1)


@inspect.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@_db
@_json
def diff(one: str, other: str, db: Path, as_json: bool) -> None:
    """Show what was changed from one text to another, word by word.

    A and B are uris of dispatches; that of a story stands for its canonical text.
    """
    from stream.inspect.diff import diff as compared

    with _open(db) as store:
        pieces = compared(_member_text(store, one), _member_text(store, other))
    if as_json:
        _write([piece._asdict() for piece in pieces])
        return
    from stream.commands.render import show_diff

    show_diff(pieces, one, other)


def _dates(since: datetime | None, until: datetime | None, agency: str | None, language: str | None) -> Period:
    from stream.inspect.flows import Period

    return Period(since.date() if since else None, until.date() if until else None, agency, language)


def _write_sums(found: list[Sum], by: str, written: str | None) -> None:
    if written == "csv":
        from stream.inspect.flows import Sum

        _write_table(Sum._fields, found)
    elif written == "json":
        for each in found:
            _write(each._asdict())
    else:
        from stream.commands.render import show_sums

        show_sums(found, by)


def _write_table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    from stream.inspect.flows import table

    sys.stdout.buffer.write(table(columns, rows).encode())
    sys.stdout.buffer.flush()


def _open(db: Path) -> Store:
    from stream.inspect.store import Store

    return Store(db, read_only=True)


def _record(store: Store, uri: str) -> StoryRecord:
    from stream.inspect.queries import story, story_of

    record = story(store, uri) or story_of(store, uri)
    if record is None:
        raise Usage(f"{uri}: {store.path} has no such story or dispatch; `copytaster inspect list` tells what it has")
    return record


def _member_text(store: Store, uri: str) -> str:
    from stream.inspect.contents import hidden, member_text
    from stream.inspect.queries import story_of

    record = story_of(store, uri)
    if record is None:
        record = _record(store, uri)
        uri = record["story"]["canonicalMember"]
    text = member_text(record, uri)
    if text is None:
        raise Usage(f"{uri}: its story shows no text of it: {hidden(record, uri)}")
    return text


def _write(told: object) -> None:
    sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_SORT_KEYS) + b"\n")
    sys.stdout.buffer.flush()
