"""The table of agencies: tokens, hosts, and names in running text."""

from __future__ import annotations

import json
import re
import time
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.reading.credits.agencies import (
    Agency,
    agency,
    ambiguous,
    by_domain,
    ends_name,
    find,
    fits_dateline,
    is_agency,
    is_common,
    is_weak,
    resolve,
)
from stream.reading.rules import in_force
from stream.reading.rules.checks import check_agencies, words_among
from stream.text.fold import fold


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


def test_the_last_word_of_each_name_ends_one() -> None:
    """In any letters; a word that no name ends in does not."""
    names = [alias for entry in in_force().agencies.values() for alias in entry.aliases]
    printed = [form for alias in names for form in (alias, alias.upper(), fold(alias))]
    assert all(ends_name(form.split()[-1]) for form in printed if resolve(form) is not None)
    assert not any(map(ends_name, ("harbour", "гавань", "港口的", "")))


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
        ("APS", "fr", "Dakar", "APS_SN"),
        ("APS", None, "Thiès, Sénégal", "APS_SN"),
        ("APA", None, None, None),
        ("APA", "en", "LONDON", None),
        ("APA", None, "Wien", "APA_AT"),
        ("APA", "de", "Paris", "APA_AT"),
        ("apa", "de", None, "APA_AT"),
        ("APA", "de", "Baku", "APA_AZ"),
        ("APA", "fr", "Abidjan", "APANEWS"),
        ("KNA", "de", "Rom", "KNA_DE"),
        ("KNA", "en", "Nairobi", "KNA_KE"),
        ("KNA", "en", "Rome", None),
        ("ABP", "fr", "Cotonou", "ABP_BJ"),
        ("ABP", "fr", "Bujumbura", "ABP_BI"),
        ("ABP", "fr", "Paris", None),
        ("AGP", "fr", "Conakry, Guinée", "AGP_GN"),
        ("AGP", "fr", "Libreville", "AGP_GA"),
        ("AIP", "fr", "Bouaké", "AIP_CI"),
        ("AIP", None, "Kabul", "AIP_AF"),
        ("BNA", None, "MANAMA", "BNA_BH"),
        ("BNA", None, "KABUL", "BAKHTAR"),
        ("ANA", None, "Athens", "ANA_MPA"),
        ("ANA", None, "Cape Town", "ANA_ZA"),
        ("ANA", None, "Madrid", None),
        ("CNA", None, None, "CNA_TW"),
        ("CNA", None, "Nicosia", "CNA_CY"),
        ("CNA", None, "Denver", "CNA_US"),
        ("ACI", None, None, "ACI"),
        ("ACI", "fr", "Brazzaville", "ACI_CG"),
        ("ANP", None, None, "ANP"),
        ("ANP", "fr", "Niamey", "ANP_NE"),
        ("MNA", None, "Tehran", "MEHR"),
        ("MNA", None, "YANGON", "MNA_MM"),
        ("INA", None, "BAGHDAD", "INA_IQ"),
        ("INA", "en", "NEW DELHI", None),
        ("TT", "sv", "Malmö", "TT_SE"),
        ("TT", "en", "DOUGLAS", None),
    ],
)
def test_place_and_language_decide_shared_names(
    token: str, language: str | None, place: str | None, ident: str | None
) -> None:
    """Two agencies print ANI and three print APA: the place decides, then the language, then perhaps nothing."""
    assert resolve(token, language=language, place=place) == ident


@pytest.mark.parametrize(
    ("token", "site", "ident"),
    [
        ("APA", "APA_AT", "APA_AT"),
        ("APA", "APA_AZ", "APA_AZ"),
        ("APA", "APS_SN", None),
        ("APA", "example.org", None),
        ("MIA", "MIA_MK", "MIA_MK"),
        ("APS", "APS_SN", "APS_SN"),
        ("APS", "REUTERS", "APS"),
        ("AFP", "APA_AT", "AFP"),
    ],
)
def test_the_site_of_a_text_decides_shared_names(token: str, site: str, ident: str | None) -> None:
    """On the site of one of those who print it a name is that one's; elsewhere nothing changes."""
    assert resolve(token, site=site) == ident


@pytest.mark.parametrize(
    ("printed", "ident", "others"),
    [
        ("STA", "STA", ("sta", "Sta")),
        ("Hina", "HINA", ("hina", "hINA")),
        ("HINA", "HINA", ()),
        ("epd", "EPD", ("Epd",)),
        ("ČTK", "CTK", ("čtk", "Čtk")),
        ("Télam", "TELAM", ("télam", "telam", "telám")),
        ("The Canadian Press", "CP_CA", ("the Canadian press", "the canadian press")),
        ("UNIAN", "UNIAN", ("unían", "Unían")),
        ("LETA", "LETA", ("leta", "Leta")),
        ("БТА", "BTA", ("бта",)),
    ],
)
def test_strict_names_count_only_as_printed(printed: str, ident: str, others: tuple[str, ...]) -> None:
    """The table's letters or capitals; anything else is a word, or the initials of somebody at the desk."""
    assert resolve(printed) == ident
    assert [resolve(other) for other in others] == [None] * len(others)
    assert is_weak(printed)


