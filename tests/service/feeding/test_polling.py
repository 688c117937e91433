"""Feeds on a real server, with validators, redirects and faults."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections import deque
from collections.abc import Iterator
from email.utils import formatdate
from html import escape
from itertools import pairwise
from pathlib import Path

import orjson
import pytest

from stream.errors import Usage
from stream.reading.formats.pointers import pointers
from stream.service.addresses import is_public
from stream.service.feeding import polling
from stream.service.feeding.fetching import Answer, Fetcher
from stream.service.feeding.polling import Memory, PolledFeed, Sites, retry_after, said_to_last
from stream.service.feeding.receipts import Receipt
from stream.service.feeding.robots import Robots
from stream.service.feeding.subscriptions import Subscription, subscriptions
from taken import READERS, Recorder, taken
from web_site import Page, Site, serving

NEWS = {
    "https://paper.example/dam": ("Dam holds", "The dam above the town held, the mayor said."),
    "https://paper.example/sild": ("Kvóti aukinn", "Síldarkvótinn verður aukinn, sagði ráðherrann á fundi í gær."),
    "https://paper.example/jiko": ("列車が停止", "台風のため列車が停止したと鉄道会社が発表した。"),
}
XML = {"Content-Type": "application/rss+xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
ROBOTS = "/robots.txt"


def rss(*links: str, channel: str = "") -> bytes:
    """A feed of these entries."""
    items = "".join(
        f"<item><title>{title}</title><link>{escape(link)}</link><description>{text}</description></item>"
        for link in links
        for title, text in [NEWS.get(link, ("Story", f"What is told at {escape(link)}, in a sentence."))]
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>P</title>{channel}{items}</channel></rss>'.encode()


def story(word: str) -> bytes:
    """A page with a text that no feed has."""
    text = "".join(
        f"<p>The {word} rose in the night, and the mayor said at {n} that all were safe.</p>" for n in "1234"
    )
    return (
        f"<!doctype html><html><head><title>{word}</title></head><body><article>{text}</article></body></html>".encode()
    )


@pytest.fixture(name="site")
def _site() -> Iterator[Site]:
    """A server."""
    with serving() as site:
        yield site


@pytest.fixture(name="memory")
def _memory(tmp_path: Path) -> Iterator[Memory]:
    """Nothing is remembered yet."""
    memory = Memory(tmp_path / "state" / "polled.sqlite")
    yield memory
    memory.close()


def polled(url: str, memory: Memory, *, pages: bool = False, private: bool = False) -> PolledFeed:
    """A feed that is asked for all the time."""
    fetcher = Fetcher(patience=10)
    feed = Subscription(url, url, every=0.01, pages=pages, private=private)
    return PolledFeed(feed, memory, fetcher, Sites(fetcher))


def asked(fetcher: Fetcher, url: str, most: int = 1000, **how: bool) -> Answer:
    """One answer."""

    async def ask() -> Answer:
        try:
            return await fetcher.get(url, most, **how)  # type: ignore[arg-type]
        finally:
            await fetcher.close()

    return asyncio.run(ask())


def test_what_is_new_goes_out_and_the_rest_is_not_asked_for_again(site: Site, memory: Memory) -> None:
    """Validators are sent back; of an answer that changed only the new entries are sent."""
    first, second, third = NEWS
    old, new = rss(first, second), rss(third, first, second)
    site.pages["/rss"] = deque([Page(old, {**XML, "ETag": '"1"'}), Page(old, {**XML, "ETag": '"1"'}), Page(new, XML)])
    sender = Recorder()

    metrics = taken(
        polled(site.url("/rss"), memory), sender=sender, until=lambda: len(sender.sent) == 3 and len(site.asked) > 4
    )

    assert sender.uris == [first, second, third]
    assert [headers.get("If-None-Match") for _, headers in site.asked[:3]] == [None, '"1"', '"1"']
    source = {"source": site.url("/rss")}
    assert metrics.registry.get_sample_value("copytaster_feed_items_total", {**source, "verdict": "sent"}) == 3
    assert metrics.registry.get_sample_value("copytaster_feed_last_answer_timestamp_seconds", source)


def test_what_was_said_is_remembered_over_a_restart_and_else_the_same_again(
    site: Site, memory: Memory, tmp_path: Path
) -> None:
    """At least once: without the memory the same bytes come, which fold."""
    site.pages["/rss"] = Page(rss(*NEWS), {**XML, "Last-Modified": formatdate(0, usegmt=True)})
    first, again, without = Recorder(), Recorder(), Recorder()
    other = Memory(tmp_path / "other.sqlite")

    taken(polled(site.url("/rss"), memory), sender=first, until=lambda: site.count("/rss") > 2)
    count = len(site.asked)
    taken(polled(site.url("/rss"), memory), sender=again, until=lambda: site.count("/rss") > count + 1)
    taken(polled(site.url("/rss"), other), sender=without, until=lambda: len(without.sent) == 3)
    other.close()

    assert again.sent == []
    assert first.sent == without.sent


def test_nothing_is_written_down_that_the_brokers_do_not_have(
    site: Site, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same is asked for again, without a validator."""
    monkeypatch.setattr("stream.service.feeding.taking._FIRST_WAIT", 0.01)
    site.pages["/rss"] = Page(rss(*NEWS), {**XML, "ETag": "1"})
    sender = Recorder(failures=2)

    taken(polled(site.url("/rss"), memory), sender=sender, until=lambda: site.count("/rss") > 4)

    assert sender.uris == list(NEWS)
    assert [headers.get("If-None-Match") for _, headers in site.asked[:4]] == [None, None, None, "1"]


