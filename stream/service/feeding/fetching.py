"""Asks servers of the web for feeds and pages, with bounds on all that a stranger's server may do to us."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from importlib.metadata import version
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from stream.service.addresses import is_public

__all__ = ["AGENT", "Answer", "Fetcher"]

AGENT: Final = "copytaster"
"""Our name in robots.txt."""

_USER_AGENT = f"{AGENT}/{version('copytaster')}"
_PATIENCE = 20.0  # seconds for one answer, with its redirects
_REDIRECTS = 3
_MOVED, _MOVED_FOR_GOOD = (301, 302, 303, 307, 308), (301, 308)
_PIECE = 64 * 1024

Permit = Callable[[str], Awaitable[bool]]


class Answer(NamedTuple):
    """What a server said; status 0 where there is no answer that can be used, and why."""

    status: int
    url: str  # that answered, behind all redirects
    headers: Mapping[str, str] = {}
    body: bytes = b""
    moved: str | None = None  # the address to use from now on, where it said so
    why: str = ""


class _PublicOnly(AbstractResolver):
    """Gives only public addresses: looked at when the connection is made, as a name may change what it stands for."""

    def __init__(self) -> None:
        self._all = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = [each for each in await self._all.resolve(host, port, family) if is_public(each["host"])]
        if not found:
            raise OSError(None, "a private address")
        return found

    async def close(self) -> None:
        await self._all.close()


class Fetcher:
    """Asks, one request to a host at a time. No proxy of the environment is used: it would look up names itself."""

    def __init__(self, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def close(self) -> None:
        """Disconnect; it may be used again."""
        while self._sessions:
            await self._sessions.popitem()[1].close()

    async def get(
        self,
        url: str,
        most: int,
        headers: Mapping[str, str] | None = None,
        *,
        trusted: bool = False,
        private: bool = False,
        permit: Permit | None = None,
    ) -> Answer:
        """Ask for an address; whatever goes wrong is an answer that says so.

        Args:
            url: http or https.
            most: bytes of an answer, unpacked.
            headers: are sent to this host alone, and not to where it redirects.
            trusted: the operator gave the address itself, so it may be a private one.
            private: redirects may lead to private addresses too.
            permit: is asked for each address, redirects too.
        """
        asked = moved = url
        for_good = True
        try:
            async with asyncio.timeout(self._patience):
                for hop in range(_REDIRECTS + 1):
                    guarded = not private and not (trusted and hop == 0)
                    if why := _why_not(url, guarded):
                        return Answer(0, url, why=why)
                    if permit is not None and not await permit(url):
                        return Answer(403, url, why="its robots.txt does not allow it")
                    ours = headers if _origin(url) == _origin(asked) else None
                    async with (
                        self._hosts[_origin(url)],
                        self._session(guarded).get(url, headers=ours, allow_redirects=False) as response,
                    ):
                        target = response.headers.get("Location")
                        if response.status not in _MOVED or not target:
                            body = await _body(response, most)
                            if body is None:
                                return Answer(0, url, why=f"more than {most} bytes")
                            told = {name.lower(): value for name, value in response.headers.items()}
                            return Answer(response.status, url, told, body, moved if moved != asked else None)
                        for_good = for_good and response.status in _MOVED_FOR_GOOD
                        url = urljoin(url, target)
                        moved = url if for_good else moved
        except TimeoutError:
            return Answer(0, url, why=f"no answer in {self._patience:.0f} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # Other messages quote the address, whose query may be secret.
            why = str(error)[:200] if isinstance(error, OSError) else ""
            return Answer(0, url, why=why or type(error).__name__)
        return Answer(0, url, why=f"more than {_REDIRECTS} redirects")

    def _session(self, guarded: bool) -> aiohttp.ClientSession:
        if guarded not in self._sessions:
            connector = aiohttp.TCPConnector(resolver=_PublicOnly() if guarded else None)
            self._sessions[guarded] = aiohttp.ClientSession(
                connector=connector, headers={"User-Agent": _USER_AGENT}, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._sessions[guarded]


async def _body(response: aiohttp.ClientResponse, most: int) -> bytes | None:
    """The body, unpacked as it comes, so that no bomb unfolds; None where it is too long."""
    body = bytearray()
    async for piece in response.content.iter_chunked(_PIECE):
        body += piece
        if len(body) > most:
            response.close()
            return None
    return bytes(body)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


def _why_not(url: str, guarded: bool) -> str:
    """Why an address is not to be asked; "" where it may be. Names are looked at when they are resolved."""
    parts = urlsplit(url)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return "neither http nor https"
    if not guarded:
        return ""
    try:
        ipaddress.ip_address(parts.hostname)
    except ValueError:
        return ""
    return "" if is_public(parts.hostname) else "a private address"
