"""What houses do differently from the standards, a test for each; inputs are invented after forms that were seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from reading.formats.samples import (
    ANPA,
    ENTRY,
    HTML,
    IPTC7901,
    LONG,
    NEXT,
    RITZAU,
    SOLITA,
    g2,
    g2_item,
    g2_message,
    headline,
    newsml1,
    nitf,
    one,
    rss,
    text,
    understood,
)
from stream.reading.formats.characters import decode, repaired
from stream.reading.formats.dates import stamp
from stream.reading.formats.items import Item, Skipped
from stream.reading.formats.suppliers import KNOWN_NOWHERE, signed_off


@pytest.mark.parametrize(
    ("printed", "zone", "read"),
    [
        ("2026-11-01T08:30:00+01:00", None, "2026-11-01T08:30:00+01:00"),
        ("20261101T083000+0100", None, "2026-11-01T08:30:00+01:00"),
        ("20261101T073000Z", None, "2026-11-01T07:30:00Z"),
        ("2026-11-01 08:30:05", "Pacific/Auckland", "2026-11-01T08:30:05+13:00"),
        ("2026-07-01T08:30", "Europe/Helsinki", "2026-07-01T08:30:00+03:00"),
        ("20261101T083000", None, "2026-11-01T08:30:00"),
        ("20261101", None, "2026-11-01"),
        ("01.11.2026 08:30", "Europe/Oslo", "2026-11-01T08:30:00+01:00"),
        ("Sun, 01 Nov 2026 07:30:00 GMT", None, "2026-11-01T07:30:00Z"),
        ("Sun,1 Nov 2026 4:35:5 -0500", None, "2026-11-01T04:35:05-05:00"),
        ("Sun, 01 Nov 2026 07:30:00 EST", None, "2026-11-01T07:30:00-05:00"),
        ("Sun, 01 Nov 2026 16:30:00 GMT+9", None, "2026-11-01T16:30:00+09:00"),
        ("Sun, 01 Nov 2026 07:30:00 -0000", None, "2026-11-01T07:30:00"),
        ("Dom, 01 Nov 2026 07:30:00 -0300", None, "2026-11-01T07:30:00-03:00"),
        ("seg, 02 fev 2026 07:30:00 +0000", None, "2026-02-02T07:30:00Z"),
        ("1. März 2026 07:30 MEZ", None, "2026-03-01T07:30:00+01:00"),
        ("November 1, 2026 7:30 pm EDT", None, "2026-11-01T19:30:00-04:00"),
        ("1 ноября 2026 10:30 +0300", None, "2026-11-01T10:30:00+03:00"),
    ],
)
def test_times_in_the_forms_of_houses(printed: str, zone: str | None, read: str) -> None:
    """Whatever the layout, by its parts; what states no zone has the supplier's, or stays without."""
    found = stamp(printed, zone)

    assert found is not None
    assert found.text == read
    assert bool(found.assumed) is (zone is not None)


@pytest.mark.parametrize(
    "printed", ["YYYYMMDD000000-HHMM", "03/04/2018", "2026-02-30T08:00:00Z", "today", "", "9" * 400, "20261101T250000Z"]
)
def test_what_is_no_time_is_none(printed: str) -> None:
    """Ambiguous, impossible, or a template that nobody filled in."""
    assert stamp(printed) is None


@pytest.mark.parametrize(
    ("raw", "declared", "read", "encoding"),
    [
        ("Décès à Port-Ambre".encode(), "iso-8859-1", "Décès à Port-Ambre", "utf-8"),
        ("£66bn — «так»".encode(), "ISO-8859-1", "£66bn — «так»", "utf-8"),
        ("Décès".encode("latin-1"), "iso-8859-1", "Décès", "cp1252"),
        ("“Décès”".encode("cp1252"), "iso-8859-1", "“Décès”", "cp1252"),
        ("Décès".encode("latin-1"), None, "Décès", "cp1252"),
        ("Décès".encode("latin-1"), "utf-8", "Décès", "cp1252"),
        ("Смерть".encode("cp1251"), "windows-1251", "Смерть", "cp1251"),
        ("死去".encode("shift_jis"), "Shift_JIS", "死去", "shift_jis"),
        ("وفاة".encode("utf-16"), None, "وفاة", "utf-16-le"),
        ("Décès".encode(), "utf8", "Décès", "utf-8"),
        (b"plain", "no-such-thing", "plain", "utf-8"),
    ],
)
def test_encodings_that_are_declared_wrong(raw: bytes, declared: str | None, read: str, encoding: str) -> None:
    """Valid UTF-8 with characters of several bytes is UTF-8, whatever is declared."""
    found = decode(raw, declared)

    assert (found.text, found.encoding) == (read, encoding)


