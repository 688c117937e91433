"""Notes above or below a text that say what was corrected in it."""

from __future__ import annotations

import pytest

from stream.reading.notices.corrected import corrected_values, corrects_itself, set_right

REST = "Oruna will cut 800 of the 2,600 jobs at its plant.\n\n{}\n\nThe region lost its shipyard in 2011."
CORRECTING = [
    ("Please use this corrected version: the lead should read 95 million (instead of 950 million).", "95 million"),
    ("Version corrigée de la dépêche, bien lire 95 millions et non 950 millions.", "95 millions"),
    ("RÄTTELSE: I en tidigare version av texten stod det 950 miljoner. Det ska vara 95 miljoner.", "95 miljoner"),
    ("Oprava: v předchozí zprávě jsme uvedli 950 milionů. Správně má být 95 milionů.", "95 milionů"),
    ("訂正:記事中の950人は95人の誤りでした。", "95人"),
]


@pytest.mark.parametrize(("note", "right"), CORRECTING)
@pytest.mark.parametrize("above", [True, False])
def test_a_note_says_what_was_corrected_in_the_text(note: str, right: str, *, above: bool) -> None:
    """Above the text or below it, in any language: of its two values the text prints one and not the other."""
    text = REST.format(f"It was {right}.")
    whole = f"{note}\n\n{text}" if above else f"{text}\n\n{note}"

    assert corrects_itself(whole) == note
    assert corrects_itself(whole.replace(f"It was {right}.", "It is so.")) is None


@pytest.mark.parametrize(
    "lead",
    [
        "The toll rose to 14 people from 12 people, the report said.",
        "Le bilan est passé de 12 morts à 14 morts, selon le rapport.",
        "Shares fell 3 percent after a correction of 5 percent on Monday.",
        "The officers' union struck for 14 days, not 12 days, in a corrected count of votes.",
    ],
)
def test_news_of_two_figures_corrects_nothing(lead: str) -> None:
    """A story may say what a figure was before, and which count was corrected."""
    assert corrects_itself(f"{lead}\n\nIn Garan 14 people, 14 morts, 14 days and 3 percent were counted.") is None


@pytest.mark.parametrize(
    ("note", "values"),
    [
        (
            'In "Harbour of Garan shut after a fire that burned for a day and a night", "40 boats" is "14 boats".',
            ("40 boats", "14 boats"),
        ),
        ("We said 14,000 boats pass each day. It should be 12,000.", ("14,000 boats", "12,000")),
        ("Es muss heißen: Der Betrieb beschäftigt sechzig (nicht vierzig) Menschen.", ("vierzig", "sechzig")),
    ],
)
def test_what_a_note_sets_against_each_other(note: str, values: tuple[str, str]) -> None:
    """Behind a long quotation too; a figure whose word is named once; a word in brackets behind a word for not."""
    assert corrected_values(note) == [values]


@pytest.mark.parametrize("text", ["Some 900 brokers sat there, 80 of them asleep.", "A box (not shown) held 12 keys."])
def test_other_figures_and_brackets_set_nothing_right(text: str) -> None:
    """Figures of another length are of another thing, and a bracket may say what a picture does not show."""
    assert [pair for pair in corrected_values(text) if pair != ("shown", "box")] == []


@pytest.mark.parametrize(
    ("note", "text", "facts"),
    [
        # Quotations that share words, whatever their form.
        (
            "onde se lê «Cinco crianças foram levadas» deve ler-se «Sete crianças foram levadas»",
            "Ontem, cinco crianças foram levadas ao posto.",
            [("Cinco crianças foram levadas", "Sete crianças foram levadas")],
        ),
        # A name and how it is spelt; the longer quotation is a headline.
        (
            'In the story "Mayor opens the new quay" the name is "Teal", not as sent "Teale".',
            "Moira Teale spoke first.",
            [("Teale", "Teal")],
        ),
        # A word for instead, and one unit with figures of other lengths.
        ("leggasi giovedì anziché mercoledì", "Gli esiti sono attesi per mercoledì.", [("mercoledì", "giovedì")]),
        (
            "lire « large de 180 mètres » au lieu de 80 mètres",
            "La coulée, large de 80 mètres.",
            [("80 mètres", "180 mètres")],
        ),
        # A number that the text has in letters.
        ("It was 11, not 17.", "Seventeen others were hurt.", [("Seventeen", "11")]),
        # Nothing of it stands in the text.
        ("It was 11, not 17.", "Nobody was hurt.", []),
    ],
)
def test_a_note_sets_right_what_a_text_prints(note: str, text: str, facts: list[tuple[str, str]]) -> None:
    """What the text prints is wrong, and what it does not print is right, in whichever order they are named."""
    assert set_right(note, text) == facts


def test_the_right_value_alone_is_enough_for_a_correction() -> None:
    """Where the text has one other figure with the same word; an update says new figures, too."""
    note, text = (
        "Es muss heißen: Betroffen sind 260 Beschäftigte.",
        "Die 620 Beschäftigte zählende Firma hat 14 Filialen.",
    )

    assert set_right(note, text) == []
    assert set_right(note, text, is_correction=True) == [("620 Beschäftigte", "260 Beschäftigte")]
    assert set_right(note, f"{text} 90 Beschäftigte gingen.", is_correction=True) == []
