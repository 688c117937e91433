"""The promise over the life of dispatches: whatever happens to them, in any order, the same stories."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from stream.dispatch import Ruling, Verdict
from stream.local.embedded import LATENESS, WINDOW, Embedded
from stream.local.folding import fold
from stream.reading.intake import read_object
from stream.stories.record import encode
from stream.stories.rulings import make
from stream.text.uris import bare_uri
from wires import EDITS, HOUR, MINUTE, NOON, ninjs, text

HOUSES = ("Xinhua", "VNA", "AFP", "Xinhua/VNA")
Item = dict[str, Any]
ORDERS = (
    ("KILL", "Editors: please kill item {number}. A kill is mandatory."),
    ("ANNULATION", "Prière d'annuler notre dépêche « {headline} », transmise par erreur."),
    ("ZURÜCKGEZOGEN: {headline}", "Bitte verwenden Sie diese Meldung nicht."),
    ("LEGAL KILL", "Please do not use the item on how the story goes on."),
    ("Please kill story", "Please kill this story."),
    ("[알림] 기사 보류", "'{headline}' 제하의 기사는 보도를 보류해 주시기 바랍니다."),
    ("Zprávu lze opět použít", "Redakcím: zprávu „{headline}“ lze použít beze změn."),
    ("RÄTTELSE", 'I telegrammet "{headline}" uppgav vi felaktigt 14 personer. Rätt ska vara 41 personer.'),
    ("Afturköllun", "Ritstjórar: fréttin „{headline}“ er afturkölluð. Vinsamlegast notið hana ekki."),
    ("გაუქმება: {headline}", "გთხოვთ, ნუ გამოიყენებთ ამ მასალას."),
    ("№ {number}", "№ {number} хабарды пайдаланбауыңызды сұраймыз. Мәлімет расталмады."),
    ("{headline}", "Fréttinni hefur verið eytt vegna rangra upplýsinga."),
    ("{slug}", "Wysłane omyłkowo."),
    ("{slug}, Kill", "Lūdzam nepublicēt."),
    ("Till redaktionerna", "Vi ber er att inte ta med vår text om hur it all goes on in Tamra harbour."),
)
"""Headline and text of notices that kill, hold, free and correct; the last are in words that no table has."""
EMBARGOES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("", "", {"embargoedUntil": "{until}"}),
    ("", "", {"embargoedUntil": "{until}", "pubstatus": "embargoed"}),
    ("EMBARGO bis {hour} Uhr: ", "", {}),
    ("", "Sous embargo jusqu'à {hour} GMT\n\n", {}),
    ("", "", {"edNote": "EMBARGOED until delivery"}),
)
"""Before the headline, above the text, and fields of an item that is not to be told yet."""
LINES = ("This article has been removed.", "Denne artikkelen er flyttet.", "このページは会員限定です。")


class LifeCycle(RuleBasedStateMachine):
    """A wire on which dispatches are sent, corrected, killed, held, freed, embargoed, repeated and ruled on."""

    sent = Bundle("sent")
    unclear = Bundle("unclear")  # notices of which nobody can tell what they are about

    @initialize(partitions=st.integers(1, 4))
    def start(self, partitions: int) -> None:
        """A fresh runtime and an empty wire."""
        self.clock = NOON
        self.count = 0
        self.items: list[Item] = []
        self.rulings: list[Ruling] = []
        self.told: dict[str, bytes] = {}
        self.runtime = Embedded(partitions, WINDOW, LATENESS, now=self.clock)

    def send(self, item: Item) -> Item:
        """Fold it, and take what is told."""
        self.items.append(item)
        self.runtime.accept(read_object(item))
        self.take()
        return item

    def take(self) -> None:
        """What changed, as a consumer of the output keeps it."""
        for change in self.runtime.changes():
            if "replacedBy" in change.story["story"]:
                self.told.pop(change.uri, None)
            else:
                self.told[change.uri] = encode(change.story)

    def item(self, told: str, **fields: Any) -> Item:
        """A dispatch under a new uri, a minute after the last one."""
        self.count += 1
        return ninjs(f"urn:test:{self.count}", told, NOON + self.count * MINUTE, **fields)

    @rule(
        target=sent,
        story=st.integers(0, 2),
        edit=st.sampled_from(EDITS),
        house=st.sampled_from(HOUSES),
        seed=st.integers(0, 3),
    )
    def dispatch(self, story: int, edit: Any, house: str, seed: int) -> Item:
        """A house tells a story, in its own words or another's."""
        told = edit(text(story), random.Random(seed))
        slug, headline = f"STORY-{story}", f"Story {story} goes on in Tamra harbour"
        return self.send(self.item(told, creditline=house, slugline=slug, headline=headline))

    @rule(target=sent, of=sent, figure=st.integers(2, 99), anew=st.booleans(), marked=st.booleans())
    def correct(self, of: Item, figure: int, anew: bool, marked: bool) -> Item:
        """A new version, or a new uri, with another fact; a note above the text says so, or the record."""
        told = f"It was {figure} and not 14, the union said. {of['body_text']}"
        if not marked:
            told = f"Please use this corrected version: it should read {figure} and not 14.\n\n{told}"
        fields: Item = {key: of[key] for key in ("creditline", "slugline") if key in of}
        fields |= {"signals": ["correction"]} if marked else {}
        item = self.item(told, **fields)
        if anew:
            return self.send({**item, "replaces": [of["uri"]]})
        return self.send({**item, "uri": of["uri"], "version": str(int(of["version"]) + 1)})

    @rule(of=sent, status=st.sampled_from(("canceled", "withheld", "usable")), numbered=st.booleans())
    def withdraw(self, of: Item, status: str, numbered: bool) -> None:
        """The house kills, holds or frees it under its own uri."""
        item = {**self.item(of["body_text"] if status == "usable" else ""), "uri": of["uri"], "pubstatus": status}
        self.send({**item, "version": str(int(of["version"]) + 1)} if numbered or status == "usable" else item)

    @rule(of=sent, word=st.sampled_from(("kill", "hold", "release")))
    def notice(self, of: Item, word: str) -> None:
        """An advisory names it by uri."""
        told = {
            "kill": f"KILL KILL KILL - Please kill item {of['uri']}. It is wrong.",
            "hold": f"HOLD HOLD HOLD - Please hold item {of['uri']} until further notice.",
            "release": f"HOLD is lifted: item {of['uri']} may now be used.",
        }[word]
        self.send(self.item(told, creditline=of.get("creditline", "")))

    @rule(of=sent, form=st.sampled_from(ORDERS), dated=st.booleans())
    def in_words(self, of: Item, form: tuple[str, str], dated: bool) -> None:
        """A notice in words: it names its item by headline, number, slug or day, or by its form alone."""
        mark, body = form
        headline = of.get("headline", "Story 1 goes on in Tamra harbour")
        fields = {key: of[key] for key in ("creditline", "slugline") if key in of}
        named = {
            "headline": headline,
            "number": of["uri"].rpartition(":")[2],
            "slug": of.get("slugline", "TAMRA-HARBOUR"),
        }
        day = " The item of 29 November." if dated else ""
        self.send(self.item(body.format(**named) + day, **fields, headline=mark.format(**named)))

    @rule(target=sent, of=sent, tail=st.sampled_from(("#1", "#2", ":v2", "?utm_source=rss")), anew=st.booleans())
    def send_again(self, of: Item, tail: str, anew: bool) -> Item:
        """The same item under a uri that counts its versions or its readers, with other words or none of its own."""
        told = f"{of['body_text']} It was told again." if anew else of["body_text"]
        fields = {key: of[key] for key in ("creditline", "slugline", "headline") if key in of}
        return self.send({**self.item(told, **fields), "uri": bare_uri(of["uri"]) + tail})

    @rule(of=sent, line=st.sampled_from(LINES))
    def remove(self, of: Item, line: str) -> None:
        """A site puts a line in the place of the text."""
        self.send({**self.item(line), "uri": of["uri"], "version": str(int(of["version"]) + 1)})

    @rule(target=sent, of=sent, number=st.integers(1, 3))
    def round_up(self, of: Item, number: int) -> Item:
        """A round-up with a number takes the place of the one before."""
        fields = {key: of[key] for key in ("creditline", "slugline") if key in of}
        return self.send(self.item(of["body_text"], **fields, headline=f"WRAPUP {number}-Story goes on"))

    @rule(target=sent, of=sent, hours=st.integers(0, 4), form=st.sampled_from(EMBARGOES))
    def embargo(self, of: Item, hours: int, form: tuple[str, str, dict[str, str]]) -> Item:
        """The same text under an embargo, in a field or in print."""
        until = datetime.fromtimestamp((NOON + hours * HOUR) / 1000, UTC)
        mark, line, stated = (form[0].format(hour=f"{until:%H.%M}"), form[1].format(hour=f"{until:%H:%M}"), form[2])
        fields = {key: value.format(until=until.isoformat()) for key, value in stated.items()}
        headline = mark + of.get("headline", "Story goes on")
        return self.send(
            self.item(line + of["body_text"], creditline=of.get("creditline", ""), headline=headline, **fields)
        )

    @rule(of=sent)
    def repeat(self, of: Item) -> None:
        """Once more under a new uri, marked so; or the very same record."""
        self.send(self.item(of["body_text"], creditline=of.get("creditline", ""), signals=["repeat"]))
        self.send(of)

    @rule(one=sent, other=sent, verdict=st.sampled_from(Verdict))
    def overrule(self, one: Item, other: Item, verdict: Verdict) -> None:
        """An editor says what the two are."""
        if (one["uri"] == other["uri"]) is (verdict is Verdict.DISMISSED):
            self.count += 1
            made = make(one["uri"], other["uri"], verdict, NOON + self.count, "Ada", "I read both")
            self.rulings.append(made)
            self.runtime.rule(made)
            self.take()

    @rule(target=unclear, of=sent, word=st.sampled_from(("kill", "hold")))
    def order(self, of: Item, word: str) -> Item:
        """A house orders something, and does not say of which item."""
        told = {"kill": "Please kill our story of this morning.", "hold": "Bitte Meldung vorerst nicht verwenden."}
        return self.send(self.item(told[word], creditline=of.get("creditline", ""), headline=word.upper()))

    @rule(notice=unclear, of=sent, verdict=st.sampled_from([each for each in Verdict if each.is_order]))
    def settle(self, notice: Item, of: Item, verdict: Verdict) -> None:
        """An editor says which it is, or that it is none."""
        self.overrule(notice, notice if verdict is Verdict.DISMISSED else of, verdict)

    @rule(notice=unclear, of=sent)
    def take_back(self, notice: Item, of: Item) -> None:
        """And was wrong."""
        self.overrule(of, notice, Verdict.UNDONE)

    @rule(minutes=st.integers(1, 200))
    def advance_clock(self, minutes: int) -> None:
        """Embargoes may be over."""
        self.clock += minutes * MINUTE
        self.runtime.advance_clock(self.clock)
        self.take()

    @invariant()
    def a_killed_text_is_never_usable(self) -> None:
        """Nor one under embargo."""
        for line in getattr(self, "told", {}).values():
            assert b'"reach":"story"' not in line or b'"bodies"' not in line
            assert b'"embargoedUntil"' not in line or b'"bodies"' not in line

    def teardown(self) -> None:
        """What was told one by one is what comes of all at once, in any order."""
        if not getattr(self, "items", None):
            return
        rng = random.Random(len(self.items))
        now = datetime.fromtimestamp(self.clock / 1000, UTC)
        items, rulings = rng.sample(self.items, len(self.items)), rng.sample(self.rulings, len(self.rulings))
        wanted = [encode(each) for each in fold(items, partitions=3, as_of=now, rulings=rulings, in_order=False)]
        assert [line for _, line in sorted(self.told.items())] == wanted


TestLifeCycle = LifeCycle.TestCase
TestLifeCycle.settings = settings(stateful_step_count=14)
