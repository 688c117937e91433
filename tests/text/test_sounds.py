"""One name in several scripts has a reading of its consonants in common."""

from __future__ import annotations

import pytest

from stream.text.names.sounds import latin, skeletons, skeletons_of_han


def readings(name: str) -> set[str]:
    """How a name in any script but Chinese can be read."""
    return set(skeletons(latin(name)))


@pytest.mark.parametrize(
    ("name", "others"),
    [
        pytest.param(
            "Menendez", ["메넨데스", "منينديز", "メネンデス", "מננדס", "मेनेंडेज़", "მენენდესი"], id="a class twice"
        ),
        pytest.param("Cannon", ["캐넌", "キャノン", "كانون", "קאנון", "कैनन"], id="a syllable ends as the next begins"),
        pytest.param("Mohammed", ["محمد", "モハメド", "모하메드", "מוחמד"], id="only two classes"),
        pytest.param("Michael", ["マイケル", "마이클", "مايكل", "מייקל", "माइकल", "მაიკლ"], id="ch as k"),
        pytest.param("Richard", ["リチャード", "리처드", "ريتشارد", "रिचर्ड"], id="ch as ch"),
        pytest.param("Charles", ["チャールズ", "찰스", "تشارلز", "चार्ल्स"], id="ch in two letters"),
        pytest.param("Stirling", ["スターリング", "스털링", "ستيرلينغ", "स्टर्लिंग"], id="ng at the end"),
        pytest.param("Putin", ["プーチン", "푸틴", "بوتين", "פוטין", "पुतिन"], id="ti as chi"),
        pytest.param("Hussein", ["フセイン", "후세인", "حسين", "חוסיין", "हुसैन"], id="hu as fu"),
        pytest.param("Keqiang", ["Кэцян"], id="q of pinyin"),
        pytest.param("Qatar", ["카타르", "カタール", "קטאר"], id="q"),
    ],
)
def test_a_name_has_a_reading_in_common_with_itself_in_other_scripts(name: str, others: list[str]) -> None:
    """Whatever their script can say of its consonants."""
    assert {other: bool(readings(name) & readings(other)) for other in others} == dict.fromkeys(others, True)


@pytest.mark.parametrize(
    ("name", "other"),
    [("Menendez", "모렐리"), ("Michael", "マリオ"), ("Charles", "كلينتون"), ("Stirling", "בוטרוס"), ("Putin", "कोहली")],
)
def test_other_names_have_none(name: str, other: str) -> None:
    """Readings are several, and not any."""
    assert not readings(name) & readings(other)


def test_chinese_characters_may_end_as_the_next_begins() -> None:
    """Me-nen-de-s has three of one class in a row, and An-na one."""
    assert readings("Menendez") & set(skeletons_of_han(["N", "NN", "T", "S"]))
    assert readings("Annan") & set(skeletons_of_han(["N", "NN"]))
    assert readings("Cannes") & set(skeletons_of_han(["KN", "N", "S"])) >= {"KNS"}
