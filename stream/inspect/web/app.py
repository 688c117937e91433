"""The web application: addresses, errors, what stands before them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stream.errors import CopytasterError
from stream.inspect.web import feeds, houses, orders, pages, review
from stream.inspect.web.guard import HEADERS, Guard
from stream.inspect.web.openapi import openapi_page
from stream.inspect.web.page_metrics import Counted, metrics_page
from stream.inspect.web.sinks import Sink
from stream.inspect.web.site import Site
from stream.inspect.web.sources import sources_page
from stream.inspect.web.why import why_page
from stream.service.addresses import is_loopback
from stream.service.metrics import InspectorMetrics

__all__ = ["app"]

_TITLES = {400: "Not understood", 403: "Not possible here", 404: "Not found", 405: "Not possible", 413: "Too long"}


def app(
    db: Path,
    *,
    token: str | None = None,
    host: str = "127.0.0.1",
    sink: Sink | None = None,
    feeders: Sequence[str] = (),
    sample: bool = False,
) -> Starlette:
    """The inspector over one projection.

    Args:
        db: the projection's file; it is only read.
        token: what readers must give once; None: nothing.
        host: where it will listen. On loopback it answers to loopback names only.
        sink: where rulings go; None: the pages take none.
        feeders: addresses of the processes that take the wire in; they are asked what comes from where.
        sample: whether these are the stories of the sample wire; every page says so.
    """
    metrics = InspectorMetrics()
    site = Site(db, token, sink, feeders, sample=sample)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        site.close()

    made = Starlette(
        routes=[
            Route("/", pages.stories),
            Route("/news", pages.news),
            Route("/keep", pages.keep_view, methods=["POST"]),
            Route("/stories.{kind}", feeds.stories),
            Route("/story/{uri}.json", feeds.record),
            Route("/story/{uri}.jsonld", feeds.provenance),
            Route("/story/{uri}", pages.one_story),
            Route("/story/{uri}/diff", pages.difference),
            Route("/story/{uri}/cluster", pages.cluster),
            Route("/dispatch", pages.dispatch),
            Route("/why", why_page),
            Route("/review", review.review),
            Route("/review.{kind}", feeds.review),
            Route("/orders", orders.orders),
            Route("/orders.{kind}", feeds.orders),
            Route("/flows", houses.flow_page),
            Route("/flows.{kind}", houses.flow_file),
            Route("/pickup", houses.pickup_page),
            Route("/pickup.csv", houses.pickup_file),
            Route("/pickup.{kind}", feeds.pickups),
            Route("/standing", houses.standing_page),
            Route("/standing.{kind}", feeds.standing),
            Route("/sources", sources_page),
            Route("/rule", review.rule, methods=["POST"]),
            Route("/enter", pages.enter, methods=["GET"]),
            Route("/enter", pages.entered, methods=["POST"]),
            Route("/assets/{name}", pages.asset),
            Route("/livez", pages.livez),
            Route("/metrics", metrics_page),
            Route("/openapi.json", openapi_page),
        ],
        middleware=[
            Middleware(Counted, metrics=metrics),
            Middleware(Guard, token=token, local=is_loopback(host.lower())),
        ],
        exception_handlers={HTTPException: _refused, CopytasterError: _broken, Exception: _failed},
        lifespan=lifespan,
    )
    made.state.site, made.state.metrics = site, metrics
    return made


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as registered above
    title = _TITLES.get(error.status_code, "Error")
    site: Site = request.app.state.site
    message = error.detail if error.detail != "Not Found" else "There is no such page."
    return site.page("error.html", error.status_code, title=title, message=message)


async def _broken(request: Request, error: Exception) -> Response:
    """The projection cannot be read; the next request tries again."""
    site: Site = request.app.state.site
    return site.page("error.html", 503, title="This cannot be done now", message=str(error))


async def _failed(request: Request, _: Exception) -> Response:
    """A mistake of ours, which the log tells. The guard does not see this answer: the headers are put on here."""
    site: Site = request.app.state.site
    answer = site.page("error.html", 500, title="This page failed", message="The log of the server says why.")
    answer.headers.update(HEADERS)
    return answer