@pytest.mark.parametrize(
    ("text", "meant"), [("Â£4 million", "£4 million"), ("DÃ©cÃ¨s", "Décès"), ("Décès Â", "Décès Â"), ("£4", "£4")]
)
def test_what_was_encoded_twice_is_repaired(text: str, meant: str) -> None:
    """Only where the whole text survives it."""
    assert repaired(text) == meant


@pytest.mark.parametrize("line", ["cae/tcr", "asl/tib/pid/cac", "ففف/ح س/كام", "(аб/вг)", "kre/su"])
def test_initials_at_the_end_are_a_sign_off(line: str) -> None:
    """In any script."""
    assert signed_off(line, KNOWN_NOWHERE)


@pytest.mark.parametrize("line", ["Xinhua/VNA/CVN", "AFP/VNA", "He said no.", "and/or it was said by the mayor", "1/2"])
def test_a_credit_chain_is_no_sign_off(line: str) -> None:
    """It is where a text comes from."""
    assert not signed_off(line, KNOWN_NOWHERE)


def test_g2_an_embargo_stands_with_a_usable_status(tmp_path: Path) -> None:
    """The one does not do away with the other."""
    meta = '<embargoed>2026-11-02T06:00:00+01:00</embargoed><pubStatus qcode="stat:usable"/>'
    record = g2(tmp_path, meta=meta)

    assert record["pubStatus"] == "usable"
    assert record["embargoedUntil"] == "2026-11-02T06:00:00+01:00"


@pytest.mark.parametrize(
    ("qcode", "status"),
    [
        ("stat:withdrawn", "canceled"),
        ("stat:canceled", "canceled"),
        ("x:withheld", "withheld"),
        ("stat:odd", "withheld"),
    ],
)
def test_g2_statuses_by_the_part_behind_the_scheme(tmp_path: Path, qcode: str, status: str) -> None:
    """A withdrawal has no text; one that nobody knows withholds."""
    record = g2(tmp_path, meta=f'<pubStatus qcode="{qcode}"/>', body="<p></p>")

    assert record["pubStatus"] == status
    assert headline(record) == "Lighthouse moved inland"


def test_g2_version_numbers_that_are_no_order_are_left_out(tmp_path: Path) -> None:
    """Of a supplier of whom the table says so."""
    assert "version" not in g2(tmp_path, guid="tag:reuters.com,2026:newsml_X1", version="1542761538")
    assert g2(tmp_path, version="1542761538")["version"] == "1542761538"


def test_g2_a_time_without_zone_is_the_suppliers(tmp_path: Path) -> None:
    """And the record says what was assumed; of a stranger it stays open."""
    known = g2(tmp_path, guid="urn:newsml:stt.fi::1047", created="2026-11-01T08:30:00")

    assert known["versionCreated"] == "2026-11-01T08:30:00+02:00"
    assert "Europe/Helsinki" in str(known["inferred"])
    assert g2(tmp_path, created="2026-11-01T08:30:00")["versionCreated"] == "2026-11-01T08:30:00"


def test_g2_one_item_under_two_spellings_of_its_identity(tmp_path: Path) -> None:
    """With the day and without."""
    dated, plain = (g2(tmp_path, guid=f"urn:newsml:stt.fi:{day}:1047")["uri"] for day in ("20261101", ""))

    assert dated == plain == "urn:newsml:stt.fi::1047"


def test_g2_headlines_by_role_and_rank(tmp_path: Path) -> None:
    """A kicker of rank 3 is none, a sub-headline is the standfirst."""
    content = (
        '<headline rank="3">Technology</headline><headline role="hld:subHeadline">Forty metres by rail</headline>'
        '<headline rank="1">Lighthouse moved</headline>'
    )
    record = g2(tmp_path, content=content)

    assert headline(record) == "Lighthouse moved"
    assert {"role": "standfirst", "value": "Forty metres by rail"} in record["headlines"]


