"""``copytaster inspect serve``."""

from __future__ import annotations

import signal
import socket
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from stream.errors import Usage
from stream.inspect import DEFAULT_DB

if TYPE_CHECKING:
    from stream.inspect.web.sinks import Sink

__all__ = ["feeder_option", "serve"]

_SAMPLE = f"there is no {DEFAULT_DB} here: these are the stories of `copytaster demo`; `inspect load FILE` makes one"


feeder_option = click.option(
    "--feeder",
    multiple=True,
    envvar="COPYTASTER_INSPECT_FEEDERS",
    metavar="URL",
    help="Where a `copytaster feed` has its probes, as http://HOST:PORT; it is asked what comes from where.",
)
"""Which feeders tell of their sources; in the environment they are separated by spaces."""


@click.command()
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"The projection to show.  [default: {DEFAULT_DB}; without that file, the sample wire]",
)
@click.option("--rulings", type=click.Path(dir_okay=False, path_type=Path), help="Add rulings to this file.")
@click.option("--rulings-topic", is_flag=True, help="Give rulings to the service; see `config show` for its brokers.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Where to listen; beyond loopback with --token only."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8090,
    show_default=True,
    help="Its port; 0 takes a free one and prints it.",
)
@click.option(
    "--token",
    envvar="COPYTASTER_INSPECT_TOKEN",
    help="What readers must give once; better in COPYTASTER_INSPECT_TOKEN than on the command line.",
)
@feeder_option
def serve(
    db: Path | None,
    rulings: Path | None,
    rulings_topic: bool,
    host: str,
    port: int,
    token: str | None,
    feeder: tuple[str, ...],
) -> None:
    """Show the stories in a browser, and take rulings there.

    Nothing but rulings is written, and those only where --rulings or --rulings-topic says.
    """
    import uvicorn

    from stream.inspect.sources import checked
    from stream.inspect.store import Store
    from stream.inspect.web.app import app
    from stream.service.addresses import is_loopback

    if not token and not is_loopback(host.lower()):
        raise Usage(f"--host {host} lets others read: give a --token, or keep to 127.0.0.1")
    feeders = checked(feeder)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with ExitStack() as stack:
        sink = _sink(rulings, topic=rulings_topic)
        if sample := db is None and sink is None and not DEFAULT_DB.exists():
            from stream.inspect.web.sinks import SampleSink

            db = Path(stack.enter_context(TemporaryDirectory())) / "sample.db"
            sink = SampleSink(db)
            click.echo(_SAMPLE, err=True)
        db = db or DEFAULT_DB
        Store(db, read_only=True).close()  # say now, not in a browser, that there is none
        listening = stack.enter_context(_listening(host.strip("[]"), port, family))
        shown = f"[{host.strip('[]')}]" if family == socket.AF_INET6 else host
        click.echo(f"http://{shown}:{listening.getsockname()[1]}/", err=True)
        served = app(db, token=token or None, host=host, sink=sink, feeders=feeders, sample=sample)
        config = uvicorn.Config(served, log_level="warning", access_log=False, server_header=False, ws="none")
        # The server stops at either signal, then raises it again: that would end us before the sample is put away.
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda *_: None)
        uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int, family: socket.AddressFamily) -> socket.socket:
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise Usage(f"--host {host} --port {port}: {error.strerror}; --port 0 takes a free one") from error


def _sink(file: Path | None, *, topic: bool) -> Sink | None:
    from stream.inspect.web.sinks import FileSink, TopicSink

    if file is not None and topic:
        raise Usage("--rulings and --rulings-topic: rulings go to one place")
    if topic:
        from stream.settings import load

        return TopicSink(load())
    return FileSink(file) if file is not None else None
