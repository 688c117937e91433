"""A day of a wire in all formats, as houses of several lands would send it. All houses and texts are invented."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import NamedTuple

import orjson
import pytest

from reading.formats.samples import g2_item, g2_message, newsml1, nitf, read_files
from stream import fold
from stream.reading.formats import every_format
from stream.reading.sources import outcomes
from stream.stories.record import encode


class Told(NamedTuple):
    """A story as its agency tells it."""

    key: str
    language: str
    headline: str
    paragraphs: tuple[str, ...]


LIGHTHOUSE = Told(
    "lighthouse",
    "en",
    "Lighthouse of Port Amber moved inland",
    (
        "The old lighthouse of Port Amber was moved forty metres inland on Tuesday. Engineers had put it on rails in "
        "spring, and the whole town came to watch it go past the fish hall.",
        "Mayor Ada Quill said that the cliff loses a metre each year, and that the tower would now be safe for a "
        "century. The work cost three million crowns, half of them given by the harbour's savings bank.",
        "Two hundred people pulled at ropes beside the engines, for the sake of tradition, while the band of the fire "
        "brigade played the hymn of the harbour from the roof of the market.",
    ),
)
RESERVOIR = Told(
    "reservoir",
    "es",
    "El embalse de Peñaclara vuelve a llenarse",
    (
        "El embalse de Peñaclara alcanzó este domingo el noventa por ciento de su capacidad por primera vez en once "
        "años, informó la confederación del río Ardena tras una semana de lluvias sobre la sierra.",
        "La ingeniera jefe, Lucía Montes, dijo que no se abrirán las compuertas mientras el caudal se mantenga por "
        "debajo de los doscientos metros cúbicos por segundo, y pidió calma a los vecinos de las huertas.",
        "Los regantes esperan que el agua alcance para dos campañas de arroz. La cofradía de pescadores celebró la "
        "noticia con una comida popular en la plaza del ayuntamiento.",
    ),
)
FERRY = Told(
    "ferry",
    "el",
    "Το πλοίο της γραμμής επέστρεψε στη Μελίσσα",
    (
        "Το πλοίο της άγονης γραμμής επέστρεψε την Κυριακή στο λιμάνι της Μελίσσας, ύστερα από επτά εβδομάδες στο "
        "ναυπηγείο, και οι κάτοικοι το υποδέχθηκαν με καμπάνες και σφυρίχτρες.",
        "Ο πλοίαρχος Νικόλας Βαρδής είπε ότι η νέα μηχανή καταναλώνει το ένα τρίτο λιγότερο πετρέλαιο και ότι τα "
        "δρομολόγια θα γίνονται πλέον τέσσερις φορές την εβδομάδα, ακόμη και τον χειμώνα.",
        "Ο δήμος ζήτησε από το υπουργείο να καλύψει το κόστος για άλλα τρία χρόνια. Το νησί έχει διακόσιους δέκα "
        "κατοίκους, ένα σχολείο με εννέα παιδιά και κανέναν μόνιμο γιατρό.",
    ),
)
BRIDGE = Told(
    "bridge",
    "tr",
    "Taşköprü yeniden yaya trafiğine açıldı",
    (
        "Akçasu üzerindeki tarihi taş köprü, on sekiz ay süren onarımın ardından pazar günü yeniden yaya trafiğine "
        "açıldı. Törene ilçenin okullarından dört yüz öğrenci ve ustaların aileleri katıldı.",
        "Restorasyonu yürüten mimar Elif Sarıkaya, kemerlerdeki taşların yüzde yetmişinin özgün olduğunu, eksiklerin "
        "ise aynı ocaktan çıkarılan taşlarla tamamlandığını söyledi.",
        "Belediye, araçların köprüyü bir daha kullanamayacağını duyurdu. Esnaf, turistlerin gelecek yaz sayısının iki "
        "katına çıkmasını bekliyor ve çarşıya yeni banklar konulmasını istiyor.",
    ),
)


def clock(minute: int) -> str:
    """A time of the day, so many minutes after six."""
    return f"2026-11-01T{6 + minute // 60:02}:{minute % 60:02}:00"


def basic(minute: int) -> str:
    """The same as ISO's basic form."""
    return f"{clock(minute).replace('-', '').replace(':', '')}+0000"