@pytest.mark.parametrize(
    ("dateline", "kept"),
    [("2013-03-04 11:40:31 GMT+00:00", False), ("Nov 1", False), ("PORT AMBER, Nov 1", True), ("Київ", True)],
)
def test_g2_a_dateline_names_a_place(tmp_path: Path, dateline: str, kept: bool) -> None:
    """A time alone, a month or a zone is none."""
    assert ("dateline" in g2(tmp_path, content=f"<headline>H</headline><dateline>{dateline}</dateline>")) is kept


def test_g2_notes_that_are_for_nobody_outside_are_left_out(tmp_path: Path) -> None:
    """Contacts, closing lines and the note that repeats the others; a correction is a signal too."""
    meta = (
        '<edNote role="x:contacts" pubconstraint="x:nonpublic">+49 30 1</edNote>'
        '<edNote role="x:closingline">w so</edNote>'
        '<edNote role="x:notepad"><p>all of it</p></edNote><edNote role="x:correction">Year corrected.</edNote>'
    )
    record = g2(tmp_path, meta=meta)

    assert record["edNote"] == "Year corrected."
    assert record["signals"] == ["correction"]


def test_g2_an_earlier_item_is_replaced_and_a_related_one_is_not(tmp_path: Path) -> None:
    """By the relation; a link to itself is none."""
    meta = (
        '<link rel="irel:evolvedFrom" residref="urn:w:1"/><link rel="irel:seeAlso" residref="urn:w:2"/>'
        '<link rel="irel:prevVersion" residref="urn:newsml:wire.example:20261101:a1"/>'
    )
    assert g2(tmp_path, meta=meta)["replaces"] == ["urn:w:1"]


def test_g2_what_is_no_text_is_skipped_by_kind(tmp_path: Path) -> None:
    """Packages, pictures, planning, audio; the text between them is read."""
    package = '<packageItem guid="p" version="1"/>'
    planning = '<planningItem guid="q" version="1"/>'
    picture, sound = g2_item("r", item_class="ninat:picture"), g2_item("s", item_class="ninat:audio")
    got = [each for _, each in understood(tmp_path, g2_message(package, picture, g2_item(), planning, sound))]

    assert [each.kind for each in got if isinstance(each, Skipped)] == ["package", "picture", "planning", "audio"]
    assert [type(each) for each in got].count(Item) == 1


def test_g2_elements_in_any_case_and_namespace(tmp_path: Path) -> None:
    """Houses spell both as they like."""
    message = g2_message(g2_item()).replace(b"<header>", b"<Header>").replace(b"</header>", b"</Header>")
    odd = message.replace(b"http://iptc.org/std/nar/2006-10-01/", b"http://iptc.example/NAR")

    assert headline(one(tmp_path, odd)) == "Lighthouse moved inland"


def test_g2_an_empty_element_is_none(tmp_path: Path) -> None:
    """An empty embargo does not withhold, and an empty credit is no party."""
    record = g2(tmp_path, meta="<embargoed></embargoed><edNote/>", content="<headline>H</headline><creditline/>")

    assert not {"embargoedUntil", "edNote", "creditLine"} & set(record)


def test_white_space_in_one_paragraph_can_be_the_layout(tmp_path: Path) -> None:
    """A report in one <p>: a new line with an indent begins a paragraph, and no other does."""
    end = "The town agreed,\nand went home.\n    Ships were warned of the new light at sea,\nand of its colour."
    body = f"<p>{LONG} {LONG}\n    {NEXT}\n{end}</p>"
    paragraphs = text(g2(tmp_path, body=body)).split("\n\n")

    assert paragraphs[1] == f"{NEXT} The town agreed, and went home."
    assert len(paragraphs) == 3


def test_pretty_printed_white_space_is_no_layout(tmp_path: Path) -> None:
    """Every line is indented alike there."""
    words = f"{LONG} {NEXT} {LONG}".split(" ")
    rows = [" ".join(words[start : start + 9]) for start in range(0, len(words), 9)]

    assert len(text(g2(tmp_path, body="<p>" + "\n        ".join(["", *rows]) + "</p>")).split("\n\n")) == 1


def test_what_stands_around_the_story_is_left_out(tmp_path: Path) -> None:
    """Captions, tables, heads and feet, scripts, a heading that repeats the headline, and routing behind the text."""
    body = (
        "<header><p>slug</p></header><h1>Lighthouse moved inland</h1><figure><figcaption>Tower</figcaption></figure>"
        f"<p>{LONG}</p><table><tr><td>1</td></tr></table><p>{NEXT}</p><script>x()</script><aside>Box</aside>"
        "51 77 03 CRO01"
    )
    assert text(g2(tmp_path, body=body)) == f"{LONG}\n\n{NEXT}"


