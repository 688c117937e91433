"""How single houses fill in the formats: where they put a field, what they send beside a text, how they end one.

Forms were seen in files of agencies; all texts are invented.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from reading.formats.samples import (
    ANPA,
    CP,
    DPA,
    EMAIL,
    ENTRY,
    HTML,
    IPTC7901,
    LONG,
    MORE,
    NEXT,
    RITZAU,
    SOLITA,
    ZCZC,
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
from stream.errors import Reason
from stream.reading.formats.items import Item, Refused, Skipped

NAMES = {"pl": "Łucja Źrebiec", "el": "Νικόλας Βαρδής", "ja": "灯台 守"}


def skipped(folder: Path, raw: bytes) -> str:
    """The kind of the one item that is skipped."""
    [(_, outcome)] = understood(folder, raw)
    assert isinstance(outcome, Skipped), outcome
    return outcome.kind


@pytest.mark.parametrize("name", NAMES.values())
def test_g2_a_sign_off_is_no_byline(tmp_path: Path, name: str) -> None:
    """Who keyed an item in stands as a code in creator; who wrote it stands in by."""
    creator = '<creator qcode="desk:abcde"/>'

    assert "byline" not in g2(tmp_path, content=f"<headline>A</headline>{creator}")
    assert g2(tmp_path, content=f"<headline>A</headline>{creator}<by>{name}</by>")["byline"] == name


@pytest.mark.parametrize("name", NAMES.values())
def test_g2_subjects_are_told_by_their_names(tmp_path: Path, name: str) -> None:
    """One that has only a code tells a reader nothing."""
    told = f'<subject qcode="medtop:1"/><subject qcode="medtop:2"><name>{name}</name></subject>'

    assert g2(tmp_path, content=f"<headline>A</headline>{told}")["subjects"] == [{"name": name}]
    assert "subjects" not in g2(tmp_path, content='<headline>A</headline><subject qcode="medtop:1"/>')


@pytest.mark.parametrize("name", NAMES.values())
def test_nitf_subjects_are_told_by_what_they_are_about(tmp_path: Path, name: str) -> None:
    """The matter where it is told, else the wider type."""
    wide = f'<tobject.subject tobject.subject.refnum="01000000" tobject.subject.type="{name}"/>'
    fine = '<tobject.subject tobject.subject.type="Arts" tobject.subject.matter="Cinema"/>'
    told = f"<tobject>{wide}{fine}</tobject>"

    assert one(tmp_path, nitf(head=told))["subjects"] == [{"name": name}, {"name": "Cinema"}]


def test_g2_a_credit_ends_without_its_dash(tmp_path: Path) -> None:
    """One house prints it behind its name."""
    assert g2(tmp_path, content="<headline>A</headline><creditline>WIR–</creditline>")["creditLine"] == "WIR"


@pytest.mark.parametrize("mark", ["(ROUGH CUT - NO REPORTER NARRATION)", "SHOTLIST: 1. VARIOUS OF TOWER"])
def test_g2_the_text_of_a_film_is_a_script(tmp_path: Path, mark: str) -> None:
    """It is read, and marked as what it is."""
    record = g2(tmp_path, body=f"<p>{mark}</p><p>{LONG.upper()}</p>")

    assert record["profile"] == "script"
    assert "profile" not in g2(tmp_path)


def test_g2_a_status_outranks_the_word_in_a_headline(tmp_path: Path) -> None:
    """A correction that is withdrawn is a kill, with no paragraph left; its headline still says the other."""
    withdrawn = '<pubStatus qcode="stat:canceled"/><signal qcode="edStat:D"/>'
    record = g2(tmp_path, meta=withdrawn, content="<headline>CORRECTED-Lighthouse</headline>", body="<p/>")

    assert record["pubStatus"] == "canceled"
    assert "bodies" not in record


def test_g2_a_slug_in_the_head_of_the_text(tmp_path: Path) -> None:
    """Its words are joined as they would be printed."""
    header = '<header><ul class="slugline"><li>Port</li><li>Lighthouse</li></ul></header>'

    assert g2(tmp_path, body=f"{header}<p>{LONG}</p>")["slugline"] == "Port/Lighthouse"
    plain = '<header><p class="slugline">Πλοίο/Μελίσσα</p></header>'
    assert g2(tmp_path, body=f"{plain}<p>{LONG}</p>")["slugline"] == "Πλοίο/Μελίσσα"


def test_g2_plain_data_that_holds_markup(tmp_path: Path) -> None:
    """Declared as text, and paragraphs all the same."""
    item = g2_item()
    begin, end = item.index("<inlineXML"), item.index("</contentSet>")
    data = f'<inlineData contenttype="text/plain">&lt;p&gt;{LONG}&lt;/p&gt;&lt;p&gt;{NEXT}&lt;/p&gt;</inlineData>'

    assert text(one(tmp_path, g2_message(item[:begin] + data + item[end:]))) == f"{LONG}\n\n{NEXT}"


def test_g2_the_first_content_that_has_text(tmp_path: Path) -> None:
    """An empty one stands before it."""
    empty = '<contentSet><inlineXML contenttype="text/html"><html><body/></html></inlineXML></contentSet>'

    assert text(one(tmp_path, g2_message(g2_item().replace("<contentSet>", f"{empty}<contentSet>", 1)))).startswith(
        LONG
    )


@pytest.mark.parametrize("status", ["Usable", "USABLE", "usable"])
def test_newsml1_a_status_in_any_case(tmp_path: Path, status: str) -> None:
    """And one that is canceled is."""
    assert one(tmp_path, newsml1().replace(b'"Usable"', f'"{status}"'.encode())).get("pubStatus") in (None, "usable")
    assert one(tmp_path, newsml1().replace(b'"Usable"', b'"CANCELED"'))["pubStatus"] == "canceled"


@pytest.mark.parametrize("urgency", ['<Urgency FormalName="2"/>', "<Urgency>2</Urgency>"])
def test_newsml1_an_urgency_in_either_place(tmp_path: Path, urgency: str) -> None:
    """That of the transmission is another."""
    raw = newsml1().replace(b"<Status", f"{urgency}<Status".encode())
    raw = raw.replace(b"<NewsEnvelope/>", b"<NewsEnvelope><Priority FormalName='7'/></NewsEnvelope>")

    assert one(tmp_path, raw)["urgency"] == 2


def test_newsml1_an_advisory_is_a_note_and_a_list_of_products_is_none(tmp_path: Path) -> None:
    """Both are lines with a type."""

    def line(kind: str, said: str) -> str:
        return f"<NewsLine><NewsLineType FormalName='{kind}'/><NewsLineText>{said}</NewsLineText></NewsLine>"

    lines = (
        f"<HeadLine>A</HeadLine>{line('ProductLine', '(Picture+Video)')}{line('AdvisoryLine', 'ATUALIZA com reações')}"
    )

    assert one(tmp_path, newsml1(lines=lines))["edNote"] == "ATUALIZA com reações"


def test_newsml1_two_agencies_in_one_name_are_a_chain(tmp_path: Path) -> None:
    """Who had it first, and who hands it on."""
    meta = "<AdministrativeMetadata><Source><Party FormalName='CTK/WIRE'/></Source></AdministrativeMetadata>"
    record = one(tmp_path, newsml1().replace(b"<NewsLines>", f"{meta}<NewsLines>".encode(), 1))

    assert [(each["role"], each["literal"]) for each in record["infoSources"]][:2] == [
        ("originator", "CTK"),
        ("redistributor", "WIRE"),
    ]


def test_newsml1_a_type_says_that_it_is_an_alert(tmp_path: Path) -> None:
    """Whatever the headline is."""
    raw = newsml1().replace(b"<ThisRevisionCreated>", b"<NewsItemType FormalName='Alert'/><ThisRevisionCreated>")

    assert "alert" in one(tmp_path, raw)["signals"]


def test_newsml1_a_file_of_several_items(tmp_path: Path) -> None:
    """Each is read by itself."""
    raw = newsml1()
    begin, end = raw.index(b"<NewsItem "), raw.index(b"</NewsML>")
    other = raw[begin:end].replace(b":b2:", b":b3:").replace(b"inland", "à l'intérieur".encode())
    outcomes = [outcome for _, outcome in understood(tmp_path, raw[:end] + other + raw[end:])]

    assert [str(each.record["uri"]).rpartition(":")[2] for each in outcomes if isinstance(each, Item)] == ["b2", "b3"]


def test_newsml1_a_caption_is_no_story(tmp_path: Path) -> None:
    """The text of a picture's item is what it shows."""
    raw = newsml1().replace(b"FormalName='Main'", b"FormalName='Caption'")

    assert skipped(tmp_path, raw) == "picture"


