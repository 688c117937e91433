"""One spelling for what is compared: damage undone, signs in one form, two ways of writing a language as one."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from stream.text.fold import fold_words
from stream.text.shingles import Runs, shingles
from stream.text.spelling import comparable, evened, mended, respelt

SPANISH = "El barco encalló el lunes al amanecer frente a la costa; «todo fue muy rápido», según el capitán Ñáñez."
POLISH = "Prom osiadł na mieliźnie w poniedziałek o świcie, poinformowała straż przybrzeżna, a pasażerów ewakuowano."
GREEK = "Το πλοίο προσάραξε τη Δευτέρα τα ξημερώματα κοντά στην ακτή, ανακοίνωσε η ακτοφυλακή της χώρας."
UKRAINIAN = "Пором сів на мілину в понеділок удосвіта біля узбережжя, повідомила берегова охорона країни."
RUSSIAN = "Паром сел на мель, но все спасены, сообщает порт."
GERMAN = "Die Küstenwache und der Bürgermeister hätten gewußt, daß die Fähre im Nebel über den Fluß fährt."
DANISH = "Færgen og det større skib er på vej til Århus med tre passagerer, som ikke har været om bord før."
GERMAN_WRITTEN_OUT = (
    "Die Kuestenwache und der Buergermeister haetten gewusst, dass die Faehre im Nebel ueber den Fluss faehrt."
)
DANISH_WRITTEN_OUT = (
    "Faergen og det stoerre skib er paa vej til Aarhus med tre passagerer, som ikke har vaeret om bord foer."
)
SERBIAN = "Трајект је насукан у понедељак у зору, а путници су на обали и чекају да дође чамац за Љубовију."
SERBIAN_LATIN = "Trajekt je nasukan u ponedeljak u zoru, a putnici su na obali i čekaju da dođe čamac za Ljuboviju."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(text, "latin-1") for text in (SPANISH, POLISH, GREEK, UKRAINIAN, GERMAN)]
    + [(GERMAN, "cp1252"), (DANISH, "mac-roman"), (RUSSIAN, "cp1251")],
)
def test_utf8_that_was_read_in_another_encoding_is_mended(text: str, encoding: str) -> None:
    """In any language, it is the text that it was."""
    assert mended(text.encode().decode(encoding)) == text


@pytest.mark.parametrize("text", [SPANISH, POLISH, UKRAINIAN, DANISH, "Ở Đà Nẵng", "ガスとパン", "서울 시민"])
def test_letters_parted_from_their_marks_are_joined(text: str) -> None:
    """As some systems send them, each of the two a sign."""
    assert mended(normalize("NFD", text)) == text


@pytest.mark.parametrize("text", [SPANISH, POLISH, GREEK, UKRAINIAN, GERMAN, DANISH, SERBIAN, "“Ça à dit »"])
def test_a_text_in_order_is_not_mended(text: str) -> None:
    """Letters and signs that only look like damage stay."""
    assert mended(text) == text


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        ("El se&ntilde;or y la ni&amp;ntilde;a", "El señor y la niña"),
        ("Gr&amp;amp;ouml;&amp;szlig;e", "Größe"),
        ("Bolt &amp; Sons, R&D; AT&T; 3 &lt; 4", "Bolt & Sons, R&D; AT&T; 3 < 4"),
        ("&#1055;&#1086;&#x440;&#x43e;&#x43c;", "Пором"),
        ("one&#10;line", "one&#10;line"),
    ],
)
def test_references_in_plain_text_are_read(escaped: str, text: str) -> None:
    """However often they were escaped; never as a line break, and not where no reference is."""
    assert mended(escaped) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ukraine’s premier, d’Ivoire and O‘Brien", "Ukraine's premier, d'Ivoire and O'Brien"),
        ("п’ять днів", "п'ять днів"),
        ("The U.N. and the E.U. met J. K. Rowling", "The UN and the EU met JK Rowling"),
        ("Ю. В. Петров и А.Б. Иванов", "ЮВ Петров и АБ Иванов"),
        ("non\u2011stop vice\u2010president", "non-stop vice-president"),
        ("Kraft\u00adwerk und Zug\u200bfahrt", "Kraftwerk und Zugfahrt"),
    ],
)
def test_signs_inside_words_have_one_form(one: str, other: str) -> None:
    """Apostrophes, hyphens, stops of initials and what is invisible."""
    assert evened(one) == evened(other) == other


@pytest.mark.parametrize(
    "text", ["It was plan B. A man came.", "At 3.5 m. The end.", "See www.example.org.", "No. 5 won."]
)
def test_a_stop_that_ends_something_stays(text: str) -> None:
    """Only those of initials are signs inside a word."""
    assert evened(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (GERMAN, GERMAN_WRITTEN_OUT),
        (DANISH, DANISH_WRITTEN_OUT),
        (SERBIAN, SERBIAN_LATIN),
    ],
)
def test_two_ways_to_write_a_language_are_one(one: str, other: str) -> None:
    """Umlauts written out, Danish letters written out, Serbian in both scripts."""
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(
    "text", ["The blue queue and the toes of Baal", "La poesía es azul, el duelo fue cruel", UKRAINIAN]
)
def test_other_languages_keep_their_letters(text: str) -> None:
    """The same letters are other sounds there, and a text has to show its language by its everyday words."""
    assert respelt(text) == text


@pytest.mark.parametrize(
    ("mixed", "one"),
    [("Рutin and Масron", "Putin and Macron"), ("Αthens", "Athens"), ("пoлиция Мocквы", "полиция Москвы")],
)
def test_a_word_is_of_one_script(mixed: str, one: str) -> None:
    """Letters of another script that look alike are taken for those of the word's own."""
    assert respelt(mixed) == one


