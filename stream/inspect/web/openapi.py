"""The addresses of the inspector for programs, as OpenAPI 3.1; a test holds it to the routes and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final, NamedTuple

import orjson
from starlette.requests import Request
from starlette.responses import Response

from stream.inspect.flows import SUMS
from stream.inspect.queries import Order
from stream.inspect.web.conditional import kept
from stream.inspect.web.feed_formats import ATOM, JSON_FEED
from stream.inspect.web.site import FEEDS
from stream.schemas import schema

__all__ = ["description", "openapi_page"]

_HTML: Final = "text/html"
_JSON: Final = "application/json"
_FEED: Final = {ATOM: {"type": "string"}, JSON_FEED: {"$ref": "#/components/schemas/Feed"}}
_STORY: Final = {"$ref": "#/components/schemas/Story"}

_TEXT: Final = {"type": "string"}
_DAY: Final = {"type": "string", "format": "date"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_SHOWN: Final = {_HTML: _TEXT}
_QUERY: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "q": ('words of headlines and texts, accents or not; "a phrase", beginn*', _TEXT),
    "agency": ("a party of the chain, as chains name it", _TEXT),
    "language": ("a language tag such as fr", _TEXT),
    "day": ("of the first publication, in UTC", _DAY),
    "status": ("usable, withheld or canceled; a feed of usable stories also tells of kills and holds", _TEXT),
    "min": ("so many members or more", _COUNT),
    "order": ("of the list", {"type": "string", "enum": [each.value for each in Order]}),
    "offset": ("leave out so many", _COUNT),
    "after": ("only what came or changed after this number; a list tells a reader that of the last visit", _COUNT),
    "since": ("published on this day (UTC) or later", _DAY),
    "until": ("published on this day (UTC) or before", _DAY),
    "taker": ("a house that took stories", _TEXT),
    "dispatch": ("the uri of a dispatch: only its story", _TEXT),
    "uncredited": ("only where no credit was found", {"type": "string", "enum": ["yes"]}),
    "sums": ("in sums by this", {"type": "string", "enum": [*SUMS]}),
    "one": ("the uri of a dispatch", _TEXT),
    "other": ("the uri of a dispatch", _TEXT),
    "left": ("the uri of a member", _TEXT),
    "right": ("the uri of a member", _TEXT),
    "notice": ("the uri of the notice that is asked about first", _TEXT),
    "uri": ("the uri of a dispatch", _TEXT),
    "then": ("the page to go on to", _TEXT),
    "seen": ("the number of what was seen last", _COUNT),
    "row": ("what a list shows of a story, as its page names it; any number of them", _TEXT),
    "v": ("a digest of the file, which may then be kept for good", _TEXT),
}
_LIST: Final = ("q", "agency", "language", "day", "status", "min", "order", "offset", "after")
_PERIOD: Final = ("since", "until", "agency", "language")
_PICKUP: Final = (*_PERIOD, "taker", "dispatch", "uncredited")
_ASKED_FOR: Final = {("/dispatch", "uri"), ("/story/{uri}/diff", "left"), ("/story/{uri}/diff", "right")}
_IN_PATH: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "uri": ("of a story; that of one that gave way leads to its successor", _TEXT),
    "name": ("of a style sheet or script", _TEXT),
    "kind": ("the form", {"type": "string", "enum": list(FEEDS)}),
}


class _Way(NamedTuple):
    """What is done at an address."""

    path: str
    summary: str
    query: tuple[str, ...] = ()
    answers: Mapping[str, dict[str, Any]] = _SHOWN
    is_kept: bool = False  # may be asked about again with If-None-Match
    form: tuple[str, ...] = ()  # fields that are posted


_WAYS: Final = (
    _Way("/", "The list of stories", _LIST),
    _Way("/news", "What came since a list was read, and the rows that changed", (*_LIST, "seen", "row")),
    _Way("/keep", "Keep a filter of the list as a link, or let go of it", form=("view", "drop")),
    _Way("/stories.{kind}", "The list of stories as a feed, changed last first", _LIST, _FEED, is_kept=True),
    _Way("/story/{uri}", "A story: chain, timeline, text"),
    _Way("/story/{uri}.json", "The record of a story, as the output has it", (), {_JSON: _STORY}, is_kept=True),
    _Way(
        "/story/{uri}.jsonld",
        "The chain of a story as PROV-O",
        (),
        {"application/ld+json": {"type": "object", "required": ["@context", "@graph"]}},
        is_kept=True,
    ),
    _Way("/story/{uri}/diff", "Two members side by side", ("left", "right")),
    _Way("/story/{uri}/cluster", "The likeness of each member with each, and how the story came about"),
    _Way("/dispatch", "To the story of a dispatch", ("uri",)),
    _Way("/why", "Why two dispatches are one story, or are not", ("one", "other")),
    _Way("/review", "Doubtful merges, one at a time", ("one", "other")),
    _Way("/review.{kind}", "Doubtful merges as a feed", (), _FEED, is_kept=True),
    _Way("/orders", "Orders of which an editor has to say what they mean", ("notice",)),
    _Way("/orders.{kind}", "Open orders as a feed", (), _FEED, is_kept=True),
    _Way("/flows", "Which houses feed which", _PERIOD),
    _Way("/flows.csv", "Flows for a spreadsheet", _PERIOD, {"text/csv": _TEXT}),
    _Way("/flows.graphml", "Flows as a graph", _PERIOD, {"application/graphml+xml": _TEXT}),
    _Way("/pickup", "Who took whose stories", _PICKUP),
    _Way("/pickup.csv", "Pick-up for a spreadsheet", (*_PICKUP, "sums"), {"text/csv": _TEXT}),
    _Way("/pickup.{kind}", "Pick-up as a feed", _PICKUP, _FEED, is_kept=True),
    _Way("/standing", "What still stands that was taken back", ("offset",)),
    _Way("/standing.{kind}", "What still stands as a feed", (), _FEED, is_kept=True),
    _Way("/sources", "What comes in from where, as the feeders tell"),
    _Way("/rule", "Give a ruling", form=("verdict", "one", "other", "by", "because", "then")),
    _Way("/enter", "Ask for the token", ("then",)),
    _Way("/enter", "Give the token, which a cookie then stands for", form=("token", "then")),
    _Way("/assets/{name}", "A style sheet or script", ("v",), {"*/*": _TEXT}),
    _Way("/livez", "Whether the process answers", (), {"text/plain": _TEXT}),
    _Way("/metrics", "For Prometheus", (), {"text/plain": _TEXT}),
    _Way("/openapi.json", "This document", (), {_JSON: {"type": "object"}}, is_kept=True),
)

_FEED_SCHEMA: Final[dict[str, Any]] = {
    "description": "JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)",
    "type": "object",
    "required": ["version", "title", "home_page_url", "feed_url", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": _TEXT,
        "home_page_url": _TEXT,
        "feed_url": _TEXT,
        "next_url": _TEXT,
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "url", "title", "content_html", "date_modified", "tags", "_copytaster"],
                "properties": {
                    "id": {**_TEXT, "description": "stays the same when the story changes"},
                    "date_modified": {"type": "string", "format": "date-time"},
                    "tags": {"type": "array", "items": _TEXT, "description": "the status, then the chain"},
                    "_copytaster": {
                        "type": "object",
                        "required": ["status", "story"],
                        "properties": {"status": _TEXT, "story": {**_TEXT, "description": "where it is told now"}},
                    },
                },
            },
        },
    },
}


def description() -> dict[str, Any]:
    """The document."""
    paths: dict[str, dict[str, Any]] = {}
    for way in _WAYS:
        paths.setdefault(way.path, {})["post" if way.form else "get"] = _operation(way)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Copytaster's inspector",
            "version": version("copytaster"),
            "description": "Stories, their chains and who takes from whom. All times are UTC.",
        },
        "security": [{}, {"bearer": []}, {"basic": []}],  # a token is asked for where one was set
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic", "description": "the token as password of any name"},
            },
            "schemas": {"Story": _inside(schema("story"), "Story"), "Feed": _FEED_SCHEMA},
        },
    }


def _inside(told: dict[str, Any], name: str) -> dict[str, Any]:
    """A schema as a part of the document: its references lead to its own definitions where they stand here."""

    def turned(value: Any) -> Any:
        if isinstance(value, list):
            return [turned(each) for each in value]
        if not isinstance(value, dict):
            return value
        told = {key: turned(each) for key, each in value.items()}
        if isinstance(place := told.get("$ref"), str) and place.startswith("#/"):
            told["$ref"] = f"#/components/schemas/{name}{place[1:]}"
        return told

    return {key: turned(value) for key, value in told.items() if key not in ("$id", "$schema")}


def _operation(way: _Way) -> dict[str, Any]:
    parameters = [
        *(_parameter(name, "path", *_IN_PATH[name], required=True) for name in _IN_PATH if f"{{{name}}}" in way.path),
        *(_parameter(name, "query", *_QUERY[name], required=(way.path, name) in _ASKED_FOR) for name in way.query),
    ]
    content = {media_type: {"schema": told} for media_type, told in way.answers.items()}
    answers: dict[str, Any] = {"200": {"description": "done", "content": content}}
    if way.is_kept:
        parameters.append(_parameter("If-None-Match", "header", "the ETag of what is held", _TEXT, required=False))
        answers["304"] = {"description": "it is what the client has"}
    if way.path == "/dispatch":
        answers = {"303": {"description": "where the story is"}}
    elif way.path.startswith("/story/"):
        answers["307"] = {"description": "where the story is told now that it gave way to"}
    answers["default"] = {"description": "why not", "content": {_HTML: {"schema": _TEXT}}}
    told: dict[str, Any] = {"summary": way.summary, "parameters": parameters, "responses": answers}
    if way.form:
        fields = {"type": "object", "properties": dict.fromkeys(way.form, _TEXT)}
        told["requestBody"] = {"content": {"application/x-www-form-urlencoded": {"schema": fields}}}
        answers["303"] = {"description": "done; the page to go on to"}
        del answers["200"]
    return told


def _parameter(name: str, where: str, says: str, told: dict[str, Any], *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": where, "description": says, "required": required, "schema": told}


def openapi_page(request: Request) -> Response:
    """The document as a file."""
    return kept(request, orjson.dumps(description(), option=orjson.OPT_SORT_KEYS), _JSON)