def test_newsml1_an_item_that_is_withdrawn_needs_no_text(tmp_path: Path) -> None:
    """A kill says what it says by its status; one that is usable without text points elsewhere."""
    bare = newsml1(lines="<HeadLine>Lighthouse moved inland</HeadLine>", content="")
    killed = one(tmp_path, bare.replace(b'"Usable"', b'"Canceled"'))

    assert (killed["pubStatus"], killed["uri"]) == ("canceled", "urn:newsml:wire.example:20261101:b2")
    assert "bodies" not in killed
    index = bare.replace(b"<DataContent></DataContent>", b'<NewsItemRef NewsItem="b3.xml"/>')
    assert skipped(tmp_path, index) == "index"
    assert skipped(
        tmp_path, bare.replace(b"<ContentItem><DataContent></DataContent>", b'<ContentItem Href="b.txt">')
    ) == ("text elsewhere")


def test_newsml1_an_identity_where_a_house_misspells_its_place(tmp_path: Path) -> None:
    """Below metadata; no date, and no number that counts."""
    raw = newsml1(public="", revision="0").replace(b"<NewsItemId>b2", b"<NewsItemId>0")
    guid = b"<DescriptiveMetada><guid>wire-4711</guid></DescriptiveMetada><ContentItem>"

    assert one(tmp_path, raw.replace(b"<ContentItem>", guid))["uri"] == "wire-4711"


