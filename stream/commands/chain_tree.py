"""The chain of a story as a tree in a terminal: the parties, and below each its evidence and its members.

Texts, headlines and names are a stranger's: what a terminal would obey rather than show is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rich.text import Text
from rich.tree import Tree

from stream.stories.story import MergeRecord, StoryRecord, headline

__all__ = ["STATUS_STYLE", "chain_tree", "likeness", "shown"]

STATUS_STYLE = {"observed": "green", "claimed": "yellow", "inferred": "magenta"}

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def shown(text: str, style: str = "") -> Text:
    """A stranger's text as a terminal may have it."""
    return Text(_CONTROL.sub("�", text), style=style)


def likeness(merge: MergeRecord) -> str:
    """How much of a member and of the canonical text is in the other; of a translation what both name and count."""
    signals, bond = merge["signals"], merge.get("tie")
    if bond is not None and ("names" in bond or "figures" in bond):
        both = bond.get("names", []), bond.get("figures", [])
        return "\n".join(
            f"{title} in both: {', '.join(_as_printed(pair) for pair in told)}"
            for title, told in zip(("names", "figures"), both, strict=True)
            if told
        )
    return (
        f"score {merge['score']:.2f}: {signals['coverageOfMember']:.0%} of it is in the canonical text, "
        f"which it covers to {signals['coverageOfCanonical']:.0%} ({signals['sharedShingles']} shared shingles)"
    )


def _as_printed(pair: Sequence[str]) -> str:
    one, other = pair
    return one if one == other else f"{one} = {other}"


def chain_tree(
    record: StoryRecord,
    summary: str,
    member: Callable[[MergeRecord], Text],
    place: Callable[[str], str] = str,
) -> Tree:
    """The tree of a story: each party hangs from the one that it had the text from.

    Args:
        record: of the story.
        summary: what stands below the headline.
        member: the lines of a member, which hangs from its party, or where it has none from the story.
        place: how the uri of a piece of evidence is shortened.
    """
    tree = Tree(shown(headline(record) or "(no headline)", "bold"))
    tree.add(shown(summary, "dim"))
    rest = {merge["member"]: merge for merge in record["story"]["merges"]}
    branches = {0: tree}
    for hop in record["hopHistory"]:
        party = hop["party"]
        line = shown(f"{party['literal']} ", "bold").append(shown(f"{party.get('name', '')} "))
        line.append(hop["status"], style=STATUS_STYLE[hop["status"]])
        line.append(f"  {hop.get('timestamp', '')}", style="dim")
        # A chain may name later parties as sources (houses take from each other): the tree goes on from an earlier one.
        branch = branches[min(max(hop.get("from", [0])), hop["seq"] - 1)].add(line)
        branches[hop["seq"]] = branch
        for evidence in hop["evidence"]:
            branch.add(shown(f"{evidence['kind']}: “{evidence['text']}” in {place(evidence['in'])}", "dim"))
        for uri in [uri for uri, merge in rest.items() if merge.get("party") == party["literal"]]:
            branch.add(member(rest.pop(uri)))
    for merge in rest.values():
        tree.add(member(merge))
    return tree
