"""Which addresses are of this machine, which of the internet, and which of the web."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult

__all__ = ["is_loopback", "is_public", "is_web"]

# A network in which an IPv4 address stands inside an IPv6 one: translation (RFC 6052); 6to4 is the library's own.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_web(parts: SplitResult) -> bool:
    """Whether an address that was taken apart is one of the web: http or https, and a host."""
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet, and not of our own network or machine."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inside = found.ipv4_mapped or found.sixtofour
        if inside is None and found in _NAT64:
            inside = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(str(inside))
    return found.is_global and not found.is_multicast
