"""Lists as feeds, read by a feed reader; stories as files. All text is invented."""

from __future__ import annotations

import base64
import re
from calendar import timegm
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urlencode

import feedparser
import orjson
import pytest
import rdflib
from starlette.testclient import TestClient

from dispatches import item
from stream.dispatch import Label
from stream.inspect.queries import Filters, Order, list_stories
from stream.inspect.store import Store
from stream.inspect.web.app import app
from stream.inspect.web.feed_formats import Feed, FeedItem, atom
from stream.local.folding import fold
from stream.stories.record import encode, replaced
from wires import text, violations

LOCAL = "http://127.0.0.1"
KAZAKH = "urn:copytaster:story:20221129T120000Z:054f2619ddf83db5"
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
LISTS = [
    "/",
    "/?agency=VNA",
    "/?order=suspicion&min=2",
    "/review",
    "/orders",
    "/pickup",
    "/pickup?agency=EFE",
    "/standing",
]

Project = Callable[[Iterable[bytes]], Store]


@pytest.fixture(name="client")
def _client(sample: Store) -> Iterator[TestClient]:
    with TestClient(app(sample.path), base_url=LOCAL) as client:
        yield client


def links(page: str) -> dict[str, str]:
    """The feeds that a page leads a reader to, by media type."""
    found = re.findall(r'<link rel="alternate" type="(application/(?:atom|feed)\+\w+)"[^>]* href="([^"]+)">', page)
    return {media_type: unescape(address) for media_type, address in found}


def parsed(client: TestClient, address: str) -> Any:
    """A feed as a feed reader has it, which complains of nothing."""
    answer = client.get(address)
    assert answer.status_code == 200
    read = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    return read


def told(*items: dict[str, Any]) -> list[bytes]:
    """The stories of these dispatches."""
    return [encode(each) for each in fold(items)]


def put(store: Store, lines: Iterable[bytes], at: int | None = None) -> None:
    """Take these records."""
    for line in lines:
        store.apply(orjson.loads(line)["uri"], line, at)
    store.commit()


@pytest.mark.parametrize("page", LISTS)
def test_every_list_is_two_feeds(client: TestClient, page: str) -> None:
    """The page says where; both forms tell the same, under ids that no other entry has, with links that lead on."""
    address = links(client.get(page).text)
    atom = parsed(client, address["application/atom+xml"])
    json = client.get(address["application/feed+json"])

    assert json.headers["content-type"] == "application/feed+json"
    items = json.json()["items"]
    assert [(each["id"], each["title"], each["url"]) for each in items] == [
        (each.id, each.title, each.link) for each in atom.entries
    ]
    assert [each["date_modified"] for each in items] == [each.updated for each in atom.entries]
    assert len({each.id for each in atom.entries}) == len(atom.entries)
    assert bool(items) == (page != "/orders")
    assert all(re.fullmatch(r"urn:copytaster:story:[\w:-]+(#[\w.%-]+)?", each.id) for each in atom.entries)
    for each in atom.entries:
        assert client.get(each.link).status_code == 200
    assert atom.feed.id.startswith("urn:copytaster:feed:")
    assert atom.feed.links[0].href == f"{LOCAL}{address['application/atom+xml']}"


def test_a_feed_has_the_filters_of_its_list(client: TestClient, sample: Store) -> None:
    """And another id than that without them."""
    asked = "q=kazakh&language=fr&day=2022-11-29"
    one, whole = parsed(client, f"/stories.atom?{asked}"), parsed(client, "/stories.atom")

    assert [each.id for each in one.entries][:1] == [KAZAKH]
    assert one.feed.id != whole.feed.id
    assert {each.id for each in whole.entries} == {row.uri for row in list_stories(sample, Filters(), Order.TIME)}
    assert {each.id for each in parsed(client, "/pickup.atom?agency=EFE").entries} < {
        each.id for each in parsed(client, "/pickup.atom").entries
    }
    assert client.get("/stories.rss").status_code == 404


def test_an_entry_tells_what_a_reader_needs(client: TestClient) -> None:
    """Chain, text, author, status; the record and its provenance in other forms."""
    [entry] = [each for each in parsed(client, "/stories.atom?q=kazakh").entries if each.id == KAZAKH]

    assert entry.author == "Xinhua News Agency"
    assert entry.published == "2022-11-29T12:00:00Z"
    assert entry.content[0].language == "en"
    assert "Xinhua News Agency → Vietnam News Agency" in entry.content[0].value
    assert "Chinese Premier Li Keqiang met with" in entry.content[0].value
    assert [tag.term for tag in entry.tags] == ["usable", "XINHUA", "VNA", "CVN"]
    assert {link.type for link in entry.links} == {"text/html", "application/json", "application/ld+json"}