def marked_up(told: Told) -> str:
    """The paragraphs as markup."""
    return "".join(f"<p>{escape(each, quote=False)}</p>" for each in told.paragraphs)


def _g2(told: Told, house: str, minute: int, **other: str) -> bytes:
    content = f"<headline>{told.headline}</headline><creditline>{house}</creditline>"
    guid = f"urn:newsml:{house}:20261101:{told.key}"
    body = other.pop("body", marked_up(told))
    item = g2_item(guid, content=content, body=body, created=f"{clock(minute)}Z", **other)
    return g2_message(
        item.replace('xml:lang="en"', f'xml:lang="{told.language}"').replace('literal="Wire"', f'literal="{house}"')
    )


def _newsml1(told: Told, house: str, minute: int) -> bytes:
    raw = newsml1(
        public=f"urn:newsml:{house}:20261101:{told.key}:1",
        revision="1",
        lines=f"<HeadLine>{told.headline}</HeadLine>",
        content=f"<nitf><body><body.content>{marked_up(told)}</body.content></body></nitf>",
        created=basic(minute),
        provider=house,
    )
    return raw.replace(b'xml:lang="en"', f'xml:lang="{told.language}"'.encode())


def _nitf(told: Told, house: str, minute: int) -> bytes:
    return nitf(
        docdata=f'<doc-id regsrc="{house}" id-string="{told.key}"/><date.issue norm="{basic(minute)}"/>',
        top=f"<hedline><hl1>{told.headline}</hl1></hedline>",
        body=marked_up(told),
    )


def _rss(told: Told, house: str, minute: int) -> bytes:
    link = f"https://{house}/{told.key}"
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{house}</title><link>https://{house}/</link><language>{told.language}</language><item>"
        f"<title>{told.headline}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>Sun, 01 Nov 2026 {clock(minute)[11:]} GMT</pubDate>"
        f"<content:encoded>{escape(marked_up(told))}</content:encoded></item></channel></rss>"
    ).encode()


def _atom(told: Told, house: str, minute: int) -> bytes:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{told.language}"><title>{house}</title><entry>'
        f"<id>tag:{house},2026:{told.key}</id><title>{told.headline}</title><updated>{clock(minute)}Z</updated>"
        f'<content type="html">{escape(marked_up(told))}</content></entry></feed>'
    ).encode()


def _anpa(told: Told, house: str, minute: int) -> bytes:
    lines = "\r\n".join(f"\t   {each}" for each in told.paragraphs)
    return (
        f"\x16\x16\x01W{4000 + minute}\x1f_asian\r\nr l\x13\x11 BC-{told.key}     11-01 0210\r\n"
        f"\x02^BC-{told.key},210<\r\n^{told.headline}<\r\n{lines}\r\n"
        f"\t   \x03{house[:2].upper()}-WF-11-01-26 {clock(minute)[11:16].replace(':', '')}GMT<\r\n\x0c\r\n\x04"
    ).encode()


def _iptc7901(told: Told, house: str, minute: int) -> bytes:
    text = "\r\n\n".join(told.paragraphs)
    return (
        f"\x01{house[:3]}{minute:04} 4 i 211  {house[:3]} {minute:03}\r\n\n{told.key}/\r\n\x02{told.headline} =\r\n\n"
        f"{text}\r\n\n\x0301{clock(minute)[11:16].replace(':', '')} GMT Nov 26\r\n\x7f\n\x7f\x04\r\n"
    ).encode()


def _zczc(told: Told, house: str, minute: int) -> bytes:
    text = "\r\n\r\n".join(told.paragraphs)
    return f"ZCZC {house[:3].upper()}\r\n#{told.key}\r\n${told.headline}\r\n{text}\r\nNNNN".encode()


def _ritzau(told: Told, house: str, minute: int) -> bytes:
    return (
        f"<ListOfRBNews><RBNews><NewsID>{told.key}{minute}</NewsID><PublishDate>{clock(minute + 60)}</PublishDate>"
        f"<headline>{told.headline}</headline><version>1</version><content>{escape(marked_up(told))}</content></RBNews>"
        "</ListOfRBNews>"
    ).encode()