def test_g2_a_picture_without_text_is_skipped_and_its_caption_is_read(tmp_path: Path) -> None:
    """What is elsewhere is not fetched."""
    item = g2_item(item_class="ninat:picture")
    begin, end = item.index("<inlineXML"), item.index("</contentSet>")
    remote = item[:begin] + '<remoteContent href="https://wire.example/a.jpg"/>' + item[end:]

    assert skipped(tmp_path, g2_message(remote)) == "picture"
    assert skipped(tmp_path, g2_message(remote.replace("ninat:picture", "ninat:text"))) == "text elsewhere"
    canceled = remote.replace("ninat:picture", "ninat:text").replace(
        "</itemMeta>", '<pubStatus qcode="stat:canceled"/></itemMeta>'
    )
    assert one(tmp_path, g2_message(canceled))["pubStatus"] == "canceled"


def test_nitf_the_version_may_stand_behind_the_identity(tmp_path: Path) -> None:
    """At a house whose entry says so, and at no other."""
    docdata = '<doc-id regsrc="{}" id-string="RED201101_aa_02"/><date.issue norm="20261101T083000"/>'
    record = one(tmp_path, nitf(docdata=docdata.format("NTB")))

    assert (record["uri"], record["version"]) == ("urn:copytaster:nitf:NTB:RED201101_aa", "02")
    assert record["versionCreated"] == "2026-11-01T08:30:00+01:00"
    assert one(tmp_path, nitf(docdata=docdata.format("WIRE")))["uri"] == "urn:copytaster:nitf:WIRE:RED201101_aa_02"


