"""Whose page an address shows: caches and twins for other screens are their house."""

from __future__ import annotations

from typing import Any

import pytest

from stream.reading.credits.order import chain
from stream.reading.intake import read_object
from stream.reading.parties import host_of, publisher_of, site_of
from wires import ninjs


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
        "https://cache.search.example/search?q=cache:kQ7:https://www.paper.example/news&hl=da",
        "http://cc.search.example/cache.aspx?q=cache%3Apaper.example%2Fnews+ferry",
        "https://www.google.com/url?rct=j&sa=t&url=https%3A%2F%2Fm.paper.example%2Fnews&ct=ga",
    ],
)
def test_a_copy_for_another_screen_is_of_its_house(uri: str) -> None:
    """Twins, AMP and its caches, archives and a translator."""
    assert house(uri) == "paper.example"


@pytest.mark.parametrize(
    "query", ["?url=https://other.example/", "?ref=https://other.example/x", "?q=cash:other.example"]
)
def test_another_address_in_a_query_says_nothing(query: str) -> None:
    """Where a reader came from, or goes on to."""
    assert house(f"https://www.paper.example/news/ferry{query}") == "paper.example"


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


def parties(uri: str, credit: str, **fields: Any) -> tuple[str, ...]:
    """Who had a text that ends with a credit."""
    body = "The harbour of Sundby reopened on Monday after a week of fog, the harbour master told reporters there.\n\n"
    return chain(read_object(ninjs(uri, body + credit, headline="Harbour reopened", **fields)))


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("Người Lao Động", "nld.com.vn"),
        ("Νέα Πορεία", "nea-poreia.example"),
        ("Вечерний Гаран", "vecherniygaran.example"),
        ("O Farol", "jornalofarol.example"),
        ("Südliche Allgemeine Zeitung", "saz.example"),
    ],
)
def test_who_stands_behind_two_agencies_is_the_site_that_has_the_letters(name: str, site: str) -> None:
    """One house, and not one that hands the text on to itself; on another's site it is one more."""
    assert parties(f"https://{site}/1", f"Reuters/AFP/{name}") == ("REUTERS", "AFP", site)
    assert parties("https://other.example/1", f"Reuters/AFP/{name}") == ("REUTERS", "AFP", name, "other.example")


@pytest.mark.parametrize("ending", ["AFP/{}", "AFP – {}", "It was calm. (AFP/{})", "It was calm. AFP/{}"])
@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("Sundby Tidende", "www.sundbytidende.example"),
        ("ΝΕΑ ΠΟΡΕΙΑ", "nea-poreia.example"),
        ("Уральская Искра", "uralskaya-iskra.example"),
    ],
)
def test_a_site_may_sign_by_its_own_name_behind_one_agency(ending: str, name: str, site: str) -> None:
    """On another's site a name behind one agency may be anybody's."""
    credit = ending.format(name)

    assert parties(f"https://{site}/1", credit) == ("AFP", site.removeprefix("www."))
    assert name not in parties("https://other.example/1", credit)


@pytest.mark.parametrize("name", ["Ine Mørk", "Φανή Δρακάκη", "Семён Ладога", "佐野光子", "سلمى حداد"])
def test_who_wrote_a_text_is_no_house_behind_its_agencies(name: str) -> None:
    """As the byline says, which may say more; nor is the town of the dateline, however small."""
    uri = "https://paper.example/1"

    assert parties(uri, f"Reuters/AFP/{name}", byline=name) == ("REUTERS", "AFP", "paper.example")
    assert parties(uri, f"Reuters/AFP/{name}", byline=f"{name}, Sundby") == ("REUTERS", "AFP", "paper.example")
    assert parties(uri, f"Reuters/AFP/{name}", located=f"{name}, Norland") == ("REUTERS", "AFP", "paper.example")
    assert parties(uri, f"Reuters/AFP/{name}") == ("REUTERS", "AFP", name, "paper.example")


@pytest.mark.parametrize(
    ("name", "uri", "party"),
    [
        ("Harbour Wire", "https://www.harbourwire.example/1", "harbourwire.example"),
        ("L'Écho du port", "https://lechoduport.example/1", "lechoduport.example"),
        ("Nowy Kurier", "https://sport.nowy-kurier.example/1", "sport.nowy-kurier.example"),
        ("Harbour Wire", "https://paper.example/1", "Harbour Wire"),
    ],
)
def test_a_source_that_is_called_as_the_site_is_the_site(name: str, uri: str, party: str) -> None:
    """What it kills or corrects is its own, whichever way it is named."""
    version = read_object({"uri": uri, "headline": "Pier", "body_text": "The pier opens on Friday.", "source": name})

    assert party in {each for credit in version.credits for each in credit.parties}
    assert ({each for credit in version.credits for each in credit.parties} == {party}) is ("." in party)


