"""One record in three spellings gives one Version."""

from __future__ import annotations

import itertools

import pytest

from stream.dispatch import Credit, Inference, PubStatus, Slot, Version
from stream.errors import Invalid, Reason
from stream.reading.intake import read_object

BODY = (
    "The harbour council said on Tuesday that the old pier would be rebuilt before the summer.\n\nWork starts in May."
)
NOON = 1_669_723_200_000  # 2022-11-29T12:00:00Z

SPELLINGS: dict[str, dict[str, object]] = {
    "1.x": {
        "version": 2,
        "versioncreated": "2022-11-29T12:00:00Z",
        "firstcreated": "2022-11-29T19:00:00+0900",
        "pubstatus": "usable",
        "headline": "Pier to be rebuilt",
        "body_text": BODY,
        "byline": "Jane Roe",
        "embargoed": "2022-11-29T13:00:00Z",
        "infosource": [{"role": "publisher", "name": "CVN"}, {"role": "originator", "name": "Xinhua"}],
        "evolvedfrom": "urn:x:0",
        "ednote": "Adds start of work",
        "genre": [{"name": "Update"}],
        "signal": "update",
        "creditline": "Xinhua/VNA/CVN",
    },
    "2.x": {
        "version": "2",
        "versioncreated": "2022-11-29T12:00:00Z",
        "firstcreated": "2022-11-29T10:00:00Z",
        "pubstatus": "usable",
        "headlines": [{"role": "sub", "value": "Work in May"}, {"role": "main", "value": "Pier to be rebuilt"}],
        "bodies": [{"role": "main", "contenttype": "text/plain", "value": BODY}],
        "by": "Jane Roe",
        "embargoed": "2022-11-29T13:00:00Z",
        "infosources": [{"role": "publisher", "name": "CVN"}, {"role": "originator", "name": "Xinhua"}],
        "replacing": ["urn:x:0"],
        "ednote": "Adds start of work",
        "genres": [{"name": "Update"}],
        "signals": ["update"],
        "creditline": "Xinhua/VNA/CVN",
    },
    "3.x": {
        "version": "2",
        "versionCreated": "2022-11-29T12:00:00.000Z",
        "firstCreated": "2022-11-29T10:00:00Z",
        "pubStatus": "usable",
        "headlines": [{"role": "main", "value": "Pier to be rebuilt"}],
        "bodies": [
            {"role": "main", "contentType": "text/html", "value": "<p>not this one</p>"},
            {"role": "main", "contentType": "text/plain", "value": BODY},
        ],
        "by": "Jane Roe",
        "embargoedUntil": "2022-11-29T13:00:00Z",
        "infoSources": [{"role": "publisher", "name": "CVN"}, {"role": "originator", "name": "Xinhua"}],
        "replaces": ["urn:x:0"],
        "edNote": "Adds start of work",
        "genres": [{"name": "Update"}],
        "signals": [{"name": "update"}],
        "creditLine": "Xinhua/VNA/CVN",
    },
}


def read(**fields: object) -> Version:
    """A Version of a small record with these fields."""
    return read_object({"uri": "urn:x:1", "language": "en", "body_text": BODY, **fields})


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_gives_the_same_version(spelling: str) -> None:
    """1.x, 2.x and 3.x differ in the names of fields, not in what they say."""
    version = read_object(
        {"uri": "urn:x:1", "language": "EN", "slugline": "PIER/", "urgency": 4, **SPELLINGS[spelling]}
    )

    assert version.text == BODY
    assert (version.headline, version.version, version.key.number, version.key.created) == (
        "Pier to be rebuilt",
        "2",
        (2, ""),
        NOON,
    )
    assert (version.published, version.first_created) == (NOON, NOON - 7_200_000)
    assert version.embargoed_until == NOON + 3_600_000
    assert (version.status, version.language, version.slugline, version.urgency) == (PubStatus.USABLE, "en", "PIER/", 4)
    assert (version.byline, version.ed_note, version.profile) == ("Jane Roe", "Adds start of work", "Update")
    assert (version.signals, version.replaces) == (("update",), ("urn:x:0",))
    assert version.credit_line == "Xinhua/VNA/CVN"
    assert version.credits == (
        Credit(Slot.CREDIT_LINE, "Xinhua/VNA/CVN", ("XINHUA", "VNA", "CVN")),
        Credit(Slot.INFO_SOURCE, "Xinhua/CVN", ("XINHUA", "CVN")),
        Credit(Slot.PUBLISHER, "CVN", ("CVN",)),
    )
    assert version.inferences == (Inference("profile", "genre: Update"),)


