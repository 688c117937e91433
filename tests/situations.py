"""Situations in which a house orders something, out of stories and notices that are told apart from each other.

stories/situations.jsonl and stories/batteries.jsonl have both, one a line: the stories with a ``key``, the situations
with a ``name``. In each a house sends a story, two papers print it, the house has another one, and then a notice comes,
or what looks like one. The batteries were written from public forms by somebody who had not seen a rule; ``form`` says
whose each one is.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import orjson

__all__ = ["SITUATIONS", "Wire", "wire"]

_LINES = [
    orjson.loads(line)
    for file in ("situations.jsonl", "batteries.jsonl")
    for line in (Path(__file__).parent / "stories" / file).read_bytes().splitlines()
]
_STORIES = {line["key"]: line for line in _LINES if "key" in line}
SITUATIONS: dict[str, Any] = {line["name"]: line for line in _LINES if "name" in line}
_START = datetime(2025, 3, 10, 10, tzinfo=UTC)
_PAPERS = ("morgen", "kurier")
# How houses sign at the end of a text, where one takes the place of another.
_SIGNED = {"時事通信": ("（共同）", "（時事）"), "STA": ("(Hina)", "(STA)")}


class Wire(NamedTuple):
    """The items of a situation, and the uris of some of them."""

    items: list[dict[str, Any]]
    story: str
    copies: tuple[str, ...]
    others: tuple[str, ...]
    notices: tuple[str, ...]


def wire(situation: dict[str, Any]) -> Wire:
    """The items of a situation, in the order of their time."""
    story = _STORIES[situation["story"]]
    other = _STORIES[situation["story"] + "b"] if situation["story"] != "de2" else _STORIES["de1b"]
    domain = situation.get("domain", story["domain"])
    text = _of(situation, story, story["text"])
    items = [
        _item(situation, story, _uri(domain, 412), 0, text=_opened(situation.get("first"), text)),
        _item(situation, other, _uri(domain, 398), -20, text=_of(situation, story, other["text"])),
    ]
    items[0] |= {key: situation[key] for key in ("version", "ednote") if key in situation}
    papers = () if situation["right"] == "embargo" else _PAPERS
    for place, paper in enumerate(papers):
        headline = story["headline"] if place else " ".join(story["headline"].split()[:4])
        copy = _item(situation, story, f"https://{paper}.example/{story['key']}/1", 22 + 9 * place, text=text)
        items.append({key: copy[key] for key in copy if key not in ("source", "slugline")} | {"headline": headline})
    if "beside" in situation:
        item = _item(situation, story, "urn:newsml:beside.example:20250310:0007", 15, text="")
        items.append({key: item[key] for key in item if key != "slugline"} | situation["beside"])
    notices = [
        _notice(situation, story, domain, 488 + place, notice)
        for place, notice in enumerate(situation.get("notices", ()))
    ]
    return Wire(
        sorted((*items, *notices), key=lambda item: str(item["versionCreated"])),
        items[0]["uri"],
        tuple(copy["uri"] for copy in items[2 : 2 + len(papers)]),
        tuple(other["uri"] for other in (items[1], *items[2 + len(papers) :])),
        tuple(notice["uri"] for notice in notices),
    )


def _notice(situation: dict[str, Any], story: dict[str, Any], domain: str, number: int, notice: Any) -> dict[str, Any]:
    text = notice.get("text", "")
    if notice.get("full"):
        text = _of(situation, story, story["text"]).replace(situation["old"], situation["new"])
    uri = _uri(domain, 412 if notice.get("own") else number)
    item = _item(situation, story, uri, notice["minutes"], text=_opened(notice.get("first"), text))
    item.pop("slugline")
    about = {key: value for key, value in notice.items() if key not in ("text", "full", "own", "minutes", "first")}
    if "evolvedfrom" in about:
        about["evolvedfrom"] = _uri(domain, 412)
    return item | {"headline": "", **about}


def _item(situation: dict[str, Any], story: dict[str, Any], uri: str, minutes: int, *, text: str) -> dict[str, Any]:
    return {
        "uri": uri,
        "versionCreated": (_START + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z"),
        "language": story["language"],
        "source": situation.get("house", story["house"]),
        "headline": story["headline"],
        "slugline": story["slugline"],
        "body_text": text,
    }


def _uri(domain: str, number: int) -> str:
    return f"urn:newsml:{domain}:20250310:{number:04d}"


def _opened(line: str | None, text: str) -> str:
    return f"{line}\n\n{text}" if line else text


def _of(situation: dict[str, Any], story: dict[str, Any], text: str) -> str:
    """A text with the name of the house whose it is in a situation."""
    house = situation.get("house", story["house"])
    if house == story["house"]:
        return text
    return text.replace(story["house"], house).replace(*_SIGNED.get(house, ("", "")))