def test_what_has_not_changed_is_not_sent_again(client: TestClient, sample: Store, sample_lines: list[bytes]) -> None:
    """By the ETag of the answer before, also a weak one or one of several; one story that changed is enough."""
    for address in ("/stories.atom", "/stories.json?agency=VNA", "/standing.atom", f"/story/{KAZAKH}.json"):
        first = client.get(address)
        etag = first.headers["etag"]
        for held in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            again = client.get(address, headers={"if-none-match": held})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
        assert client.get(address, headers={"if-none-match": '"other"'}).content == first.content
        assert "no-store" not in first.headers["cache-control"]

    before = client.get("/stories.atom").headers["etag"]
    line = next(line for line in sample_lines if KAZAKH.encode() in line)
    put(sample, [line.replace(b'"version":"1"', b'"version":"7"', 1)])
    assert client.get("/stories.atom", headers={"if-none-match": before}).status_code == 200


SCRIPTS = [
    ("fi", "Kaivos suljetaan Rovalassa", "LETI"),
    ("ka", "მაღარო დაიკეტა რუსთავთან", "INTERPRESSNEWS"),
    ("th", "เหมืองปิดใกล้ลำปาง", "TNA"),
]


@pytest.mark.parametrize(("language", "head", "house"), SCRIPTS)
@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_a_kill_is_an_update(project: Project, language: str, head: str, house: str, status: str) -> None:
    """Under the id that readers have, on top, without the text; whatever the feed was filtered by, for a kill takes
    away the words and the status that let the story through.
    """
    common = {"language": language, "headline": head, "creditLine": house}
    wire = [
        item("urn:old:1", f"{head}. {text(1)}", "2022-11-29T08:00:00Z", **common),
        item("urn:new:1", text(2), "2022-11-29T09:00:00Z", **common | {"headline": "Otra cosa"}),
    ]
    store = project(told(*wire))
    word = head.split()[0]
    asked = [
        {},
        {"q": text(1).split()[0]},
        {"status": "usable"},
        {"q": word, "status": "usable", "language": language, "day": "2022-11-29"},
    ]
    with TestClient(app(store.path), base_url=LOCAL) as client:
        before = [parsed(client, f"/stories.atom?{urlencode(each)}") for each in asked]
        kill = wire[0] | {"version": "2", "pubStatus": status, "versionCreated": "2022-11-29T12:00:00Z"}
        notice = item("urn:n:1", "Please kill our reservoir story. It is wrong.", "2022-11-29T13:00:00Z", **common)
        put(store, told(*wire, kill, notice | {"headline": "KILL"}))
        after = [parsed(client, f"/stories.atom?{urlencode(each)}") for each in asked]
        elsewhere = parsed(client, "/stories.atom?language=la&status=usable")

    assert elsewhere.entries == []
    for old, new in zip(before, after, strict=True):
        [entry] = [each for each in old.entries if head in each.title]
        told_first = [each for each in new.entries if not each.title.startswith("NOTICE, kill: ")]
        assert (len(told_first) == len(new.entries)) == (new is not after[0])
        changed = told_first[0]
        assert changed.id == entry.id
        assert changed.title == f"{'KILLED' if status == 'canceled' else 'HELD'}: {head}"
        assert changed.updated_parsed > entry.updated_parsed
        assert changed.tags[0].term == status
        assert text(1).split()[5] in entry.content[0].value
        assert text(1).split()[5] not in changed.content[0].value


@pytest.mark.parametrize(("language", "head", "house"), SCRIPTS)
def test_a_story_that_grows_is_updated(project: Project, language: str, head: str, house: str) -> None:
    """A copy that came out before what is known already is a change too."""
    common = {"language": language, "headline": head, "creditLine": house}
    wire = [
        item("urn:a:1", text(1), "2022-11-29T08:00:00Z", **common),
        item("https://paper.example/1", text(1), "2022-11-29T11:00:00Z", **common),
        item("urn:b:1", text(2), "2022-11-29T10:59:00Z", **common | {"headline": "Noch etwas"}),
    ]
    late = item("https://journal.example/1", text(1), "2022-11-29T09:00:00Z", **common)
    store = project(told(*wire))
    with TestClient(app(store.path), base_url=LOCAL) as client:
        before = parsed(client, "/stories.atom").entries
        put(store, told(*wire, late))
        after = parsed(client, "/stories.atom").entries
        put(store, told(*wire, late))
        again = parsed(client, "/stories.atom").entries

    assert [each.id for each in after] == [each.id for each in before] == [each.id for each in again]
    assert after[0].updated_parsed > before[0].updated_parsed
    assert after[1:] == before[1:]
    assert [each.updated for each in again] == [each.updated for each in after]