def test_weak_names_need_a_dateline_that_looks_like_one() -> None:
    """A day, a place at home or capitals; a word needs one of the first two; plain names and decided ones nothing."""
    assert fits_dateline("STA", "Bruselj", dated=True)
    assert fits_dateline("STA", "Maribor", dated=False)
    assert fits_dateline("STA", "BRUSSELS", dated=False)
    assert not fits_dateline("STA", "Skylab Training", dated=False)
    assert not fits_dateline("Petra", "LONDON", dated=False)
    assert fits_dateline("Petra", "Amman, Jordan", dated=False)
    assert fits_dateline("Xinhua", "Anywhere", dated=False)
    assert fits_dateline("APA", "Paris", dated=False)


def test_names_of_people_are_not_those_of_agencies() -> None:
    """In running text a word is an agency's only where it hardly means anything else."""
    assert [word for word in ("Petra", "Hina", "Sana", "Mia", "Beta", "Trend", "STA") if is_agency(word)] == []
    assert all(map(is_agency, ("Reuters", "Ukrinform", "TASR", "AP", "Bloomberg")))
    assert is_common("Petra")
    assert not is_common("STA")


def table() -> tuple[Agency, ...]:
    """Every entry of the table, as read."""
    return tuple(in_force().agencies.values())


def weak(entry: Agency) -> set[str]:
    """Folded aliases of the entry that do not count wherever they stand."""
    return {fold(name) for name in entry.marked}


def test_every_entry_says_where_its_facts_are_from() -> None:
    """In the order of their ids, so that nobody adds one twice; a country and an alias are always known."""
    rows = json.loads((files("stream.reading.credits") / "agencies.json").read_text("utf-8"))["agency"]
    assert len(rows) >= 200
    assert list(rows) == sorted(rows)
    for ident, row in rows.items():
        assert row["source"].strip(), ident
        assert row["aliases"], ident
        assert row["country"], ident


def test_no_entry_is_in_the_way_of_another() -> None:
    """No name is two agencies' or a word, no domain is two agencies', and what is marked or named is there."""
    assert list(check_agencies(in_force().agencies)) == []


def test_only_plain_names_are_found_in_running_text() -> None:
    """Every alias that the table marks is silent outside a slot, and every other one names its agency."""
    for entry in table():
        marked = {name for other in table() for name in weak(other)}
        for alias in entry.aliases:
            text = f"so {alias}, sagte er"
            if fold(alias) in marked:
                assert (3, 3 + len(alias), entry.id) not in find(text), alias
            elif fold(alias)[0].isascii():
                assert find(text) == [(3, 3 + len(alias), entry.id)], alias
            else:
                assert entry.id in [ident for _, _, ident in find(text)], alias


@cache
def vocabulary() -> frozenset[str]:
    """Words in small letters of the generated wires and of the sample."""
    root = Path(__file__).parents[3]
    sources = [root / "tests" / "benchmarks" / "newswire" / name for name in ("en.txt", "fr.txt")]
    sources += [root / "stream" / "sample" / name for name in ("wire.jsonl", "seed-page.txt")]
    texts = [source.read_text("utf-8") for source in sources]
    words = {fold(word) for text in texts for word in re.findall(r"\w+", text) if word == word.lower() != word.upper()}
    assert len(words) > 2000
    return frozenset(words)


def test_no_plain_name_is_a_word() -> None:
    """No word of ordinary news is a name that counts by itself."""
    # Said of themselves in small letters by the sample: the addresses and identifiers of its dispatches.
    known = "vietnamplus reuters xinhua bernama vna afp cvn vov tass kyodo yonhap dpa efe"

    assert list(words_among(in_force().agencies, vocabulary() - frozenset(known.split()))) == []


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
        "STA, INA, BNA, SPA, ANA, APA, TT, CP, STT, MTI, PAP, BTA, MIA, ATA, QNA, WAM, ONA, NAN, GNA, ENA, APP, UNI",
        "Petra, Saba, Sana, Wafa, Hina, Lusa, Andina, Beta, Trend, Turan, Fides, Kabar, Mehr, Fars, Dow Jones",
        "telám, unían, leta, the Canadian press, une agence de presse africaine, la agencia cubana de noticias",
        "MAP通信, SOAP通信, ステータス通信, 时事社论, 新华社区, 崇德新社区",
        "राससा",
        "Срна и мие, бета и тренд, Рейтер, Анадолу",
        "an African news agency, the Catholic news agency, a Slovak news agency, an Iraqi news agency",
        "the Philippine news agency, the Foreign Press Association, the Angola press, apa news, focus Taiwan, err news",
        "eine katholische Nachrichtenagentur, una agencia andina, a agência cabo-verdiana de notícias",
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
    start = time.process_time()
    find(text)
    return time.process_time() - start
