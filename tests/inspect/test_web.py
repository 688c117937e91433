"""The inspector's pages, without a browser."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import orjson
import pytest
from starlette.testclient import TestClient

from stream.dispatch import Label
from stream.inspect.queries import Filters, Order, list_stories
from stream.inspect.store import Store
from stream.inspect.web.app import app
from stream.inspect.web.guard import HEADERS
from stream.inspect.web.query import read
from stream.stories.record import replaced

LOCAL = "http://127.0.0.1"
KAZAKH = "/story/urn:copytaster:story:20221129T120000Z:054f2619ddf83db5"
XINHUA = "urn:newsml:xinhua.example:20221129:EXAMPLE-0001"
VNA = "urn:newsml:vna.example:20221129:EXAMPLE-0002"
CHINESE = "urn:newsml:xinhua.example:20221129:EXAMPLE-0003"
KYODO = "urn:newsml:kyodo.example:20221129:EXAMPLE-0401"
RAILS = "https://slow-rails.example/features/the-town-that-lost-its-whistle"
BESIDE = f"{KAZAKH}/diff?{urlencode({'left': XINHUA, 'right': CHINESE})}"
WHY = f"/why?{urlencode({'one': XINHUA, 'other': VNA})}"
PAGES = [
    "/",
    "/?q=kazakh",
    "/?order=suspicion&min=2",
    "/news?seen=1",
    KAZAKH,
    BESIDE,
    f"{KAZAKH}/cluster",
    "/why",
    WHY,
    "/sources",
]
OTHERS = ["/enter", "/livez", "/no-such-page", "/story/no-such-story", "/assets/no-such-file"]

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture(name="client")
def _client(sample: Store) -> Iterator[TestClient]:
    with TestClient(app(sample.path), base_url=LOCAL) as client:
        yield client


def _evil(line: bytes) -> bytes:
    """The record with every text that a wire could choose replaced by markup."""

    def turned(value: Any, key: str = "") -> Any:
        if key == "standard":  # ours, and the same in every record
            return value
        if isinstance(value, dict):
            return {name: turned(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [turned(each, key) for each in value]
        if key in ("literal", "name", "text", "note", "evidence", "party", "located", "dateline", "missingFromMember"):
            return EVIL
        if key == "value":
            return f"{EVIL} {value}"
        return value

    return orjson.dumps(turned(orjson.loads(line)))


@pytest.mark.parametrize("page", [*PAGES, *OTHERS])
def test_every_answer_bears_the_security_headers(client: TestClient, page: str) -> None:
    """Errors and files too."""
    answer = client.get(page)

    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("page", PAGES)
def test_pages_hold_nothing_inline_and_no_outside_address(client: TestClient, page: str) -> None:
    """What the content security policy would refuse, and what would tell others what an editor reads."""
    answer = client.get(page)

    assert answer.status_code == 200
    assert not re.findall(r"\s(?:style|on\w+)\s*=", answer.text)
    assert not re.findall(r"<(?:style|script)(?![^>]*\bsrc=)[^>]*>", answer.text)
    assert not re.findall(r'(?:href|src|action)="(?!/|#)[^"]*"', answer.text)


def test_assets_name_no_outside_address() -> None:
    """Style sheets and scripts load nothing; names of XML vocabularies are no addresses."""
    for each in (files("stream.inspect.web") / "assets").iterdir():
        told = each.read_text("utf-8").replace("http://www.w3.org/", "")
        assert not re.findall(r"""(?:https?:)?//[\w-]+\.[\w.-]+/?|@import|url\((?!#)""", told), each.name


def test_the_list_shows_the_newest_first(client: TestClient, sample: Store) -> None:
    """Headlines in the order of time, under their days, with chains."""
    text = client.get("/").text
    heads = re.findall(r'<a class="head" href="/story/([^"]+)"', text)
    wanted = list_stories(sample, Filters(), Order.TIME, 50)

    assert heads == [quote(row.uri, safe="") for row in wanted]
    assert "Thursday 1 December 2022" in text
    assert "32 stories" in text or f"{len(wanted)} stories" in text