@pytest.mark.parametrize(
    "page",
    [
        Page(story("river"), HTML),
        Page(b'{"uri": "urn:a", "body_text": "A login is needed."}', {"Content-Type": "application/json"}),
        Page(b"", XML),
        Page(rss(*NEWS), XML, 500),
    ],
)
def test_what_is_no_feed_is_not_sent(site: Site, memory: Memory, page: Page) -> None:
    """A page that asks for a login comes with status 200 too."""
    site.pages["/rss"] = page
    sender = Recorder()

    taken(polled(site.url("/rss"), memory), sender=sender, until=lambda: memory.of(site.url("/rss")).failures > 1)

    assert sender.sent == []


def test_an_entry_whose_link_is_no_address_costs_no_other(site: Site, memory: Memory) -> None:
    """It has an identity by what it says."""
    site.pages["/rss"] = Page(rss("http://[paper.example/x", *NEWS), XML)
    sender = Recorder()

    taken(polled(site.url("/rss"), memory), sender=sender, until=lambda: site.count("/rss") > 1)

    assert sender.uris[0].startswith("urn:copytaster:feed:")
    assert sender.uris[1:] == list(NEWS)


def test_a_feed_that_hangs_holds_up_no_other(site: Site, memory: Memory) -> None:
    """Each source is worked on by itself."""
    site.pages["/slow"] = Page(rss(*NEWS), XML, seconds=1)
    site.pages["/rss"] = Page(rss(*NEWS), XML)
    sender = Recorder()
    slow = polled(site.url("/slow", "localhost"), memory)

    taken(slow, polled(site.url("/rss"), memory), sender=sender, until=lambda: len(sender.sent) >= 3)

    assert sender.uris[:3] == list(NEWS)


def test_a_server_that_asks_for_a_pause_gets_it(site: Site, memory: Memory) -> None:
    """Whatever its interval is; others back off by themselves."""
    site.pages["/rss"] = Page(b"", {"Retry-After": "120"}, 503)

    taken(polled(site.url("/rss"), memory), sender=Recorder(), until=lambda: memory.of(site.url("/rss")).failures == 1)

    assert memory.of(site.url("/rss")).due - time.time() > 60
    assert site.count("/rss") == 1