def test_spellings_of_one_record_have_different_digests_and_one_spelling_has_one() -> None:
    """The digest is that of the record, whatever the order of its fields."""
    one = read_object({"uri": "urn:x:1", "language": "en", "body_text": BODY})
    same = read_object({"body_text": BODY, "language": "en", "uri": "urn:x:1"})
    other = read_object({"uri": "urn:x:1", "language": "en", "bodies": [{"value": BODY}]})

    assert one == same
    assert one.key.digest != other.key.digest


def test_versions_order_by_number_then_time() -> None:
    """Version "10" follows "9", "9.10" "9.9"; text stands below all numbers; of one number the later time counts."""
    ordered = [
        read(version="draft"),
        read(version="9", versionCreated="2022-11-29T15:00:00Z"),
        read(version="9.9", versionCreated="2022-11-29T16:00:00Z"),
        read(version="9.10", versionCreated="2022-11-29T15:00:00Z"),
        read(version=10),
        read(version="10", versionCreated="2022-11-29T12:00:00Z"),
        read(version="10", versionCreated="2022-11-29T12:00:01Z"),
    ]

    for earlier, later in itertools.pairwise(ordered):
        assert earlier.key < later.key


@pytest.mark.parametrize("version", ["1" * 19, "٣", "1.5.2", "-1", ""])
def test_a_version_that_is_no_plain_number_orders_as_text(version: str) -> None:
    """Nineteen digits would not fit 64 bits; other digits than ASCII are text."""
    assert read(version=version).key.number == (-1, version)


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        ("usable", PubStatus.USABLE),
        ("canceled", PubStatus.CANCELED),
        ("cancelled", PubStatus.CANCELED),
        ("Withheld", PubStatus.WITHHELD),
        ("embargoed", PubStatus.WITHHELD),
        ("privileged", PubStatus.WITHHELD),
        ("replaced", PubStatus.USABLE),
        ("released", PubStatus.WITHHELD),
        ("stat:canceled", PubStatus.CANCELED),
        ("http://cv.iptc.org/newscodes/pubstatusg2/usable", PubStatus.USABLE),
        (None, PubStatus.USABLE),
    ],
)
def test_publishing_status_is_normalised(stated: str | None, status: PubStatus) -> None:
    """Superdesk's second "l", AP's, PA's and TT's values are read as IPTC's three; one that nobody knows withholds."""
    assert read(pubstatus=stated).status is status


def test_a_kill_needs_no_text_and_a_usable_item_does() -> None:
    """A kill has a uri, a version and a status."""
    kill = read_object(
        {"uri": "urn:x:1", "version": "3", "pubStatus": "canceled", "edNote": "KILL: a substitute follows"}
    )

    assert (kill.text, kill.status, kill.ed_note) == ("", PubStatus.CANCELED, "KILL: a substitute follows")
    assert read_object({"uri": "urn:x:1", "state": "killed"}).status is PubStatus.CANCELED
    with pytest.raises(Invalid) as caught:
        read_object({"uri": "urn:x:1", "headline": " "})
    assert caught.value.reason is Reason.NO_TEXT


