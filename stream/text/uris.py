"""One uri for an item that its house sends under several.

Some houses count the versions of an item in its uri, and whoever passes a link on hangs parameters on it that say who
followed it. Neither says which item it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["bare_uri"]

# Of the programs that count readers, by the names that they give their parameters.
_TRACKING = re.compile(
    r"[?&;](?:utm_\w+|at_\w+|mc_[ce]id|(?:fb|[gdy])clid|msclkid|gclsrc|igshid|ocid|xtor|cmpid|spm|_hs\w+|wt_\w+|ns_\w+)=[^&;#]*",
    re.IGNORECASE,
)
_TRACKED = ("utm_", "at_", "clid", "mc_", "xtor", "ocid", "cmpid", "spm", "igshid", "_hs", "wt_", "ns_", "gclsrc")
# "#3" counts versions, "#xtor=RSS-1" readers; "#comments" is a part of a page.
_FRAGMENT = re.compile(r"#(?:\d{1,4}|(?:utm_\w+|xtor|Echobox|at_\w+)=\S*)$")
# "…/2026-02-09T15:02:05.000Z/1", ":v2", "/v2", ";version=3"; of NewsML (RFC 3085) the revision: "…:20250303:id:2U".
_COUNTED = re.compile(
    r"(?:/\d{4}-\d\d-\d\dT[\d:.]{5,12}Z?(?:/\d{1,4})?|[:/_.;-]v(?:er(?:sion)?)?[.-]?\d{1,3}|[?&;](?:v|ver|version|rev)=\d{1,4})$",
    re.IGNORECASE,
)
_REVISION = re.compile(r"(urn:newsml:[^:]+:\d{8}(?:T\d{4,6}Z?)?:[^:]+):\d{1,4}[NUAD]?$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def bare_uri(uri: str) -> str:
    """The uri without what counts versions and readers; most are that already."""
    bare = uri
    if "#" in bare:
        bare = _FRAGMENT.sub("", bare)
    if "=" in bare and any(name in bare for name in _TRACKED):
        bare = _TRACKING.sub("", bare)
        if "?" not in bare:
            bare = re.sub(r"[&;]", "?", bare, count=1) if "?" in uri else bare
    if bare[-1:].isdigit() or bare[-1:] in "zZNUADnuad":
        bare = _COUNTED.sub("", bare)
        bare = _REVISION.sub(r"\1", bare)
    return bare or uri
