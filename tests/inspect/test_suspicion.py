"""Which stories deserve a look."""

from __future__ import annotations

from typing import Any

import pytest

from stream.inspect.suspicion import suspicion
from stream.local.folding import fold
from wires import HOUR, NOON, ninjs, text

ALIKE = {"coverageOfMember": 1.0, "coverageOfCanonical": 1.0, "substitutions": []}


def merged(score: float = 0.9, *, signals: dict[str, Any] | None = None, **told: Any) -> Any:
    """A story of two, of which the second was merged so."""
    plain = {"kind": "words", "otherDay": False, "otherSubject": False, **ALIKE, **(signals or {})}
    merge = {"member": "urn:b", "relation": "rewrite", "decision": "auto", "score": score, "signals": plain, **told}
    return {"story": {"languages": ["en"], "merges": [{"member": "urn:a", "relation": "original"}, merge]}}


def test_what_is_alike_is_not_suspicious() -> None:
    """Neither is a story of one."""
    assert suspicion(merged()) == (0.0, ())
    for told in fold([ninjs("urn:a", text(1), NOON), ninjs("urn:b", text(2), NOON), ninjs("urn:c", text(2), NOON)]):
        assert suspicion(told) == (0.0, ())


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (merged(0.45), "weak link"),
        (merged(0.2), "held by others only"),
        (merged(signals={"coverageOfMember": 0.5, "coverageOfCanonical": 0.4}), "bridge"),
        (merged(relation="blended"), "blended"),
        (merged(signals={"substitutions": [["12", "17"]]}), "figures differ (12 / 17)"),
        (merged(signals={"otherSubject": True}), "another subject"),
        (merged(0.0, signals={"veto": ["name", "Li", "Xi"]}), "veto (name: Li / Xi)"),
    ],
)
def test_each_sign_is_told(told: Any, says: str) -> None:
    """In words, with the member that it is about."""
    degree, [reason] = suspicion(told)

    assert 0 < degree < 1
    assert says in reason
    assert "urn:b" in reason


def test_languages_need_a_translation() -> None:
    """Forms of one language are one; a tie that says translation explains two."""
    told = merged(relation="rewrite")
    told["story"]["languages"] = ["en", "fr"]
    assert suspicion(told)[1] == ("mixed languages without a translation: English, French",)

    translated = merged(0.0, relation="translation", tie={"kind": "translation", "evidence": "names"})
    translated["story"]["languages"] = ["en", "fr"]
    assert suspicion(translated) == (0.0, ())

    told["story"]["languages"] = ["zh", "zh-hans"]
    assert suspicion(told) == (0.0, ())


@pytest.mark.parametrize(
    "told",
    [
        merged(0.1, decision="ruled"),
        merged(0.0, relation="alert-of", tie={"kind": "alert", "evidence": "slug: X"}),
        merged(relation="update", signals={"substitutions": [["12", "17"]]}),
        merged(relation="original", signals={"substitutions": [["1", "2"]]}, tie={"kind": "update", "evidence": "s"}),
        merged(signals={"substitutions": [["Li", "Mr Li"]]}),
        merged(0.9, signals={"kind": "brief", "coverageOfMember": 0.1, "coverageOfCanonical": 0.1}),
    ],
)
def test_what_is_explained_is_no_sign(told: Any) -> None:
    """By an editor, a tie, an update."""
    assert suspicion(told) == (0.0, ())


def test_figures_that_a_correction_names_are_explained() -> None:
    """The stale copy is told as such."""
    told = merged(signals={"substitutions": [["14.2", "4.2"]]})
    told["story"]["corrections"] = [{"facts": [["14.2", "4.2"]]}]

    assert suspicion(told) == (0.0, ())


def test_doubts_add_up_and_the_nearer_the_cut_the_weaker() -> None:
    """Never to more than one, the heaviest first."""
    near, far = suspicion(merged(0.43))[0], suspicion(merged(0.55))[0]
    assert near > far > 0
    both, reasons = suspicion(merged(0.43, signals={"otherSubject": True}))
    assert near < both < 1
    assert [reason.split(":")[0] for reason in reasons] == ["weak link", "another subject"]


def test_a_round_up_that_holds_half_of_a_story_is_suspicious() -> None:
    """From texts, not from made-up signals."""
    half = " ".join(text(1).split()[:60]) + " " + text(9, 50)
    [told] = fold([ninjs("urn:a", text(1), NOON), ninjs("urn:b", half, NOON + HOUR)])

    degree, reasons = suspicion(told)

    assert 0 < degree < 1
    assert reasons