def test_a_change_has_the_time_of_the_topic(project: Project) -> None:
    """Where the record came by one; it never goes back."""
    wire = [item("urn:a:1", text(1), "2022-11-29T08:00:00Z", creditLine="AFP", headline="Ein Damm")]
    more = item("https://paper.example/1", text(1), "2022-11-29T11:00:00Z", creditLine="AFP")
    store = project([])
    put(store, told(*wire), 1_700_000_000_000)
    [first] = list_stories(store, Filters(), Order.CHANGED)
    put(store, told(*wire, more), 1_600_000_000_000)
    [second] = list_stories(store, Filters(), Order.CHANGED)

    assert (first.changed, second.changed) == (1_700_000_000_000, 1_700_000_001_000)
    with TestClient(app(store.path), base_url=LOCAL) as client:
        assert timegm(parsed(client, "/stories.atom").entries[0].updated_parsed) == 1_700_000_001


@pytest.mark.parametrize("status", ["usable", "canceled"])
def test_a_story_that_gave_way_is_told_as_what_it_is_in_now(
    sample: Store, sample_lines: list[bytes], status: str
) -> None:
    """Under its own id, so that readers who have it hear of a kill; over any number of steps."""
    old, older = (f"urn:copytaster:story:20221129T13000{n}Z:0000000000000000" for n in (1, 2))
    for uri, by in ((old, KAZAKH), (older, old)):
        member = Label(0, "urn:newsml:vna.example:20221129:EXAMPLE-0002")
        sample.apply(uri, orjson.dumps({**replaced(member, by), "uri": uri}))
    line = next(line for line in sample_lines if KAZAKH.encode() in line)
    put(sample, [line.replace(b'"pubStatus":"usable"', b'"pubStatus":"%s"' % status.encode())])
    with TestClient(app(sample.path), base_url=LOCAL) as client:
        entries = {each.id: each for each in parsed(client, "/stories.atom").entries}

    for uri in (old, older):
        assert entries[uri].link == f"{LOCAL}/story/{KAZAKH}"
        assert entries[uri].title == f"{entries[KAZAKH].title} (now in another story)"
        assert entries[uri].title.startswith("KILLED: ") == (status == "canceled")
        assert entries[uri].updated == entries[KAZAKH].updated


WITHDRAWN = {"version": "2", "pubStatus": "canceled"}


def stands(language: str, house: str, copy: str, *, mended: bool = False) -> list[bytes]:
    """A text of a house that it killed, and the copy of a paper; the paper may have withdrawn it too."""
    fields = {"creditLine": house, "language": language, "headline": f"{language} {text(7)[:40]}"}
    wire = [
        item("urn:a:1", text(7), "2022-11-29T08:00:00Z", **fields),
        item(copy, text(7), "2022-11-29T09:00:00Z", **fields),
    ]
    wire.append(wire[0] | WITHDRAWN | {"versionCreated": "2022-11-29T12:00:00Z"})
    if mended:
        wire.append(wire[1] | WITHDRAWN | {"versionCreated": "2022-11-29T13:00:00Z"})
    return told(*wire)


@pytest.mark.parametrize(
    ("language", "house", "copy"),
    [
        ("sv", "TT", "https://tidning.example/1"),
        ("ar", "WAM", "https://sahifa.example/1"),
        ("ko", "YONHAP", "https://sinmun.example/1"),
    ],
)
def test_what_stands_no_longer_is_told_once_more(project: Project, language: str, house: str, copy: str) -> None:
    """Under its id, as an update of that time; after a week of the wire it is gone, and so it is in a projection that
    is made anew. What stands again is told as such.
    """
    store = project([])
    put(store, stands(language, house, copy), 1_700_000_000_000)
    with TestClient(app(store.path), base_url=LOCAL) as client:
        [before] = parsed(client, "/standing.atom").entries
        put(store, stands(language, house, copy, mended=True), 1_700_000_060_000)
        [after] = parsed(client, "/standing.atom").entries

        assert before.title.startswith("Killed and still standing: ")
        assert after.title == before.title.replace(" and still standing", ", no longer standing")
        assert (after.id, after.link) == (before.id, before.link)
        assert [timegm(each.updated_parsed) for each in (before, after)] == [1_700_000_000, 1_700_000_060]
        assert "No longer standing" in client.get("/standing").text

        store.start(None)
        put(store, stands(language, house, copy, mended=True), 1_700_000_060_000)
        assert parsed(client, "/standing.atom").entries == [after]
        put(store, stands(language, house, copy), 1_700_000_120_000)
        assert [each.title for each in parsed(client, "/standing.atom").entries] == [before.title]

        put(store, stands(language, house, copy, mended=True), 1_700_000_180_000)
        later = told(item("urn:b:1", text(8), "2022-12-09T08:00:00Z", language=language))
        put(store, later, 1_700_000_180_000 + 7 * 86_400_000)
        assert parsed(client, "/standing.atom").entries == []


