"""Rulings made on the pages, without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stream.dispatch import Verdict
from stream.inspect.queries import story_of
from stream.inspect.store import Store
from stream.inspect.web.app import app
from stream.inspect.web.sinks import FileSink, SampleSink, Sink
from stream.local.rulings_file import read

LOCAL = "http://127.0.0.1"
XINHUA = "urn:newsml:xinhua.example:20221129:EXAMPLE-0001"
VNA = "urn:newsml:vna.example:20221129:EXAMPLE-0002"
RULING = {"one": VNA, "other": XINHUA, "verdict": "different", "by": "Zoë", "because": "two visits"}


@contextmanager
def browsing(path: Path, sink: Sink | None) -> Iterator[TestClient]:
    """A client of the pages over this projection."""
    with TestClient(app(path, sink=sink), base_url=LOCAL) as client:
        yield client


@pytest.fixture(name="rulings")
def _rulings(tmp_path: Path) -> Path:
    return tmp_path / "rulings.jsonl"


def test_without_a_place_for_rulings_there_is_nothing_to_press(sample: Store) -> None:
    """The queue is shown all the same, and what to do to rule."""
    with browsing(sample.path, None) as client:
        shown = client.get("/review").text
        assert "--rulings FILE" in shown
        assert "<form class=" not in re.sub(r'<form class="find".*?</form>', "", shown, flags=re.DOTALL)
        assert client.post("/rule", data=RULING).status_code == 403


def test_a_ruling_goes_into_the_file(sample: Store, rulings: Path) -> None:
    """And leads back to the page; the name is remembered, the reason need not be given."""
    with browsing(sample.path, FileSink(rulings)) as client:
        back = client.post("/rule", data={**RULING, "then": "/why"}, follow_redirects=False)
        assert (back.status_code, back.headers["location"]) == (303, "/why")
        client.post("/rule", data={**RULING, "verdict": "unsure", "because": " "})
        assert 'value="Zoë"' in client.get("/review").text

    first, second = read(rulings)
    assert (first.one, first.other, first.verdict, first.by, first.because) == (
        *sorted((VNA, XINHUA)),
        *(Verdict.DIFFERENT, "Zoë", "two visits"),
    )
    assert (second.verdict, second.because) == (Verdict.UNSURE, "reviewed in the inspector")


def test_a_ruling_that_the_stories_do_not_follow_yet_says_so(sample: Store, rulings: Path) -> None:
    """Also of an inspector that is started later over the same file."""
    with browsing(sample.path, FileSink(rulings)) as client:
        client.post("/rule", data=RULING)
    with browsing(sample.path, FileSink(rulings)) as client:
        shown = unescape(client.get("/why", params={"one": XINHUA, "other": VNA}).text)
        assert "said Zoë" in shown
        assert f"waits for the next `copytaster run --rulings {rulings}`" in shown


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"by": " "}, 400),
        ({"verdict": "maybe"}, 400),
        ({"other": VNA}, 400),
        ({"other": "urn:nobody"}, 404),
        ({"because": "x" * 20_000}, 413),
    ],
)
def test_what_is_no_ruling_is_refused(sample: Store, rulings: Path, changed: dict[str, str], status: int) -> None:
    """And nothing is written."""
    with browsing(sample.path, FileSink(rulings)) as client:
        assert client.post("/rule", data={**RULING, **changed}).status_code == status
    assert not rulings.exists()


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_another_site_cannot_rule(sample: Store, rulings: Path, headers: dict[str, str]) -> None:
    """A form on a page elsewhere that sends to us is refused."""
    with browsing(sample.path, FileSink(rulings)) as client:
        assert client.post("/rule", data=RULING, headers=headers).status_code == 403
    assert not rulings.exists()


def test_a_file_that_cannot_be_written_is_told(sample: Store, tmp_path: Path) -> None:
    """On a page, with the reason."""
    with browsing(sample.path, FileSink(tmp_path / "no-such-folder" / "rulings.jsonl")) as client:
        answer = client.post("/rule", data=RULING)
    assert answer.status_code == 503
    assert "No such file or directory" in answer.text


def test_what_people_write_is_text(sample: Store, rulings: Path) -> None:
    """Names and reasons are escaped like everything else."""
    evil = "<script>alert(1)</script>"
    with browsing(sample.path, FileSink(rulings)) as client:
        client.post("/rule", data={**RULING, "by": evil, "because": evil})
        shown = client.get("/review").text
    assert evil not in shown
    assert evil in unescape(shown)


def test_the_sample_follows_at_once(tmp_path: Path) -> None:
    """A ruling splits the story of four, its withdrawal makes it one again."""
    path = tmp_path / "sample.db"
    with browsing(path, SampleSink(path)) as client, Store(path, read_only=True) as store:

        def together() -> bool:
            one, other = story_of(store, XINHUA), story_of(store, VNA)
            assert one is not None
            assert other is not None
            return bool(one["uri"] == other["uri"])

        assert together()
        shown = client.post("/rule", data={**RULING, "then": "/review"}).text
        assert not together()
        assert "in the stories" in shown
        client.post("/rule", data={**RULING, "verdict": "undone"})
        assert together()
        assert "None stands." in client.get("/review").text
