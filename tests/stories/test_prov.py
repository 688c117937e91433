"""Stories as PROV-O: rdflib reads what is written, and every arrow points the way that PROV-O says."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib import RDF, Graph, Literal, Node, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import PROV, XSD

from stream import Version, fold
from stream.cli import main
from stream.dispatch import Credit, PubStatus, Slot
from stream.service import topic_io
from stream.stories.prov import CONTEXT, document, encode, graph, iri, nodes, written
from wires import HOUR, NOON, ninjs, retouched, text, version, wires

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own

STORY = "urn:copytaster:story:20221129T120000Z:0000000000000001"
OTHER = "urn:copytaster:story:20221129T130000Z:0000000000000002"
XINHUA, VNA = "urn:copytaster:agency:XINHUA", "urn:copytaster:agency:VNA"
CANCELED = {"status": "canceled", "published": "2022-11-29T14:00:00Z"}

A = version("urn:a", text(1), NOON, headline="Talks resume")
B = version("urn:b", retouched(text(1), 3, 1), NOON + HOUR, agency="VNA")


def parsed(*stories: Mapping[str, Any]) -> Graph:
    """What rdflib reads in the document of these stories."""
    return Graph().parse(data=encode(document(stories)), format="json-ld")


def pairs(found: Graph, name: str) -> set[tuple[str, str]]:
    """Subject and object of a property, asked for in SPARQL; only what has a name."""
    query = f"PREFIX prov: <http://www.w3.org/ns/prov#> SELECT ?s ?o {{ ?s {name} ?o FILTER(isIRI(?s)) }}"
    rows: Iterable[Any] = found.query(query)
    return {(str(subject), str(value)) for subject, value in rows}


def member(uri: str, rel: str, hour: int, **merge: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """An association and its merge, published so many hours after noon."""
    published = f"2022-11-29T{12 + hour}:00:00Z"
    association = {"name": "member", "rel": rel, "uri": uri, "version": "1", "versionCreated": published}
    return association, {"member": uri, "relation": rel, "party": "XINHUA", "published": published, **merge}


def record(*members: tuple[dict[str, Any], dict[str, Any]], status: str = "usable", **story: Any) -> dict[str, Any]:
    """A story record with these members, told by the first one, and further fields of ``story``."""
    told = {"canonicalMember": members[0][0]["uri"], "merges": [merge for _, merge in members], **story}
    associations = [association for association, _ in members]
    return {"uri": STORY, "pubStatus": status, "associations": associations, "story": told}


ORIGINAL = member("urn:a", "original", 0)
COPY = member("urn:b", "copy", 1, comparedWith="urn:a", party="VNA", score=0.97)


# What the pipeline tells.


def test_a_rewrite_derives_from_the_original_and_has_it_as_primary_source() -> None:
    """The story derives from the text it is told by."""
    found = parsed(*fold([A, B]))

    [story] = [subject for subject, _ in pairs(found, "prov:wasDerivedFrom") if subject.startswith("urn:copytaster:")]
    assert pairs(found, "prov:wasDerivedFrom") == {("urn:b", "urn:a"), (story, "urn:a")}
    assert pairs(found, "prov:hadPrimarySource") == {("urn:b", "urn:a")}
    assert pairs(found, "prov:hadMember") == {(story, "urn:a"), (story, "urn:b")}
    assert pairs(found, "prov:wasAttributedTo") >= {("urn:a", XINHUA), ("urn:b", VNA), (story, XINHUA), (story, VNA)}
    assert pairs(found, "prov:wasQuotedFrom") | pairs(found, "prov:wasRevisionOf") == set()
    assert pairs(found, "prov:wasInvalidatedBy") == set()


def test_an_excerpt_is_a_quotation() -> None:
    """Of the larger text; it derives from that too."""
    found = parsed(*fold([A, version("urn:c", " ".join(text(1).split()[:45]), NOON + HOUR, agency="VNA")]))

    assert pairs(found, "prov:wasQuotedFrom") == {("urn:c", "urn:a")}
    assert ("urn:c", "urn:a") in pairs(found, "prov:wasDerivedFrom")


def test_an_update_under_a_uri_of_its_own_is_a_revision() -> None:
    """The newer points to the older, whichever of them the story is told by."""
    found = parsed(*fold([A, version("urn:c", f"{text(1)} {text(9, 18)}", NOON + HOUR)]))

    assert pairs(found, "prov:wasRevisionOf") == {("urn:c", "urn:a")}
    assert pairs(found, "prov:hadPrimarySource") == {("urn:c", "urn:a")}


def test_versions_are_specializations_that_revise_each_other() -> None:
    """The story derives from the version it is told by."""
    found = parsed(*fold([A, version("urn:a", f"{text(1)} {text(9, 18)}", NOON + HOUR, number=2)]))

    one, two = "urn:copytaster:version:urn%3Aa:1", "urn:copytaster:version:urn%3Aa:2"
    assert pairs(found, "prov:specializationOf") == {(one, "urn:a"), (two, "urn:a")}
    assert pairs(found, "prov:wasRevisionOf") == {(two, one)}
    assert {value for _, value in pairs(found, "prov:wasDerivedFrom")} == {"urn:a", one, two}
    assert found.value(URIRef(two), PROV.generatedAtTime) == Literal("2022-11-29T13:00:00Z", datatype=XSD.dateTime)


def test_an_origin_that_is_only_claimed_is_an_entity_of_its_own() -> None:
    """The copy has its unseen dispatch as primary source, and that belongs to the agency that the credit names."""
    credit = Credit(Slot.CREDIT_LINE, "Xinhua/VNA", ("XINHUA", "VNA"))
    found = parsed(*fold([replace(B, credits=(credit,))]))

    [(copy, unseen)] = pairs(found, "prov:hadPrimarySource")
    assert copy == "urn:b"
    assert unseen.startswith("urn:copytaster:unseen:XINHUA:2022")
    assert (unseen, XINHUA) in pairs(found, "prov:wasAttributedTo")
    assert (copy, unseen) in pairs(found, "prov:wasDerivedFrom")


def test_a_kill_invalidates_the_dispatch_and_its_story() -> None:
    """By an activity that used the killing version."""
    kill = replace(version("urn:a", "", NOON + HOUR, number=2), status=PubStatus.CANCELED)
    found = parsed(*fold([A, kill]))

    ((first, activity), (second, same)) = sorted(pairs(found, "prov:wasInvalidatedBy"))
    assert activity == same
    assert (first, second[:21]) == ("urn:a", "urn:copytaster:story:")
    assert pairs(found, "prov:used") == {(activity, "urn:copytaster:version:urn%3Aa:2")}
    assert (URIRef(activity), RDF.type, PROV.Activity) in found
    assert pairs(found, "prov:invalidatedAtTime") == {
        (first, "2022-11-29T13:00:00+00:00"),
        (second, "2022-11-29T13:00:00+00:00"),
    }


def test_the_evidence_of_a_derivation_is_in_its_qualified_node() -> None:
    """Score and relation stand in our vocabulary; the node names the same source as the plain property."""
    [story] = fold([A, B])
    rows: Iterable[Any] = parsed(story).query(
        """PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX copytaster: <https://copytaster.example/ns#>
        SELECT ?source ?relation ?score { <urn:b> prov:wasDerivedFrom ?source ; prov:qualifiedDerivation
        [ a prov:Derivation ; prov:entity ?source ; copytaster:relation ?relation ; copytaster:score ?score ] }"""
    )

    [(source, relation, score)] = rows
    assert (str(source), str(relation)) == ("urn:a", "rewrite")
    assert score == Literal(story["story"]["merges"][1]["score"], datatype=XSD.double)


def test_the_evidence_of_a_hop_is_in_its_qualified_attribution() -> None:
    """Who stands in the chain, at which place, and where that is printed."""
    rows: Iterable[Any] = parsed(*fold([A, B])).query(
        """PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX copytaster: <https://copytaster.example/ns#>
        SELECT ?agent ?text ?in { ?story prov:qualifiedAttribution [ a prov:Attribution ; prov:agent ?agent ;
        copytaster:seq 1 ; copytaster:evidence
        [ copytaster:kind "dateline" ; copytaster:text ?text ; copytaster:in ?in ] ] }"""
    )

    assert [tuple(map(str, row)) for row in rows] == [(XINHUA, "(XINHUA) -", "urn:a")]


# What a record may say.


def test_the_chain_of_credits_is_a_chain_of_derivations() -> None:
    """A party that is only claimed stands between: what it gave came from the original."""
    hops = [
        {"seq": 1, "party": {"literal": "XINHUA", "name": "Xinhua"}, "item": "urn:a", "status": "observed"},
        {"seq": 2, "party": {"literal": "VNA"}, "item": None, "status": "claimed", "from": [1]},
        {"seq": 3, "party": {"literal": "CVN"}, "item": "urn:b", "status": "observed", "from": [2, 3, 9]},
    ]
    found = parsed({**record(ORIGINAL, COPY), "hopHistory": hops})

    unseen = f"urn:copytaster:unseen:VNA:{STORY.removeprefix('urn:copytaster:story:')}"
    assert pairs(found, "prov:wasDerivedFrom") >= {("urn:b", unseen), (unseen, "urn:a"), ("urn:b", "urn:a")}
    assert ("urn:copytaster:agency:XINHUA", "Xinhua") in pairs(found, "<http://www.w3.org/2000/01/rdf-schema#label>")


def test_a_late_original_is_what_its_copies_derive_from() -> None:
    """And a copy that came out before the text it is compared with does not derive from that."""
    early = member("urn:0", "copy", -2, comparedWith="urn:c", party="VNA")
    late = member("urn:c", "update", 2)
    story = record(early, ORIGINAL, late, canonicalMember="urn:c")
    found = parsed(story)

    assert pairs(found, "prov:wasDerivedFrom") - {(STORY, "urn:c")} == {("urn:0", "urn:a"), ("urn:c", "urn:a")}
    assert pairs(found, "prov:wasRevisionOf") == {("urn:c", "urn:a")}


def test_a_house_revises_what_it_told_last_itself() -> None:
    """Not the text of another house that the story is told by."""
    correction = member("urn:c", "correction", 3, comparedWith="urn:a", party="VNA")
    found = parsed(record(ORIGINAL, COPY, correction))

    assert pairs(found, "prov:wasRevisionOf") == {("urn:c", "urn:b")}
    assert pairs(found, "prov:hadPrimarySource") == {("urn:b", "urn:a"), ("urn:c", "urn:a")}


@pytest.mark.parametrize("relation", ["rewrite", "blended", "part", "translation", "translation-excerpt", "alert-of"])
def test_every_other_relation_is_a_derivation(relation: str) -> None:
    """An excerpt is so in translation too."""
    found = parsed(record(ORIGINAL, member("urn:b", relation, 1, comparedWith="urn:a")))

    assert ("urn:b", "urn:a") in pairs(found, "prov:wasDerivedFrom")
    assert pairs(found, "prov:wasQuotedFrom") == ({("urn:b", "urn:a")} if relation.endswith("excerpt") else set())


def test_what_an_alert_announces_derives_from_the_alert() -> None:
    """The alert was there before: it derives from nothing, and the original is no source of it."""
    alert = member("urn:0", "alert-of", -1, comparedWith="urn:a")
    found = parsed(record(alert, ORIGINAL, COPY, canonicalMember="urn:a"))

    assert pairs(found, "prov:wasDerivedFrom") == {("urn:a", "urn:0"), ("urn:b", "urn:a"), (STORY, "urn:a")}
    assert pairs(found, "prov:hadPrimarySource") == {("urn:b", "urn:a")}


def test_a_kill_of_the_story_reaches_its_members_and_not_its_notice() -> None:
    """What comes out when the kill is in force already is invalid from then on."""
    notice, late = member("urn:n", "update", 2, party="AFP"), member("urn:l", "copy", 3, party="VNA")
    kill = {"member": "urn:a", "by": "urn:n", "reach": "story", "note": "Please kill.", **CANCELED}
    found = parsed(record(ORIGINAL, COPY, notice, late, status="canceled", kills=[kill]))

    activity = "urn:copytaster:kill:urn%3An:2022-11-29T140000Z"
    assert pairs(found, "prov:wasInvalidatedBy") == {(uri, activity) for uri in (STORY, "urn:a", "urn:b", "urn:l")}
    times = dict(pairs(found, "prov:invalidatedAtTime"))
    assert (times["urn:a"], times["urn:l"]) == ("2022-11-29T14:00:00+00:00", "2022-11-29T15:00:00+00:00")
    assert pairs(found, "prov:used") == {(activity, "urn:n")}
    assert pairs(found, "prov:wasAssociatedWith") == {(activity, "urn:copytaster:agency:AFP")}
    assert pairs(found, "prov:startedAtTime") == {(activity, "2022-11-29T14:00:00+00:00")}
    assert (URIRef(activity), RDF.type, URIRef("https://copytaster.example/ns#Kill")) in found


def test_a_kill_of_one_member_leaves_the_rest() -> None:
    """A hold is told as one; a kill that says nothing of time or notice has neither."""
    kill = {"member": "urn:b", "status": "withheld", "reach": "member"}
    found = parsed(record(ORIGINAL, COPY, kills=[kill]))

    assert pairs(found, "prov:wasInvalidatedBy") == {("urn:b", "urn:copytaster:kill:urn%3Ab:undated")}
    assert pairs(found, "prov:used") == {("urn:copytaster:kill:urn%3Ab:undated", "urn:b")}
    assert pairs(found, "prov:invalidatedAtTime") == set()
    assert pairs(found, "a") >= {("urn:copytaster:kill:urn%3Ab:undated", "https://copytaster.example/ns#Withhold")}


def test_a_correction_tells_its_facts_and_who_is_stale() -> None:
    """In our vocabulary, at the correcting version."""
    corrected = member("urn:a", "original", 0, versions=["1", "2"])
    said = {"by": "urn:a", "version": "2", "published": "2022-11-29T13:00:00Z"}
    story = record(corrected, COPY, corrections=[{**said, "facts": [["three", "four"]], "stale": ["urn:b"]}])
    rows: Iterable[Any] = parsed(story).query(
        """PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX copytaster: <https://copytaster.example/ns#>
        SELECT ?old ?new ?stale { ?version a copytaster:Correction ; prov:specializationOf <urn:a> ;
        prov:wasRevisionOf ?before ; prov:generatedAtTime ?time ; copytaster:staleMember ?stale ;
        copytaster:corrects [ copytaster:old ?old ; copytaster:new ?new ] }"""
    )

    assert [tuple(map(str, row)) for row in rows] == [("three", "four", "urn:b")]


@pytest.mark.parametrize(
    ("relation", "name"),
    [
        ("digest-of", "prov:wasQuotedFrom"),
        ("substitute", "prov:wasRevisionOf"),
        ("background", "prov:wasInfluencedBy"),
        ("cites", "prov:wasInfluencedBy"),
        ("caption-of", "prov:wasInfluencedBy"),
        ("same-event", "<https://copytaster.example/ns#sameEvent>"),
    ],
)
def test_what_is_related_is_told_from_both_sides(relation: str, name: str) -> None:
    """``uri`` stands to the story so; the story stands so to ``of``."""
    here = {"rel": relation, "uri": "urn:d", "story": OTHER, "score": 0.5, "paragraph": "Talks resumed."}
    there = {"rel": relation, "of": "urn:e"}
    found = parsed(record(ORIGINAL, related=[here, there]))

    assert pairs(found, name) == {("urn:d", STORY), (STORY, "urn:e")}
    assert pairs(found, "prov:hadMember") == {(STORY, "urn:a"), (OTHER, "urn:d")}
    assert (("urn:d", STORY) in pairs(found, "prov:wasDerivedFrom")) is (relation in ("digest-of", "substitute"))


def test_a_notice_kills_what_it_names() -> None:
    """In the story of the notice; the killed one tells it with its time in ``kills``, and it is the same activity."""
    notice = parsed(record(member("urn:n", "original", 2), related=[{"rel": "kills", "of": "urn:a"}]))
    kill = {"member": "urn:a", "by": "urn:n", "reach": "member", **CANCELED}
    killed = parsed(record(ORIGINAL, COPY, kills=[kill], related=[{"rel": "kills", "uri": "urn:n"}]))
    only_named = parsed(record(ORIGINAL, related=[{"rel": "kills", "uri": "urn:n"}]))

    activity = "urn:copytaster:kill:urn%3An:2022-11-29T140000Z"
    assert pairs(notice, "prov:wasInvalidatedBy") == pairs(killed, "prov:wasInvalidatedBy") == {("urn:a", activity)}
    assert pairs(only_named, "prov:wasInvalidatedBy") == {(STORY, "urn:copytaster:kill:urn%3An:undated")}


def test_a_story_that_gave_way_is_invalid_and_its_successor_revises_it() -> None:
    """The activity used the head that the other story holds now."""
    gone = {"uri": STORY, "pubStatus": "canceled", "story": {"replacedBy": OTHER, "head": "urn:a"}}
    found = parsed(gone)

    [(story, activity)] = pairs(found, "prov:wasInvalidatedBy")
    assert story == STORY
    assert pairs(found, "prov:used") == {(activity, "urn:a")}
    assert pairs(found, "prov:wasRevisionOf") == {(OTHER, STORY)}
    assert pairs(found, "prov:hadMember") == {(OTHER, "urn:a")}


def test_marks_and_labels_are_told() -> None:
    """Flags as booleans, a headline in its language where that is a language tag."""
    copy = member("urn:b", "copy", 1, comparedWith="urn:a", party="unknown", stale=True, embargoBreak=True)
    copy[0].update(headlines=[{"value": "Reprise"}], language="fr")
    odd = member("urn:c", "copy", 1)
    odd[0].update(headlines=[{"value": "Talks"}], language="en_US!")
    story = {**record(ORIGINAL, copy, odd), "embargoedUntil": "2022-11-29T18:00:00Z"}
    told = {node["@id"]: node for node in graph(story)}

    assert told["urn:b"]["copytaster:stale"] is told["urn:b"]["copytaster:embargoBreak"] is True
    assert "prov:wasAttributedTo" not in told["urn:b"]
    assert told["urn:b"]["rdfs:label"] == {"@value": "Reprise", "@language": "fr"}
    assert told["urn:c"]["rdfs:label"] == "Talks"
    assert told[STORY]["copytaster:embargoedUntil"] == "2022-11-29T18:00:00Z"
    assert len(parsed(story)) > 20


# What holds for every record.

RELATIONS = ("original", "copy", "rewrite", "excerpt", "update", "correction", "alert-of", "part", "translation")
SIDES = ("uri", "of")
DOMAINS = {  # of https://www.w3.org/ns/prov-o: the classes of subject and object
    PROV.wasDerivedFrom: (PROV.Entity, PROV.Entity),
    PROV.wasRevisionOf: (PROV.Entity, PROV.Entity),
    PROV.wasQuotedFrom: (PROV.Entity, PROV.Entity),
    PROV.hadPrimarySource: (PROV.Entity, PROV.Entity),
    PROV.specializationOf: (PROV.Entity, PROV.Entity),
    PROV.hadMember: (PROV.Collection, PROV.Entity),
    PROV.wasInvalidatedBy: (PROV.Entity, PROV.Activity),
    PROV.wasAttributedTo: (PROV.Entity, PROV.Agent),
    PROV.wasAssociatedWith: (PROV.Activity, PROV.Agent),
    PROV.used: (PROV.Activity, PROV.Entity),
    PROV.qualifiedDerivation: (PROV.Entity, PROV.Derivation),
    PROV.qualifiedInvalidation: (PROV.Entity, PROV.Invalidation),
    PROV.qualifiedAttribution: (PROV.Entity, PROV.Attribution),
    PROV.qualifiedInfluence: (PROV.Entity, PROV.Influence),
    PROV.wasInfluencedBy: (PROV.Entity, PROV.Entity),
    PROV.agent: (PROV.Attribution, PROV.Agent),
    PROV.activity: (PROV.Invalidation, PROV.Activity),
    PROV.generatedAtTime: (PROV.Entity, XSD.dateTime),
    PROV.invalidatedAtTime: (PROV.Entity, XSD.dateTime),
    PROV.startedAtTime: (PROV.Activity, XSD.dateTime),
    PROV.atTime: (PROV.Invalidation, XSD.dateTime),  # an Activity has none: it is of an InstantaneousEvent
}


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """Any relation, order, chain, kill and correction of a few members."""
    uris = [f"urn:{n}" for n in range(draw(st.integers(1, 5)))]
    some = st.sampled_from(uris)
    parties = st.sampled_from(("XINHUA", "VNA", "AFP"))
    members = []
    for n, uri in enumerate(uris):
        merge = {"party": draw(parties), "versions": draw(st.sampled_from((["1"], ["1", "2"])))}
        members.append(member(uri, draw(st.sampled_from(RELATIONS)), n, comparedWith=draw(some), **merge))
        members[-1][0]["pubStatus"] = draw(st.sampled_from(("usable", "canceled", "withheld")))
    hops = [
        {
            "seq": n + 1,
            "party": {"literal": f"P{n}"},
            "item": draw(st.one_of(st.none(), some)),
            "from": draw(st.lists(st.integers(1, 5), max_size=3)),
        }
        for n in range(draw(st.integers(0, 4)))
    ]
    reach = st.sampled_from(("story", "member"))
    kills = [{"member": uri, "by": draw(some), "reach": draw(reach), **CANCELED} for uri in sorted(draw(st.sets(some)))]
    said = [
        {"by": uri, "version": "2", "facts": [["1", "2"]], "stale": [draw(some)]} for uri in sorted(draw(st.sets(some)))
    ]
    rels = st.sampled_from(("digest-of", "background", "substitute", "kills", "same-event", "caption-of"))
    related = [
        {"rel": draw(rels), side: f"urn:{side}", "story": OTHER}
        for side in sorted(draw(st.sets(st.sampled_from(SIDES))))
    ]
    story = record(*members, canonicalMember=draw(some), kills=kills, corrections=said, related=related)
    return {**story, "hopHistory": hops, "pubStatus": draw(st.sampled_from(("usable", "canceled")))}


def has_circle(edges: set[tuple[str, str]]) -> bool:
    """Whether some node is reached from itself: what points to nothing is taken away, until nothing goes."""
    while edges:
        sources = {source for source, _ in edges}
        left = {(source, target) for source, target in edges if target in sources}
        if left == edges:
            return True
        edges = left
    return False


def classes(found: Graph, node: Node) -> set[Node]:
    """The classes of a node, or the type of a literal."""
    if isinstance(node, Literal):
        return {node.datatype} if node.datatype else set()
    return set(found.objects(node, RDF.type))


@given(story=records())
def test_properties_have_their_domain_and_range_and_make_no_circle(story: dict[str, Any]) -> None:
    """Whatever a record says: what is derived comes after its source, and each thing ends once."""
    found = parsed(story)

    for subject, name, value in found:
        if isinstance(name, URIRef) and name in DOMAINS:
            domain, range_ = DOMAINS[name]
            assert domain in classes(found, subject), (subject, name)
            assert range_ in classes(found, value), (name, value)
    assert not has_circle(pairs(found, "prov:wasDerivedFrom|prov:hadPrimarySource"))
    narrow = pairs(found, "prov:wasRevisionOf|prov:wasQuotedFrom|prov:qualifiedDerivation/prov:entity")
    assert narrow <= pairs(found, "prov:wasDerivedFrom")
    ended = [subject for subject, _ in pairs(found, "prov:wasInvalidatedBy")]
    assert len(ended) == len(set(ended))


@given(wire=wires())
def test_whatever_the_pipeline_tells_can_be_read(wire: list[Version]) -> None:
    """No circles, and each member but the original has a primary source."""
    stories = fold(wire)
    found = parsed(*stories)

    assert not has_circle(pairs(found, "prov:wasDerivedFrom|prov:hadPrimarySource"))
    members = {member["uri"]: member["rel"] for story in stories for member in story["associations"]}
    sourced = {subject for subject, _ in pairs(found, "prov:hadPrimarySource")}
    assert sourced == {uri for uri, relation in members.items() if relation != "original"}
    assert encode(document(stories)) == encode(document(fold(wire[::-1], in_order=False)))


URIS = st.one_of(
    st.text(min_size=1),
    st.builds("{}:{}".format, st.sampled_from(("urn", "http", "prov", "_", "urn:copytaster")), st.text()),
    st.builds(
        "http://{}".format,
        st.text(st.sampled_from("ab.é:@/?#[]% 1")),
    ),
)


@given(uri=URIS)
@example(uri="prov:Entity")
@example(uri="_:b0")
@example(uri="urn:copytaster:dispatch:urn%3Aa")
@example(uri="urn:copytaster:story:20221129T120000Z:0000000000000001")
@example(uri="a story with spaces")
@example(uri="@id")
@example(uri="http://a:b:c/")
@example(uri="http://a/../b")
@example(uri="http://a#b#c")
def test_every_uri_becomes_an_iri(uri: str) -> None:
    """RDF takes it as it is, in JSON-LD and in the strictest notation; the uri stands beside it."""
    story = {"uri": STORY, "associations": [{"uri": uri, "rel": "original"}]}
    found = parsed(story)

    assert set(found.objects(URIRef(STORY), PROV.hadMember)) == {URIRef(iri(uri))}
    assert (URIRef(iri(uri)), URIRef("https://copytaster.example/ns#uri"), Literal(uri)) in found
    assert isomorphic(Graph().parse(data=found.serialize(format="nt"), format="nt"), found)
    assert iri(uri) == uri or iri(uri).isascii()


@given(one=URIS, other=URIS)
@example(one="a b", other="urn:copytaster:dispatch:a%20b")
def test_two_uris_have_two_iris(one: str, other: str) -> None:
    """Nothing is merged by being quoted."""
    assert (iri(one) == iri(other)) is (one == other)


@pytest.mark.parametrize(
    "uri",
    ["urn:newsml:xinhua.example:20221129:1", "https://lecourrier.vn/été.html?a=1#b", "tag:a@b.example,2022:x%20y"],
)
def test_an_iri_stays_as_it_is(uri: str) -> None:
    """Whoever knows the dispatch by its uri finds it by that."""
    assert iri(uri) == uri


def test_the_context_is_inline_and_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket is opened to read a document."""

    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    data = encode(document(fold([A, B])))
    monkeypatch.setattr(socket, "socket", refuse)

    assert len(Graph().parse(data=data, format="json-ld")) > 20
    assert json.loads(data)["@context"] == CONTEXT
    assert all(isinstance(each, dict) or each.startswith("http") for each in CONTEXT.values())