def _solita(told: Told, house: str, minute: int) -> bytes:
    time = clock(minute + 120)[11:16]
    return (
        f'<release id="{told.key}" lang="{told.language}"><longurl>https://{house}/{told.key}</longurl>'
        f"<published>01.11.2026 {time}</published><title>{told.headline}</title>"
        f"<body>{escape(marked_up(told))}</body></release>"
    ).encode()


def _cp(told: Told, house: str, minute: int) -> bytes:
    return (
        f"<Publish><ContentItem><SystemSlug>{told.key}{minute}</SystemSlug><Headline>{told.headline}</Headline>"
        f"<ContentType>Text</ContentType><CreatedDateTime>{clock(minute)}</CreatedDateTime>"
        f"<ContentText>{escape(marked_up(told))}</ContentText></ContentItem></Publish>"
    ).encode()


def _dpa(told: Told, house: str, minute: int) -> bytes:
    return orjson.dumps(
        {
            "urn": f"urn:newsml:{house}:20261101:{told.key}",
            "version": 1,
            "version_created": f"{clock(minute)}Z",
            "pubstatus": "usable",
            "headline": told.headline,
            "language": told.language,
            "article_html": f'<section class="main">{marked_up(told)}</section>',
        }
    )


def _json_feed(told: Told, house: str, minute: int) -> bytes:
    item = {
        "id": f"https://{house}/{told.key}",
        "url": f"https://{house}/{told.key}",
        "title": told.headline,
        "language": told.language,
        "date_published": f"{clock(minute)}Z",
        "content_html": marked_up(told),
    }
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": house, "home_page_url": f"https://{house}/"}
    return orjson.dumps({**feed, "items": [item]})


def _email(told: Told, house: str, minute: int) -> bytes:
    text = "\r\n\r\n".join(told.paragraphs)
    return (
        f"Message-ID: <{told.key}.{minute}@{house}>\r\nDate: Sun, 1 Nov 2026 {clock(minute)[11:]} +0000\r\n"
        f"From: Desk <desk@{house}>\r\nSubject: {told.headline}\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    ).encode()


def _page(told: Told, house: str, minute: int) -> bytes:
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": told.headline,
        "datePublished": f"{clock(minute)}Z",
    }
    return (
        f'<!DOCTYPE html><html lang="{told.language}"><head><title>{told.headline}</title>'
        f'<link rel="canonical" href="https://{house}/{told.key}"/>'
        f'<script type="application/ld+json">{orjson.dumps(article).decode()}</script></head><body>'
        f"<nav><a href='/'>{house}</a></nav><article><h1>{told.headline}</h1>{marked_up(told)}</article></body></html>"
    ).encode()


def _warc(told: Told, house: str, minute: int) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + _page(told, house, minute)
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>\r\n"
        b"WARC-Target-URI: https://%s/%s\r\nWARC-Date: 2026-11-02T10:00:00Z\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
        % (house.encode(), told.key.encode(), len(block), block)
    )


Written = Callable[[Told, str, int], bytes]
FORMATS: dict[str, Written] = {
    "NewsML-G2": _g2,
    "NewsML 1": _newsml1,
    "NITF": _nitf,
    "RSS, RDF or Atom": _rss,
    "ANPA 1312": _anpa,
    "IPTC 7901": _iptc7901,
    "ZCZC lines": _zczc,
    "Ritzau XML": _ritzau,
    "press release": _solita,
    "CP Publish": _cp,
    "dpa-digitalwires": _dpa,
    "JSON Feed": _json_feed,
    "e-mail": _email,
    "HTML page": _page,
    "WARC": _warc,
}
AGENCIES = {"lighthouse": "wire", "reservoir": "cable", "ferry": "pontos", "bridge": "haber"}
STORIES = (LIGHTHOUSE, RESERVOIR, FERRY, BRIDGE)


