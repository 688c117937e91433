"""Stories as PROV-O (https://www.w3.org/TR/prov-o/), written as JSON-LD with its context inline.

An arrow of PROV points to what was there before. So a member points to what it is compared with only where that
came out before it, else to the original; what an alert announces points to the alert. No story has a circle.
What PROV-O has no word for (score, relation, evidence) is in a vocabulary of our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final, cast
from urllib.parse import quote

import orjson

from stream.stories.story import StoryRecord, headline

__all__ = ["CLOSING", "CONTEXT", "OPENING", "document", "encode", "graph", "iri", "nodes", "written"]

Node = dict[str, Any]

_REFERENCES = (
    "prov:activity prov:agent prov:entity prov:hadMember prov:hadPrimarySource prov:specializationOf prov:used"
    " prov:wasAssociatedWith prov:wasAttributedTo prov:wasDerivedFrom prov:wasInfluencedBy prov:wasInvalidatedBy"
    " prov:wasQuotedFrom prov:wasRevisionOf copytaster:comparedWith copytaster:in copytaster:sameEvent"
    " copytaster:staleMember"
)
_TIMES = (
    "prov:atTime prov:generatedAtTime prov:invalidatedAtTime prov:startedAtTime"
    " copytaster:embargoedUntil copytaster:versionCreated"
)
_MEASURES = "score jaccard containment coverageOfMember coverageOfCanonical"
CONTEXT: Final[Node] = {
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "copytaster": "https://copytaster.example/ns#",
    **{name: {"@type": "@id"} for name in _REFERENCES.split()},
    **{name: {"@type": "xsd:dateTime"} for name in _TIMES.split()},
    **{f"copytaster:{name}": {"@type": "xsd:double"} for name in _MEASURES.split()},  # JSON-LD takes 1.0 for an integer
}

_REVISION = ("prov:wasRevisionOf", "prov:Revision")
_QUOTATION = ("prov:wasQuotedFrom", "prov:Quotation")
_REVISIONS = ("update", "correction", "repeat")
_KINDS = {  # kinds of derivation; every other relation of a member is a derivation and no more
    **dict.fromkeys((*_REVISIONS, "substitute", "replacement"), _REVISION),
    **dict.fromkeys(("excerpt", "translation-excerpt", "digest-of"), _QUOTATION),
}
_ACTIVITIES = {"canceled": "copytaster:Kill", "withheld": "copytaster:Withhold"}
_USABLE = "usable"

_STORY = ["prov:Entity", "prov:Collection", "copytaster:Story"]
_OWN = "urn:copytaster:"
_STORIES = f"{_OWN}story:"
_PREFIXES = "|".join(key for key in CONTEXT if ":" not in key)
_QUOTED = "%[0-9A-Fa-f]{2}"
_CHARACTER = rf"[\w\-.~!$&'()*+,;=:@/]|{_QUOTED}"
_IRI = re.compile(  # RFC 3987, short of IP literals. \w: letters and digits of all scripts, which its ucschar holds
    rf"(?!(?:{_PREFIXES}):)[A-Za-z][A-Za-z0-9+.\-]*:"  # JSON-LD takes "prov:x" for a name of the vocabulary
    rf"(?://(?:(?:[\w\-.~!$&'()*+,;=:]|{_QUOTED})*@)?(?:[\w\-.~!$&'()*+,;=]|{_QUOTED})*(?::[0-9]*)?(?![^/?#])|(?!//))"
    rf"(?:{_CHARACTER})*(?:\?(?:{_CHARACTER}|\?)*)?(?:#(?:{_CHARACTER}|\?)*)?"
)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


def iri(uri: str) -> str:
    """The IRI of a dispatch: its uri where that is one, else the uri quoted under a name of ours.

    No two uris have one IRI. The uri as it is stands beside it as ``copytaster:uri``.
    """
    if _IRI.fullmatch(uri) and not uri.startswith(_OWN):
        return uri
    return _own("dispatch", uri)


def graph(story: Mapping[str, Any]) -> list[Node]:
    """The nodes of one story record, the story itself first."""
    return _Chart(story).nodes()


def document(stories: Iterable[Mapping[str, Any]]) -> Node:
    """One JSON-LD document of stories; an agency that is in several of them is told in each."""
    return {"@context": CONTEXT, "@graph": [node for story in stories for node in graph(story)]}


def encode(node: Node) -> bytes:
    """One line of JSON, keys sorted, without the newline."""
    return orjson.dumps(node, option=orjson.OPT_SORT_KEYS)


OPENING: Final = encode({"@context": CONTEXT, "@graph": []}).removesuffix(b"]}")
CLOSING: Final = b"]}"


def nodes(line: bytes, *, first: bool) -> bytes:
    """What one story's line of JSON adds to a document between OPENING and CLOSING: a node a line."""
    return (b"" if first else b",") + b"\n,".join(encode(node) for node in graph(orjson.loads(line)))