def test_foreign_elements_in_running_text_stay(tmp_path: Path) -> None:
    """With the words around them, glued nowhere."""
    assert text(g2(tmp_path, body="<p>Shares of <Company>Amber</Company> rose, <Person>Ada</Person> said.</p>")) == (
        "Shares of Amber rose, Ada said."
    )


def test_text_without_paragraphs_counts(tmp_path: Path) -> None:
    """Directly in the body, with breaks."""
    assert text(g2(tmp_path, body=f"{LONG}<br/><br/>{NEXT}")) == f"{LONG}\n\n{NEXT}"


def test_newsml1_the_revision_is_no_part_of_the_identity(tmp_path: Path) -> None:
    """Its letter neither; an identity without one stays whole."""
    assert one(tmp_path, newsml1())["uri"] == "urn:newsml:wire.example:20261101:b2"
    assert one(tmp_path, newsml1())["version"] == "2N"
    assert one(tmp_path, newsml1(public="urn:newsml:wire.example:20261101:b2"))["uri"].endswith(":b2")


def test_newsml1_an_identity_that_all_items_share_is_none(tmp_path: Path) -> None:
    """Then provider, day and number make it."""
    assert one(tmp_path, newsml1(public="urn:newsml:www.wire.example"))["uri"] == "urn:newsml:wire.example:20261101:b2"


def test_newsml1_an_alert_has_its_paragraph_for_a_headline(tmp_path: Path) -> None:
    """Where HeadLine is empty and one paragraph is all; the sign-off is neither."""
    content = "<p>زلزال يضرب الميناء</p><p>ففف/ح س/كام</p>"
    record = one(tmp_path, newsml1(lines="<HeadLine/>", content=content))

    assert headline(record) == text(record) == "زلزال يضرب الميناء"


def test_newsml1_the_body_among_components_by_role(tmp_path: Path) -> None:
    """Not the summary, the style sheet or the tweet, however long they are."""
    extra = "".join(
        f"<NewsComponent><Role FormalName='{role}'/><ContentItem><DataContent><p>{LONG * 9}</p></DataContent>"
        "</ContentItem></NewsComponent>"
        for role in ("Abstract", "StyleSheet", "TweetText", "Caption")
    )
    assert text(one(tmp_path, newsml1(extra=extra))) == f"{LONG}\n\n{NEXT}"


def test_newsml1_two_languages_are_two_dispatches(tmp_path: Path) -> None:
    """Each with its language, and under its own identity."""
    extra = (
        "<NewsComponent xml:lang='nl'><Role FormalName='Main'/><DescriptiveMetadata><Language FormalName='nl'/>"
        "</DescriptiveMetadata><ContentItem><DataContent><p>De vuurtoren is verplaatst.</p></DataContent></ContentItem>"
        "</NewsComponent>"
    )
    raw = newsml1(extra=extra).replace(
        b"<Role FormalName='Main'/><ContentItem>",
        b"<Role FormalName='Main'/><DescriptiveMetadata><Language FormalName='en'/></DescriptiveMetadata><ContentItem>",
        1,
    )
    records = [each.record for _, each in understood(tmp_path, raw) if isinstance(each, Item)]

    assert sorted(str(record["uri"]).rpartition("#")[2] for record in records) == ["en", "nl"]
    assert {record["language"] for record in records} == {"en", "nl"}


def test_newsml1_fields_where_a_house_puts_them(tmp_path: Path) -> None:
    """By the table of suppliers: the author in SlugLine, the slug in KeywordLine."""
    lines = "<HeadLine>H</HeadLine><SlugLine>Ada Licht</SlugLine><KeywordLine>haven-vuurtoren</KeywordLine>"
    record = one(tmp_path, newsml1(lines=lines, provider="anp.nl"))

    assert (record["byline"], record["slugline"]) == ("Ada Licht", "haven-vuurtoren")


def test_newsml1_letters_that_are_spaced_out_are_closed_up(tmp_path: Path) -> None:
    """So that the rules for notices see the word."""
    content = "<p>N i e u w bericht, vervangt: Vuurtoren</p><p>De vuurtoren is verplaatst.</p>"

    assert text(one(tmp_path, newsml1(content=content))).startswith("Nieuw bericht, vervangt")