@pytest.mark.parametrize(
    ("asked", "found", "missed"),
    [
        ("q=kazakh", "Kazakh counterpart", "CPO futures"),
        ("agency=BERNAMA", "CPO futures", "Kazakh counterpart"),
        ("language=fr", "Kazakh counterpart", "CPO futures"),
        ("day=2022-11-29", "Kazakh counterpart", "futures end lower"),
        ("min=3", "Kazakh counterpart", "CPO futures"),
        ("status=canceled", "hilandera", "Kazakh counterpart"),
        ("q=kazakh&agency=CVN&language=fr&day=2022-11-29&min=3&status=usable", "Kazakh counterpart", "CPO futures"),
    ],
)
def test_filters_are_links(client: TestClient, asked: str, found: str, missed: str) -> None:
    """A query string is all it takes, and the form shows what it says."""
    text = client.get(f"/?{asked}").text

    assert found in text
    assert missed not in text


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("agency=VNA&language=fr", "Vietnam News Agency · French"),
        ("q=kazakh&min=2&order=suspicion", "“kazakh” · 2 members and more · most doubtful first"),
        ("q=%E5%93%88%E8%90%A8%E5%85%8B+%22%7C%3B%2C&status=canceled", "“哈萨克 &#34;|;,” · killed"),
        ("day=2022-11-29&status=withheld", "2022-11-29 · held"),
    ],
)
def test_a_filter_is_kept_as_a_link(client: TestClient, view: str, words: str) -> None:
    """By its words, until the reader lets go of it; the place in the list and what is new are no part of it."""
    answer = client.post("/keep", data={"view": f"{view}&offset=50&after=3"})
    assert str(answer.url).startswith(f"{LOCAL}/?")
    assert "offset" not in str(answer.url)
    link = f'<a href="([^"]+)">{re.escape(words)}</a>'
    [address] = re.findall(link, client.get("/").text)
    assert f">{words}</a>" in client.get(unescape(address)).text
    client.post("/keep", data={"view": view, "drop": "yes"})
    assert re.findall(link, client.get("/").text) == []


def test_a_browser_keeps_no_more_filters_than_it_can(client: TestClient) -> None:
    """A cookie has four kilobytes; what is no filter is not kept."""
    for number in range(30):
        client.post("/keep", data={"view": f"q={quote('ж' * 60)}+{number}"})
    for nothing in ("", "offset=50", "x=y"):
        client.post("/keep", data={"view": nothing})
    page = client.get("/").text

    assert 1 < page.count('<a href="/?q=%D0%B6') <= 12
    assert f"{'ж' * 60} 29”" in page
    assert len(client.cookies["copytaster-kept"]) < 4000
    assert client.get("/", headers={"cookie": "copytaster-kept=%FF%7C=;"}).status_code == 200


@pytest.mark.parametrize(
    "asked", ["min=x", "day=yesterday", "order=luck", "offset=-1", "offset=99999999999", "q=%22%22"]
)
def test_a_broken_link_still_shows_a_list(client: TestClient, asked: str) -> None:
    """What makes no sense is left out."""
    assert client.get(f"/?{asked}").status_code == 200


def test_a_view_is_written_back_as_it_was_read() -> None:
    """Links to other pages of a list keep its filters."""
    query = read({"q": "a b", "agency": "VNA", "day": "2022-11-29", "min": "3", "order": "size", "offset": "50"})

    assert read(query.parameters()) == query
    assert query.at(0) == "/?q=a+b&agency=VNA&day=2022-11-29&min=3&order=size"
    assert read({}).at(0) == "/"


