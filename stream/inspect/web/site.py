"""What all pages share: the open projection, the templates, the addresses of the assets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any, Final, cast

from jinja2 import Environment, PackageLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from stream.errors import CopytasterError
from stream.inspect.flows import full_name
from stream.inspect.language_names import language_name
from stream.inspect.open_orders import number
from stream.inspect.queries import Order, Summary
from stream.inspect.still_standing import number_standing
from stream.inspect.store import Store
from stream.inspect.web import printed_times
from stream.inspect.web.sinks import Sink
from stream.inspect.web.view import EVIDENCE, FLAGS, dispatch_name
from stream.stories.rulings import Pair, as_record
from stream.stories.story import RulingRecord

__all__ = ["ASSETS", "FEEDS", "Site", "site_of"]

FEEDS: Final = ("atom", "json")
"""The forms of a feed, as they end its address."""

_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def _assets() -> dict[str, tuple[bytes, str]]:
    folder = files("stream.inspect.web") / "assets"
    return {
        each.name: (each.read_bytes(), f"{_TYPES[Path(each.name).suffix]}; charset=utf-8")
        for each in folder.iterdir()
        if Path(each.name).suffix in _TYPES
    }


ASSETS: Final = _assets()
"""Name to content and media type. Nothing outside this list is served, whatever the address."""


class Site:
    """One server's view of one projection.

    Args:
        path: the projection; it may be deleted and made anew while we run.
        token: what readers are asked for; None: nothing.
        sink: where rulings go; None: they are not taken.
        feeders: addresses of the processes that take the wire in.
        sample: whether these are the stories of the sample wire; every page says so.
    """

    def __init__(
        self,
        path: Path,
        token: str | None,
        sink: Sink | None = None,
        feeders: Sequence[str] = (),
        *,
        sample: bool = False,
    ) -> None:
        self.path = path
        self.token = token
        self.sink = sink
        self.feeders = feeders
        self._lock = Lock()
        self._store: Store | None = None
        self._before: Store | None = None
        self._file: tuple[int, int] | None = None
        self._templates = Environment(
            loader=PackageLoader("stream.inspect.web"),
            autoescape=True,  # every template, whatever its name
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(FLAGS=FLAGS, EVIDENCE=EVIDENCE, asset=_address, sink=sink, sample=sample)
        self._templates.globals.update(open_orders=self._open_orders, still_standing=self._still_standing)
        self._templates.filters.update(
            iso=printed_times.iso,
            short=printed_times.short,
            full=printed_times.full,
            clock=printed_times.clock,
            ms=printed_times.milliseconds,
            short_uri=dispatch_name,
            groups=_groups,
            house=full_name,
            language=language_name,
        )

    @property
    def store(self) -> Store:
        """The projection, opened when first asked for, and again when the file is another one.

        Raises:
            Usage: there is no such file, or it is none of ours.
        """
        with self._lock:
            try:
                found = self.path.stat()
                file = (found.st_dev, found.st_ino)
            except FileNotFoundError:
                file = None
            if self._store is None or file != self._file:
                opened = Store(self.path, read_only=True)
                if self._before is not None:
                    self._before.close()
                # Another thread may be in the middle of a page: the old one is closed when the next one is opened.
                self._before, self._store, self._file = self._store, opened, file
            return self._store

    def close(self) -> None:
        """Close the projection."""
        with self._lock:
            for store in (self._before, self._store):
                if store is not None:
                    store.close()
            self._before = self._store = None

    @property
    def heard(self) -> Mapping[Pair, RulingRecord]:
        """The rulings that were given here, which the stories may not tell yet."""
        return {} if self.sink is None else {pair: as_record(ruling) for pair, ruling in self.sink.heard.items()}

    @property
    def reach(self) -> int | None:
        """For how long (milliseconds) before the newest story a ruling still reaches a dispatch; None: always."""
        return None if self.sink is None else self.sink.reach

    def _open_orders(self) -> int:
        """How many orders wait for an editor; a page that tells what is wrong with the projection has none."""
        try:
            return number(self.store, self.heard, self.reach)
        except CopytasterError:
            return 0

    def _still_standing(self) -> int:
        """How much still stands that was taken back."""
        try:
            return number_standing(self.store)
        except CopytasterError:
            return 0

    def page(self, name: str, status: int = 200, **shown: Any) -> HTMLResponse:
        """An answer made from a template."""
        return HTMLResponse(self.render(name, **{"here": "", **shown}), status)

    def render(self, name: str, **shown: Any) -> str:
        """What a template tells, as HTML."""
        return self._templates.get_template(name).render(shown)


def _address(name: str) -> str:
    """Of an asset; it changes with the content, so that browsers may keep it for good."""
    return f"/assets/{name}?v={blake2b(ASSETS[name][0], digest_size=6).hexdigest()}"


def _groups(rows: Iterable[Summary], order: Order) -> Iterator[tuple[str, list[Summary]]]:
    """The rows of each day under its name; in another order than time, all together under none."""
    if order is not Order.TIME:
        yield "", list(rows)
        return
    for day, group in groupby(
        rows, key=lambda row: "No time known" if row.first is None else printed_times.day(row.first)
    ):
        yield day, list(group)


def site_of(request: Request) -> Site:
    """The site that a request is to."""
    return cast(Site, request.app.state.site)