def written(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The `document` of stories that come as lines of JSON, in lines, as they come."""
    yield OPENING
    for place, line in enumerate(lines):
        yield nodes(line, first=place == 0)
    yield CLOSING


class _Chart:
    """The graph of one story while it is drawn: each fact once, in the order in which it is told."""

    def __init__(self, story: Mapping[str, Any]) -> None:
        self._drawn: dict[str, dict[str, dict[str, Any]]] = {}
        self.uri: str = story["uri"]
        self.usable = story.get("pubStatus", _USABLE) == _USABLE
        self.facts: Mapping[str, Any] = story.get("story") or {}
        self.canonical: str | None = self.facts.get("canonicalMember")
        self.members = {each["uri"]: each for each in story.get("associations") or ()}
        self.order = {uri: place for place, uri in enumerate(self.members)}
        self.merges: dict[str, Mapping[str, Any]] = {each["member"]: each for each in self.facts.get("merges") or ()}
        self.hops = {hop["seq"]: hop for hop in story.get("hopHistory") or ()}
        self.names = {hop["party"]["literal"]: hop["party"].get("name") for hop in self.hops.values()}
        self._draw_story(story)
        for uri, member in self.members.items():
            self._draw_member(uri, member)
        self.original = self._original()
        self.alerts = {uri for uri in self.members if self._is_early_alert(uri)}
        self._draw_relations()
        self._draw_chain()
        self._draw_corrections()
        self._draw_kills()
        self._draw_related()

    def nodes(self) -> list[Node]:
        """The graph in JSON-LD: a list only where a property has several values."""
        drawn = {
            name: {key: [*values.values()] for key, values in facts.items()} for name, facts in self._drawn.items()
        }
        return [
            {"@id": name, **{key: values[0] if len(values) == 1 else values for key, values in facts.items()}}
            for name, facts in drawn.items()
        ]

    def _add(self, name: str, facts: Node) -> str:
        """Add to a node: each fact is a value, a list of them, or None, which says nothing."""
        node = self._drawn.setdefault(name, {})
        for key, values in facts.items():
            for value in values if isinstance(values, list) else [values]:
                if value is not None:
                    node.setdefault(key, {}).setdefault(repr(value), value)
        return name

    # What there is: the story, its dispatches and their versions, agencies.

    def _draw_story(self, story: Mapping[str, Any]) -> None:
        facts = {f"copytaster:{key}": story.get(key) for key in ("pubStatus", "embargoedUntil", "versionCreated")}
        facts |= {"@type": _STORY, "rdfs:label": _label(story), "prov:generatedAtTime": story.get("firstCreated")}
        self._add(self.uri, facts)
        self._add(self.uri, {"prov:hadMember": [self._dispatch(uri) for uri in self.members]})
        left = self.facts.get("leftOut", {}).get("members", {})
        self._add(self.uri, {"copytaster:membersLeftOut": left.get("count")})
        if self.canonical is not None:
            text = self._version(self.canonical, self.facts.get("canonicalVersion"))
            self._add(self.uri, {"prov:wasDerivedFrom": [self._dispatch(self.canonical), text]})
        for seq, hop in self.hops.items():
            if agency := self._agency(hop["party"]["literal"]):
                facts = {"@type": "prov:Attribution", "prov:agent": agency, "copytaster:seq": seq}
                facts |= {"copytaster:status": hop.get("status"), "copytaster:evidence": _evidence(hop)}
                self._add(self.uri, {"prov:wasAttributedTo": agency, "prov:qualifiedAttribution": facts})
        if successor := self.facts.get("replacedBy"):
            replacement = f"{_OWN}replacement:{self.uri.removeprefix(_STORIES)}"
            head = self._dispatch(self.facts["head"]) if "head" in self.facts else None
            self._add(replacement, {"@type": ["prov:Activity", "copytaster:Replacement"], "prov:used": head})
            self._add(self.uri, {"prov:wasInvalidatedBy": replacement})
            self._add(successor, {"@type": _STORY, "prov:hadMember": head})
            self._derive(successor, self.uri, "replacement", {})

    def _draw_member(self, uri: str, member: Mapping[str, Any]) -> None:
        merge = self.merges.get(uri, {})
        facts = {f"copytaster:{key}": merge.get(key) for key in ("stale", "embargoBreak", "retracted")}
        facts |= {"rdfs:label": _label(member), "copytaster:pubStatus": member.get("pubStatus")}
        facts |= {"prov:wasAttributedTo": self._agency(merge.get("party"))}
        name = self._add(self._dispatch(uri), facts | {"prov:generatedAtTime": merge.get("published")})
        own = [correction for correction in self._corrections() if correction["by"] == uri]
        corrected = {correction.get("version"): correction.get("published") for correction in own}
        times = corrected | {member.get("version"): member.get("versionCreated")}
        versions = self._versions(uri)
        for number, version in versions.items():
            facts = {"@type": ["prov:Entity", "copytaster:Version"], "prov:generatedAtTime": times.get(number)}
            self._add(version, facts | {"prov:specializationOf": name})
        for older, newer in pairwise(versions.values()):
            self._add(newer, {"prov:wasDerivedFrom": older, "prov:wasRevisionOf": older})

    def _dispatch(self, uri: str) -> str:
        return self._add(iri(uri), {"@type": ["prov:Entity", "copytaster:Dispatch"], "copytaster:uri": uri})

    def _versions(self, uri: str) -> dict[str, str]:
        """The IRI of each version of a member by its number, in version order; none where there is only one."""
        numbers = dict.fromkeys(self.merges.get(uri, {}).get("versions") or ())
        return {number: _own("version", uri, number) for number in numbers} if len(numbers) > 1 else {}

    def _version(self, uri: str, number: str | None) -> str | None:
        return self._versions(uri).get(number) if number is not None else None

    def _agency(self, party: str | None) -> str | None:
        if party is None or party == "unknown":
            return None
        label = self.names.get(party) or party
        return self._add(_own("agency", party), {"@type": ["prov:Agent", "prov:Organization"], "rdfs:label": label})

    def _item(self, hop: Mapping[str, Any]) -> str:
        """The dispatch that a party of the chain gave: one that is held, else one that is only claimed."""
        if hop.get("item"):  # held, though a large record may not tell the member
            return self._dispatch(hop["item"])
        party = hop["party"]["literal"]
        facts = {"@type": ["prov:Entity", "copytaster:Unseen"], "prov:wasAttributedTo": self._agency(party)}
        return self._add(f"{_own('unseen', party)}:{self.uri.removeprefix(_STORIES)}", facts)

    # What came from what.

    def _original(self) -> str | None:
        """What the story started with: a member, or the unseen dispatch of the party that a credit puts first."""
        originals = [uri for uri, member in self.members.items() if member.get("rel") == "original"]
        if originals or not self.hops:
            return iri(originals[0]) if originals else None
        return self._item(self.hops[min(self.hops)])

    def _compared(self, uri: str) -> str | None:
        return self.merges.get(uri, {}).get("comparedWith") or self.canonical

    def _is_early_alert(self, uri: str) -> bool:
        later = self.order.get(self._compared(uri) or "", -1)
        return self.members[uri].get("rel") == "alert-of" and iri(uri) != self.original and self.order[uri] < later

    def _draw_relations(self) -> None:
        latest: dict[str, str] = {}  # what each house told last, up to the member in hand
        for uri, member in self.members.items():
            name, relation, compared = iri(uri), member.get("rel") or "copy", self._compared(uri)
            party = self.merges.get(uri, {}).get("party") or ""
            source = self.original
            if relation in _REVISIONS and party in latest:
                source = latest[party]
            elif compared is not None and self.order.get(compared, len(self.order)) < self.order[uri]:
                source = iri(compared)
            if uri in self.alerts and compared is not None:
                self._derive(iri(compared), name, relation, self._comparison(uri))
            elif name != self.original:
                self._derive(name, source, relation, self._comparison(uri))
                self._add(name, {"prov:hadPrimarySource": self.original})
            latest[party] = name

    def _comparison(self, uri: str) -> Node:
        """What the comparison of a member found."""
        merge = self.merges.get(uri, {})
        signals = {"score": merge.get("score"), **(merge.get("signals") or {})}
        facts: Node = {
            f"copytaster:{key}": value for key, value in signals.items() if isinstance(value, int | float | str)
        }
        return facts | ({"copytaster:comparedWith": iri(merge["comparedWith"])} if "comparedWith" in merge else {})

    def _derive(self, name: str, source: str | None, relation: str, comparison: Node) -> None:
        """A derivation, its kind, and a node that says how it is known."""
        if source is None:
            return
        kind, qualified = _KINDS.get(relation, (None, None))
        self._add(name, {"prov:wasDerivedFrom": source} | ({kind: source} if kind else {}))
        types = ["prov:Derivation", *filter(None, [qualified])]
        derivation = {"@type": types, "prov:entity": source, "copytaster:relation": relation, **comparison}
        self._add(name, {"prov:qualifiedDerivation": derivation})

    def _draw_chain(self) -> None:
        """Who had it from whom, as credits tell. What is only claimed came before all that was taken from it."""
        bounds: dict[int, int] = {}
        for seq, hop in sorted(self.hops.items(), reverse=True):
            taker, item = self._item(hop), hop.get("item")
            if taker == self.original or item in self.alerts:
                continue
            bound = self.order.get(item or "", bounds.get(seq, len(self.order)))
            for source in hop.get("from") or ():
                if source < seq and source in self.hops:
                    giver, given = self._item(self.hops[source]), self.hops[source].get("item") or ""
                    if given not in self.members:
                        bounds[source] = min(bound, bounds.get(source, bound))
                    if giver == self.original or self.order.get(given, -1) < bound:
                        self._add(taker, {"prov:wasDerivedFrom": giver})

    # What became of it.

    def _corrections(self) -> list[Mapping[str, Any]]:
        return list(self.facts.get("corrections") or ())

    def _draw_corrections(self) -> None:
        for correction in self._corrections():
            name = self._version(correction["by"], correction.get("version")) or self._dispatch(correction["by"])
            facts = [{"copytaster:old": old, "copytaster:new": new} for old, new in correction.get("facts") or ()]
            stale = [self._dispatch(uri) for uri in correction.get("stale") or ()]
            drawn = {"copytaster:corrects": facts, "copytaster:staleMember": stale}
            self._add(name, {"@type": "copytaster:Correction", **drawn})

    def _draw_kills(self) -> None:
        """A kill of the whole story reaches every member but its own notice; what was killed itself is told first."""
        kills = [{"by": kill["member"], **kill} for kill in self.facts.get("kills") or ()]
        said = {kill["member"] for kill in kills}
        for uri, member in self.members.items():  # without a word on who did it, the newest version did
            if uri not in said and member.get("pubStatus", _USABLE) != _USABLE:
                end = {"status": member["pubStatus"], "published": member.get("versionCreated")}
                kills.append({"member": uri, "by": uri, **end})
        kills.sort(key=lambda kill: _moment(kill.get("published")))
        newest = {kill["member"]: kill for kill in kills}
        whole = [kill for kill in kills if kill.get("reach") == "story"][:1]
        for uri, kill in newest.items():
            self._invalidate(self._dispatch(uri), kill, self.merges.get(uri, {}).get("published"))
        for kill in whole:
            for uri in self.members:
                if uri != kill["by"]:
                    self._invalidate(iri(uri), kill, self.merges.get(uri, {}).get("published"))
        for kill in whole or ([] if self.usable else kills[-1:]):
            self._invalidate(self.uri, kill, None)

    def _invalidate(self, name: str, kill: Mapping[str, Any], published: str | None) -> None:
        """An end of something, which has one. What comes out when a kill is in force is invalid from then on."""
        if "prov:wasInvalidatedBy" in self._drawn.get(name, {}):
            return
        by, since = kill["by"], kill.get("published")
        activity = f"{_own('kill', by)}:{(since or 'undated').replace(':', '')}"
        notice = self._version(by, self.members.get(by, {}).get("version")) or self._dispatch(by)
        drawn = {"prov:startedAtTime": since, "prov:used": notice, "rdfs:comment": kill.get("note")}
        drawn["prov:wasAssociatedWith"] = self._agency(self.merges.get(by, {}).get("party"))
        self._add(activity, {"@type": ["prov:Activity", _ACTIVITIES.get(kill.get("status", ""))], **drawn})
        when = max(since, published or since, key=_moment) if since else None
        event = {"@type": "prov:Invalidation", "prov:activity": activity} | ({"prov:atTime": when} if when else {})
        self._add(name, {"prov:wasInvalidatedBy": activity, "prov:invalidatedAtTime": when})
        self._add(name, {"prov:qualifiedInvalidation": event})

    def _draw_related(self) -> None:
        """How the story stands to others: ``uri`` is what stands to it so, ``of`` what it stands to."""
        for link in self.facts.get("related") or ():
            relation, other = link["rel"], self._dispatch(link.get("of") or link["uri"])
            later, earlier = (self.uri, other) if "of" in link else (other, self.uri)
            details = {f"copytaster:{key}": link[key] for key in ("score", "item", "paragraph") if key in link}
            if "story" in link:
                self._add(link["story"], {"@type": _STORY, "prov:hadMember": other})
            if relation == "kills":
                self._draw_notice(later, earlier, link.get("uri"))
            elif relation in _KINDS:
                self._derive(later, earlier, relation, details)
            elif relation == "same-event":
                self._add(later, {"copytaster:sameEvent": earlier})
            else:
                influence = {
                    "@type": "prov:Influence",
                    "prov:entity": earlier,
                    "copytaster:relation": relation,
                    **details,
                }
                self._add(later, {"prov:wasInfluencedBy": earlier, "prov:qualifiedInfluence": influence})

    def _draw_notice(self, later: str, earlier: str, uri: str | None) -> None:
        """A notice that kills something elsewhere; what kills this story is said with its time in ``kills``."""
        notice = self.canonical if later == self.uri else uri
        if notice is not None and all(notice != kill.get("by") for kill in self.facts.get("kills") or ()):
            published = self.merges.get(notice, {}).get("published")
            self._invalidate(earlier, {"by": notice, "published": published}, None)


def _own(kind: str, *parts: str) -> str:
    return _OWN + ":".join((kind, *(quote(part, safe="") for part in parts)))


def _moment(time: str | None) -> datetime:
    return datetime.fromisoformat(time) if time else datetime.min.replace(tzinfo=UTC)


def _label(record: Mapping[str, Any]) -> Any:
    """The headline in its language."""
    text = headline(cast("StoryRecord", record)) or None
    language = record.get("language") or ""
    return {"@value": text, "@language": language} if text and _LANGUAGE.fullmatch(language) else text


def _evidence(hop: Mapping[str, Any]) -> list[Node]:
    """Why a party stands in the chain."""
    return [
        {"copytaster:kind": evidence["kind"], "copytaster:text": evidence["text"], "copytaster:in": iri(evidence["in"])}
        for evidence in hop.get("evidence") or ()
    ]
