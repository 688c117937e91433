"""The table of agencies: tokens, hosts, and names in running text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.reading.credits.agencies import agency, ambiguous, by_domain, find, resolve
from stream.reading.credits.fold import fold


def named(text: str) -> list[tuple[str, str]]:
    """Return what `find` found as (printed name, id)."""
    return [(text[start:end], ident) for start, end, ident in find(text)]


def test_agency_has_its_row() -> None:
    """An id gives the whole row, read-only."""
    xinhua = agency("XINHUA")
    assert xinhua is not None
    assert (xinhua.name, xinhua.country, xinhua.kind, xinhua.parent) == ("Xinhua News Agency", "CN", "agency", None)
    assert "Tân Hoa Xã" in xinhua.aliases
    assert xinhua.ambiguous == ("Chine nouvelle", "XIN")


def test_unknown_agency_is_none() -> None:
    """An id that is not in the table is nobody."""
    assert agency("NOBODY") is None


def test_one_house_has_one_parent() -> None:
    """Le Courrier and Viet Nam News belong to the house of VNA."""
    assert {entry.parent for entry in map(agency, ("CVN", "VNS")) if entry} == {"VNA"}


@pytest.mark.parametrize(
    ("host", "ident"),
    [
        ("lecourrier.vn", "CVN"),
        ("www.lecourrier.vn", "CVN"),
        ("fr.vietnamplus.vn", "VNA"),
        ("m.fr.vietnamplus.vn", "VNA"),
        ("ENGLISH.NEWS.CN.", "XINHUA"),
        ("spanish.people.com.cn:443", "PD"),
        ("notlecourrier.vn", None),
        ("vn", None),
        ("", None),
        (".", None),
    ],
)
def test_by_domain_takes_subdomains_but_no_lookalikes(host: str, ident: str | None) -> None:
    """A host belongs to the owner of the domain that its labels end with."""
    owner = by_domain(host)
    assert (owner.id if owner else None) == ident


@pytest.mark.parametrize(
    ("token", "ident"),
    [
        ("Xinhua", "XINHUA"),
        ("THX", "XINHUA"),
        ("tân hoa xã", "XINHUA"),
        ("Tan Hoa Xa", "XINHUA"),
        ("TTXVN", "VNA"),
        ("Vietnam+", "VNA"),
        ("VIETNAM+", "VNA"),
        ("AVI", "VNA"),
        ("  AP ", "AP"),
        ("ats", "ATS_SDA"),
        ("SDA", "ATS_SDA"),
        ("People\u2019s  Daily", "PD"),
        ("Nhân Dân nhật báo", "PD"),
        ("Nhân Dân", "NDO"),
        ("ITAR-TASS", "TASS"),
        ("신화통신", "XINHUA"),
        ("新華社", "XINHUA"),
        ("Xinhuanet", None),
        ("Xinhua VNA", None),
        ("", None),
    ],
)
def test_resolve_takes_whole_tokens(token: str, ident: str | None) -> None:
    """A token of a slot is an alias from end to end, ambiguous ones included, or nobody."""
    assert resolve(token) == ident


@pytest.mark.parametrize(
    ("token", "language", "place", "ident"),
    [
        ("ANI", None, None, "ANI"),
        ("ANI", "en", "NEW DELHI", "ANI"),
        ("ANI", "fr", None, "NNA_LB"),
        ("ANI", "fr", "New Delhi", "ANI"),
        ("ANI", "fr", "Paris", "NNA_LB"),
        ("ANI", "en", "Beyrouth, Liban", "NNA_LB"),
        ("NNA", None, None, "NNA_LB"),
        ("APS", None, None, "APS"),
        ("APS", "fr", "Alger", "APS"),
        ("APS", "fr", "Dakar", None),
        ("APS", None, "Thiès, Sénégal", None),
    ],
)
def test_place_and_language_decide_shared_names(
    token: str, language: str | None, place: str | None, ident: str | None
) -> None:
    """Two agencies print ANI and two print APS: the place decides, then the language."""
    assert resolve(token, language=language, place=place) == ident


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Australian Associated Press said", [("Australian Associated Press", "AAP")]),
        ("The Associated Press said", [("The Associated Press", "AP")]),
        ("Viet Nam News Agency said", [("Viet Nam News Agency", "VNA")]),
        ("Viet Nam News said", [("Viet Nam News", "VNS")]),
        ("theo Nhân Dân nhật báo hôm nay", [("Nhân Dân nhật báo", "PD")]),
        ("Korean Central News Agency said", [("Korean Central News Agency", "KCNA")]),
        ("Tân Hoa Xã và Tan Hoa Xa", [("Tân Hoa Xã", "XINHUA"), ("Tan Hoa Xa", "XINHUA")]),
        ("Ta\u0302n Hoa Xa\u0303 đưa tin", [("Ta\u0302n Hoa Xa\u0303", "XINHUA")]),
        ("l\u2019agence France\u2011Presse ; l\u2019AFP", [("agence France\u2011Presse", "AFP"), ("AFP", "AFP")]),
        ("People\u2019s Daily\u202f: AFP", [("People\u2019s Daily", "PD"), ("AFP", "AFP")]),
        ("… Kyōdō – ½ Reuters", [("Kyōdō", "KYODO"), ("Reuters", "REUTERS")]),
        ("a lire sur Vietnam+, AFP.", [("Vietnam+", "VNA"), ("AFP", "AFP")]),
        ("据新华社报道，路透社、法新社", [("新华社", "XINHUA"), ("路透社", "REUTERS"), ("法新社", "AFP")]),
        ("中国新闻社报道", [("中国新闻社", "CNS")]),
        ("신화통신은 보도했다", [("신화통신", "XINHUA")]),
        ("агентство ТАСС сообщает", [("ТАСС", "TASS")]),
        ("\uff38inhua \uff21\uff26\uff30", [("\uff38inhua", "XINHUA"), ("\uff21\uff26\uff30", "AFP")]),
        ("XINHUA, xinhua", [("XINHUA", "XINHUA"), ("xinhua", "XINHUA")]),
    ],
)
def test_find_takes_the_longest_name(text: str, names: list[tuple[str, str]]) -> None:
    """Longest name first, in any script and any spelling, with offsets in the printed text."""
    assert named(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Le Cap est une ville, RAP et CAP aussi",
        "AP, AA, PA, SPA, MENA, TAP, CNA, ANI, APS, MAP, PL, CRI, XIN, AVI, ATS, SDA, ACI, CNS",
        "AAP, AKP, PTI, UPI, Bloomberg, Sputnik, Spoutnik, Anadolu",
        "antara, Belga, Nhân Dân, Nhan Dan, Chine nouvelle, the Central News Agency",
        "Xinhuanet and preuters and AFPs",
        "AFP_photo",
        "l\u00f1afp \u00e9afp",
        "an ordinary text that names nobody at all",
        "",
    ],
)
def test_find_leaves_ordinary_words_alone(text: str) -> None:
    """Parts of words and names that are words are nobody's in running text."""
    assert find(text) == []


def test_ambiguous_is_asked_for_one_token() -> None:
    """The short list of doubtful names is case-blind, as matching is."""
    assert ambiguous("ap")
    assert ambiguous("Chine nouvelle")
    assert not ambiguous("Reuters")


@given(
    st.lists(
        st.sampled_from(
            ["Xinhua", "Tân Hoa Xã", "é", "…", "ß", "½", " ", "-", "新华社", "한", "\u0301", "AFP", "İ", "x"]
        ),
        max_size=40,
    ).map("".join)
)
def test_offsets_always_point_at_the_name(text: str) -> None:
    """Whatever the folded copy did to lengths, what stands between the offsets is the name."""
    for start, end, ident in find(text):
        assert resolve(text[start:end]) == ident, fold(text[start:end])


def test_find_is_fast_on_a_text_that_names_nobody() -> None:
    """One pass over the words settles the common case; the bound has room for slow machines."""
    text = "The premier met his counterpart on Tuesday, and called for more (practical) cooperation. " * 28
    find(text)
    best = min(_seconds(text) for _ in range(20))
    assert best < 0.001


def _seconds(text: str) -> float:
    start = time.perf_counter()
    find(text)
    return time.perf_counter() - start