def test_newsml1_content_as_escaped_html(tmp_path: Path) -> None:
    """In CDATA, and escaped once more."""
    for content in (f"<![CDATA[<P>{LONG}</P><P>{NEXT}</P>]]>", f"&lt;p&gt;{LONG}&lt;/p&gt;&lt;p&gt;{NEXT}&lt;/p&gt;"):
        assert text(one(tmp_path, newsml1(content=content))) == f"{LONG}\n\n{NEXT}"


def test_newsml1_a_country_is_no_language(tmp_path: Path) -> None:
    """ISO 639 alone counts, else the next that says it."""
    raw = newsml1().replace(b'<NewsItem xml:lang="en">', b'<NewsItem xml:lang="x-default">')

    assert "language" not in one(tmp_path, raw)


def test_nitf_the_copyright_holder_before_the_distributor(tmp_path: Path) -> None:
    """Who hands copy on is not who wrote it."""
    docdata = '<doc-id id-string="c3"/><date.issue norm="20261101T073000Z"/><doc.copyright holder="Release Wire"/>'
    record = one(tmp_path, nitf(docdata=docdata, top="<distributor>Wire</distributor>"))

    assert [each["literal"] for each in record["infoSources"]] == ["Release Wire", "Wire"]


def test_nitf_an_embargo_has_a_status_of_its_own(tmp_path: Path) -> None:
    """The time of release alone is none: houses repeat the time of issue there."""
    docdata = '<date.issue norm="20261101T073000Z"/><date.release norm="20261102T000100Z"/>'

    held = one(tmp_path, nitf(docdata=docdata, attributes='management-status="embargoed"'))
    assert (held["pubStatus"], held["embargoedUntil"]) == ("usable", "2026-11-02T00:01:00Z")
    assert "embargoedUntil" not in one(tmp_path, nitf(docdata=docdata))


def test_nitf_a_template_that_nobody_filled_in_costs_the_field(tmp_path: Path) -> None:
    """Not the item."""
    [(_, outcome)] = understood(tmp_path, nitf(docdata='<date.issue norm="YYYYMMDD000000-HHMM"/>'))

    assert isinstance(outcome, Item)
    assert "versionCreated" not in outcome.record
    assert any(lost.startswith("versionCreated") for lost in outcome.lost)


def test_nitf_parts_of_a_byline_are_not_glued(tmp_path: Path) -> None:
    """A name and its title are elements; initials and credits in that place are no byline."""
    top = "<byline>By<person>Ada Light</person><byttl>Port Writer</byttl></byline>"

    assert one(tmp_path, nitf(top=top))["byline"] == "By Ada Light, Port Writer"
    assert "byline" not in one(tmp_path, nitf(top="<byline>gr/bp</byline>"))
    assert one(tmp_path, nitf(top="<byline>NTB-AFP-DPA</byline>"))["creditLine"] == "NTB/AFP/DPA"


def test_nitf_an_item_without_a_name_is_known_by_its_content(tmp_path: Path) -> None:
    """Two copies are one dispatch, and the record says so."""
    one_of_them = one(tmp_path, nitf(docdata='<doc-id regsrc="AP"/>'))

    assert one_of_them["uri"].startswith("urn:copytaster:nitf:")
    assert one_of_them["uri"] == one(tmp_path, nitf(docdata='<doc-id regsrc="AP"/>'))["uri"]
    assert "content" in str(one_of_them["inferred"])


def test_html_names_in_xml_are_characters(tmp_path: Path) -> None:
    """They are declared nowhere, and libxml2's recovery would glue the words."""
    assert text(one(tmp_path, nitf(body="<p>Ten&nbsp;ships &ndash; no more&#3;.</p>"))) == "Ten ships – no more."


def test_a_declared_encoding_that_is_wrong_in_xml(tmp_path: Path) -> None:
    """The bytes decide."""
    raw = b'<?xml version="1.0" encoding="iso-8859-1"?>' + nitf(body="<p>Décès à Łódź</p>")

    assert text(one(tmp_path, raw)) == "Décès à Łódź"


def test_feed_a_fragment_of_digits_is_the_revision(tmp_path: Path) -> None:
    """Two of them are two versions of one dispatch."""
    entry = ENTRY.replace("<guid>https://port.example/a<", "<guid>https://port.example/a#2<")
    record = one(tmp_path, rss(entry))

    assert (record["uri"], record["version"]) == ("https://port.example/a", "2")