def test_nitf_a_table_has_its_title_for_a_headline_and_a_house_its_slug_there(tmp_path: Path) -> None:
    """Without the number in front of it."""
    assert headline(one(tmp_path, nitf(head="<title>1 SOCCER INT-Teams</title>", top=""))) == "SOCCER INT-Teams"
    docdata = (
        '<doc-id id-string="c3"/><doc.copyright holder="The Canadian Press"/><key-list><keyword key="7"/></key-list>'
    )
    record = one(tmp_path, nitf(head="<title>Port-Lighthouse</title>", docdata=docdata))

    assert (record["slugline"], headline(record)) == ("Port-Lighthouse", "Lighthouse moved inland")


def test_nitf_a_kill_names_another_item(tmp_path: Path) -> None:
    """By its identity, in the same form as that item has it."""
    attributes = 'management-status="canceled" management-doc-idref="c2"'
    record = one(tmp_path, nitf(attributes=attributes, body=""))

    assert record["pubStatus"] == "canceled"
    assert record["replaces"] == ["urn:copytaster:nitf:WIRE:c2"]


def test_newsml1_a_dateline_that_is_a_date_is_none(tmp_path: Path) -> None:
    """Nobody is there."""
    for printed in ("01/11/2026", "2026-11-01 08:30", "20261101"):
        lines = f"<HeadLine>A</HeadLine><DateLine>{printed}</DateLine>"
        assert "dateline" not in one(tmp_path, newsml1(lines=lines))
    lines = "<HeadLine>A</HeadLine><DateLine>ΜΕΛΙΣΣΑ, 1 Νοεμβρίου</DateLine>"
    assert one(tmp_path, newsml1(lines=lines))["dateline"].startswith("ΜΕΛΙΣΣΑ")


def test_nitf_the_one_headline_that_is_marked_as_it(tmp_path: Path) -> None:
    """Of two; a title stands in for none, without the number before it."""
    two = '<hedline><hl1 id="kicker">Harbour</hl1><hl1 id="headline">Lighthouse moved</hl1></hedline>'

    assert headline(one(tmp_path, nitf(top=two))) == "Lighthouse moved"
    assert headline(one(tmp_path, nitf(top="", head="<title>1 HARBOUR Lighthouse</title>"))) == "HARBOUR Lighthouse"


def test_nitf_the_abstract_in_the_head_is_not_told_twice(tmp_path: Path) -> None:
    """A house repeats its first paragraph there."""
    top = f"<hedline><hl1>A</hl1></hedline><abstract><p>{LONG}</p></abstract>"

    assert text(one(tmp_path, nitf(top=top))).count(LONG) == 1


def test_nitf_a_message_to_editors_and_a_comment_are_notes(tmp_path: Path) -> None:
    """Where the format has them, and where one house has them."""
    data = '<doc-id id-string="c3"/><ed-msg info="Eds: UPDATES with mayor."/>'
    assert one(tmp_path, nitf(docdata=data))["edNote"] == "Eds: UPDATES with mayor."
    history = '<doc-id id-string="c3"/><revision-history comment="CORRECTS the year"/>'
    assert one(tmp_path, nitf(docdata=history))["edNote"] == "CORRECTS the year"


@pytest.mark.parametrize("place", ["docdata", "head"])
def test_nitf_an_urgency_in_either_place(tmp_path: Path, place: str) -> None:
    """Below docdata, or beside it."""
    mark, number = '<urgency ed-urg="3"/>', '<doc-id id-string="c3"/>'
    raw = nitf(docdata=mark + number) if place == "docdata" else nitf(head=mark, docdata=number)

    assert one(tmp_path, raw)["urgency"] == 3


def test_nitf_what_all_items_of_a_story_share_is_the_slug(tmp_path: Path) -> None:
    """So that updates find each other."""
    data = '<doc-id id-string="c3"/><du-key key="WIR-PORT-Lighthouse" version="4"/>'
    record = one(tmp_path, nitf(docdata=data))

    assert (record["slugline"], record["version"]) == ("WIR-PORT-Lighthouse", "4")