def test_what_stands_in_another_story_now_is_told_as_that(project: Project) -> None:
    """A reader is led to where it stands."""
    lines = stands("pt", "LUSA", "https://jornal.example/1")
    uri = orjson.loads(lines[0])["uri"]
    new = "urn:copytaster:story:20221129T070000Z:00000000000000aa"
    store = project([])
    put(store, lines, 1_700_000_000_000)
    store.apply(new, lines[0].replace(uri.encode(), new.encode()), 1_700_000_060_000)
    store.apply(uri, orjson.dumps({**replaced(Label(0, "urn:a:1"), new), "uri": uri}), 1_700_000_060_000)
    store.commit()
    with TestClient(app(store.path), base_url=LOCAL) as client:
        entries = {each.id: each for each in parsed(client, "/standing.atom").entries}

    assert set(entries) == {f"{uri}#kill", f"{new}#kill"}
    assert entries[f"{uri}#kill"].title.startswith("Killed, still standing: ")
    assert entries[f"{uri}#kill"].title.endswith("(now in another story)")
    assert entries[f"{uri}#kill"].link == f"{LOCAL}/story/{new}"


@pytest.mark.parametrize("order", ["Please kill our harbour story.", "Bitte Meldung vorerst nicht verwenden."])
def test_an_order_that_was_settled_is_told_once_more(project: Project, order: str) -> None:
    """As what still stands is."""
    notice = item("urn:n:1", order, "2022-11-29T12:00:00Z", creditLine="AFP", headline="KILL")
    store = project([])
    put(store, told(notice), 1_700_000_000_000)
    with TestClient(app(store.path), base_url=LOCAL) as client:
        [before] = parsed(client, "/orders.atom").entries
        [line] = told(notice)
        record = orjson.loads(line)
        del record["story"]["notice"]["openOrder"]
        put(store, [orjson.dumps(record)], 1_700_000_060_000)
        [after] = parsed(client, "/orders.atom").entries

    assert after.id == before.id
    assert after.title.startswith("Order, settled: ")
    assert timegm(after.updated_parsed) == 1_700_000_060


def test_what_a_wire_says_is_text(project: Project) -> None:
    """Markup stays as it is written."""
    head = f"A B {EVIL}"
    wire = [
        item("urn:a:1", f"{EVIL} {text(1)}", "2022-11-29T08:00:00Z", creditLine="AFP", headline=head, language=EVIL),
        item("https://paper.example/1", text(1), "2022-11-29T11:00:00Z", creditLine=f"AFP/{EVIL}", headline=head),
    ]
    store = project(told(*wire))
    with TestClient(app(store.path), base_url=LOCAL) as client:
        for address in ("/stories", "/pickup"):
            for entry in parsed(client, f"{address}.atom").entries:
                assert entry.title_detail.type == "text/plain"
            assert b"<script" not in client.get(f"{address}.atom").content
            for entry in client.get(f"{address}.json").json()["items"]:
                assert "<script" not in entry["content_html"]
                assert "<img" not in entry["content_html"]


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    """In whatever is told; the rest is there, in any script."""
    odd = "Кот\x00\x0b\ufffe 猫"
    entry = FeedItem(odd, odd, odd, odd, 0, 0, "usable", odd, (odd,), (odd,), (("text/html", odd),))
    read = feedparser.parse(atom(Feed(odd, odd, odd, odd, odd, (entry,))))

    assert not read.bozo
    assert read.feed.title == read.entries[0].title == read.entries[0].content[0].value == "Кот 猫"