@pytest.mark.parametrize("body", [None, "", " \n\u200b"])
def test_a_headline_without_a_body_is_the_text(body: str | None) -> None:
    """A flash is a headline and nothing more; the record says that its text was taken from there."""
    flash = read(headline="URGENT: Pier  collapses", body_text=body)

    assert (flash.text, flash.headline) == ("URGENT: Pier collapses", "URGENT: Pier collapses")
    assert Inference("text", "the headline: the record has no body") in flash.inferences


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_a_kill_does_not_take_its_headline_for_a_text(status: str) -> None:
    """The headline of a kill says what is killed: nobody may match it with a story."""
    kill = read(headline="KILL: Pier collapses", body_text=None, pubstatus=status)

    assert (kill.text, kill.headline) == ("", "KILL: Pier collapses")
    assert "text" not in {inference.field for inference in kill.inferences}


def test_a_body_of_boilerplate_is_no_flash() -> None:
    """Such a record has a body, only it is not a story: its headline is no better."""
    with pytest.raises(Invalid) as caught:
        read(headline="Copyright", body_text="ryryryry copyright by dpa")
    assert caught.value.reason is Reason.NO_TEXT


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("2022-11-29T12:00:00Z", NOON),
        ("2022-11-29t12:00:00z", NOON),
        ("2022-11-29T19:00:00+07:00", NOON),
        ("2022-11-29T12:00:00.1239Z", NOON + 123),
        ("2022-11-29T05:30:00-0630", NOON),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("1899-12-31T23:59:59Z", None),
        ("2201-01-01T00:00:00Z", None),
        ("2022-02-30T12:00:00Z", None),
        ("2022-11-29T25:00:00Z", None),
        ("2022-11-29T12:00:00+99:00", None),
        ("29 November 2022", None),
        ("２022-11-29T12:00:00Z", None),
    ],
)
def test_times_become_milliseconds_or_reject_the_record(text: str, ms: int | None) -> None:
    """A time that does not exist is a reject of reason date, not a guess."""
    if ms is None:
        with pytest.raises(Invalid) as caught:
            read(versionCreated=text)
        assert caught.value.reason is Reason.DATE
        assert text not in str(caught.value)
    else:
        assert read(versionCreated=text).published == ms


def test_what_had_to_be_assumed_about_a_time_is_said() -> None:
    """No zone is UTC, a day alone is its start, and both leave their evidence."""
    assert read(versionCreated="2022-11-29T12:00:00").inferences == (
        Inference("published", "versionCreated gives no zone: UTC is taken"),
    )
    day = read(versioncreated="2022-11-29")
    assert day.published == NOON - 43_200_000
    assert day.inferences[0].field == "published"
    assert [guess.field for guess in read().inferences] == ["published"]
    first = read(firstpublished="2022-11-29T12:00:00Z")
    assert (first.published, first.key.created) == (NOON, -1)


@pytest.mark.parametrize("stated", ["2022-11-29", "after the speech", 1_669_723_200, "2022-11-31T10:00:00Z"])
def test_an_embargo_that_cannot_be_read_holds(stated: object) -> None:
    """A day alone could release a story hours too early; what else is no time must not release it at all."""
    version = read(embargoed=stated)

    assert (version.status, version.embargoed_until) == (PubStatus.WITHHELD, None)
    assert [guess.field for guess in version.inferences if guess.evidence.startswith("held")] == ["embargoed_until"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bodies", [{"value": 5}]),
        ("body_text", ["a"]),
        ("versionCreated", 1_669_723_200),
        ("uri", 5),
    ],
)
def test_a_wrong_type_rejects_the_record_and_names_the_field(field: str, value: object) -> None:
    """Without its uri, its text or the time of its version a record is no dispatch."""
    with pytest.raises(Invalid) as caught:
        read(**{field: value})

    assert caught.value.reason is Reason.TYPE
    assert str(caught.value).startswith(field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", 5),
        ("headlines", 5),
        ("headlines", [["a"]]),
        ("version", True),
        ("version", ["2"]),
        ("language", "not a tag"),
        ("urgency", 0),
        ("urgency", "high"),
        ("urgency", True),
        ("infoSources", [5]),
        ("replaces", [5]),
        ("signals", [[]]),
        ("slugline", {}),
        ("byline", 5),
        ("profile", 5),
        ("genre", [[]]),
        ("located", ["Ville"]),
        ("abstract", 5),
        ("firstCreated", "yesterday"),
    ],
)
def test_a_bad_minor_field_costs_that_field_alone(field: str, value: object) -> None:
    """The dispatch is told without it, with a warning that names it and quotes nothing."""
    version = read(**{field: value})

    assert version.text == read().text
    assert version.status is PubStatus.USABLE
    [warning] = {guess.evidence for guess in version.inferences if guess.evidence.startswith("left out: ")}
    assert field in warning
    assert str(value) not in warning or isinstance(value, int)


