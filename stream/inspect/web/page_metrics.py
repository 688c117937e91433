"""What the inspector tells Prometheus: which pages are asked for, and how new the projection is."""

from __future__ import annotations

import time
from typing import Final, cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stream.dispatch import Verdict
from stream.errors import CopytasterError
from stream.inspect.queries import Filters, Order, count, list_stories
from stream.inspect.web.site import FEEDS, site_of
from stream.service.metrics import CONTENT_TYPE, InspectorMetrics, Page

__all__ = ["Counted", "count_ruling", "metrics_page"]

_PAGES: Final = {
    "": Page.LIST,
    "why": Page.WHY,
    "review": Page.REVIEW,
    "orders": Page.ORDERS,
    "rule": Page.RULE,
    "news": Page.NEWS,
    "flows": Page.FLOWS,
    "pickup": Page.PICKUP,
    "standing": Page.STANDING,
    "sources": Page.SOURCES,
}
_OF_STORY: Final = {"diff": Page.DIFF, "cluster": Page.CLUSTER}
_FEEDS: Final = ("stories", "review", "orders", "pickup", "standing", "sources")


class Counted:
    """ASGI middleware: counts answers and the time to them. Addresses are told by kind, never by uri."""

    def __init__(self, app: ASGIApp, metrics: InspectorMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, page = time.perf_counter(), _page(scope["path"])
        status = 500  # where the application ends without an answer

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            self._metrics.requests.labels(page.value, f"{status // 100}xx").inc()
            self._metrics.request_seconds[page].observe(time.perf_counter() - began)


def count_ruling(request: Request, verdict: Verdict) -> None:
    """A ruling was given on a page."""
    _metrics(request).rulings[verdict].inc()


def metrics_page(request: Request) -> Response:
    """For Prometheus. Where there is no projection, the rest is told all the same."""
    metrics, site = _metrics(request), site_of(request)
    try:
        metrics.stories.set(count(site.store, Filters()))
        newest = list_stories(site.store, Filters(), Order.TIME, 1)
        if newest and newest[0].first is not None:
            metrics.newest_timestamp_seconds.set(newest[0].first / 1000)
    except CopytasterError:
        metrics.stories.set(0)
    return Response(metrics.render(), headers={"content-type": CONTENT_TYPE})


def _page(path: str) -> Page:
    first, _, rest = path.strip("/").partition("/")
    name, _, form = first.partition(".")
    if first == "story":
        is_record = rest.endswith((".json", ".jsonld"))
        return Page.RECORD if is_record else _OF_STORY.get(rest.rpartition("/")[2], Page.STORY)
    if rest:
        return Page.OTHER
    return Page.FEED if name in _FEEDS and form in FEEDS else _PAGES.get(name, Page.OTHER)


def _metrics(request: Request) -> InspectorMetrics:
    return cast(InspectorMetrics, request.app.state.metrics)
