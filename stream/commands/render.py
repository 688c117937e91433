"""The inspector in a terminal: lists, trees, waterfalls, side by side.

Texts, headlines and names are a stranger's: what a terminal would obey rather than show is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from stream.commands.chain_tree import chain_tree, likeness, shown
from stream.inspect.contents import canonical_text, hidden, left_out
from stream.inspect.diff import Piece
from stream.inspect.evidence import ONE_STORY, Why
from stream.inspect.flows import Flow, Pickup, Sum
from stream.inspect.how import Event
from stream.inspect.open_orders import OpenOrder
from stream.inspect.queries import Summary
from stream.inspect.sources import SourceReport
from stream.inspect.still_standing import StillStanding
from stream.inspect.takings import MANNERS
from stream.inspect.web.printed_times import delay as printed_delay
from stream.stories.story import MergeRecord, StoryFacts, StoryRecord

__all__ = [
    *("show_diff", "show_flows", "show_how", "show_list", "show_orders", "show_pickup", "show_sources"),
    *("show_standing", "show_story", "show_why"),
]

_PIECE = {"same": "", "gone": "red strike", "new": "green", "changed": "yellow"}
_BAR = 24  # characters of a waterfall for a score from 0 to 1
_SHOWN = 5  # sentences that a member leaves out
_REFUSALS = 10


def show_list(stories: Sequence[Summary], total: int, offset: int) -> None:
    """A table of stories, and how many more there are."""
    console = Console()
    table = Table(box=SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("published", no_wrap=True, width=16)
    table.add_column("n", justify="right", no_wrap=True)
    table.add_column("?", justify="right", no_wrap=True)
    table.add_column("story", ratio=3, overflow="fold")
    table.add_column("chain", ratio=2, overflow="fold")
    for story in stories:
        cell = shown(story.headline or "(no headline)", "" if story.status == "usable" else "strike")
        cell.append(shown(f"\n{story.uri}", "dim"))
        for reason in story.reasons:
            cell.append(shown(f"\n{reason}", "yellow"))
        degree = f"{story.suspicion:.2f}" if story.suspicion else ""
        table.add_row(_moment(story.first), str(story.size), degree, cell, shown(" → ".join(story.chain)))
    console.print(table)
    last = offset + len(stories)
    console.print(f"{offset + 1:,}-{last:,} of {total:,} stories" if stories else f"none of {total:,} stories")


def show_orders(orders: Sequence[OpenOrder], total: int) -> None:
    """A table of open orders, with the uris that a ruling takes, and how many there are."""
    console = Console()
    table = Table(box=SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("published", no_wrap=True, width=16)
    table.add_column("order", no_wrap=True)
    table.add_column("notice", ratio=2, overflow="fold")
    table.add_column("may mean", ratio=3, overflow="fold")
    for each in orders:
        notice = shown(each.party or "(nobody named)", "cyan").append(shown(f"  {each.headline}\n{each.text}", ""))
        notice.append(shown(f"\n{each.notice}", "dim"))
        stories = Text()
        for candidate in each.candidates:
            stories.append(shown(f"{candidate.headline or '(no headline)'}"))
            stories.append(shown(f"\n{_moment(candidate.published)} {candidate.status} {candidate.dispatch}\n", "dim"))
        table.add_row(_moment(each.published), shown(each.order, "red"), notice, stories)
    console.print(table)
    console.print(f"{len(orders):,} of {total:,} open orders; `copytaster rule kill NOTICE DISPATCH` settles one")


def show_flows(flows: Sequence[Flow]) -> None:
    """A table of pairs of houses, those with the most stories first."""
    console = Console()
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("from", "to"):
        table.add_column(name, overflow="fold", min_width=8)
    for name in ("stories", "credited"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("how", "half in, 9 of 10 in", "of it"):
        table.add_column(name, overflow="fold")
    for flow in flows:
        manners = (f"{name} {_percent(share)}" for name in MANNERS if (share := getattr(flow, name)))
        delays = filter(None, map(printed_delay, (flow.median_delay, flow.long_delay)))
        told = ", ".join(manners), ", ".join(delays), _percent(flow.median_coverage)
        table.add_row(shown(flow.giver), shown(flow.taker), f"{flow.stories:,}", _percent(flow.credited), *told)
    console.print(table)
    taken = sum(flow.stories for flow in flows)
    console.print(f"{_counted(len(flows), 'pair')} of houses, {_counted(taken, 'story', 'stories')} taken")


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def show_pickup(found: Sequence[Pickup]) -> None:
    """A table of stories with their takers."""
    console = Console()
    table = Table(box=SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("published", no_wrap=True, width=16)
    table.add_column("story", ratio=2, overflow="fold")
    table.add_column("taken by", ratio=3, overflow="fold")
    for each in found:
        takers = Text()
        for taker in each.takers:
            named = f"credited “{taker.credit}”" if taker.credit else "credited"
            credit = named if taker.credited else "no credit found"
            use = f"{taker.manner or 'not compared'} {_percent(taker.coverage)}".strip()
            if taker.handling and taker.handling.left_out:
                use += f", {_counted(taker.handling.left_out, 'sentence')} left out"
            if taker.handling and taker.handling.changed:
                use += f", {_counted(taker.handling.changed, 'place')} changed"
            delay = printed_delay(None if taker.delay is None else taker.delay / 60_000)
            takers.append(shown(taker.taker, "cyan"))
            takers.append(f"  {' · '.join(filter(None, (delay and f'after {delay}', use, credit)))}\n")
            takers.append(shown(f"{taker.dispatch}\n", "dim"))
        story = shown(each.house, "cyan").append(shown(f"  {each.headline or '(no headline)'}\n", ""))
        table.add_row(_moment(each.published), story.append(shown(each.source or each.story, "dim")), takers)
    console.print(table)
    times = sum(len(each.takers) for each in found)
    console.print(f"{_counted(len(found), 'story', 'stories')}, taken {_counted(times, 'time')}")


def show_sources(sources: Sequence[SourceReport]) -> None:
    """A table of sources, and the newest of what was rejected."""
    console = Console()
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("source", overflow="fold", min_width=12)
    for name in ("last hour", "last day", "skipped", "rejected"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("last item", "last looked at"):
        table.add_column(name, no_wrap=True)
    for each in sources:
        source = shown(each.name).append(shown(f" {each.kind}", "dim"))
        if each.is_down:
            source.append(shown(" does not answer", "red"))
        counts = (each.hour, each.day, each.skipped, each.rejects)
        table.add_row(source, *(f"{count:,}" for count in counts), _moment(each.last_item), _moment(each.last_answer))
    console.print(table)
    refusals = sorted(((refusal.at, refusal, each) for each in sources for refusal in each.refusals), reverse=True)
    for at, refusal, each in refusals[:_REFUSALS]:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in sorted(refusal.reasons.items()))
        line = shown(f"{_moment(at)}  {each.name}  {refusal.parcel}  {reasons}", "yellow")
        for message in refusal.messages:
            line.append(shown(f"\n  {message}", "dim"))
        console.print(line)


def show_sums(found: Sequence[Sum], by: str) -> None:
    """A table of what was taken on each day, by each house or of each desk."""
    console = Console()
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(by, overflow="fold", min_width=10)
    for name in ("stories", "times taken", "credited", "half in", "of it"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in found:
        told = _percent(each.credited), printed_delay(each.median_delay), _percent(each.median_coverage)
        table.add_row(shown(each.name or "(not known)"), f"{each.stories:,}", f"{each.takings:,}", *told)
    console.print(table)


def show_standing(found: Sequence[StillStanding], total: int) -> None:
    """A table of what was taken back, with the copies that still tell it."""
    console = Console()
    table = Table(box=SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("since", no_wrap=True, width=16)
    table.add_column("what", no_wrap=True)
    table.add_column("story", ratio=2, overflow="fold")
    table.add_column("still standing", ratio=2, overflow="fold")
    for each in found:
        story = shown(each.headline or "(no headline)", "")
        for before, after in each.facts:
            story.append(shown(f"\n{before} is now {after}", "yellow"))
        story.append(shown(f"\n{each.story}", "dim"))
        copies = Text()
        for copy in each.copies:
            copies.append(shown(copy.party or "(nobody named)", "cyan")).append(shown(f"  {copy.dispatch}\n", "dim"))
        if each.mended:
            copies.append(shown(f"withdrawn: {', '.join(each.mended)}", "green"))
        table.add_row(_moment(each.since), shown(each.kind, "red"), story, copies)
    console.print(table)
    console.print(f"{len(found):,} of {total:,} still standing")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _moment(time: int | None) -> str:
    return "unknown" if time is None else datetime.fromtimestamp(time / 1000, UTC).strftime("%Y-%m-%d %H:%M")


def show_story(record: StoryRecord) -> None:
    """The chain as a tree with its evidence and members, what else is told of them, and the canonical text."""
    console = Console()
    facts = record["story"]
    status = record["pubStatus"]
    summary = f"{record['uri']}\n{status}; told by {facts['canonicalMember']} ({facts['canonicalRule']})"
    console.print(chain_tree(record, summary, _member))
    for line in _asides(facts):
        console.print(line)
    if lacks := left_out(record):
        console.print(shown(f"the record would be too large; left out: {', '.join(lacks)}", "yellow"))
    text = canonical_text(record)
    console.print()
    reason = f"the story is {status}" if status != "usable" else hidden(record, facts["canonicalMember"])
    console.print(Padding(shown(text if text else f"(no text is shown: {reason})"), (0, 2)))


def _member(merge: MergeRecord) -> Text:
    line = shown(f"{merge['relation']}: ", "cyan").append(shown(f"{merge['member']}  "))
    line.append(merge.get("published", ""), style="dim")
    marks = [mark for mark in ("stale", "embargoBreak", "retracted") if merge.get(mark)]
    if marks:
        line.append(f"  {', '.join(marks)}", style="red")
    if "score" in merge:
        signals = merge["signals"]
        line.append(shown(f"\n{likeness(merge)}", "dim"))
        for one, other in signals["substitutions"]:
            line.append(shown(f"\n{one} instead of {other}", "yellow"))
        if "veto" in signals:
            line.append(shown("\nagainst: {}, {} / {}".format(*signals["veto"]), "red"))
    if "tie" in merge and not {"names", "figures"} & merge["tie"].keys():
        line.append(shown(f"\nby {merge['tie']['kind']}: {merge['tie']['evidence']}", "dim"))
    missing = merge.get("missingFromMember", [])
    for sentence in missing[:_SHOWN]:
        line.append(shown(f"\n– leaves out: {sentence}", "red"))
    if len(missing) > _SHOWN:
        line.append(f"\n– and {len(missing) - _SHOWN} more sentences", style="red")
    return line


def _asides(facts: StoryFacts) -> Iterator[Text]:
    if "wall" in facts:
        wall = facts["wall"]
        yield shown(f"no article: also under the headlines of {' and '.join(wall['others'])}: {wall['text']}", "red")
    for kill in facts.get("kills", ()):
        yield shown(f"{kill['status']}: {kill['member']} by {kill['by']} {kill.get('note', '')}", "red")
    for correction in facts.get("corrections", ()):
        changes = ", ".join(f"{old} → {new}" for old, new in correction["facts"])
        yield shown(f"corrected: {changes} by {correction['by']}", "yellow")
    for ruling in facts.get("rulings", ()):
        pair = " and ".join(ruling["pair"])
        yield shown(f"ruled {ruling['verdict']}: {pair}, by {ruling['by']}: {ruling['because']}")
    for relation in facts.get("related", ()):
        here = relation.get("uri") or f"this story, to {relation['of']}"
        yield shown(f"{relation['rel']}: {here} {relation.get('story', '')}", "cyan")


def show_why(why: Why) -> None:
    """The waterfall, and the sentences of the two side by side."""
    console = Console()
    console.print(shown(why.verdict, "bold green" if why.verdict == ONE_STORY else "bold yellow"))
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("evidence", overflow="fold")
    table.add_column("moves", justify="right")
    table.add_column("to", justify="right")
    table.add_column("", no_wrap=True)
    table.add_column("", overflow="fold")
    for step in why.steps:
        style = "green" if step.value > 0 else "red" if step.value < 0 else "dim"
        bar = _bar(step.total, style)
        table.add_row(shown(step.name), Text(f"{step.value:+.2f}", style), f"{step.total:.2f}", bar, shown(step.note))
    table.add_row("threshold", "", f"{why.threshold:.2f}", _bar(why.threshold, "dim"), "")
    console.print(table)
    console.print(_sides(why.one, why.other, why.aligned))


def _bar(total: float, style: str) -> Text:
    return Text("█" * round(max(0.0, min(1.0, total)) * _BAR), style)


def _sides(one: str, other: str, aligned: Sequence[tuple[str | None, str | None, float]]) -> Table | Text:
    if not aligned:
        return shown("(no texts to show side by side: a story does not show one of the two)", "dim")
    table = Table(box=SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column(shown(one), ratio=1, overflow="fold")
    table.add_column("", justify="right", width=4)
    table.add_column(shown(other), ratio=1, overflow="fold")
    for left, right, share in aligned:
        both = left is not None and right is not None
        table.add_row(
            shown(left or "", "" if both else "red"),
            f"{share:.0%}" if both else "",
            shown(right or "", "" if both else "green"),
        )
    return table


def show_how(events: Sequence[Event]) -> None:
    """One line for each thing that happened."""
    table = Table(box=SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("when", no_wrap=True)
    table.add_column("what", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("", ratio=1, overflow="fold")
    for event in events:
        cell = shown(" ".join(filter(None, (event.party, event.dispatch))))
        if event.by and event.by != event.dispatch:
            cell.append(
                shown(f"{' by way of ' if event.kind == 'joined' else ' by ' if cell else ''}{event.by}", "dim")
            )
        cell.append(shown(f"\n{event.note}", "dim"))
        score = "" if event.score is None else f"{event.score:.2f}"
        table.add_row(event.at or "", event.kind, score, cell)
    Console().print(table)


def show_diff(pieces: Sequence[Piece], one: str, other: str) -> None:
    """The text of both in one: what is gone is struck out, what is new is green."""
    console = Console()
    console.print(shown(f"- {one}", "red"))
    console.print(shown(f"+ {other}", "green"))
    console.print()
    text = Text()
    for kind, left, right in pieces:
        if kind == "same":
            text.append(shown(left))
            continue
        # Without colours the brackets tell the two apart.
        if left.strip():
            text.append(shown(f"[-{left}-]", _PIECE["gone"]))
        if right.strip():
            text.append(shown(f"{{+{right}+}}", _PIECE["new"]))
    console.print(text)