def test_feed_a_bare_number_is_unique_within_its_feed(tmp_path: Path) -> None:
    """Any other guid without a scheme gives way to the link."""
    number = ENTRY.replace("<guid>https://port.example/a<", "<guid>333483<")
    word = ENTRY.replace("<guid>https://port.example/a<", "<guid>6994819b02276e<")

    assert one(tmp_path, rss(number))["uri"] == "urn:copytaster:feed:port.example:333483"
    assert one(tmp_path, rss(word))["uri"] == "https://port.example/a"


def test_feed_tracking_is_cut_and_the_page_stays(tmp_path: Path) -> None:
    """What says where a reader came from is no identity; what names the page is."""
    link = "https://port.example/a?p=34865360&amp;utm_source=rss&amp;at_medium=x#publisher=newsstand"
    entry = ENTRY.replace("<link>https://port.example/a<", f"<link>{link}<").replace(
        "<guid>https://port.example/a</guid>", ""
    )

    assert one(tmp_path, rss(entry))["uri"] == "https://port.example/a?p=34865360"


def test_feed_a_description_is_a_teaser_and_content_is_none(tmp_path: Path) -> None:
    """So that a page or a wire's text of the same story outranks it."""
    full = ENTRY.replace("</item>", f"<content:encoded><![CDATA[<p>{LONG}</p><p>{NEXT}</p>]]></content:encoded></item>")
    raw = rss(full).replace(b"<rss ", b'<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" ')

    assert one(tmp_path, rss(ENTRY))["profile"] == "teaser"
    assert "profile" not in one(tmp_path, raw)
    assert text(one(tmp_path, raw)) == f"{LONG}\n\n{NEXT}"


def test_feed_titles_are_escaped_twice_and_hold_tags(tmp_path: Path) -> None:
    """The reader sees neither."""
    entry = ENTRY.replace(
        "<title>Lighthouse moved inland<", "<title>Ship&amp;#8217;s &lt;b&gt;light&lt;/b&gt; &amp;amp; horn<"
    )

    assert headline(one(tmp_path, rss(entry))) == "Ship’s light & horn"


def test_feed_an_agency_as_author_is_the_credit(tmp_path: Path) -> None:
    """Any other name is a byline."""
    agency = ENTRY.replace("</item>", "<author>none@none.example (Reuters)</author></item>")
    person = ENTRY.replace("</item>", "<author>Ada Light</author></item>")

    assert one(tmp_path, rss(agency))["creditLine"] == "Reuters"
    assert one(tmp_path, rss(person))["byline"] == "Ada Light"


def test_feed_a_broken_feed_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    """Stray ampersands and a missing end; words are not glued."""
    entry = ENTRY.replace("Lighthouse moved inland", "Light&nbsp;house & horn")
    raw = rss(entry).replace(b"</channel></rss>", b"")

    assert headline(one(tmp_path, raw)) == "Light house & horn"


def test_feed_atom_and_rdf(tmp_path: Path) -> None:
    """The link that is a page, relative to its base; the items of RDF stand beside the channel."""
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://port.example/"><title>Port</title><entry>'
        '<id>tag:port.example,2026:7</id><title type="html">Lighthouse</title><link rel="self" href="/x"/>'
        f'<link href="/a"/><updated>2026-11-01T07:30:00Z</updated><summary>{LONG}</summary></entry></feed>'
    ).encode()
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Port</title><link>https://port.example/</link></channel>'
        '<item rdf:about="https://port.example/a"><title>Lighthouse</title><link>https://port.example/a</link>'
        f"<dc:date>2026-11-01T08:30:00+01:00</dc:date><description>{LONG}</description></item></rdf:RDF>"
    ).encode()

    assert one(tmp_path, atom)["uri"] == "tag:port.example,2026:7"
    assert one(tmp_path, rdf)["versionCreated"] == "2026-11-01T08:30:00+01:00"


def test_feed_soft_hyphens_and_joiners_are_dropped(tmp_path: Path) -> None:
    """Inside words they hide what is equal; in Persian the non-joiner is spelling."""
    entry = ENTRY.replace(LONG, "Light\u00adhouse mo\u200cved")

    assert text(one(tmp_path, rss(entry))) == "Lighthouse moved"
    assert "\u200c" in text(one(tmp_path, rss(ENTRY.replace(LONG, "فانوس دریایی جابه\u200cجا شد"))))