def pauses(site: Site, memory: Memory, number: int, name: str = "p") -> list[float]:
    """Seconds to the next look after each of so many, at a feed that is looked at each minute by a clock of ours."""
    now = 1_800_000_000.0
    fetcher = Fetcher(patience=10)
    feed = PolledFeed(
        Subscription(site.url("/rss"), name, every=60.0), memory, fetcher, Sites(fetcher), clock=lambda: now
    )
    feed.readers = READERS
    seconds = []

    async def look() -> None:
        nonlocal now
        for _ in range(number):
            parcel = await feed._poll(asyncio.Event())  # noqa: SLF001 - `next` would wait for the clock on the wall
            if parcel is not None:
                await parcel.acknowledge(Receipt())
            due = memory.of(site.url("/rss")).due
            seconds.append(due - now)
            now = due
        await feed.stop()

    asyncio.run(look())
    return seconds


@pytest.mark.parametrize(("ours", "theirs"), [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")])
def test_an_answer_that_has_not_changed_is_no_failure(site: Site, memory: Memory, ours: str, theirs: str) -> None:
    """Either validator is sent back, and the next look is as soon as any."""
    site.pages["/rss"] = Page(rss(*NEWS), {**XML, ours: formatdate(0, usegmt=True)})

    seconds = pauses(site, memory, 3)

    assert [headers.get(theirs) for _, headers in site.asked] == [None, *[formatdate(0, usegmt=True)] * 2]
    assert seconds == [60.0] * 3
    assert memory.of(site.url("/rss")).failures == 0


def test_the_newest_validators_are_sent_back(site: Site, memory: Memory) -> None:
    """Those of the last answer; none where that had none."""
    first, second, third = NEWS
    site.pages["/rss"] = deque(
        [
            Page(rss(first), {**XML, "ETag": '"1"', "Last-Modified": formatdate(0, usegmt=True)}),
            Page(rss(second), {**XML, "ETag": '"2"'}),
            Page(rss(third), XML),
        ]
    )

    pauses(site, memory, 4)

    assert [headers.get("If-None-Match") for _, headers in site.asked] == [None, '"1"', '"2"', None]
    assert [headers.get("If-Modified-Since") for _, headers in site.asked][1:] == [
        *(formatdate(0, usegmt=True), None, None)
    ]


def test_a_feed_that_fails_is_asked_less_and_less_often(site: Site, memory: Memory) -> None:
    """Up to an hour, and as before once it answers; then its faults are counted from one again."""
    site.pages["/rss"] = deque([*[Page(status=500)] * 8, Page(rss(*NEWS), XML), Page(status=500)])

    seconds = pauses(site, memory, 10)

    assert 60 <= seconds[0] <= 75
    assert all(1.5 * one < other or other == 3600 for one, other in pairwise(seconds[:8]))
    assert seconds[7:9] == [3600.0, 60.0]
    assert 60 <= seconds[9] <= 75


def test_feeds_that_failed_together_do_not_come_back_together(site: Site, tmp_path: Path) -> None:
    """Each has a pause of its own, always the same."""
    site.pages["/rss"] = Page(status=500)

    def pause_of(name: str, number: int) -> float:
        memory = Memory(tmp_path / f"{name}-{number}.sqlite")
        try:
            return pauses(site, memory, 1, name)[0]
        finally:
            memory.close()

    found = [[pause_of(name, number) for name in ("blad", "gazeta", "新聞", "efimerida")] for number in range(2)]

    assert found[0] == found[1]
    assert len(set(found[0])) == 4


def test_a_clock_that_was_set_back_silences_no_feed(
    site: Site, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked again within a day, which is a moment here, though by its own reckoning years are left."""
    monkeypatch.setattr(polling, "_LONGEST", 0.05)
    first, second, _ = NEWS
    site.pages["/rss"] = deque([Page(rss(first), XML), Page(rss(second), XML)])
    ahead = 1e9
    fetcher = Fetcher()
    feed = PolledFeed(
        Subscription(site.url("/rss"), "p", every=0.01),
        memory,
        fetcher,
        Sites(fetcher),
        clock=lambda: ahead + time.time(),
    )
    feed.readers = READERS

    async def look() -> None:
        nonlocal ahead
        try:
            for _ in range(2):
                async with asyncio.timeout(20):
                    parcel = await feed.next(asyncio.Event())
                assert parcel is not None
                await parcel.acknowledge(Receipt())
                ahead = 0.0
        finally:
            await feed.stop()

    asyncio.run(look())

    assert site.count("/rss") == 2


def test_what_was_said_long_ago_is_forgotten(memory: Memory) -> None:
    """After two weeks, or the file would only grow; a feed's other words stay."""
    known, day = memory.of("a"), 86400.0
    memory.note("a", known, [b"old"], 0)
    memory.note("b", known, [b"old"], 0)
    memory.note("a", known, [b"new"], 13 * day)
    assert memory.has("a", b"old")
    memory.note("a", known, [], 15 * day)

    assert [memory.has("a", b"old"), memory.has("a", b"new"), memory.has("b", b"old")] == [False, True, True]


def test_a_host_is_asked_for_one_thing_at_a_time(site: Site) -> None:
    """Whatever is wanted of it: the second waits for the first."""
    site.pages["/a"] = site.pages["/b"] = Page(b"x", seconds=0.2)

    async def both() -> list[Answer]:
        fetcher = Fetcher()
        try:
            return await asyncio.gather(*(fetcher.get(site.url(path), 10, private=True) for path in ("/a", "/b")))
        finally:
            await fetcher.close()

    began = time.monotonic()
    answers = asyncio.run(both())

    assert [answer.status for answer in answers] == [200, 200]
    assert time.monotonic() - began >= 0.4


@pytest.mark.parametrize("status", [429, 503])
def test_a_pause_that_is_asked_for_has_a_bound(site: Site, memory: Memory, status: int) -> None:
    """Of a day: a server that says a year would never be asked again."""
    site.pages["/rss"] = Page(b"", {"Retry-After": "99999999"}, status)

    assert pauses(site, memory, 1) == [86400]


@pytest.mark.parametrize(
    ("headers", "channel", "seconds"),
    [
        ({"Cache-Control": "public, max-age=900"}, "", 900),
        ({}, "<ttl>30</ttl>", 1800),
        ({"Cache-Control": "max-age=900"}, "<ttl>30</ttl>", 1800),
        ({"Cache-Control": "max-age=999999999"}, "", 86400),
        ({"Cache-Control": "max-age=5"}, "", 60),
    ],
)
def test_a_feed_is_asked_as_seldom_as_it_wants(
    site: Site, memory: Memory, headers: dict[str, str], channel: str, seconds: int
) -> None:
    """The longest of what its operator, its server and it say; at most a day."""
    site.pages["/rss"] = Page(rss(*NEWS, channel=channel), {**XML, **headers})

    assert pauses(site, memory, 1) == [seconds]


def test_a_feed_that_is_gone_is_left_alone(site: Site, memory: Memory) -> None:
    """Also after a restart."""
    site.pages["/rss"] = Page(status=410)
    for _ in range(2):
        taken(polled(site.url("/rss"), memory), sender=Recorder(), until=lambda: memory.of(site.url("/rss")).is_gone)

    assert site.count("/rss") == 1


@pytest.mark.parametrize(("status", "is_for_good"), [(301, True), (308, True), (302, False), (307, False)])
def test_a_feed_that_has_moved_for_good_is_asked_for_where_it_is(
    site: Site, memory: Memory, status: int, is_for_good: bool
) -> None:
    """The old address is not asked again; one that moved for a moment is."""
    site.pages["/old"] = Page(status=status, headers={"Location": "/new"})
    site.pages["/new"] = Page(rss(*NEWS), XML)
    sender = Recorder()
    feed = Subscription(site.url("/old"), "paper", every=0.01, private=True)
    fetcher = Fetcher()

    taken(PolledFeed(feed, memory, fetcher, Sites(fetcher)), sender=sender, until=lambda: site.count("/new") == 3)

    assert sender.uris == list(NEWS)
    assert (site.count("/old") == 1) == is_for_good


def test_answers_are_bounded_also_those_that_unfold(site: Site) -> None:
    """A bomb is not unpacked further than what is taken."""
    site.pages["/large"] = Page(b"x" * 5000)
    site.pages["/bomb"] = Page(gzip.compress(bytes(30_000_000)), {"Content-Encoding": "gzip"})

    for path in ("/large", "/bomb"):
        assert asked(Fetcher(), site.url(path), trusted=True).why == "more than 1000 bytes"


def test_a_server_that_does_not_answer_is_not_waited_for(site: Site) -> None:
    """For as long as is set."""
    site.pages["/"] = Page(seconds=2)

    assert "no answer" in asked(Fetcher(patience=0.2), site.url("/"), trusted=True).why


def test_redirects_end(site: Site) -> None:
    """A circle is none to follow."""
    site.pages["/"] = Page(status=302, headers={"Location": "/"})

    assert "redirects" in asked(Fetcher(), site.url("/"), private=True).why
    assert site.count("/") == 4


def test_a_key_is_sent_to_its_own_server_alone(site: Site) -> None:
    """Also where that leads elsewhere: at its own address still, and at no other."""

    async def ask(url: str) -> Answer:
        fetcher = Fetcher()
        try:
            return await fetcher.get(url, 1000, {"X-Api-Key": "s3cret"}, trusted=True, private=True)
        finally:
            await fetcher.close()

    with serving() as other:
        site.pages["/rss"] = Page(status=302, headers={"Location": "/moved"})
        site.pages["/moved"] = Page(status=302, headers={"Location": other.url("/rss")})
        other.pages["/rss"] = Page(b"news")
        answer = asyncio.run(ask(site.url("/rss")))

    assert answer.body == b"news"
    assert [headers.get("X-Api-Key") for _, headers in site.asked] == ["s3cret", "s3cret"]
    assert [headers.get("X-Api-Key") for _, headers in other.asked] == [None]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "[::ffff:127.0.0.1]"])
def test_private_addresses_are_not_asked(site: Site, host: str) -> None:
    """However they are written, also where a server redirects to them."""
    site.pages["/"] = Page(b"secret")
    site.pages["/away"] = Page(status=302, headers={"Location": site.url("/", host)})

    assert asked(Fetcher(), site.url("/", host)).status == 0
    assert site.asked == []
    assert asked(Fetcher(), site.url("/away"), trusted=True).status == 0
    assert site.count("/") == 0


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://paper.example/", "//paper.example/", "http:///x", ""])
def test_only_the_web_is_asked(url: str) -> None:
    """No other scheme, and no address without a host."""
    assert asked(Fetcher(), url, trusted=True, private=True).why == "neither http nor https"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        *((each, True) for each in ("8.8.8.8", "2606:4700::1111", "64:ff9b::808:808")),
        *((each, False) for each in ("10.1.2.3", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1")),  # noqa: S104
        *((each, False) for each in ("fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::")),
        ("paper.example", False),
    ],
)
def test_what_a_public_address_is(address: str, public: bool) -> None:
    """An address of ours that stands inside another one is ours."""
    assert is_public(address) == public


RULES = """
User-agent: *
Disallow: /
User-agent: Copytaster/1.0   # and
User-Agent: other
Disallow: /archiv
Allow: /archiv/2022
Disallow: /*.pdf$
Disallow: /*?print
Disallow: /ís
Disallow: /%70rivate
Disallow:
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/archiv/2021/x", False),
        ("/archiv/2022/x", True),
        ("/x.pdf", False),
        ("/x.pdf?page=2", True),
        ("/story?print=1", False),
        ("/%C3%ADs/1", False),
        ("/%c3%ads", False),
        ("/private", False),
        ("", True),
    ],
)
def test_the_longest_rule_for_us_decides(path: str, allowed: bool) -> None:
    """As RFC 9309 says."""
    assert Robots(RULES, "copytaster").allows(path) == allowed
    assert Robots(RULES, "somebody").allows(path) is False


@pytest.mark.parametrize("rules", ["Allow: /ís\nDisallow: /ís", "Disallow: /%C3%ADs\nAllow: /ís"])
def test_of_two_rules_as_long_the_kinder_holds(rules: str) -> None:
    """In either order."""
    assert Robots(f"User-agent: *\n{rules}", "copytaster").allows("/ís/1")


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    """No rule of a stranger's is a slow expression."""
    rules = Robots(f"User-agent: *\nDisallow: /{'*a' * 900}$", "copytaster")

    assert rules.allows("/" + "a" * 2000 + "b")


@pytest.mark.slow
def test_a_page_is_sent_in_place_of_its_entry(site: Site, memory: Memory) -> None:
    """Where its site allows it, and it can be had and read; else the entry is sent, after a few tries."""
    links = [site.url(f"/{name}") for name in ("river", "private", "missing", "broken", "picture", "data")]
    site.pages["/rss"] = Page(rss(*links), XML)
    site.pages[ROBOTS] = Page(b"User-agent: *\nDisallow: /private")
    site.pages["/river"] = Page(story("river"), HTML)
    site.pages["/private"] = Page(story("secret"), HTML)
    site.pages["/broken"] = deque([Page(status=503), Page(status=503), Page(story("lake"), HTML)])
    site.pages["/picture"] = Page(b"\xff\xd8\xff\xe0", {"Content-Type": "image/jpeg"})
    site.pages["/data"] = Page(story("answer"), {"Content-Type": "application/json"})
    sender = Recorder()
    source = polled(site.url("/rss"), memory, pages=True, private=True)

    taken(source, sender=sender, until=lambda: len(sender.sent) == 6 and site.count("/rss") > 4)

    records = {orjson.loads(each)["uri"]: orjson.loads(each) for each in sender.sent}
    assert {uri: record.get("profile") for uri, record in records.items()} == {
        site.url(f"/{name}"): profile
        for name, profile in (
            *(("river", "web-page"), ("broken", "web-page")),
            *(("private", "teaser"), ("missing", "teaser"), ("picture", "teaser"), ("data", "teaser")),
        )
    }
    assert (site.count("/private"), site.count("/river"), site.count("/broken"), site.count(ROBOTS)) == (0, 1, 3, 1)


@pytest.mark.slow
def test_a_page_that_was_left_comes_though_its_feed_has_not_changed(site: Site, memory: Memory) -> None:
    """The feed is asked for as if it had not answered, until all of its answer is sent."""
    site.pages["/rss"] = Page(rss(site.url("/river")), {**XML, "ETag": '"1"'})
    site.pages["/river"] = deque([Page(status=503), Page(story("river"), HTML)])
    sender = Recorder()

    taken(
        polled(site.url("/rss"), memory, pages=True, private=True),
        sender=sender,
        until=lambda: bool(sender.sent) and site.count("/rss") > 2,
    )

    assert [orjson.loads(each)["profile"] for each in sender.sent] == ["web-page"]
    validators = [headers.get("If-None-Match") for path, headers in site.asked if path == "/rss"]
    assert validators[:3] == [None, None, '"1"']


@pytest.mark.slow
@pytest.mark.parametrize(
    ("robots", "page"),
    [
        (Page(status=503), Page(story("river"), HTML)),
        (Page(b"User-agent: *\nDisallow: /private"), Page(status=302, headers={"Location": "/private"})),
    ],
    ids=["a site that does not say", "a way round"],
)
def test_what_a_site_may_forbid_is_not_fetched(site: Site, memory: Memory, robots: Page, page: Page) -> None:
    """Where its robots.txt cannot be had at the moment, and where a page that is allowed leads to one that is not."""
    site.pages["/rss"] = Page(rss(site.url("/river")), XML)
    site.pages[ROBOTS] = robots
    site.pages["/river"] = page
    site.pages["/private"] = Page(story("secret"), HTML)
    sender = Recorder()

    taken(polled(site.url("/rss"), memory, pages=True, private=True), sender=sender, until=lambda: bool(sender.sent))

    assert orjson.loads(sender.sent[0])["profile"] == "teaser"
    assert site.count("/private") == 0
    assert site.count("/river") == (page.status == 302)


def test_a_site_that_did_not_say_is_asked_again_soon(site: Site) -> None:
    """After five minutes; what it has said holds for a day, with the query of an address."""
    site.pages[ROBOTS] = deque([Page(status=503), Page(b"User-agent: *\nDisallow: /*?print")])
    site.pages["/river"] = Page(story("river"), HTML)
    now = 0.0

    async def look() -> list[tuple[int, int]]:
        nonlocal now
        fetcher = Fetcher()
        sites = Sites(fetcher, clock=lambda: now)
        found = []
        try:
            for moment in (1.0, 290.0, 310.0, 80_000.0, 90_000.0):
                now = moment
                answer = await sites.page(site.url("/river"), private=True)
                found.append((answer.status, site.count(ROBOTS)))
            answer = await sites.page(site.url("/river?print=1"), private=True)
            found.append((answer.status, site.count(ROBOTS)))
        finally:
            await fetcher.close()
        return found

    assert asyncio.run(look()) == [(403, 1), (403, 1), (200, 2), (200, 2), (200, 3), (403, 3)]
    assert site.count("/river") == 3


@pytest.mark.slow
def test_pages_on_private_addresses_are_not_fetched(site: Site, memory: Memory) -> None:
    """A feed of strangers would have us read what our own network holds."""
    site.pages["/rss"] = Page(rss(site.url("/river")), XML)
    site.pages["/river"] = Page(story("river"), HTML)
    sender = Recorder()

    taken(polled(site.url("/rss"), memory, pages=True), sender=sender, until=lambda: len(sender.sent) == 1)

    assert orjson.loads(sender.sent[0])["profile"] == "teaser"
    assert (site.count("/river"), site.count(ROBOTS)) == (0, 0)


@pytest.mark.slow
def test_a_sitemap_gives_its_pages(site: Site, memory: Memory) -> None:
    """Also one that is a compressed file; a page comes again when its entry has changed."""

    def sitemap(day: int) -> Page:
        urls = f"<url><loc>{site.url('/river')}</loc><lastmod>2022-11-{day}</lastmod></url>"
        text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
        return Page(gzip.compress(text.encode(), mtime=0), {"Content-Type": "application/gzip"})

    site.pages["/news.xml.gz"] = deque([sitemap(28), sitemap(28), sitemap(29)])
    site.pages["/river"] = Page(story("river"), HTML)
    sender = Recorder()
    source = polled(site.url("/news.xml.gz"), memory, pages=True, private=True)

    taken(source, sender=sender, until=lambda: len(sender.sent) == 2)

    assert sender.uris == [site.url("/river")] * 2
    assert sender.sent[0] == sender.sent[1]


def test_how_long_an_answer_is_good() -> None:
    """By what the server and the feed say."""
    date = formatdate(1000 + 90, usegmt=True)
    assert retry_after({"retry-after": "120"}, 1000) == 120
    assert retry_after({"retry-after": date}, 1000) == 90
    assert retry_after({"retry-after": "soon"}, 1000) == 0
    assert retry_after({}, 1000) == 0
    assert said_to_last({"cache-control": "public, max-age=600"}, 1000) == 600
    assert said_to_last({"cache-control": "no-cache, max-age=600", "expires": date}, 1000) == 0
    assert said_to_last({"expires": date}, 1000) == 90
    assert said_to_last({"expires": "0"}, 1000) == 0
    period = "<s:updatePeriod xmlns:s='u'>hourly</s:updatePeriod><s:updateFrequency xmlns:s='u'>2</s:updateFrequency>"
    for channel, every in (("<ttl>15</ttl>", 900), (period, 1800), ("<ttl>x</ttl>", 0), ("<ttl>99999999</ttl>", 0)):
        found = pointers(rss(*NEWS, channel=channel))
        assert found is not None
        assert (found.every, [each.link for each in found.entries]) == (every, list(NEWS))


def test_feeds_are_named_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys come from the environment, and no name has what may be secret."""
    monkeypatch.setenv("PAPER_KEY", "s3cret")
    file = tmp_path / "feeds.toml"
    file.write_text(
        '[[feed]]\nurl = "https://u:p@paper.example/rss?key=1"\nsupplier = "stt.fi"\nevery = 60\npages = true\n'
        'headers = { X-Api-Key = "env:PAPER_KEY" }\n[[feed]]\nurl = "https://blad.example/"\nname = "blad"\n'
    )

    one, two = subscriptions(file)

    assert (one.name, one.supplier, one.every, one.pages, one.private) == (
        *("paper.example/rss", "stt.fi", 60, True, False),
    )
    assert dict(one.headers) == {"X-Api-Key": "s3cret"}
    assert "s3cret" not in repr(one)
    assert (two.name, two.every, two.pages) == ("blad", 300, False)


def test_a_feed_readers_list_is_taken_as_it_is(tmp_path: Path) -> None:
    """OPML, with folders, and a feed that is in two of them."""
    file = tmp_path / "feeds.opml"
    file.write_text(
        '<?xml version="1.0"?><opml version="2.0"><body><outline text="Fréttir"><outline type="rss" text="a" '
        'xmlUrl="https://a.example/rss"/></outline><outline text="b" xmlUrl="https://b.example/"/>'
        '<outline text="again" xmlUrl="https://a.example/rss"/></body></opml>'
    )

    assert [each.url for each in subscriptions(file)] == ["https://a.example/rss", "https://b.example/"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "names no feed"),
        ("feed = 1", r"\[\[feed\]\]"),
        ("[[feed]]\nurl = 1", "url has to be str"),
        ("[[feed]]", "http://"),
        ('[[feed]]\nurl = "ftp://a.example/"', "http://"),
        ('[[feed]]\nurl = "https://a.example:x/"', "url: "),
        ('[[feed]]\nurl = "https://a.example/"\nevery = 1', "at least 30 s"),
        ('[[feed]]\nurl = "https://a.example/"\nevry = 60', "evry is no setting"),
        ('[[feed]]\nurl = "https://a.example/"\nsupplier = "nobody.example"', "no entry of suppliers.toml"),
        ('[[feed]]\nurl = "https://a.example/"\nheaders = { Key = "env:NOT_SET_HERE" }', "NOT_SET_HERE"),
        ('[[feed]]\nurl = "https://a.example/"\nheaders = { Key = "a\\nb" }', "no header may have"),
        ('[[feed]]\nurl = "https://a.example/"\n[[feed]]\nurl = "https://a.example/?x"', "two feeds of one name"),
        ("<html></html>", "no OPML"),
        ("[[feed", "not TOML"),
    ],
)
def test_a_mistake_in_the_file_is_told(tmp_path: Path, text: str, told: str) -> None:
    """Before anything is asked for."""
    file = tmp_path / "feeds"
    file.write_text(text)

    with pytest.raises(Usage, match=told):
        subscriptions(file)


def test_a_memory_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """Of which file."""
    (tmp_path / "x").write_bytes(b"no database" * 100)

    with pytest.raises(Usage, match="cannot be used to remember"):
        Memory(tmp_path / "x")
