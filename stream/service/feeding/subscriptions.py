"""Which feeds are polled: feeds.toml, or the OPML that a feed reader exports."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from stream.errors import Invalid, Usage
from stream.reading.formats.elements import attribute, name_of, within
from stream.reading.formats.trees import parse
from stream.reading.rules import in_force
from stream.service.addresses import is_web

__all__ = ["EVERY", "Subscription", "subscriptions"]

EVERY = 300.0
"""Seconds between two looks at a feed where nothing else is set."""

_LEAST = 30.0  # seconds; whoever needs it sooner has a wire
_FROM_ENVIRONMENT = "env:"


@dataclass(frozen=True)
class Subscription:
    """One feed."""

    url: str
    name: str  # in metrics and the log: without what may be secret
    supplier: str = ""  # domain of whose items these are where they do not say so
    every: float = EVERY  # seconds
    pages: bool = False  # whether the page of each entry is fetched and sent in its place
    private: bool = False  # whether pages and redirects may lead to private addresses
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # such as a key


def subscriptions(path: Path) -> list[Subscription]:
    """The feeds that a file names.

    Raises:
        Usage: it cannot be read, or says something that is not understood.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Usage(f"{path}: cannot be opened ({error.strerror})") from error
    is_markup = raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"
    found = _of_opml(path, raw) if is_markup else _of_toml(path, raw)
    names = [each.name for each in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Usage(f"{path}: {twice[0]}: two feeds of one name; give one of them another `name`")
    if not found:
        raise Usage(f"{path}: names no feed; each is a [[feed]] with its url")
    return found


def _of_opml(path: Path, raw: bytes) -> list[Subscription]:
    try:
        root = parse(raw)
    except Invalid as invalid:
        raise Usage(f"{path}: {invalid}") from invalid
    if name_of(root) != "opml":
        raise Usage(f"{path}: XML, but no OPML; feeds are named in TOML or OPML")
    urls = dict.fromkeys(filter(None, (attribute(outline, "xmlUrl") for outline in within(root, "outline"))))
    return [Subscription(url, _name(f"{path}: xmlUrl", url)) for url in urls]


def _of_toml(path: Path, raw: bytes) -> list[Subscription]:
    try:
        parsed = tomllib.loads(raw.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Usage(f"{path}: not TOML ({error})") from error
    entries = parsed.pop("feed", [])
    if parsed or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Usage(f"{path}: holds something else than [[feed]] tables")
    return [_of_entry(f"{path}: feed {number}", entry) for number, entry in enumerate(entries, 1)]


def _of_entry(place: str, entry: dict[str, object]) -> Subscription:
    kinds = {"url": str, "name": str, "supplier": str, "every": int, "pages": bool, "private": bool, "headers": dict}
    for key, value in entry.items():
        if key not in kinds:
            raise Usage(f"{place}: {key} is no setting of a feed; there are {', '.join(kinds)}")
        if type(value) is not kinds[key]:
            raise Usage(f"{place}: {key} has to be {kinds[key].__name__}")
    url, supplier, every = str(entry.get("url", "")), str(entry.get("supplier", "")), entry.get("every", EVERY)
    if supplier and supplier not in in_force().suppliers:
        raise Usage(f"{place}: supplier {supplier}: no entry of suppliers.toml has this name")
    assert isinstance(every, int | float)  # noqa: S101 - looked at above
    if every < _LEAST:
        raise Usage(f"{place}: every {every}: at least {_LEAST:.0f} s lie between two looks")
    given = entry.get("headers", {})
    assert isinstance(given, dict)  # noqa: S101 - looked at above
    headers = {name: _secret(place, name, value) for name, value in given.items()}
    name = str(entry.get("name", "")) or _name(place, url)
    _name(place, url)
    return Subscription(
        url, name, supplier, float(every), bool(entry.get("pages")), bool(entry.get("private")), headers
    )


def _secret(place: str, name: str, value: object) -> str:
    """A header's value; ``env:NAME`` stands for what the environment holds, so that no file holds a key."""
    text = str(value)
    if text.startswith(_FROM_ENVIRONMENT):
        variable = text.removeprefix(_FROM_ENVIRONMENT)
        if variable not in os.environ:
            raise Usage(f"{place}: header {name}: there is no {variable} in the environment")
        text = os.environ[variable]
    if not text.isprintable():
        raise Usage(f"{place}: header {name}: holds a character that no header may have")
    return text


def _name(place: str, url: str) -> str:
    """Host and path of an address: its query and its user may be secret."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise Usage(f"{place}: url: {error}") from error
    if not is_web(parts):
        raise Usage(f"{place}: url: has to begin with http:// or https:// and name a host")
    return f"{parts.hostname}{port}{parts.path}"
