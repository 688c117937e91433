"""Files of all formats, invented: what several tests of formats read."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from stream.reading.formats.items import Item, Outcome
from stream.reading.sources import Record, outcomes, records

LONG = (
    "The old lighthouse of Port Amber was moved forty metres inland on Tuesday. Engineers had put it on rails in "
    "spring, and the whole town came to watch it go."
)
NEXT = "The mayor said that the cliff loses a metre each year, and that the tower would now be safe for a century."


def g2_item(
    guid: str = "urn:newsml:wire.example:20261101:a1",
    *,
    version: str = "3",
    meta: str = "",
    content: str = "<headline>Lighthouse moved inland</headline>",
    body: str = f"<p>{LONG}</p><p>{NEXT}</p>",
    item_class: str = "ninat:text",
    created: str = "2026-11-01T08:30:00+01:00",
) -> str:
    """A newsItem of NewsML-G2."""
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="{version}" xml:lang="en">'
        f'<itemMeta><itemClass qcode="{item_class}"/><provider literal="Wire"/>'
        f"<versionCreated>{created}</versionCreated>{meta}</itemMeta><contentMeta>{content}</contentMeta>"
        f'<contentSet><inlineXML contenttype="application/xhtml+xml">'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
        "</inlineXML></contentSet></newsItem>"
    )


def g2_message(*items: str) -> bytes:
    """A newsMessage of NewsML-G2."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">'
        f"<header><sender>wire.example</sender></header><itemSet>{''.join(items)}</itemSet></newsMessage>"
    ).encode()


def newsml1(
    *,
    public: str = "urn:newsml:wire.example:20261101:b2:2N",
    revision: str = "2N",
    lines: str = "<HeadLine>Lighthouse moved inland</HeadLine>",
    content: str = f"<nitf><body><body.content><p>{LONG}</p><p>{NEXT}</p></body.content></body></nitf>",
    created: str = "20261101T073000+0000",
    extra: str = "",
    provider: str = "wire.example",
) -> bytes:
    """A NewsML 1.2 document with one text."""
    return (
        f'<?xml version="1.0"?><NewsML Version="1.2"><NewsEnvelope/><NewsItem xml:lang="en"><Identification>'
        f"<NewsIdentifier><ProviderId>{provider}</ProviderId><DateId>20261101</DateId><NewsItemId>b2</NewsItemId>"
        f"<RevisionId>{revision}</RevisionId><PublicIdentifier>{public}</PublicIdentifier></NewsIdentifier>"
        f"<NameLabel>port-lighthouse</NameLabel></Identification><NewsManagement>"
        f'<ThisRevisionCreated>{created}</ThisRevisionCreated><Status FormalName="Usable"/></NewsManagement>'
        f"<NewsComponent><NewsLines>{lines}</NewsLines><NewsComponent><Role FormalName='Main'/><ContentItem>"
        f"<DataContent>{content}</DataContent></ContentItem></NewsComponent>{extra}</NewsComponent></NewsItem></NewsML>"
    ).encode()


def nitf(
    *,
    docdata: str = '<doc-id regsrc="WIRE" id-string="c3"/><date.issue norm="20261101T073000Z"/>',
    head: str = "",
    top: str = "<hedline><hl1>Lighthouse moved inland</hl1></hedline>",
    body: str = f"<p>{LONG}</p><p>{NEXT}</p>",
    attributes: str = "",
) -> bytes:
    """A NITF document."""
    return (
        f"<nitf><head>{head}<docdata {attributes}>{docdata}</docdata></head><body><body.head>{top}</body.head>"
        f"<body.content>{body}</body.content></body></nitf>"
    ).encode()


def rss(*items: str, channel: str = "<title>Port News</title><link>https://port.example/</link>") -> bytes:
    """A feed in RSS 2.0."""
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}{"".join(items)}</channel></rss>'.encode()


