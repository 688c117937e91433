"""Whose page an address shows: caches and twins for other screens are their house."""

from __future__ import annotations

import pytest

from stream.reading.parties import host_of, publisher_of, site_of


def house(uri: str) -> str | None:
    """The party that publishes what is at an address."""
    credit = publisher_of(uri, host_of(uri))
    return credit and credit.parties[0]


@pytest.mark.parametrize(
    "uri",
    [
        "https://www.paper.example/news/ferry",
        "https://amp.paper.example/news/ferry",
        "https://m.paper.example/news/ferry",
        "https://mobile.paper.example:8443/news/ferry",
        "https://www-paper-example.cdn.ampproject.org/c/s/www.paper.example/news/ferry",
        "https://cdn.ampproject.org/v/s/amp.paper.example/ferry.html?amp_js_v=0.1",
        "http://paper-example.cdn.ampproject.org/c/paper.example/ferry",
        "https://www.google.com/amp/s/www.paper.example/news/ferry",
        "https://www.paper-example.bing-amp.com/c/s/www.paper.example/news",
        "https://web.archive.org/web/20250310100000/https://www.paper.example/news/ferry",
        "https://web.archive.org/web/2025/http:/paper.example/",
        "https://www-paper-example.translate.goog/news/ferry?_x_tr_sl=fr",
    ],
)
def test_a_copy_for_another_screen_is_of_its_house(uri: str) -> None:
    """Twins, AMP and its caches, archives and a translator."""
    assert house(uri) == "paper.example"


def test_a_translators_hyphens() -> None:
    """Two stand for one of the name."""
    assert house("https://slow--rails-example-org.translate.goog/") == "slow-rails.example.org"


def test_a_cache_of_an_agency_is_the_agency() -> None:
    """As its own site is."""
    assert house("https://fr-vietnamplus-vn.cdn.ampproject.org/c/s/fr.vietnamplus.vn/a-1.amp") == "VNA"


@pytest.mark.parametrize(
    ("uri", "party"),
    [
        ("https://news.paper.example/m/s/story.html", "news.paper.example"),
        ("https://paper.example/a/index.html/", "paper.example"),
        ("https://paper.example/share?url=https://other.example/x", "paper.example"),
        ("https://m.example/", "m.example"),
        ("https://amp-festival.example/", "amp-festival.example"),
        ("https://paper.example/httpd/2.4", "paper.example"),
    ],
)
def test_other_addresses_are_what_they_say(uri: str, party: str) -> None:
    """A path that looks a little like one of a cache, a name that begins like a twin's."""
    assert house(uri) == party


def test_a_site_keeps_a_domain() -> None:
    """Labels are taken off as long as a name is left."""
    assert [site_of(host) for host in ("www.m.paper.example", "m.example", "www.co", "")] == [
        "paper.example",
        "m.example",
        "www.co",
        "",
    ]