@pytest.mark.parametrize(
    ("holder", "rule", "imprint"),
    [
        ("The Associated Press", "___", "Associated Press writer Ada Light in Port Amber contributed to this report."),
        ("Agenzia ANSA", "— — —", "Riproduzione riservata © Copyright ANSA"),
        ("dpa", "* * *", "© dpa Deutsche Presse-Agentur GmbH, Hamburg"),
        ("dpa", "# # #", "Kontakt: hafen@wire.example"),
        ("Somebody", "___", "Mehr bei https://wire.example/hafen und bei @wire."),
    ],
)
def test_nitf_what_a_house_says_of_itself_behind_a_rule_is_no_story(
    tmp_path: Path, holder: str, rule: str, imprint: str
) -> None:
    """Another house's name there is a credit, and what names nobody may be the story's."""

    def read(*behind: str) -> str:
        paragraphs = "".join(f"<p>{each}</p>" for each in (LONG, NEXT, rule, *behind))
        docdata = f'<doc-id id-string="c3"/><doc.copyright holder="{holder}"/>'
        return text(one(tmp_path, nitf(docdata=docdata, body=paragraphs)))

    assert read(imprint) == read(imprint, imprint) == read() == f"{LONG}\n\n{NEXT}"
    for stays in ("Reuters contributed to this report.", MORE):
        assert read(stays).endswith(stays)
        assert read(stays, imprint).endswith(imprint)


def test_nitf_the_last_line_of_a_house_is_its_own(tmp_path: Path) -> None:
    """As its entry has it, also where it is a sentence."""
    docdata = '<doc-id id-string="c3"/><doc.copyright holder="The Canadian Press"/>'
    line = "This report by The Canadian Press was first published Nov. 1, 2026."
    body = f"<p>{LONG}</p><p>{line}</p>"

    assert text(one(tmp_path, nitf(docdata=docdata, body=body))) == LONG
    assert text(one(tmp_path, nitf(body=body))).endswith(line)


@pytest.mark.parametrize("words", ["Se filmen her", "Assista ao vídeo", "映像はこちら"])
def test_nitf_what_is_to_be_embedded_is_its_words(tmp_path: Path, words: str) -> None:
    """HTML as text in a paragraph: a film has none, a post may have some."""
    film = '&lt;div class="embed"&gt;&lt;iframe src="https://film.example"&gt;&lt;/iframe&gt;&lt;/div&gt;'
    post = f"&lt;blockquote&gt;&lt;p&gt;{words}&lt;/p&gt;&lt;/blockquote&gt;"

    assert text(one(tmp_path, nitf(body=f"<p>{LONG}</p><p>{film}</p><p>{post}</p>"))) == f"{LONG}\n\n{words}"


def test_anpa_a_table_is_skipped(tmp_path: Path) -> None:
    """By its control characters, where no line is a paragraph."""
    raw = ANPA.replace(b"\x13\x11", b"\x14\x12").replace(b"\t", b"\x08")

    assert skipped(tmp_path, raw) == "table"


def test_anpa_the_day_stands_before_the_month_in_some_tails(tmp_path: Path) -> None:
    """Nothing else in the item has a year."""
    raw = ANPA.replace(b"WN-WF-11-01-26 0730GMT", b"WN-16:30-01-11-26")

    assert one(tmp_path, raw)["versionCreated"].startswith("2026-11-01T16:30:00")


@pytest.mark.parametrize(
    ("agency", "tail", "read"),
    [
        ("ats", "010830 nov 26", "2026-11-01T08:30:00+01:00"),
        ("ats", "010930 juil 26", "2026-07-01T09:30:00+02:00"),
        ("wir", "010830 nov 26", "2026-11-01T08:30:00"),
        ("ats", "010830 GMT nov 26", "2026-11-01T08:30:00Z"),
    ],
)
def test_iptc7901_a_time_without_zone_is_the_agencys(tmp_path: Path, agency: str, tail: str, read: str) -> None:
    """As its entry has it, in summer and winter."""
    raw = IPTC7901.replace(b"wir 061", f"{agency} 061".encode()).replace(b"010730 GMT Nov 26", tail.encode())

    assert one(tmp_path, raw)["versionCreated"] == read