ENTRY = (
    "<item><title>Lighthouse moved inland</title><link>https://port.example/a</link>"
    "<guid>https://port.example/a</guid><pubDate>Sun, 01 Nov 2026 07:30:00 GMT</pubDate>"
    f"<description>{LONG}</description></item>"
)
ANPA = (
    "\x16\x16\x01W2870\x1f_asian\r\nr l\x13\x11 BC-Port--Lighthouse     11-01 0210\r\n"
    "\x02^BC-Port--Lighthouse Moved, 1st Ld-Writethru,210<\r\n^Lighthouse moved inland<\r\n"
    "^Eds: ADDS quote from mayor.<\r\n^By ADA LIGHT=\r\n"
    f"\t   PORT AMBER (WN) _ {LONG}\r\n \r\n\t   ``{NEXT}'' \r\n\t   \x03WN-WF-11-01-26 0730GMT<\r\n\x0c\r\n\x04"
).encode()
IPTC7901 = (
    "\x01eca0062 4 i 211  wir 061\r\n\nPort/Lighthouse/\r\n\x02(1st lead)\nLighthouse moved inland =\r\n\n"
    f"{LONG}\r\n\n{NEXT}\r\n\n\x03010730 GMT Nov 26\r\n\x7f\n\x7f\x04\r\n"
).encode()
ZCZC = f"ZCZC WIR\r\n#Lighthouse\r\n$Lighthouse moved inland\r\n:(PORT AMBER)\r\n{LONG}\r\n\r\n{NEXT}\r\nNNNN".encode()
RITZAU = (
    "<ListOfRBNews><RBNews><NewsID>d4</NewsID><PublishDate>2026-11-01T08:30:00.5</PublishDate><headline>"
    "Lighthouse moved inland</headline><version>1</version><content>"
    f"&lt;P&gt;{LONG}&lt;/P&gt;&lt;P&gt;{NEXT}&lt;/P&gt;</content></RBNews>"
    "</ListOfRBNews>"
).encode()
SOLITA = (
    '<release id="5" lang="en"><longurl>https://release.example/5</longurl><published>01.11.2026 08:30</published>'
    f"<title>Lighthouse moved inland</title><body>&lt;p&gt;{LONG}&lt;/p&gt;&lt;p&gt;{NEXT}&lt;/p&gt;</body></release>"
).encode()
CP = (
    "<Publish><ContentItem><SystemSlug>e5</SystemSlug><Headline>Lighthouse moved inland</Headline><ContentType>Text"
    "</ContentType><EmbargoTime>0001-01-01T00:00:00</EmbargoTime><CreatedDateTime>2026-11-01T07:30:00</CreatedDateTime>"
    f"<ContentText>&lt;p&gt;{LONG}&lt;/p&gt;&lt;p&gt;{NEXT}&lt;/p&gt;</ContentText></ContentItem></Publish>"
).encode()
DPA = (
    '{"urn": "urn:newsml:wire.example:20261101:f6", "version": 2, "version_created": "2026-11-01T08:30:00+01:00", '
    '"pubstatus": "usable", "headline": "Lighthouse moved inland", "language": "en", "article_html": '
    f'"<section class=\\"main\\"><p>{LONG}</p><p>{NEXT}</p></section>"}}'
).encode()
JSON_FEED = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "Port News", "home_page_url": "https://port.example/", '
    '"language": "en", "items": [{"id": "https://port.example/2026/lighthouse", "title": "Lighthouse moved inland", '
    f'"date_published": "2026-11-01T08:30:00+01:00", "content_html": "<p>{LONG}</p><p>{NEXT}</p>"}}]}}'
).encode()
EMAIL = (
    "Received: by mail.example; Sun, 1 Nov 2026 08:30:02 +0100\r\nMessage-ID: <g7@wire.example>\r\n"
    "Date: Sun, 1 Nov 2026 08:30:00 +0100\r\nFrom: Ada Light <ada@wire.example>\r\nSubject: Lighthouse moved inland\r\n"
    f"Content-Type: text/plain; charset=utf-8\r\n\r\n{LONG}\r\n\r\n{NEXT}\r\n"
).encode()
MORE = (
    "Two hundred people pulled at ropes beside the engines, for the sake of tradition, while the band of the fire "
    "brigade played the hymn of the harbour from the roof of the fish hall."
)
HTML = (
    '<!DOCTYPE html><html lang="en"><head><title>Lighthouse moved inland - Port News</title>'
    '<link rel="canonical" href="https://port.example/2026/lighthouse"/><script type="application/ld+json">'
    '{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Lighthouse moved inland", '
    '"datePublished": "2026-11-01T08:30:00+01:00", "author": {"name": "Ada Light"}}</script></head><body>'
    "<nav><a href='/'>Home</a></nav><article><h1>Lighthouse moved inland</h1>"
    f"<p>{LONG}</p><p>{NEXT}</p><p>{MORE}</p></article><footer>About us</footer></body></html>"
).encode()
WARC = b"".join(
    b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-12345678901%d>\r\n"
    b"WARC-Target-URI: https://port.example/2026/lighthouse\r\nWARC-Date: 2026-11-02T10:00:00Z\r\n"
    b"Content-Type: application/http; msgtype=%s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
    % (kind, number, kind, len(block), block)
    for number, (kind, block) in enumerate(
        [
            (b"request", b"GET /2026/lighthouse HTTP/1.1\r\nHost: port.example\r\n\r\n"),
            (b"response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + HTML),
            (b"response", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"),
        ]
    )
)
SITEMAP = (
    b'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://port.example/a</loc>'
    b"<news:news><news:title>Lighthouse</news:title></news:news></url></urlset>"
)
AP = b'{"data": {"item": {"type": "text", "altids": {"itemid": "h8"}, "version": 0, "headline": "Lighthouse moved"}}}'

SAMPLES: Mapping[str, bytes] = {
    "NewsML-G2": g2_message(g2_item()),
    "NewsML 1": newsml1(),
    "NITF": nitf(),
    "RSS, RDF or Atom": rss(ENTRY),
    "Ritzau XML": RITZAU,
    "press release": SOLITA,
    "CP Publish": CP,
    "ANPA 1312": ANPA,
    "IPTC 7901": IPTC7901,
    "ZCZC lines": ZCZC,
    "dpa-digitalwires": DPA,
    "JSON Feed": JSON_FEED,
    "e-mail": EMAIL,
    "HTML page": HTML,
    "WARC": WARC,
    "news sitemap": SITEMAP,
    "AP Media API": AP,
    "saved page": f"Lighthouse moved inland\n\n{LONG}\n\n{NEXT}\n".encode(),
}
POINTERS = frozenset({"news sitemap", "AP Media API"})


def understood(folder: Path, raw: bytes, name: str = "wire.tst", *, packed: bool = False) -> list[tuple[str, Outcome]]:
    """What is in a file of these bytes, with the name of the format."""
    path = folder / name
    path.write_bytes(gzip.compress(raw, mtime=0) if packed else raw)
    return list(outcomes(path))


def one(folder: Path, raw: bytes) -> dict[str, Any]:
    """The record of a file with one item."""
    [(_, outcome)] = understood(folder, raw)
    assert isinstance(outcome, Item), outcome
    return outcome.record


def g2(folder: Path, **fields: str) -> dict[str, Any]:
    """The record of a newsMessage with one item."""
    return one(folder, g2_message(g2_item(**fields)))


def read_files(*paths: Path) -> list[Record]:
    """The records of files."""
    return list(records(paths, BytesIO()))


def text(record: Mapping[str, Any]) -> str:
    """The text of a record."""
    return str(record["bodies"][0]["value"]) if "bodies" in record else ""


def headline(record: Mapping[str, Any]) -> str:
    """The main headline of a record."""
    return next((each["value"] for each in record.get("headlines", ()) if each["role"] == "main"), "")
