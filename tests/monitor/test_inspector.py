"""What the inspector tells Prometheus of its pages."""

from __future__ import annotations

from pathlib import Path

import orjson
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from stream.inspect.store import Store
from stream.inspect.web.app import app
from stream.local.folding import fold
from wires import NOON, ninjs, text


def counted(client: TestClient) -> dict[tuple[str, ...], float]:
    """Each sample of its page, by name and the values of its labels."""
    page = client.get("/metrics")
    assert page.status_code == 200
    return {
        (sample.name.removeprefix("copytaster_inspector_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page.text)
        for sample in family.samples
    }


def projected(folder: Path) -> tuple[Path, list[str]]:
    """A projection of two stories, and their uris."""
    stories = fold([ninjs(f"urn:{number}", text(number), NOON) for number in (1, 2)])
    store = Store(folder / "stories.db")
    for each in stories:
        store.apply(each["uri"], orjson.dumps(each))
    store.commit()
    store.close()
    return folder / "stories.db", [each["uri"] for each in stories]


def test_pages_are_counted_by_kind_and_class_of_the_answer(tmp_path: Path) -> None:
    """Two stories are one kind of page: no label tells which was looked at."""
    db, uris = projected(tmp_path)
    with TestClient(app(db), base_url="http://127.0.0.1") as client:
        assert [client.get(f"/story/{uri}").status_code for uri in uris] == [200, 200]
        assert client.get("/story/urn:no-such").status_code == 404
        assert client.get("/nothing-here").status_code == 404
        samples = counted(client)

        assert samples["requests_total", "story", "2xx"] == 2
        assert samples["requests_total", "story", "4xx"] == 1
        assert samples["requests_total", "other", "4xx"] == 1
        assert samples["request_seconds_count", "story"] == 3
        assert samples["stories",] == 2
        assert samples["newest_timestamp_seconds",] == NOON / 1000
        assert not any("urn:" in value for key in samples for value in key)


def test_metrics_are_behind_the_token(tmp_path: Path) -> None:
    """Prometheus shows it as a bearer; who does not is refused, and that is counted."""
    db, _ = projected(tmp_path)
    with TestClient(app(db, token="s3cret", host="0.0.0.0"), base_url="http://news.example") as client:  # noqa: S104, S106
        refused = client.get("/metrics")
        client.headers["authorization"] = "Bearer s3cret"

        assert refused.status_code == 401
        assert "copytaster_" not in refused.text
        assert counted(client)["requests_total", "other", "4xx"] == 1


def test_without_a_projection_the_rest_is_told(tmp_path: Path) -> None:
    """A page that fails because the file is gone is an answer of class 5xx, for which there is an alert."""
    with TestClient(app(tmp_path / "none.db"), base_url="http://127.0.0.1") as client:
        assert client.get("/").status_code == 503
        samples = counted(client)

        assert samples["requests_total", "list", "5xx"] == 1
        assert samples["stories",] == 0