def test_a_long_list_has_pages(project: Callable[[Iterable[bytes]], Store], sample_lines: list[bytes]) -> None:
    """Every story stands on one of them."""
    lines = [line.replace(b":story:2022", b":story:20%d" % year) for year in (20, 21, 22) for line in sample_lines]
    store = project(lines)
    seen: list[str] = []
    with TestClient(app(store.path), base_url=LOCAL) as client:
        here: str | None = "/"
        while here:
            text = client.get(here).text
            seen += re.findall(r'<a class="head" href="/story/([^"]+)"', text)
            found = re.search(r'rel="next" href="([^"]+)"', text)
            here = found[1].replace("&amp;", "&") if found else None

    assert len(seen) == len(set(seen)) == len(lines)


def test_a_story_tells_chain_timeline_and_text(client: TestClient) -> None:
    """Who had it from whom, when, and what the rewrites left out."""
    text = client.get(KAZAKH).text

    assert re.findall(r'class="who"[^>]*>([^<]+)<', text) == ["XINHUA", "VNA", "CVN"]
    assert re.findall(r'text-anchor="middle">([^<]+)<', text) == ["+3 h 30 min", "+11 h 30 min"]
    assert "Le Courrier du Vietnam leaves out 2 sentences" in text
    assert "Chinese Premier Li Keqiang met with" in text
    assert '<time datetime="2022-11-29T12:00:00Z"' in text
    assert "29 Nov 2022, 12:00 UTC" in text


def test_marks_of_members_are_shown(client: TestClient, sample: Store) -> None:
    """A kill, a broken embargo and a stale fact are seen in the list and on the page of the story."""
    listed = client.get("/?min=2").text
    assert {"embargo break", "retracted", "killed"} <= set(re.findall(r'class="chip is-\w+"[^>]*>([^<]+)<', listed))

    killed = next(row for row in list_stories(sample, Filters(status="canceled"), Order.TIME))
    page = client.get(f"/story/{killed.uri}").text
    assert "Its text may not be shown." in page
    assert "<strong>Killed</strong>" in page


def test_reading_side_by_side(client: TestClient) -> None:
    """What only one side has is a deletion on the left or an insertion on the right."""
    story = client.get("/dispatch", params={"uri": KYODO}, follow_redirects=False).headers["location"]
    text = client.get(f"{story}/diff?{urlencode({'left': KYODO, 'right': RAILS})}").text

    assert "There is a particular silence" in "".join(re.findall(r"<ins[^>]*>([^<]*)</ins>", text))
    assert "neighboring town" in "".join(re.findall(r"<del[^>]*>([^<]*)</del>", text))
    assert "Slow Rails leaves out" in text


def test_a_translation_is_read_by_what_both_name_and_count(client: TestClient) -> None:
    """Each has one number on either side, as printed there; paragraphs stand beside each other by it."""
    text = client.get(BESIDE).text
    marks = re.findall(r'<mark class="bound" title="([^"]*)">([^<]*)<sup>(\d+)</sup></mark>', text)

    numbers = {here: number for _, here, number in marks}
    pairs = (("Kazakhstan", "哈萨克斯坦"), ("Keqiang", "李克强"), ("3,500", "3500"), ("5.2 billion", "52亿"))
    for english, chinese in pairs:
        assert numbers[english] == numbers[chinese]
    assert {("Keqiang", "李克强"), ("李克强", "Keqiang")} <= {(there, here) for there, here, _ in marks}
    [gas] = [row for row in re.findall(r"<tr><td.*?</tr>", text, re.DOTALL) if "Gas deliveries" in row]
    assert "天然气" in gas
    assert "<ins" not in text
    assert "names and figures in both" in text


def test_why_a_translation_is_one_story_with_its_source(client: TestClient) -> None:
    """The names and figures as printed on both sides, and the sentences that hold them beside each other."""
    text = client.get("/why", params={"one": XINHUA, "other": CHINESE}).text

    assert "tie: translation" in text
    assert "3,500 = 3500" in text or "3500 = 3,500" in text
    [gas] = [row for row in re.findall(r"<tr><td.*?</tr>", text, re.DOTALL) if "Gas deliveries" in row]
    assert "天然气" in gas


