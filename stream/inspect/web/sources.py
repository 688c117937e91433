"""The page of sources: what comes in from where, as the feeders tell when the page is asked for."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from stream.inspect.sources import ask
from stream.inspect.web.site import site_of

__all__ = ["sources_page"]

_MOST_REFUSALS = 50


def sources_page(request: Request) -> Response:
    """Each source with its rate, its last item and what was rejected of it; the newest rejects of all with reasons."""
    site = site_of(request)
    feeders = ask(site.feeders)
    sources = [source for feeder in feeders for source in feeder.sources]
    refusals = sorted(
        ((each, source.name) for source in sources for each in source.refusals), key=lambda row: row[0].at, reverse=True
    )
    silent = [feeder for feeder in feeders if feeder.why]
    return site.page(
        "sources.html",
        here="sources",
        feeders=feeders,
        silent=silent,
        sources=sources,
        refusals=refusals[:_MOST_REFUSALS],
        total=len(refusals),
    )