def test_numbers_of_languages_that_have_one_kind_of_number() -> None:
    """JavaScript and Lua write 3.0 for 3; a headline as a list has its first line."""
    version = read(urgency=3.0, version=2.0, headline=["Pier opens", "More inside"])

    assert (version.urgency, version.key.number, version.headline) == (3, (2, ""), "Pier opens")
    assert not [guess for guess in version.inferences if guess.evidence.startswith("left out")]


@pytest.mark.parametrize(
    "fields",
    [
        {"versioncreated": "yesterday"},
        {"versioncreated": 5},
        {"body_text": 5},
        {"body_text": None, "bodies": [{"value": 5}]},
        {
            "headlines": 5,
            "urgency": "high",
            "language": "?",
            "version": {},
            "signals": 5,
            "infosource": 5,
            "byline": [],
        },
        {"embargoed": 5, "replaces": 5, "profile": 5, "slugline": 5, "ednote": 5, "dateline": 5, "abstract": 5},
    ],
)
@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_a_kill_needs_a_uri_and_nothing_else(fields: dict[str, object], status: str) -> None:
    """Whatever else of it cannot be read, it must reach its story."""
    version = read(pubstatus=status, **fields)

    assert version.status == status
    assert any(guess.evidence.startswith("left out: ") for guess in version.inferences)


def test_a_status_of_a_wrong_type_withholds() -> None:
    """What a house says of an item was not understood: it is kept, and a later version can free it."""
    version = read(pubstatus=["canceled"])

    assert version.status is PubStatus.WITHHELD
    assert [guess.field for guess in version.inferences if "pubstatus" in guess.evidence] == ["status"]


@pytest.mark.parametrize(
    "text",
    [
        "ბორანი ორშაბათს განთიადზე ნაპირთან მეჩეჩზე შეჯდა, თქვა სანაპირო დაცვამ.",
        "Հեռագրատան հաղորդմամբ՝ լաստանավը նստել է ծանծաղուտի վրա երկուշաբթի օրը։",
        "ফেরিটি সোমবার ভোরে চরে আটকে যায়, উপকূলরক্ষীরা জানান।",
        "フェリーは月曜の未明に座礁し、乗客は全員救助された。",
        "Trajekt se v pondělí za úsvitu řítil na mělčinu, řekl šéf pobřežní stráže.",
    ],
)
@pytest.mark.parametrize("times", [1, 2])
def test_bytes_that_were_read_as_another_encoding_are_mended_before_a_text_is_cleaned(text: str, times: int) -> None:
    """What looks like white space then was a part of a letter."""
    broken = text
    for _ in range(times):
        broken = broken.encode().decode("latin-1")

    assert read(headline=broken).headline == text
    assert read(body_text=broken).text == text