def test_a_cluster_has_a_matrix(client: TestClient) -> None:
    """Four members: twelve scores, each leading to the two texts. That of a translation is not that of its words."""
    text = client.get(f"{KAZAKH}/cluster").text
    scores = [float(score) for score in re.findall(r'<td class="heat[^>]*><a [^>]*>([\d.]+)</a>', text)]
    assert len(scores) == 12
    assert sum(score >= 0.5 for score in scores) >= 10

    assert len(re.findall(r'<td class="heat[^>]*><a href="/story/[^"]+/diff', text)) == 12
    assert "weakest pair" in text
    assert "<strong>began</strong> Xinhua News Agency" in text


def test_why_two_dispatches_are_together(client: TestClient) -> None:
    """And a dispatch that nobody has is named."""
    assert "one story" in client.get(WHY).text

    refused = client.get("/why?one=urn:x&other=urn:y")
    assert refused.status_code == 404
    assert "urn:x" in refused.text


@pytest.mark.parametrize(
    "page", ["/story/nobody", "/story/nobody/diff", f"{KAZAKH}/diff?left=x&right=y", "/dispatch?uri=x", "/nothing"]
)
def test_what_is_not_there_is_not_found(client: TestClient, page: str) -> None:
    """With a page that leads back."""
    answer = client.get(page)

    assert answer.status_code == 404
    assert '<a href="/">All stories</a>' in answer.text


def test_a_dispatch_leads_to_its_story(client: TestClient) -> None:
    """So does the address of a story that gave way, with all that follows it."""
    assert client.get("/dispatch", params={"uri": VNA}, follow_redirects=False).headers["location"] == KAZAKH


def test_an_old_link_leads_to_the_story_that_took_over(sample: Store) -> None:
    """Also that of its other pages."""
    old = "urn:copytaster:story:20221129T130000Z:0000000000000000"
    new = KAZAKH.removeprefix("/story/")
    sample.apply(old, orjson.dumps({**replaced(Label(0, VNA), new), "uri": old}))
    sample.commit()
    with TestClient(app(sample.path), base_url=LOCAL) as client:
        assert client.get(f"/story/{old}/cluster", follow_redirects=False).headers["location"] == f"{KAZAKH}/cluster"
        assert client.get(f"/story/{old}").status_code == 200


def test_news_is_a_bar_and_the_rows_that_changed(sample: Store, sample_lines: list[bytes]) -> None:
    """A kill shows in the list that somebody is reading; a new story is announced and moves nothing."""
    line = next(line for line in sample_lines if b"054f2619ddf83db5" in line)
    with TestClient(app(sample.path), base_url=LOCAL) as client:
        rows = re.findall(r'name="row" value="([^"]+)"', client.get("/").text)
        quiet = client.get("/news", params={"seen": len(rows), "row": rows}).text
        assert "new stor" not in quiet
        assert "hx-swap-oob" not in quiet

        sample.apply(orjson.loads(line)["uri"], line.replace(b'"pubStatus":"usable"', b'"pubStatus":"canceled"'))
        other = line.replace(b"054f2619ddf83db5", b"1111111111111111").replace(b"EXAMPLE-", b"OTHER-")
        sample.apply(orjson.loads(other)["uri"], other)
        sample.commit()
        news = client.get("/news", params={"seen": len(rows), "row": rows}).text

    assert "1 new story: show" in news
    assert news.count('class="state is-fresh"') == 1
    assert '<span class="chip is-canceled">killed</span>' in news


def _marks(page: str) -> list[str]:
    return re.findall(r'<span class="chip is-news">(\w+)</span>', page)


