"""What feeders tell of their sources: asked, on the page, and by the command. All names are invented."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from html import unescape
from threading import Thread
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from feeders import answering
from stream.cli import main
from stream.errors import Usage
from stream.inspect.sources import ask, checked
from stream.inspect.store import Store
from stream.inspect.web.app import app

LOCAL = "http://127.0.0.1"
EVIL = "<script>alert(1)</script>"
NOON = 1_800_000_000_000


def source(name: str, **other: Any) -> dict[str, Any]:
    """What a feeder tells of one source."""
    told = {
        "name": name,
        "kind": "folder",
        "since": NOON - 3_600_000,
        "down": False,
        "sent": 1207,
        "hours": [0] * 22 + [7, 1200],
        "skipped": 3,
        "rejected": {"xml": 2, "no-text": 1},
        "parcels": 12,
        "postponed": 0,
        "lastItem": NOON,
        "lastAnswer": NOON,
        "refusals": [
            {"at": NOON, "parcel": f"{name}/a.xml", "reasons": {"xml": 2}, "messages": ["xml: tag at line 3"]},
            {"at": NOON + 60_000, "parcel": f"{name}/b.xml", "reasons": {"no-text": 1}, "messages": ["nitf: no text"]},
        ],
    }
    return {**told, **other}


SOURCES = [source("/srv/wire/čtk"), source("paper.example/rss", kind="feed", down=True, lastItem=None), source("速報")]


@pytest.fixture(name="feeder")
def _feeder() -> Iterator[str]:
    with answering(lambda: SOURCES) as address:
        yield address


@pytest.fixture(name="nobody")
def _nobody() -> Iterator[str]:
    """Where nothing listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


def test_feeders_are_asked_and_those_that_do_not_tell_are_named(feeder: str, nobody: str) -> None:
    """In the order in which they are named; a worker is none."""
    with answering(None) as worker:
        told = ask(checked([nobody, feeder, worker, f"{feeder}/"]))

    assert [len(each.sources) for each in told] == [0, 3, 0, 3]
    assert "no answer (Connection refused)" in told[0].why
    assert "status 404" in told[2].why
    first = told[1].sources[0]
    assert (first.name, first.hour, first.day, first.rejects, first.is_down) == ("/srv/wire/čtk", 1200, 1207, 3, False)
    assert [each.parcel for each in first.refusals] == ["/srv/wire/čtk/b.xml", "/srv/wire/čtk/a.xml"]
    assert told[1].sources[1].last_item is None


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 200 OK\r\n\r\n[]", b'HTTP/1.1 200 OK\r\n\r\n{"sources": [{"name": 1}]}', b"SSH-2.0-x\r\n", b""],
    ids=["list", "fields", "no HTTP", "nothing"],
)
def test_whatever_answers_ends_in_words(answer: bytes) -> None:
    """What stands at the address need not be a feeder."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def once() -> None:
            with server.accept()[0] as connection:
                connection.recv(4096)
                connection.sendall(answer)

        thread = Thread(target=once)
        thread.start()
        [told] = ask([f"http://127.0.0.1:{server.getsockname()[1]}"])
        thread.join()

    assert told.sources == ()
    assert told.why


def test_one_that_hangs_is_waited_for_no_longer_than_said(monkeypatch: pytest.MonkeyPatch, feeder: str) -> None:
    """It keeps no page from the others."""
    monkeypatch.setattr("stream.inspect.sources._PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        told = ask([f"http://127.0.0.1:{silent.getsockname()[1]}", feeder])

    assert told[0].why.startswith("no answer in")
    assert len(told[1].sources) == 3


@pytest.mark.parametrize("address", ["feeder:8080", "file:///etc/passwd", "http://", "http://x:99999", "http://x:0"])
def test_what_is_no_address_is_refused(address: str) -> None:
    """Before anything is asked."""
    with pytest.raises(Usage, match="--feeder"):
        checked([address])


def test_the_page_shows_each_source(sample: Store, feeder: str, nobody: str) -> None:
    """Its rate, its last item, what was rejected and why; and which feeder does not tell."""
    with TestClient(app(sample.path, feeders=[feeder, nobody]), base_url=LOCAL) as client:
        shown = unescape(client.get("/sources").text)

    for each in SOURCES:
        assert shown.count(f'<th scope="row">{each["name"]}') == 3  # in the table, and with its two rejects
    assert "3 sources of 2 feeders" in shown
    assert "3,600 items in the last hour, 3,621 in the last day" in shown
    assert shown.count("does not answer</span>") == 1
    assert shown.count("none yet") == 1
    assert shown.count('<svg class="hours"') == 3
    assert shown.index("nitf: no text") < shown.index("xml: tag at line 3")
    assert f"{nobody}</span> does not tell: no answer" in shown
    assert '<a href="/sources" aria-current="page">' in shown


def test_without_a_feeder_the_page_says_how_to_name_one(sample: Store) -> None:
    """And asks nobody."""
    with TestClient(app(sample.path), base_url=LOCAL) as client:
        assert "inspect serve --feeder http://HOST:PORT" in client.get("/sources").text


def test_names_of_strangers_are_text(sample: Store) -> None:
    """A file's name and a message are shown as they are written, and nothing is inline."""
    refusal = {"at": NOON, "parcel": EVIL, "reasons": {EVIL: 2}, "messages": [EVIL]}
    with (
        answering(lambda: [source(EVIL, kind=EVIL, rejected={EVIL: 2}, refusals=[refusal])]) as feeder,
        TestClient(app(sample.path, feeders=[feeder]), base_url=LOCAL) as client,
    ):
        shown = client.get("/sources").text

    assert EVIL not in shown
    assert shown.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 7
    assert ' style="' not in shown


def test_the_command_shows_the_same(feeder: str, nobody: str) -> None:
    """As a table, or one source a line; 1 where a feeder does not answer."""
    told = CliRunner().invoke(main, ["inspect", "sources", "--feeder", feeder], env={"COLUMNS": "200"})
    assert told.exit_code == 0
    assert "1,200" in told.stdout
    assert "does not answer" in told.stdout
    assert "nitf: no text" in told.stdout

    both = CliRunner().invoke(
        main, ["inspect", "sources", "--json"], env={"COPYTASTER_INSPECT_FEEDERS": f"{nobody} {feeder}"}
    )
    assert both.exit_code == 1
    assert nobody in both.stderr
    assert [orjson.loads(line)["name"] for line in both.stdout.splitlines()] == [each["name"] for each in SOURCES]

    none = CliRunner().invoke(main, ["inspect", "sources"])
    assert none.exit_code == 2
    assert "--feeder http://127.0.0.1:8080" in none.stderr