def test_iptc7901_hard_line_breaks_are_no_paragraphs(tmp_path: Path) -> None:
    """Lines end at 69 columns; three blanks begin a paragraph where no empty line does."""
    lines = (
        "   Der alte Leuchtturm von Port Amber wurde am Dienstag vierzig Meter\n"
        "landeinwärts gerollt, und die ganze Stadt kam und sah ihm dabei zu.\n"
        "   Die Klippe verliert jedes Jahr einen Meter, sagte die Landrätin am\n"
        "Abend."
    )
    raw = IPTC7901.replace(f"{LONG}\r\n\n{NEXT}".encode(), lines.encode())

    assert text(one(tmp_path, raw)).split("\n\n") == [
        "Der alte Leuchtturm von Port Amber wurde am Dienstag vierzig Meter landeinwärts gerollt, und die ganze "
        "Stadt kam und sah ihm dabei zu.",
        "Die Klippe verliert jedes Jahr einen Meter, sagte die Landrätin am Abend.",
    ]


@pytest.mark.parametrize("mark", ["# Notebook", "# Notizblock", "## Redaktionelle Hinweise"])
def test_iptc7901_the_notebook_is_no_story(tmp_path: Path, mark: str) -> None:
    """Contacts and links stand below it."""
    raw = IPTC7901.replace(b"\r\n\n\x03", f"\r\n\n{mark}\r\n\nTel. 1234\r\n\n\x03".encode())

    assert text(one(tmp_path, raw)).split("\n\n") == [LONG, NEXT]


def test_iptc7901_the_number_that_kills_quote(tmp_path: Path) -> None:
    """And one number of two days are two items."""
    record, next_day = one(tmp_path, IPTC7901), one(tmp_path, IPTC7901.replace(b"010730", b"020730"))

    assert {"name": "wir 061", "rel": "item-number"} in record["subjects"]
    assert record["uri"] == "urn:copytaster:iptc7901:wir:20261101:eca0062"
    assert next_day["uri"] == "urn:copytaster:iptc7901:wir:20261102:eca0062"


def test_zczc_fields_by_letters(tmp_path: Path) -> None:
    """The other way in which a line says what it is."""
    raw = f"zczc wir\nTI#Łódź żegna latarnię\nAB#Wieża stoi\nPD#01/11/2026\nSO#Wire\nTX#{LONG}\n\n{NEXT}\nNNNN\n"
    record = one(tmp_path, raw.encode())

    assert headline(record) == "Łódź żegna latarnię"
    assert text(record) == f"{LONG}\n\n{NEXT}"
    assert record["infoSources"][0]["literal"] == "Wire"
    assert text(one(tmp_path, ZCZC + b"\r\nafter the end")).endswith(NEXT)


def test_ritzau_a_flash_without_a_headline(tmp_path: Path) -> None:
    """Its short text is one, unless it is cut; then the first sentence is."""
    bare = RITZAU.replace(b"<headline>Lighthouse moved inland</headline>", b"<headline/>")
    short = bare.replace(
        b"<version>", b"<ContentShort>Fyret er flyttet</ContentShort><InfoFlash>true</InfoFlash><version>"
    )
    cut = bare.replace(b"<version>", b"<ContentShort>The old light...</ContentShort><version>")

    assert headline(one(tmp_path, short)) == "Fyret er flyttet"
    assert "flash" in one(tmp_path, short)["signals"]
    assert headline(one(tmp_path, cut)) == LONG.partition(". ")[0]


def test_ritzau_what_an_item_takes_the_place_of(tmp_path: Path) -> None:
    """By its number, in either spelling."""
    for name in ("Replaces", "replacedID"):
        raw = RITZAU.replace(b"<version>", f"<{name}>d3</{name}><version>".encode())
        assert one(tmp_path, raw)["replaces"] == ["urn:copytaster:ritzau:d3"]