@pytest.mark.parametrize("text", ["β-carotene in 5 μg", "COVIDом", "SARS и грипп"])
def test_two_scripts_side_by_side_stay(text: str) -> None:
    """A word whose letters are of two scripts and look like neither keeps them."""
    assert respelt(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كراتشي في ٢٠٢٥", "کراچی فی ۲۰۲۵".replace("چ", "تش")),  # Arabic and Urdu letters and digits
        ("مُحَمَّدٌ أَعْلَنَ", "محمد اعلن"),
        ("שָׁלוֹם לְכֻלָּם", "שלום לכולם".replace("ולם", "לם")),
        ("मूल्य १२५ रुपये", "मूल्य 125 रुपये"),
        ("中國國務院總理說：『經濟發展』", "中国国务院总理说：『经济发展』"),
        ("臺灣颱風", "台湾台风"),
        ("می\u200cروند", "میروند"),
        ("ＮＡＴＯ ２０２５", "NATO 2025"),
    ],
)
def test_one_letter_in_two_forms_folds_to_one(one: str, other: str) -> None:
    """Arabic and Persian, pointed and not, traditional and simplified, wide and narrow, joined and not."""
    assert fold_words(one) == fold_words(other)


@pytest.mark.parametrize(("one", "other"), [("が", "か"), ("กา", "กี"), ("कि", "का"), ("天津", "天真"), ("بنت", "ثبت")])
def test_letters_of_other_words_stay_apart(one: str, other: str) -> None:
    """Voiced kana, vowels of Thai and Hindi, other characters, other dots: these are other words."""
    assert fold_words(one) != fold_words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SPANISH, SPANISH.encode().decode("latin-1")),
        (SERBIAN, SERBIAN_LATIN),
        (DANISH, DANISH_WRITTEN_OUT),
        ("香港電臺報導，颱風於週一登陸後減弱為熱帶低氣壓", "香港电台报导，台风于周一登陆后减弱为热带低气压"),
    ],
)
def test_shingles_are_those_of_one_spelling(one: str, other: str) -> None:
    """Of a text, and of its sentences in another's."""
    assert shingles(one).tolist() == shingles(other).tolist() != []
    assert Runs([one]).held(shingles(other)) == [1.0]