def test_anpa_headers_and_typesetting(tmp_path: Path) -> None:
    """The slug whole, the note, the byline; quotation marks as signs; nothing of them in the text."""
    record = one(tmp_path, ANPA)

    assert record["slugline"] == "BC-Port--Lighthouse Moved, 1st Ld-Writethru"
    assert (record["byline"], record["edNote"]) == ("By ADA LIGHT", "Eds: ADDS quote from mayor.")
    assert text(record).endswith(f"“{NEXT}”")
    assert record["uri"] == "urn:copytaster:anpa:WN:20261101:W2870"


def test_anpa_a_list_in_headers_is_the_text(tmp_path: Path) -> None:
    """An item that has nothing else."""
    raw = ANPA.replace(b"\t   PORT", b"^PORT").replace(b"\t   ``", b"^``")

    assert NEXT in text(one(tmp_path, raw))


def test_iptc7901_marks_and_a_correction_over_several_lines(tmp_path: Path) -> None:
    """Above the headline; the correction is a note."""
    head = (
        b"\x02(Berichtigung: In einer Fassung stand ein anderer Tag.\nRichtig ist Sonntag.)\n(KORR-Bericht)\nLeuchtturm"
    )
    record = one(tmp_path, IPTC7901.replace(b"\x02(1st lead)\nLighthouse", head))

    assert headline(record) == "Leuchtturm moved inland"
    assert str(record["edNote"]).endswith("Richtig ist Sonntag.")


@pytest.mark.parametrize("month", ["Okt", "oct", "oct.", "okt"])
def test_iptc7901_months_in_the_agencys_language(tmp_path: Path, month: str) -> None:
    """The time has no other."""
    record = one(tmp_path, IPTC7901.replace(b"010730 GMT Nov 26", f"010730 MEZ {month} 26".encode()))

    assert record["versionCreated"] == "2026-10-01T07:30:00+01:00"


def test_iptc7901_a_gateway_that_took_the_controls(tmp_path: Path) -> None:
    """Headers begin behind the first empty line then."""
    raw = bytes(each for each in IPTC7901 if each not in b"\x01\x02\x03\x04\x7f")

    assert headline(one(tmp_path, raw)) == "Lighthouse moved inland"


def test_ritzau_escaped_and_encoded_twice(tmp_path: Path) -> None:
    """And a canceled item is a kill."""
    twice = NEXT.replace("a century", "Â£4 &amp;amp;quot;a century&amp;amp;quot;").encode()
    raw = RITZAU.replace(NEXT.encode(), twice)

    assert '£4 "a century"' in text(one(tmp_path, raw))
    killed = RITZAU.replace(b"<version>", b"<Annuleret>true</Annuleret><version>")
    assert one(tmp_path, killed)["pubStatus"] == "canceled"


def test_a_press_release_names_its_publisher(tmp_path: Path) -> None:
    """And is marked."""
    raw = SOLITA.replace(b"</release>", b"<publisher><name>Amber Rail</name></publisher></release>")

    assert one(tmp_path, raw)["infoSources"][0]["literal"] == "Amber Rail"
    assert one(tmp_path, raw)["profile"] == "press-release"


def test_a_page_is_known_by_its_canonical_address(tmp_path: Path) -> None:
    """Of its own site, and not the home page."""
    assert one(tmp_path, HTML)["uri"] == "https://port.example/2026/lighthouse"
    home = HTML.replace(b"https://port.example/2026/lighthouse", b"https://port.example/")
    assert one(tmp_path, home)["uri"].startswith("urn:copytaster:page:")


def test_a_page_of_several_articles_is_the_one_of_its_address(tmp_path: Path) -> None:
    """In a graph, beside others."""
    other = b'{"@graph": [{"@type": ["NewsArticle"], "headline": "Other", "datePublished": "2020-01-01T00:00:00Z"}, '
    raw = HTML.replace(
        b'{"@context": "https://schema.org", ', other + b'{"url": "https://port.example/2026/lighthouse", '
    )
    raw = raw.replace(b'"author": {"name": "Ada Light"}}', b'"author": {"name": "Ada Light"}}]}')

    assert one(tmp_path, raw)["versionCreated"] == "2026-11-01T08:30:00+01:00"