def test_cp_no_time_is_no_embargo(tmp_path: Path) -> None:
    """A day of the year 1 stands for none; the note of a write-through is one."""
    raw = CP.replace(
        b"<ContentText>", b"<UpdateNote>ADDS quote</UpdateNote><WriteThruNum>2</WriteThruNum><ContentText>"
    )
    record = one(tmp_path, raw)

    assert "embargoedUntil" not in record
    assert (record["edNote"], record["version"]) == ("ADDS quote", "2")
    assert one(tmp_path, CP)["versionCreated"] == "2026-11-01T07:30:00Z"


def test_cp_a_picture_is_skipped(tmp_path: Path) -> None:
    """By its content type."""
    assert skipped(tmp_path, CP.replace(b">Text<", b">Photo<")) == "picture"


def test_dpa_notes_by_their_roles(tmp_path: Path) -> None:
    """What is for nobody outside stays inside; a correction is a signal too."""
    record = orjson.loads(DPA)
    record["ednotes"] = [
        {"role": "dpaednoterole:correctionshort", "ednote": "Berichtigt: Dienstag"},
        {"role": "dpaednoterole:closingline", "ednote": "abc yyzz n1 def"},
    ]
    read = one(tmp_path, orjson.dumps(record))

    assert read["edNote"] == "Berichtigt: Dienstag"
    assert "correction" in read["signals"]
    record |= {"article_html": "", "associations": [{"type": "image"}]}
    assert skipped(tmp_path, orjson.dumps(record)) == "picture"


def test_email_the_plain_part_before_the_other(tmp_path: Path) -> None:
    """Attachments are not opened, and one without text is no dispatch."""
    head, _, body = EMAIL.partition(b"Content-Type: text/plain; charset=utf-8\r\n\r\n")

    def part(kind: str, content: str, more: str = "") -> bytes:
        return f"--b\r\nContent-Type: {kind}; charset=utf-8\r\n{more}\r\n{content}\r\n".encode()

    attached = part("text/plain", "secret plans", "Content-Disposition: attachment; filename=a.txt\r\n")
    html = part("text/html", f"<p>{MORE}</p>")
    mixed = head + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'

    both = one(tmp_path, mixed + html + part("text/plain", body.decode()) + attached + b"--b--\r\n")
    assert text(both) == f"{LONG}\n\n{NEXT}"
    assert both["uri"] == "mid:g7@wire.example"
    assert text(one(tmp_path, mixed + attached + html + b"--b--\r\n")) == MORE
    assert skipped(tmp_path, mixed + attached + b"--b--\r\n") == "e-mail without text"


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        ("=?iso-8859-1?q?L=C3=BAn=20yfir=20vitanum?=", "Lún yfir vitanum"),  # it is UTF-8
        ("=?utf-8?b?54Gv5Y+w56e75YuV?=", "灯台移動"),
        ("=?windows-1253?q?=D6=DC=F1=EF=F2?=", "Φάρος"),
        ("=?windows-1252?Q?Lampa_”Łódź”_świeci?=", "Lampa ”Łódź” świeci"),  # nothing in it is encoded
        ("灯台 =?utf-8?Q?→_移動?= ok", "灯台 → 移動 ok"),
    ],
)
def test_email_an_encoded_word_may_lie(tmp_path: Path, subject: str, read: str) -> None:
    """The bytes tell."""
    raw = EMAIL.replace(b"Subject: Lighthouse moved inland", f"Subject: {subject}".encode())

    assert headline(one(tmp_path, raw)) == read


@pytest.mark.parametrize("tag", ["US", "x-default", "en-Us"])
def test_feed_what_is_no_language_costs_the_field(tmp_path: Path, tag: str) -> None:
    """A country is none; the item is read."""
    record = one(tmp_path, rss(ENTRY, channel=f"<title>P</title><language>{tag}</language>"))

    assert record.get("language") in (None, "en", "en-US", "en-Us")
    assert headline(record) == "Lighthouse moved inland"


