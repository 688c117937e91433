"""The OpenAPI document of the inspector, held to its routes and to what they answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from jsonschema import Draft202012Validator
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient

from stream.inspect.store import Store
from stream.inspect.web.app import app
from stream.inspect.web.feed_formats import ATOM
from stream.inspect.web.houses import asked
from stream.inspect.web.openapi import description
from stream.inspect.web.query import read

LOCAL = "http://127.0.0.1"
XINHUA = "urn:newsml:xinhua.example:20221129:EXAMPLE-0001"
VNA = "urn:newsml:vna.example:20221129:EXAMPLE-0002"
EXAMPLES = {
    "q": "kazakh",
    "agency": "VNA",
    "language": "fr",
    "day": "2022-11-29",
    "status": "usable",
    "min": "2",
    "order": "size",
    "offset": "1",
    "after": "1",
    "since": "2022-11-29",
    "until": "2022-11-30",
    "taker": "VNA",
    "dispatch": XINHUA,
    "uncredited": "yes",
    "sums": "day",
    "one": XINHUA,
    "other": VNA,
    "left": XINHUA,
    "right": VNA,
    "uri": VNA,
    "name": "inspect.css",
    "kind": "json",
}
"""A value of each parameter; a test asks with all of them that have to be given."""
KAZAKH = "urn:copytaster:story:20221129T120000Z:054f2619ddf83db5"

DOCUMENT = description()
WAYS = [(path, method) for path, ways in DOCUMENT["paths"].items() for method in ways]
GETS = [path for path, method in WAYS if method == "get"]


@pytest.fixture(name="client")
def _client(sample: Store) -> Iterator[TestClient]:
    with TestClient(app(sample.path), base_url=LOCAL) as client:
        yield client


def parameters(path: str, where: str, method: str = "get") -> list[dict[str, Any]]:
    """What an address may be asked with."""
    return [each for each in DOCUMENT["paths"][path][method]["parameters"] if each["in"] == where]


def example(path: str) -> str:
    """An address of this kind."""
    told = path.replace("{uri}", KAZAKH)
    return re.sub(r"\{(\w+)\}", lambda found: EXAMPLES[found[1]], told)


def test_every_route_is_described_and_nothing_else(client: TestClient) -> None:
    """By path and method; of a route of several forms each, or the form as a parameter."""
    routes: dict[tuple[str, str], bool] = {}
    for route in client.app.routes:  # type: ignore[attr-defined]
        assert isinstance(route, Route)
        routes |= {(route.path, method.lower()): False for method in (route.methods or set()) - {"HEAD"}}
    for path, method in WAYS:
        [served] = [
            known
            for known in routes
            if known[1] == method
            and (known[0] == path or (known[0] == "/flows.{kind}" and re.fullmatch(r"/flows\.\w+", path)))
        ]
        routes[served] = True

    assert [route for route, described in routes.items() if not described] == []


@pytest.mark.parametrize("path", GETS)
def test_an_address_answers_as_it_says(client: TestClient, path: str) -> None:
    """With what has to be given: one of its media types and, of JSON, what its schema lets through."""
    needed = {each["name"]: EXAMPLES[each["name"]] for each in parameters(path, "query") if each["required"]}
    answer = client.get(example(path), params=needed, follow_redirects=False)
    told = DOCUMENT["paths"][path]["get"]["responses"]

    assert str(answer.status_code) in told
    if answer.status_code == 200:
        content = told["200"]["content"]
        media_type = answer.headers["content-type"].partition(";")[0]
        assert media_type in content or "*/*" in content
        if media_type.endswith("json"):
            schema = {**content[media_type]["schema"], "components": DOCUMENT["components"]}
            assert [error.message for error in Draft202012Validator(schema).iter_errors(answer.json())] == []
    assert ("304" in told) == ("etag" in answer.headers)
    for name in needed:
        assert client.get(example(path), params={**needed, name: ""}, follow_redirects=False).status_code == 404


def test_parameters_are_those_that_are_read() -> None:
    """Each of a list and of a page of houses says something, and none is left out."""
    lists = [each["name"] for each in parameters("/", "query")]
    assert set(read(EXAMPLES).parameters()) == set(lists)
    assert all(read({name: EXAMPLES[name]}) != read({}) for name in lists)
    for path in ("/pickup", "/pickup.csv", "/pickup.{kind}"):
        names = [each["name"] for each in parameters(path, "query") if each["name"] != "sums"]
        query = urlencode({name: EXAMPLES[name] for name in names}).encode()
        link = asked(Request({"type": "http", "query_string": query})).link(path)
        assert {pair.partition("=")[0] for pair in link.partition("?")[2].split("&")} == set(names)


def test_the_schemas_are_schemas() -> None:
    """And every reference leads to one of them."""
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    references = set(re.findall(r"'\$ref': '(#/components[^']+)'", str(DOCUMENT["paths"])))
    assert references == {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}


def test_the_document_is_served(client: TestClient) -> None:
    """And names the form that feed readers ask for."""
    served = client.get("/openapi.json")

    assert served.json() == DOCUMENT
    assert ATOM in served.json()["paths"]["/stories.{kind}"]["get"]["responses"]["200"]["content"]