def test_a_stream_of_stories_is_the_document() -> None:
    """A node a line, without waiting for the end; of no story it is a document too."""
    stories = fold([A, B, version("urn:z", text(5), NOON)])
    lines = [json.dumps(story).encode() for story in stories]

    assert json.loads(b"\n".join(written(lines))) == document(stories)
    assert json.loads(b"\n".join(written([]))) == document([])
    assert nodes(lines[0], first=True).count(b"\n") == len(graph(stories[0])) - 1


# The commands.

WIRE = [ninjs("urn:b", retouched(text(1), 3, 1), NOON + HOUR), ninjs("urn:a", text(1), NOON)]


@pytest.fixture(name="run")
def _run(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Runs commands in this process, whose garbage is collected as ever."""
    monkeypatch.setattr("stream.commands.run.collect_rarely", lambda: None)
    return CliRunner()


def copytaster(runner: CliRunner, *arguments: str) -> Result:
    """The command on the wire."""
    return runner.invoke(main, arguments, input="\n".join(json.dumps(each) for each in WIRE))


def test_run_writes_one_document(run: CliRunner, tmp_path: Path) -> None:
    """Of its final stories, to standard output or a file, the same bytes again and with many partitions."""
    done = copytaster(run, "run", "--prov")
    filed = copytaster(run, "run", "--prov", "--partitions", "3", "--out", str(tmp_path / "stories.jsonld"))

    assert (done.exit_code, filed.exit_code) == (0, 0)
    assert json.loads(done.stdout) == document(fold(WIRE))
    assert (tmp_path / "stories.jsonld").read_bytes() == done.stdout_bytes
    assert pairs(Graph().parse(data=done.stdout_bytes, format="json-ld"), "prov:hadPrimarySource") == {
        ("urn:b", "urn:a")
    }


def test_run_does_not_write_changes_as_prov(run: CliRunner) -> None:
    """A mistake of the caller."""
    done = copytaster(run, "run", "--prov", "--changes")

    assert done.exit_code == 2
    assert "--changes" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("follow", [False, True])
def test_stories_writes_one_document_or_one_a_line(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch, follow: bool
) -> None:
    """With --follow each story is a document of its own, as there is no end to wait for."""
    stories = fold([A, B, version("urn:z", text(5), NOON)])

    async def told(_: object, followed: bool, _on_stray: object) -> AsyncIterator[bytes]:
        assert followed is follow
        for story in stories:
            yield json.dumps(story).encode()

    monkeypatch.setattr(topic_io, "stories", told)
    done = copytaster(run, "stories", "--prov", *(["--follow"] if follow else []))

    assert done.exit_code == 0
    if follow:
        assert [json.loads(line) for line in done.stdout.splitlines()] == [document([story]) for story in stories]
    else:
        assert json.loads(done.stdout) == document(stories)
