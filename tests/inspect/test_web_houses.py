"""The pages of houses, without a browser. All text is invented."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from html import unescape
from itertools import pairwise

import pytest
from starlette.testclient import TestClient

from dispatches import item
from stream.inspect.flows import SUMS, Flow, Period, PickedUp, Pickup, Sum, flows, sums
from stream.inspect.store import Store
from stream.inspect.web.app import app
from stream.inspect.web.sankey import MOST_BANDS, sankey
from stream.inspect.web.takers import MOST_TAKERS, takers
from stream.local.folding import fold
from stream.stories.record import encode
from wires import text

LOCAL = "http://127.0.0.1"
EVIL = "<script>alert(1)</script>"
NOTHING = (None,) * 7
PAGES = ("/flows", "/pickup", "/standing")


@pytest.fixture(name="client")
def _client(sample: Store) -> Iterator[TestClient]:
    with TestClient(app(sample.path), base_url=LOCAL) as client:
        yield client


def test_flows_are_a_picture_and_a_table(client: TestClient, sample: Store) -> None:
    """Both tell every pair; the files for other programs are of the same period."""
    shown = unescape(client.get("/flows").text)
    for flow in flows(sample, Period()):
        assert f"agency={flow.giver.replace(' ', '+')}&taker={flow.taker.replace(' ', '+')}" in shown

    assert shown.count('class="band"') == len(flows(sample, Period())) == 9
    assert "Xinhua News Agency to Vietnam News Agency: 1 story" in shown
    narrowed = client.get("/flows?agency=XINHUA&since=2022-11-29&until=nonsense").text
    assert narrowed.count('class="band"') == 1
    assert "/flows.csv?since=2022-11-29&amp;agency=XINHUA" in narrowed
    table = client.get("/flows.csv?since=2022-11-29&agency=XINHUA")
    assert [line[:11] for line in table.text.splitlines()] == ["giver,taker", "XINHUA,VNA,"]
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert client.get("/flows.graphml").text.count("<edge ") == 9
    assert client.get("/flows.exe").status_code == 404


@pytest.mark.parametrize(
    ("house", "credit"), [("XINHUA", "Xinhua/VNA"), ("VNA", "Xinhua/VNA/CVN"), ("AFP", "(With inputs from AFP)")]
)
def test_pick_up_tells_the_credit(client: TestClient, house: str, credit: str) -> None:
    """As the taker prints it, on the page, in the table and in the feed."""
    assert f"<q>{credit}</q>" in client.get(f"/pickup?agency={house}").text
    assert f",{credit}," in client.get(f"/pickup.csv?agency={house}").text
    assert f"credit: “{credit}”" in client.get(f"/pickup.json?agency={house}").text


def test_pick_up_is_told_with_care(client: TestClient) -> None:
    """Who credits nobody, with the way to both texts and what the texts do not show."""
    shown = unescape(client.get("/pickup?uncredited=yes").text)

    assert "its-whistle" in shown
    assert "That is all that the texts show" in shown
    assert re.search(r'href="/why\?one=urn%3A[^"]+&other=https%3A', shown)
    assert "Nobody took a story like that." in client.get("/pickup?agency=NOBODY").text
    assert client.get("/pickup.csv?agency=EFE").text.count("\n") == 2


def test_pick_up_has_sums_and_a_timeline(client: TestClient, sample: Store) -> None:
    """Of a house by day, taker and slug where it gives any, with files; of one story a line for each taker."""
    shown = unescape(client.get("/pickup?agency=XINHUA&since=2022-11-29").text)
    assert "Pick-up of Xinhua News Agency" in shown
    for by in SUMS:
        assert (f'/pickup.csv?since=2022-11-29&agency=XINHUA&sums={by}"' in shown) == (by != "desk")
        rows = client.get(f"/pickup.csv?since=2022-11-29&agency=XINHUA&sums={by}").text.splitlines()
        assert rows[0] == ",".join(Sum._fields)
        assert len(rows) == 1 + len(sums(sample, Period(date(2022, 11, 29), agency="XINHUA"), by)) > 1

    [link] = re.findall(r'href="(/pickup\?dispatch=[^"]+)" aria-label="Who had it when: [^"]+Kazakh', shown)
    story = client.get(link).text
    lines = re.findall(r"<title>([^<]+ from [^<]+)</title><text[^>]*>([^<]+)<", story)
    assert [name for _, name in lines] == ["Vietnam News Agency", "Le Courrier du Vietnam"]
    assert lines[0][0].startswith("Vietnam News Agency from Xinhua News Agency, 29 Nov 15:30, 3 h 30 min later")
    assert 'class="sums"' not in story


def test_a_timeline_of_many_ends() -> None:
    """Lines stand under each other from when the giver had it to when the taker did; without times there is none."""
    took = [PickedUp(f"p{n}", f"u{n}", n * 60_000, n * 60_000, None, n % 2 == 0, None) for n in range(70)]
    unknown = PickedUp("q", "u", None, None, None, True, None)
    picture = takers([Pickup("A", "s", "", "u", 0, (*took, unknown))])

    assert (len(picture.lines), picture.hidden) == (MOST_TAKERS, 10)
    assert all(one.y < other.y and one.end < other.end for one, other in pairwise(picture.lines))
    assert {line.x for line in picture.lines} == {picture.names}
    assert picture.lines[-1].y < picture.height
    assert max(line.end for line in picture.lines) < picture.width
    assert [x for x, _ in picture.ticks] == sorted({x for x, _ in picture.ticks})
    assert takers([Pickup("A", "s", "", None, None, (unknown,))]).lines == takers([]).lines == ()


def test_what_still_stands_is_counted_on_every_page(client: TestClient) -> None:
    """And told with the fact and the copies."""
    for page in ("/", *PAGES):
        assert re.search(
            r'href="/standing"[^>]*>Still standing <span class="chip is-withheld">3</span>', client.get(page).text
        )
    shown = client.get("/standing").text
    assert "<del>14.2</del> is now <ins>4.2</ins>" in shown
    assert "diario-del-valle.example" in shown
    assert "Nothing that was taken back still stands." in client.get("/standing?offset=3").text


@pytest.mark.parametrize("path", [*PAGES, "/flows?language=la", "/pickup?since=2022-13-01"])
def test_names_of_strangers_are_text(project: Callable[[Iterable[bytes]], Store], path: str) -> None:
    """A house or a headline that is written as a script is shown as it is written."""
    told = text(3)
    wire = [
        item("urn:1", told, "2022-11-29T08:00:00Z", creditLine="AFP", headline=EVIL),
        item(
            "urn:2", told, "2022-11-29T09:00:00Z", creditLine=f"AFP/{EVIL}", headline=EVIL, infoSources=[{"name": EVIL}]
        ),
        item("https://paper.example/1", told, "2022-11-29T10:00:00Z", creditLine="AFP", headline=EVIL),
        item("urn:1", told, "2022-11-29T11:00:00Z", creditLine="AFP", headline=EVIL)
        | {"version": "2", "pubStatus": "canceled"},
    ]
    with TestClient(app(project([encode(each) for each in fold(wire)]).path), base_url=LOCAL) as client:
        answer = client.get(path)

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_a_picture_of_many_houses_ends() -> None:
    """The largest pairs are drawn, houses of one side never over each other, bands within their houses."""
    many = [Flow(f"a{n % 9}", f"b{n}", 100 - n, 1.0, *NOTHING) for n in range(60)]
    picture = sankey(many)

    assert (len(picture.bands), picture.hidden) == (MOST_BANDS, 20)
    for gives in (True, False):
        side = [house for house in picture.houses if house.gives is gives]
        assert all(one.y + one.height <= other.y for one, other in pairwise(side))
        assert sum(house.stories for house in side) == sum(flow.stories for flow in many[:MOST_BANDS])
    assert max(house.y + house.height for house in picture.houses) <= picture.height
    assert sankey([]).bands == ()