@pytest.mark.parametrize(
    ("printed", "headline"),
    [
        ("<p>Pier <strong>opens</strong> &amp; closes</p>", "Pier opens & closes"),
        ("Le pont &quot;rouge&quot; ferm&eacute;", 'Le pont "rouge" fermé'),
        ("AT&amp;amp;T buys pier", "AT&T buys pier"),
        ("<![CDATA[La Poste &amp; l&#039;usine]]>", "La Poste & l'usine"),
        ("&lt;em&gt;Ella&lt;/em&gt; sold for &amp;pound;3,000&lt;br/&gt;", "Ella sold for £3,000"),
        ("Shares of <BP> and <B> rise", "Shares of <BP> and <B> rise"),
        ("Q&A: R&D; what it is", "Q&A: R&D; what it is"),
        ("Мост &laquo;Красный&raquo; закрыт<br></b>", "Мост «Красный» закрыт"),
    ],
)
def test_html_in_a_headline_is_no_headline(printed: str, headline: str) -> None:
    """Tags and references go; what only looks like them stays."""
    assert read(headline=printed).headline == headline


@pytest.mark.parametrize(
    "fields",
    [
        {"body_html": "&lt;p&gt;L&#x27;&amp;eacute;t&amp;eacute; vient.&lt;/p&gt;&lt;p&gt;Il dure.&lt;/p&gt;"},
        {"body_text": "&amp;lt;p&amp;gt;L'été vient.&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;Il dure.&amp;lt;/p&amp;gt;"},
        {"body_text": r"\n <p>L'\u00e9t\u00e9 vient.</p>\n\n<p>Il dure.</p>"},
        {"body_text": r"L'été vient.\n\nIl dure.\n"},
    ],
)
def test_what_was_escaped_twice_is_read(fields: dict[str, str]) -> None:
    """Feeds escape once more what they got escaped."""
    assert read(**{"body_text": None} | fields).text == "L'été vient.\n\nIl dure."


def test_backslashes_that_are_meant_stay() -> None:
    """A text with line breaks of its own, or with one path, means them."""
    for text in (r"The file C:\new\notes was lost.", "It said \\n and \\n.\n\nAll laughed."):
        assert read(body_text=text).text == text


def test_html_bodies_become_paragraphs() -> None:
    """Block tags break paragraphs, inline tags do not; scripts and captions are not text."""
    version = read(
        body_text=None,
        body_html="<style>p{}</style><p>The <b>harbour</b> council &amp; its\n mayor met.</p>"
        "<script>if (a<b) {}</script>"
        '<figure><figcaption>A pier</figcaption></figure><p title="a > b">Work<br/>starts &#8220;soon&#8221;.</p>'
        "<ul><li>One</li><li>Two</li></ul>",
    )

    assert version.text.split("\n\n") == [
        "The harbour council & its mayor met.",
        "Work",
        "starts “soon”.",
        "One",
        "Two",
    ]


def test_unstated_html_is_recognised_and_tickers_are_not() -> None:
    """``<BP>`` is a share, ``<p>…</p>`` a paragraph."""
    assert read(bodies=[{"value": "<p>Prices rose.</p><p>They fell.</p>"}], body_text=None).text == (
        "Prices rose.\n\nThey fell."
    )
    assert read(body_text="<BP> rose by <2 pct.").text == "<BP> rose by <2 pct."


def test_a_publisher_is_inferred_from_the_host_of_the_uri() -> None:
    """The host is the evidence."""
    credits = read(uri="https://fr.vietnamplus.vn/a-post1.vnp").credits

    assert credits == (Credit(Slot.PUBLISHER, "fr.vietnamplus.vn", ("VNA",)),)
    assert read(uri="urn:newsml:xinhuanet.com:20221129:1").credits[0].parties == ("XINHUA",)
    assert read(uri="http://[broken/a").credits == ()


@pytest.mark.parametrize(
    ("uri", "host", "party"),
    [
        ("https://example.org/a", "example.org", "example.org"),
        ("HTTP://WWW.Example.org:8080/a", "www.example.org", "example.org"),
        ("https://news.example.org/a", "news.example.org", "news.example.org"),
        ("https://www.xinhuanet.com/a", "www.xinhuanet.com", "XINHUA"),
    ],
)
def test_a_site_of_no_agency_is_its_own_publisher(uri: str, host: str, party: str) -> None:
    """Where a page is read, there it was published, whoever that is."""
    assert read(uri=uri).credits == (Credit(Slot.PUBLISHER, host, (party,)),)


