"""``copytaster inspect serve``."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from stream.errors import Usage

__all__ = ["serve"]


@click.command()
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("copytaster.db"),
    show_default=True,
    help="The projection to show.",
)
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
def serve(db: Path, host: str, port: int, token: str | None) -> None:
    """Show the stories in a browser. Nothing is written."""
    import uvicorn

    from stream.inspect.store import Store
    from stream.inspect.web.app import app, is_loopback

    if not token and not is_loopback(host):
        raise Usage(f"--host {host} lets others read: give a --token, or keep to 127.0.0.1")
    Store(db, read_only=True).close()  # say now, not in a browser, that there is none
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host.strip("[]"), port), family=family) as listening:
        shown = f"[{host.strip('[]')}]" if ":" in host else host
        click.echo(f"http://{shown}:{listening.getsockname()[1]}/", err=True)
        served = app(db, token=token or None, host=host)
        config = uvicorn.Config(served, log_level="warning", access_log=False, server_header=False, ws="none")
        uvicorn.Server(config).run(sockets=[listening])
