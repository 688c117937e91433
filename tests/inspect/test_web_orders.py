"""The page of open orders, without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stream.dispatch import Verdict
from stream.inspect.store import Store
from stream.inspect.web.app import app
from stream.inspect.web.sinks import FileSink, Sink, TopicSink
from stream.local.folding import fold
from stream.local.rulings_file import read
from stream.settings import Settings
from stream.stories.record import encode
from wires import HOUR, NOON, ninjs, text

LOCAL = "http://127.0.0.1"
EVIL = "<script>alert(1)</script>"
WIRE = [
    ninjs("urn:dam", f"The Tamra reservoir burst. {text(1)}", NOON, creditline="AFP", headline="Reservoir bursts"),
    ninjs("urn:port", f"The Tamra pilots. {text(2)}", NOON, creditline="AFP", headline="Pilots <b>strike</b>"),
    ninjs("urn:note", "Please kill our reservoir story.", NOON + HOUR, creditline="AFP", headline=f"KILL {EVIL}"),
]
RULING = {"one": "urn:note", "other": "urn:dam", "verdict": "kill", "by": "Zoë", "then": "/orders"}


@pytest.fixture(name="store")
def _store(project: Callable[[Iterable[bytes]], Store]) -> Store:
    return project([encode(told) for told in fold(WIRE)])


@pytest.fixture(name="sink")
def _sink(tmp_path: Path) -> FileSink:
    return FileSink(tmp_path / "rulings.jsonl")


@pytest.fixture(name="client")
def _client(store: Store, sink: FileSink) -> Iterator[TestClient]:
    with TestClient(app(store.path, sink=sink), base_url=LOCAL) as client:
        yield client


def numbered(client: TestClient, path: str = "/") -> bool:
    """Whether the navigation says that one order waits."""
    return (
        re.search(r'href="/orders"[^>]*>Orders <span class="chip is-canceled">1</span>', client.get(path).text)
        is not None
    )


def test_an_order_stands_beside_what_it_may_mean(client: TestClient) -> None:
    """The words that both have are marked, but for those that all of them have; what houses write is text."""
    shown = client.get("/orders").text

    assert numbered(client)
    assert "Please kill our reservoir story." in shown
    assert "<mark>Reservoir</mark> bursts" in shown
    assert "<mark>Tamra</mark>" not in shown
    assert EVIL not in shown
    assert EVIL in unescape(shown)
    assert "<b>" not in shown


def test_settling_it_goes_into_the_file_and_is_told(client: TestClient, sink: FileSink) -> None:
    """Folded with that the dispatch is killed, and the order is open no longer."""
    told = client.post("/rule", data=RULING).text

    assert "Killed" in told
    assert "No order waits." in told
    assert not numbered(client)
    [ruling] = read(Path(sink.where))
    assert (ruling.one, ruling.other, ruling.verdict) == ("urn:note", "urn:dam", Verdict.KILL)
    stories = {each["uri"]: story for story in fold(WIRE, rulings=[ruling]) for each in story["associations"]}
    assert stories["urn:dam"]["pubStatus"] == "canceled"
    assert "openOrder" not in stories["urn:note"]["story"]["notice"]

    client.post("/rule", data={**RULING, "verdict": "undone"})
    assert numbered(client)


def test_one_that_is_about_nothing_we_hold_is_dismissed(client: TestClient, sink: FileSink) -> None:
    """It needs no other dispatch."""
    told = client.post("/rule", data={**RULING, "other": "", "verdict": "dismissed"}).text

    assert "About nothing we hold" in told
    assert not numbered(client)
    assert [each.verdict for each in read(Path(sink.where))] == [Verdict.DISMISSED]


@pytest.mark.parametrize("changed", [{"other": "urn:note"}, {"by": ""}, {"verdict": "maybe"}, {"other": ""}])
def test_what_is_no_ruling_is_refused(client: TestClient, sink: FileSink, changed: dict[str, str]) -> None:
    """And nothing is written."""
    assert client.post("/rule", data={**RULING, **changed}).status_code == 400
    assert not Path(sink.where).exists()


def test_without_a_place_for_rulings_there_is_nothing_to_press(store: Store) -> None:
    """The orders are shown all the same; who has to give a token first is told no number."""
    with TestClient(app(store.path), base_url=LOCAL) as client:
        shown = client.get("/orders").text
        assert "--rulings FILE" in shown
        assert "This one" not in shown
        assert client.post("/rule", data=RULING).status_code == 403
    with TestClient(app(store.path, token="t"), base_url=LOCAL) as client:  # noqa: S106 - a test
        assert not numbered(client, "/enter")


def test_a_service_that_has_let_go_of_a_notice_cannot_be_told(
    project: Callable[[Iterable[bytes]], Store],
) -> None:
    """Then it is not asked for either: window and lateness of the settings say how long that is."""
    late = ninjs("urn:late", text(9), NOON + 30 * HOUR, creditline="AFP")
    store = project([encode(told) for told in fold([*WIRE, late])])
    for hours, is_asked in ((20, True), (10, False)):
        sink: Sink = TopicSink(Settings(window_hours=hours, lateness_hours=hours))
        with TestClient(app(store.path, sink=sink), base_url=LOCAL) as client:
            assert numbered(client) is is_asked
            assert ("No order waits." in client.get("/orders").text) is not is_asked