def test_feed_the_same_entry_again_is_the_same_record(tmp_path: Path) -> None:
    """Wherever it stands in the feed, and whatever stands around it."""
    other = ENTRY.replace("/a<", "/b<")
    first = [each for _, each in understood(tmp_path, rss(ENTRY, other, ENTRY))]
    second = [each for _, each in understood(tmp_path, rss(other, ENTRY))]

    assert first[0] == first[2] == second[1]


def test_feed_a_source_in_brackets(tmp_path: Path) -> None:
    """At the start of a description, as digests print it."""
    record = one(tmp_path, rss(ENTRY.replace(LONG, f"[Port Times] {LONG}")))

    assert record["infoSources"][0] == {"role": "originator", "literal": "Port Times"}
    assert text(record) == LONG


def page(folder: Path, raw: bytes) -> dict[str, Any]:
    """The record of a page."""
    return one(folder, raw)


def test_page_what_schema_org_has_of_the_text_is_not_the_text(tmp_path: Path) -> None:
    """It is cut short as often as not; it stands in where nothing can be extracted."""
    cut = HTML.replace(b'"datePublished"', f'"articleBody": "{LONG}", "datePublished"'.encode())

    assert text(page(tmp_path, cut)).split("\n\n")[-1] == MORE


def test_page_a_live_blog_and_a_wall_are_marked(tmp_path: Path) -> None:
    """So that others outrank them."""
    blog = HTML.replace(b'"NewsArticle"', b'["LiveBlogPosting", "NewsArticle"]')
    assert {"name": "live blog"} in page(tmp_path, blog)["genres"]
    described = f'<meta property="og:description" content="{LONG} {NEXT}"/></head>'.encode()
    wall = HTML.replace(b"</head>", described).replace(f"<p>{NEXT}</p><p>{MORE}</p>".encode(), b"")
    assert page(tmp_path, wall)["profile"] == "teaser"
    assert page(tmp_path, HTML.replace(b"</head>", described))["profile"] == "web-page"


def test_page_a_gallery_is_marked_and_one_in_a_story_is_none(tmp_path: Path) -> None:
    """Its pictures are what it is about."""
    gallery = HTML.replace(b'"NewsArticle"', b'"ImageGallery"')
    assert {"name": "gallery"} in page(tmp_path, gallery)["genres"]
    inside = b'[{"@type": "ImageGallery", "headline": "Pictures", "datePublished": "2020-01-01"}, {"@context"'
    story = HTML.replace(b'{"@context"', inside).replace(b'"Ada Light"}}', b'"Ada Light"}}]')
    assert page(tmp_path, story)["versionCreated"] == "2026-11-01T08:30:00+01:00"
    assert "genres" not in page(tmp_path, story)


def test_page_next_to_nothing_is_no_story(tmp_path: Path) -> None:
    """Below a hundred characters."""
    begin, end = HTML.index(b"<p>"), HTML.index(b"</article>")
    [(_, outcome)] = understood(tmp_path, HTML[:begin] + b"<p>Sign in.</p>" + HTML[end:])

    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.NO_TEXT


@pytest.mark.parametrize("hidden", ["<div hidden id='S:1a'>", "<div>"])
def test_page_hidden_is_not_always_hidden(tmp_path: Path, hidden: str) -> None:
    """A framework streams the article into what is shown later."""
    raw = HTML.replace(b"<article>", f"{hidden}<article>".encode()).replace(b"</article>", b"</article></div>")

    assert text(page(tmp_path, raw)).startswith(LONG)


def test_press_release_by_the_clock_of_its_agency(tmp_path: Path) -> None:
    """Day first, and no zone: the supplier's where it is known, else it stays open."""
    assert one(tmp_path, SOLITA)["versionCreated"].startswith("2026-11-01T08:30:00")