@pytest.mark.parametrize(
    "uri", ["urn:newsml:localhost:1", "urn:example:1", "example.org/a", "https://", "http://www./a"]
)
def test_a_uri_without_a_domain_names_no_publisher(uri: str) -> None:
    """Nor does the name of a machine."""
    assert read(uri=uri).credits == ()


@pytest.mark.parametrize(
    ("uri", "party"),
    [
        ("https://apa.at/a", "APA_AT"),
        ("https://en.apa.az/a", "APA_AZ"),
        ("https://example.org/a", "APA"),
        ("urn:newsml:apa.at:20221129:1", "APA_AT"),
    ],
)
def test_initials_of_several_agencies_are_told_apart_by_the_site(uri: str, party: str) -> None:
    """Where the site tells nothing the initials stay what was printed, and are nobody's id."""
    credits = read(uri=uri, source="APA", creditLine="APA").credits

    assert Credit(Slot.INFO_SOURCE, "APA", (party,)) in credits
    assert Credit(Slot.CREDIT_LINE, "APA", (party,)) in credits


@pytest.mark.parametrize(
    ("name", "party"), [("NNA_LB", "NNA_LB"), ("CCTV_CMG", "CCTV_CMG"), ("ena", "ena"), ("sta", "sta")]
)
def test_an_id_is_a_name_too(name: str, party: str) -> None:
    """But small letters are not, where only capitals are an agency's."""
    assert Credit(Slot.INFO_SOURCE, name, (party,)) in read(source=name).credits


def test_the_domain_of_an_info_source_tells_its_initials_apart() -> None:
    """Before the site of the item itself; and the site tells even initials that are an agency's by default."""
    assert Credit(Slot.INFO_SOURCE, "ANP", ("ANP_NE",)) in read(uri="https://anp.ne/a", source="ANP").credits
    sources = [{"literal": "APA", "uri": "https://apa.az/"}]

    assert Credit(Slot.INFO_SOURCE, "APA", ("APA_AZ",)) in read(uri="https://apa.at/a", infoSources=sources).credits


def test_superdesk_fields_are_read() -> None:
    """Superdesk sends its dateline and place as objects, its supplier as ``source``."""
    version = read(
        source="AAP",
        dateline={"text": "SYDNEY, Nov 29 AAP -", "located": {"city": "Sydney"}},
        abstract="<p>Pier back by summer.</p>",
        rewrite_of="urn:x:0",
    )

    assert (version.dateline, version.located) == ("SYDNEY, Nov 29 AAP -", "Sydney")
    assert version.standfirst == "Pier back by summer."
    assert version.replaces == ("urn:x:0",)
    assert Credit(Slot.INFO_SOURCE, "AAP", ("AAP",)) in version.credits


def test_previous_versions_are_read_from_associations() -> None:
    """NewsML-G2's ``irel:previousVersion`` names what is replaced; other relations do not."""
    links = [{"rel": "irel:previousVersion", "uri": "urn:x:0"}, {"rel": "irel:seeAlso", "uri": "urn:x:9"}]

    assert read(associations=links).replaces == ("urn:x:0",)
    assert read(associations={"picture": {"uri": "urn:x:8"}}).replaces == ()


def test_a_stated_publisher_is_the_party_that_its_site_would_be() -> None:
    """A paper and its own address are one party, known by the name that the record gives."""
    version = read(
        uri="https://slow-rails.example/features/whistle", infoSources=[{"role": "publisher", "name": "Slow Rails"}]
    )

    assert [credit for credit in version.credits if credit.slot is Slot.PUBLISHER] == [
        Credit(Slot.PUBLISHER, "Slow Rails", ("Slow Rails",))
    ]
