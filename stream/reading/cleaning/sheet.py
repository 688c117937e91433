"""The copy being marked up: the lines that are still story, and what was taken from them."""

from __future__ import annotations

from dataclasses import dataclass, field

from stream.dispatch import Credit, Slot
from stream.reading.cleaning.paragraphs import Line

__all__ = ["EDGE", "PROSE", "Sheet"]

# From here on a line is prose: the shortest paragraphs of agencies have a sentence of about twenty words.
PROSE = 120
# Lines before and after the story that may be notes, bylines and credits; dpa, the longest seen, has six.
EDGE = 8


@dataclass(slots=True)
class Sheet:
    """One body on the copytaster's desk; the steps of the cleaning change it in place."""

    lines: list[Line]
    page: bool
    language: str | None = None  # its primary subtag, where the record states it
    site: str = ""  # whose it is: that ends chains of credits
    credits: list[Credit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    dropped: int = 0
    dateline: str | None = None
    located: str | None = None
    byline: str | None = None
    spaced: bool = False  # paragraphs are set apart by empty lines, so a line without one belongs to the line above

    def drop(self, index: int) -> str:
        """Take one line away and count it."""
        self.dropped += 1
        return self.lines.pop(index).text

    def cut(self, index: int) -> None:
        """Take away everything from a line to the end."""
        self.dropped += len(self.lines) - index
        del self.lines[index:]

    def keep(self, index: int, text: str) -> None:
        """Put the rest of a line in its place, or drop the line if nothing is left."""
        if text:
            self.lines[index] = Line(text, self.lines[index].gap)
        else:
            self.drop(index)

    def has(self, *slots: Slot) -> bool:
        """Whether a credit of one of these slots was taken."""
        return any(credit.slot in slots for credit in self.credits)
