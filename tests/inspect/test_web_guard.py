"""What stands before the inspector's pages: token, origin, names; and the command that serves them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from stream.commands.serve import serve
from stream.inspect.store import Store
from stream.inspect.web.app import app
from stream.inspect.web.guard import COOKIE
from stream.service.addresses import is_loopback

LOCAL = "http://127.0.0.1"
KAZAKH = "/story/urn:copytaster:story:20221129T120000Z:054f2619ddf83db5"


@pytest.fixture(name="client")
def _client(sample: Store) -> Iterator[TestClient]:
    with TestClient(app(sample.path), base_url=LOCAL) as client:
        yield client


def test_a_token_is_asked_for_once(sample: Store) -> None:
    """A browser gets a form, and a cookie that is not the token; a program a 401."""
    with TestClient(app(sample.path, token="s3cret", host="0.0.0.0"), base_url="http://news.example") as client:  # noqa: S104, S106
        assert client.get("/").status_code == 401
        assert client.get("/livez").text == "ok\n"
        assert client.get("/", headers={"authorization": "Bearer s3cret"}).status_code == 200
        assert client.get("/", headers={"authorization": "Bearer s3cre"}).status_code == 401

        shown = client.get(f"{KAZAKH}?a=b", headers={"accept": "text/html"})
        assert shown.url.path == "/enter"
        assert f'name="then" value="{KAZAKH}?a=b"' in shown.text
        assert client.post("/enter", data={"token": "wrong", "then": "/"}).status_code == 401
        entered = client.post("/enter", data={"token": "s3cret", "then": KAZAKH})
        assert entered.url.path == KAZAKH
        assert entered.status_code == 200
        assert client.cookies[COOKIE] != "s3cret"
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("then", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_entering_leads_nowhere_else(sample: Store, then: str) -> None:
    """Whatever a link to the form says."""
    with TestClient(app(sample.path, token="t", host="0.0.0.0"), base_url=LOCAL) as client:  # noqa: S104, S106
        answer = client.post("/enter", data={"token": "t", "then": then}, follow_redirects=False)

    assert answer.headers["location"] == "/"


def test_a_change_from_another_site_is_refused(client: TestClient) -> None:
    """Whatever it asks for; our own pages may."""
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert client.post("/enter", data={}, headers=headers).status_code == 403
    assert client.post("/enter", data={}, headers={"origin": LOCAL}).status_code == 200
    assert client.post("/enter", content=b"x" * 20_000).status_code == 413


def test_loopback_answers_to_its_own_names_only(sample: Store) -> None:
    """A name that somebody else points at this machine (DNS rebinding) reads nothing."""
    with TestClient(app(sample.path), base_url="http://evil.example") as client:
        assert client.get("/").status_code == 421
    with TestClient(app(sample.path), base_url="http://localhost:8090") as client:
        assert client.get("/").status_code == 200
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "news.example")] == [  # noqa: S104
        *(True, True, True),
        *(False, False),
    ]


def test_serving_to_others_needs_a_token(sample: Store) -> None:
    """And a file that is there."""
    refused = CliRunner().invoke(serve, ["--host", "0.0.0.0", "--db", str(sample.path)])  # noqa: S104
    assert "--token" in str(refused.exception)

    missing = CliRunner().invoke(serve, ["--db", str(sample.path.with_name("none.db"))])
    assert "no such file" in str(missing.exception)