# What a paper prints, with what credit, whose it is by that, and where the paper is.
CREDITED: list[tuple[str, dict[str, Any], str, str]] = [
    ("Lisboa, 10 mar (EFE).- El puerto de Sundby reabrió.", {}, "EFE", "hoja-del-puerto.example"),
    ("Το λιμάνι του Σούντμπι άνοιξε τη Δευτέρα.", {"creditline": "Reuters"}, "REUTERS", "limani.example"),
    ("सुंदबी का बंदरगाह सोमवार को खुला।", {"creditline": "AFP"}, "AFP", "samachar.example"),
    ("【ソウル聯合ニュース】スンドビの港は月曜日に再開した。", {}, "YONHAP", "minato-shimbun.example"),
]
PRINTED = ("body", "credit", "agency", "site")


def named(uri: str, body: str, **fields: Any) -> tuple[str, ...]:
    """The parties of a record, origin first."""
    return chain(read_object(ninjs(uri, body, headline="Harbour", **fields)))


@pytest.mark.parametrize("form", ["urn:newsml:{}:20250310:1", "tag:{},2025:1", "urn:newsml:www.{}:20250310:1:2U"])
@pytest.mark.parametrize(PRINTED, CREDITED)
def test_an_item_of_a_paper_is_not_the_agencys_that_it_credits(
    form: str, body: str, credit: dict[str, Any], agency: str, site: str
) -> None:
    """Whoever made its identifier printed it; with or without a credit, it is one house."""
    assert named(form.format(site), body, **credit) == (agency, site)
    assert named(form.format(site), "The harbour of Sundby reopened on Monday.") == (site,)


@pytest.mark.parametrize(PRINTED, CREDITED)
def test_a_domain_that_is_called_after_an_agency_is_the_agency(
    body: str, credit: dict[str, Any], agency: str, site: str
) -> None:
    """No table need have it, and no credit name it; a paper on that domain is not asked for."""
    uri = f"urn:newsml:text.{agency.lower()}.example:20250310:1"

    assert named(uri, body, **credit) == named(uri, "The harbour of Sundby reopened.") == (agency,)
    assert named(f"https://{site}/1", body, **credit) == (agency, site)


@pytest.mark.parametrize(PRINTED, CREDITED)
def test_who_sent_an_item_comes_before_who_made_its_identifier(
    body: str, credit: dict[str, Any], agency: str, site: str
) -> None:
    """A field says it; what machines are called in any network says nothing."""
    uri = f"urn:newsml:{site}:20250310:1"

    def sent_by(name: str, role: str = "supplier") -> tuple[str, ...]:
        return named(uri, body, infoSources=[{"role": role, "literal": name}], **credit)

    assert sent_by(agency) == named(uri, body, source=agency, **credit) == (agency,)
    assert sent_by("Ny Hamneavis") == sent_by("Ny Hamneavis", "publisher") == (agency, "Ny Hamneavis")
    assert sent_by(agency, "originator") == (agency, site)
    for nobody in ("localhost.localdomain", "desk.local", "superdesk.internal"):
        assert named(f"urn:newsml:{nobody}:20250310:1", body, **credit) == (agency,)


@pytest.mark.parametrize(
    ("uri", "supplier", "parties"),
    [
        ("urn:newsml:ap.org:20250310:1", "dpa", ("AP", "DPA")),
        ("tag:reuters.com,2025:1", "Agencia EFE", ("REUTERS", "EFE")),
        ("urn:newsml:xinhua.org:20250310:1", "新华社", ("XINHUA",)),
        ("urn:newsml:reuters.com:20250310:1", "TR", ("REUTERS",)),
    ],
)
def test_an_agency_hands_on_what_another_one_named(uri: str, supplier: str, parties: tuple[str, ...]) -> None:
    """The other is not lost; a name that no table has says nothing against the agency's own identifier."""
    sent = [{"role": "supplier", "literal": supplier}]

    assert named(uri, "The harbour reopened.", infoSources=sent, creditline=parties[0]) == parties


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (
            "Deux cents personnes ont manifesté mardi à Quellac contre la fermeture de la gare.",
            "Quellac",
        ),
        ("Rund 200 Menschen haben am Dienstag in Garanau gegen die Schließung des Bahnhofs demonstriert.", "Garanau"),
        ("Unas 200 personas se manifestaron este martes en Tamsel contra el cierre de la estación de tren.", "Tamsel"),
        ("Khoảng 200 người đã tuần hành hôm thứ Ba tại Gia Ran để phản đối việc đóng cửa nhà ga cũ.", "Gia Ran"),
    ],
)
def test_a_town_of_the_story_is_no_house_that_ends_a_chain(told: str, name: str) -> None:
    """No table has it, but the text says that something happened there; a house it only names stays one."""
    there = read_object(ninjs("urn:test:1", f"{told}\n\nReuters/AFP/{name}"))
    house = read_object(ninjs("urn:test:2", f"{told}\n\nReuters/AFP/Nova {name}"))

    assert chain(there) == ("REUTERS", "AFP")
    assert chain(house) == ("REUTERS", "AFP", f"Nova {name}")
