"""Tables of words by language: strict to read, and the one place where a language is added."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

import stream
from stream.text.fold import fold, fold_words
from stream.text.languages import Credits, PlainWords, any_of, languages, parse

INVENTED = """
[calendar]
weekdays = ["Unodi", "Duodi", "Triodi", "Kvardi", "Kvindi", "Sesdi", "Sepdi"]
months = ["Ulo", "Dulo", "Trulo", "Kvulo", "Kvinulo", "Sesulo", "Sepulo", "Okulo", "Naulo", "Dekulo", "Dekunulo", ""]

[notices.titled]
correction = ["korektajo"]

[credits]
cited_before = ["laudire"]
photo_labels = ["bildajo"]
source_labels = ["fontajo"]

"""
PROBE = """
import json
from stream.matching.days import day_at
from stream.reading.cleaning.publication import printed_day
from stream.reading.credits.attributions import attributions
from stream.reading.credits.bylines import source_line
from stream.reading.credits.datelines import dateline
from stream.reading.credits.photo_credits import photo_credit
from stream.reading.notices.forms import headline_marks

def parties(*credits):
    return [party for credit in credits if credit is not None for party in credit.parties]

head = dateline("GARAN, 29 Dekunulo (AFP) - Kajo fermita.")
day = day_at(["la", "kvardi", "venis"], 1)
page = printed_day("Duodi, 29 Dekunulo")
print(json.dumps({
    "dateline": [head.month, head.day] if head else None,
    "weekday": day.number if day else None,
    "page": [page.weekday, page.month] if page else None,
    "notice": [mark.signal for mark in headline_marks("Korektajo: Kajo fermita")[0]],
    "cited": parties(*attributions("La kajo, laudire la AFP, estas fermita.")),
    "photo": parties(photo_credit("Bildajo: AFP")),
    "source": parties(source_line("Fontajo: AFP")),
}))
"""
UNKNOWN: dict[str, object] = {
    "dateline": None,
    "weekday": None,
    "page": None,
    "notice": [],
    "cited": [],
    "photo": [],
    "source": [],
}


@pytest.mark.parametrize("added", [False, True])
def test_one_file_adds_a_language(tmp_path: Path, added: bool) -> None:
    """Its days, notices, credits and titles count wherever such words are read, with no other change."""
    shutil.copytree(stream.__path__[0], tmp_path / "stream", ignore=shutil.ignore_patterns("__pycache__"))
    if added:
        (tmp_path / "stream" / "text" / "languages" / "qaa.toml").write_text(INVENTED, encoding="utf-8")
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{PROBE}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert json.loads(done.stdout) == (
        UNKNOWN
        if not added
        else {
            "dateline": [11, 29],
            "weekday": [3],
            "page": [1, 11],
            "notice": ["correction"],
            "cited": ["AFP"],
            "photo": ["AFP"],
            "source": ["AFP"],
        }
    )


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("English.toml", "", "must be a language in lower case"),
        ("en.toml", "[calendar", "no TOML"),
        ("en.toml", "calendar = 1", "calendar must be a table"),
        ("en.toml", '[calendar]\nweekdays = ["Monday"]', "calendar.weekdays must be a list of 7 strings"),
        ("en.toml", '[calendar.pages]\nmonths = "January"', "calendar.pages.months must be a list of 12 strings"),
        ("en.toml", "[calendar.books]", "nothing reads calendar.books"),
        ("en.toml", "[credits]\nverb = []", "nothing reads credits.verb"),
        ("en.toml", "[credits]\nverbs = [1]", "credits.verbs must be words in a string, or a list of strings"),
        ("en.toml", '[credits]\nverbs = [" "]', "credits.verbs must be words in a string, or a list of strings"),
        ("en.toml", '[credits]\ntranslated = ["("]', "'(' is no regular expression"),
        ("en.toml", "[notices]\ntitled = []", "notices.titled must be a table"),
        ("en.toml", "[notices.titled]\nalert = 3", "notices.titled.alert must be words"),
        ("en.toml", "[names]", "nothing reads names"),
    ],
)
def test_a_table_that_is_not_as_it_should_be_is_refused(name: str, text: str, wrong: str) -> None:
    """A key with a slip of the pen would be a list that nothing reads; the message names file and key."""
    with pytest.raises(ValueError, match=f"^{re.escape(name)}: .*{re.escape(wrong)}"):
        parse(name, text)


def test_words_are_a_string_or_a_list() -> None:
    """A string for single words, a list where some are phrases."""
    read = parse("en.toml", '[credits]\nverbs = "says tells"\nsaid = ["let it be known"]')
    assert read.credits == Credits(verbs=("says", "tells"), said=("let it be known",))
    assert read.words == PlainWords()


def test_every_file_of_the_folder_is_read_in_one_order() -> None:
    """Whatever order the file system has them in: patterns are the same on every machine."""
    names = sorted(entry.name for entry in files("stream.text.languages").iterdir() if entry.name.endswith(".toml"))
    assert [f"{language.code}.toml" for language in languages()] == names
    assert len(names) > 20


def test_no_name_of_a_month_is_two_months() -> None:
    """The month of a dateline does not hang on the order of languages: "listopada", which is two, is in no table."""
    for folded in (fold, fold_words):
        months: dict[str, int] = {}
        for language in languages():
            for calendar in (language.calendar, language.datelines, language.pages):
                for number, names in enumerate(calendar.months):
                    for name in names:
                        assert months.setdefault(folded(name), number) == number


def test_the_longest_word_comes_first() -> None:
    """Else "photos" would be read as "photo" and a rest."""
    assert any_of(["photo", "Photos", "d'après", "photo"]) == "d'apres|photos|photo"