def cut(told: Told, house: int) -> Told:
    """As another house prints it: some leave the end out, some have a headline of their own."""
    paragraphs = told.paragraphs[:-1] if house % 3 == 1 else told.paragraphs
    return told._replace(paragraphs=paragraphs, headline=f"{told.headline}." if house % 3 == 2 else told.headline)


def day(folder: Path) -> dict[str, set[str]]:
    """Write the day's files; the uris of each story. Every story comes in every format, from as many houses."""
    uris: dict[str, set[str]] = {told.key: set() for told in STORIES}
    for number, told in enumerate(STORIES):
        for place, (name, written) in enumerate([*FORMATS.items(), ("Atom", _atom)]):
            house = f"{AGENCIES[told.key]}.example" if not place else f"paper{place}-{number}.example"
            path = folder / f"{number}-{place}"
            path.write_bytes(written(cut(told, place), house, 10 * number + 4 * place))
            assert {kind for kind, _ in outcomes(path)} == {"RSS, RDF or Atom" if name == "Atom" else name}
            uris[told.key] |= {orjson.loads(record.raw)["uri"] for record in read_files(path)}  # type: ignore[arg-type]
    (folder / "picture").write_bytes(_g2(FERRY, "pontos.example", 20, item_class="ninat:picture"))
    return uris


def stories(folder: Path) -> list[dict[str, object]]:
    """What becomes of a folder, as `copytaster run` folds it."""
    return [dict(each) for each in fold([folder])]


def members(story: dict[str, object]) -> set[str]:
    """The uris of its members."""
    return {each["uri"] for each in story["associations"]}  # type: ignore[attr-defined]


def test_every_format_is_in_the_day() -> None:
    """But for those whose items are no stories, or state nothing but a text."""
    assert {each.name for each in every_format()} - FORMATS.keys() == {"news sitemap", "AP Media API", "saved page"}


def test_a_day_in_all_formats_comes_out_as_its_stories(tmp_path: Path) -> None:
    """Each story once, with each house's item; its agency is at the head of the chain."""
    uris = day(tmp_path)
    assert all(len(each) == len(FORMATS) + 1 for each in uris.values())

    found = stories(tmp_path)

    assert sorted(map(sorted, map(members, found))) == sorted(map(sorted, uris.values()))
    by_member = {uri: story for story in found for uri in members(story)}
    for told in STORIES:
        story = by_member[f"urn:newsml:{AGENCIES[told.key]}.example:20261101:{told.key}"]
        assert story["language"] == told.language
        assert AGENCIES[told.key] in str(story["hopHistory"][0]).lower()  # type: ignore[index]


def test_names_packing_and_partitions_change_no_byte(tmp_path: Path) -> None:
    """Files are told by their content, and folded in the order of time."""
    first, other = tmp_path / "first", tmp_path / "other"
    first.mkdir()
    other.mkdir()
    day(first)
    rng = random.Random(5)
    paths = sorted(first.iterdir())
    for number, path in enumerate(rng.sample(paths, len(paths))):
        raw = path.read_bytes()
        (other / f"{number}").write_bytes(gzip.compress(raw) if number % 2 else raw)

    one, again = fold([first]), fold([other], partitions=3)

    assert [encode(story) for story in one] == [encode(story) for story in again]


@pytest.mark.parametrize("told", STORIES, ids=[told.key for told in STORIES])
def test_a_kill_of_the_agency_reaches_every_format(tmp_path: Path, told: Told) -> None:
    """Its own word takes the story back, and the copies of other houses are marked."""
    uris = day(tmp_path)
    kill = '<pubStatus qcode="stat:canceled"/>'
    house = f"{AGENCIES[told.key]}.example"
    (tmp_path / "kill").write_bytes(_g2(told, house, 300, version="9", meta=kill, body=""))

    found = stories(tmp_path)

    by_member = {uri: story for story in found for uri in members(story)}
    assert {story["pubStatus"] for story in found if not members(story) & uris[told.key]} == {"usable"}
    story = by_member[f"urn:newsml:{house}:20261101:{told.key}"]
    assert story["pubStatus"] == "canceled"
    retracted = {each["member"] for each in story["story"]["merges"] if each.get("retracted")}  # type: ignore[index]
    assert len(retracted) >= len(FORMATS) - 2