def test_a_list_marks_what_changed_since_the_last_visit(sample: Store, sample_lines: list[bytes]) -> None:
    """Not on the first visit, nor what is read again when the projection is made anew; the list keeps its order, and a
    link leads to the changed ones alone.
    """
    line = next(line for line in sample_lines if b"054f2619ddf83db5" in line)
    with TestClient(app(sample.path), base_url=LOCAL) as client:
        first = client.get("/").text
        assert _marks(first) == []
        assert "since your last visit" not in first

        sample.apply(orjson.loads(line)["uri"], line.replace(b'"pubStatus":"usable"', b'"pubStatus":"canceled"'))
        other = line.replace(b"054f2619ddf83db5", b"1111111111111111").replace(b"EXAMPLE-", b"OTHER-")
        sample.apply(orjson.loads(other)["uri"], other)
        sample.commit()
        during = client.get("/").text  # of the same visit
        assert sorted(_marks(during)) == ["changed", "new"]
        client.cookies.delete("copytaster-before")  # as a browser does when its reader was away
        assert _marks(client.get("/").text) == []

    with TestClient(app(sample.path), base_url=LOCAL) as client:
        client.get("/")
        client.cookies.delete("copytaster-before")
        sample.start(None)
        for each in (*sample_lines, other):
            sample.apply(orjson.loads(each)["uri"], each)
        sample.apply(orjson.loads(other)["uri"], other.replace(b"Kazakh", b"Kazakhstan"))
        sample.commit()
        page = client.get("/").text
        assert _marks(page) == ["changed"]
        [link] = re.findall(r'<a href="([^"]+)">1 new or changed since your last visit</a>', page)
        only = client.get(unescape(link)).text
        assert len(re.findall("<tr data-row>", only)) == 1
        assert "Show all" in only
        assert "after=" not in only.partition('type="application/atom+xml"')[2].partition(">")[0]


@pytest.mark.parametrize("cookie", ["999999999", "-1", "x", "٣", ""])
def test_a_cookie_that_says_nothing_marks_nothing(client: TestClient, cookie: str) -> None:
    """As one of another projection."""
    page = client.get("/", headers={"cookie": f"copytaster-seen={quote(cookie)}"})

    assert page.status_code == 200
    assert _marks(page.text) == []


def test_markup_in_a_wire_stays_text(project: Callable[[Iterable[bytes]], Store], sample_lines: list[bytes]) -> None:
    """On every page that shows it, and when it is searched for."""
    store = project(_evil(line) for line in sample_lines)
    with TestClient(app(store.path), base_url=LOCAL) as client:
        for page in [*PAGES, f"/?q={quote(EVIL)}&agency={quote(EVIL)}", f"/why?one={quote(EVIL)}&other={quote(EVIL)}"]:
            text = client.get(page).text
            assert "<script>alert" not in text, page
            assert "<img" not in text, page
            assert "&lt;script&gt;" in client.get(KAZAKH).text


def test_a_projection_may_be_made_anew(sample: Store, sample_lines: list[bytes], tmp_path: Path) -> None:
    """While we serve: missing for a moment, then another file."""
    path = tmp_path / "served.db"
    with TestClient(app(path), base_url=LOCAL) as client:
        assert client.get("/").status_code == 503
        for lines in (sample_lines, sample_lines[:3], sample_lines[:5]):
            for each in tmp_path.glob("served.db*"):
                each.unlink()
            with Store(path) as store:
                for line in lines:
                    store.apply(orjson.loads(line)["uri"], line)
                store.commit()
            assert f"{len(lines)} stories" in client.get("/").text


def test_nothing_is_written(client: TestClient, sample: Store) -> None:
    """The server's connection cannot."""
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        client.app.state.site.store.query("DELETE FROM story")  # type: ignore[attr-defined]
    assert len(list_stories(sample, Filters(), Order.TIME, 50)) > 30


def test_a_failure_of_ours_shows_a_page(sample: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the security headers, and without what went wrong."""

    def fail(*_: object) -> int:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("stream.inspect.web.pages.count", fail)
    with TestClient(app(sample.path), base_url=LOCAL, raise_server_exceptions=False) as client:
        answer = client.get("/")

    assert answer.status_code == 500
    assert "a secret" not in answer.text
    assert HEADERS.items() <= dict(answer.headers).items()