def test_a_long_feed_goes_on(project: Project, sample_lines: list[bytes]) -> None:
    """Every story once, by the links to what follows; what is told of a text is bounded."""
    lines = [line.replace(b":story:2022", b":story:20%d" % year) for year in (20, 21, 22) for line in sample_lines]
    store = project(lines)
    seen: list[str] = []
    with TestClient(app(store.path), base_url=LOCAL) as client:
        here: str | None = "/stories.atom"
        while here:
            read = parsed(client, here)
            seen += [each.id for each in read.entries]
            here = next((link.href for link in read.feed.links if link.rel == "next"), None)

    assert len(seen) == len(set(seen)) == len(lines)


def test_a_text_of_megabytes_is_not_sent_whole(project: Project) -> None:
    """Its beginning is."""
    wire = [item("urn:a:1", text(1, 40_000), "2022-11-29T08:00:00Z", creditLine="AFP")]
    with TestClient(app(project(told(*wire)).path), base_url=LOCAL) as client:
        [entry] = client.get("/stories.json").json()["items"]

    assert text(1, 40_000)[:1000] in entry["content_html"]
    assert len(entry["content_html"]) < 25_000
    assert " …</p>" in entry["content_html"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own
def test_a_story_is_a_file(client: TestClient, sample_lines: list[bytes]) -> None:
    """The record as it came, and PROV-O that a program of others reads; old names lead on, none leads nowhere."""
    line = next(line for line in sample_lines if KAZAKH.encode() in line)
    record = client.get(f"/story/{KAZAKH}.json")
    chain = client.get(f"/story/{KAZAKH}.jsonld")

    assert record.json() == orjson.loads(line)
    assert violations("story", record.json()) == []
    graph = rdflib.Graph().parse(data=chain.text, format="json-ld")
    assert (rdflib.URIRef(KAZAKH), rdflib.RDF.type, rdflib.PROV.Collection) in graph
    assert chain.headers["content-type"] == "application/ld+json"
    for form in ("json", "jsonld"):
        assert f'href="/story/{KAZAKH}.{form}"' in client.get(f"/story/{KAZAKH}").text
        assert client.get(f"/story/urn:none.{form}").status_code == 404


def test_an_old_name_of_a_file_leads_on(sample: Store) -> None:
    """To the same form."""
    old = "urn:copytaster:story:20221129T130000Z:0000000000000000"
    member = Label(0, "urn:newsml:vna.example:20221129:EXAMPLE-0002")
    sample.apply(old, orjson.dumps({**replaced(member, KAZAKH), "uri": old}))
    sample.commit()
    with TestClient(app(sample.path), base_url=LOCAL) as client:
        answer = client.get(f"/story/{old}.jsonld", follow_redirects=False)

    assert answer.headers["location"] == f"/story/{KAZAKH}.jsonld"


def test_a_feed_reader_gives_the_token_as_a_password(sample: Store) -> None:
    """It is asked for in a way that feed readers know; a page that polls is not, for its browser would ask."""

    def basic(pair: bytes) -> dict[str, str]:
        return {"authorization": f"Basic {base64.b64encode(pair).decode()}"}

    with TestClient(app(sample.path, token="s3cret", host="0.0.0.0"), base_url="http://news.example") as client:  # noqa: S104, S106
        refused = client.get("/stories.atom")
        assert (refused.status_code, "Basic" in refused.headers["www-authenticate"]) == (401, True)
        assert "Basic" not in client.get("/news", headers={"hx-request": "true"}).headers["www-authenticate"]
        assert client.get("/stories.atom", headers=basic(b"reader:s3cret")).status_code == 200
        for wrong in (b"reader:s3cre", b"s3cret", b"s3cret:", b"\xff:\xff", b""):
            assert client.get("/stories.atom", headers=basic(wrong)).status_code == 401
        assert client.get("/stories.atom", headers={"authorization": "Basic %"}).status_code == 401


PAGES = {
    "/": "list",
    "/flows": "flows",
    "/flows.csv": "flows",
    "/pickup": "pickup",
    "/pickup.csv": "pickup",
    "/standing": "standing",
    "/stories.atom": "feed",
    "/pickup.json": "feed",
    f"/story/{KAZAKH}": "story",
    f"/story/{KAZAKH}.json": "record",
    f"/story/{KAZAKH}.jsonld": "record",
    "/stories.exe": "other",
}


def test_pages_are_counted_by_their_kind(client: TestClient) -> None:
    """Also those of houses, feeds and records; never by a name that somebody asks for."""
    for path in PAGES:
        client.get(path)
    counted = client.get("/metrics").text

    for kind in set(PAGES.values()):
        number = list(PAGES.values()).count(kind)
        status = "4xx" if kind == "other" else "2xx"
        line = f'copytaster_inspector_requests_total{{page="{kind}",status="{status}"}} {number}.0'
        assert line in counted
