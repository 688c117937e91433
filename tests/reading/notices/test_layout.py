"""Lists of what is to come, by how they are laid out."""

from __future__ import annotations

import pytest

from stream.reading.notices.layout import schedule


@pytest.mark.parametrize(
    "text",
    [
        "0800 Brava - Cabinet meets\n\n0930 Calder - Trial\n\n1100 Lindmouth - Annual results",
        "9.00 Kikötő - Per\n\n10.30 Brava - Kormányülés\n\n18.00 Ella - Jégkorong",
        "09H00 GMT - BRAVA - Procès\n\n10H30 - ELLE - Conseil des ministres\n\n18H00 - PORT - Match",
        "午前10時 ガラン市議会\n\n午後2時 知事会見\n\n午後6時 花火大会",
        "10 Uhr Hohenfurt - Stadtrat\n\n12 Uhr Brava - Prozess\n\n15.30 Uhr Ella - Eishockey",
        "MERCADO\n\nBrava abre.\n\n(Texto) (Foto)\n\nTREN\n\nElla - Huelga.\n\n(Texto)\n\nPUENTE\n\n(Texto) (Vídeo)",
        "10 a.m. Brava council\n\n11.30 a.m. Ella school\n\n2 p.m. Calder trial\n\n8 p.m. Hockey",
    ],
)
def test_what_is_to_come(text: str) -> None:
    """Hours that rise, or announcements in brackets, in any language."""
    assert schedule(text)


@pytest.mark.parametrize(
    "text",
    [
        "Brava 3, Lindmouth 2\n\nElla 1, Marfjord 0\n\nCalder 4, Hohenfurt 4",
        "2019 - First bridge\n\n2020 - Second bridge\n\n2021 - Third bridge",
        "0812 - The first tremor is felt.\n\n0815 - Police close the bridge.\n\n0840 - The school is empty.",
        "08:12 Der erste Stoß wird gespürt.\n\n08:15 Die Brücke wird gesperrt.\n\n08:40 Die Schule ist leer.",
        "1. Holm 2:03:11\n\n2. Marn 2:03:15\n\n3. Brek 2:04:00",
        "12.50 crowns a kilo of cod\n\n9.75 of herring\n\n14.25 of plaice",
        "8時12分、最初の揺れ。\n\n8時15分、橋を閉鎖した。\n\n8時40分、学校は空だった。",
        "Council meets at 0800.\n\nThe trial is at 0930.\n\nResults come at 1100.",
        "",
    ],
)
def test_reports_and_tables(text: str) -> None:
    """A chronicle tells in sentences, a table has no hours, and what mentions an hour is no list."""
    assert schedule(text) is None
