"""The English names of languages, for people: a list of tags says little to most readers.

The languages of ISO 639-1 and some of ISO 639-2 and 639-3 that wires are written in. A tag that is not among them is
shown as it is.
"""

from __future__ import annotations

from typing import Final

__all__ = ["language_name"]

_TABLE: Final = """
aa Afar|ab Abkhazian|ae Avestan|af Afrikaans|ak Akan|am Amharic|an Aragonese|ar Arabic|as Assamese|av Avaric|ay Aymara
az Azerbaijani|ba Bashkir|be Belarusian|bg Bulgarian|bh Bihari|bi Bislama|bm Bambara|bn Bengali|bo Tibetan|br Breton
bs Bosnian|ca Catalan|ce Chechen|ch Chamorro|co Corsican|cr Cree|cs Czech|cu Church Slavic|cv Chuvash|cy Welsh|da Danish
de German|dv Divehi|dz Dzongkha|ee Ewe|el Greek|en English|eo Esperanto|es Spanish|et Estonian|eu Basque|fa Persian
ff Fulah|fi Finnish|fj Fijian|fo Faroese|fr French|fy Western Frisian|ga Irish|gd Scottish Gaelic|gl Galician|gn Guarani
gu Gujarati|gv Manx|ha Hausa|he Hebrew|hi Hindi|ho Hiri Motu|hr Croatian|ht Haitian Creole|hu Hungarian|hy Armenian
hz Herero|ia Interlingua|id Indonesian|ie Interlingue|ig Igbo|ii Sichuan Yi|ik Inupiaq|io Ido|is Icelandic|it Italian
iu Inuktitut|ja Japanese|jv Javanese|ka Georgian|kg Kongo|ki Kikuyu|kj Kuanyama|kk Kazakh|kl Kalaallisut|km Khmer
kn Kannada|ko Korean|kr Kanuri|ks Kashmiri|ku Kurdish|kv Komi|kw Cornish|ky Kyrgyz|la Latin|lb Luxembourgish|lg Ganda
li Limburgish|ln Lingala|lo Lao|lt Lithuanian|lu Luba-Katanga|lv Latvian|mg Malagasy|mh Marshallese|mi Maori
mk Macedonian|ml Malayalam|mn Mongolian|mr Marathi|ms Malay|mt Maltese|my Burmese|na Nauru|nb Norwegian Bokmål
nd North Ndebele|ne Nepali|ng Ndonga|nl Dutch|nn Norwegian Nynorsk|no Norwegian|nr South Ndebele|nv Navajo|ny Chichewa
oc Occitan|oj Ojibwa|om Oromo|or Odia|os Ossetic|pa Punjabi|pi Pali|pl Polish|ps Pashto|pt Portuguese|qu Quechua
rm Romansh|rn Rundi|ro Romanian|ru Russian|rw Kinyarwanda|sa Sanskrit|sc Sardinian|sd Sindhi|se Northern Sami|sg Sango
sh Serbo-Croatian|si Sinhala|sk Slovak|sl Slovenian|sm Samoan|sn Shona|so Somali|sq Albanian|sr Serbian|ss Swati
st Southern Sotho|su Sundanese|sv Swedish|sw Swahili|ta Tamil|te Telugu|tg Tajik|th Thai|ti Tigrinya|tk Turkmen
tl Tagalog|tn Tswana|to Tongan|tr Turkish|ts Tsonga|tt Tatar|tw Twi|ty Tahitian|ug Uyghur|uk Ukrainian|ur Urdu|uz Uzbek
ve Venda|vi Vietnamese|vo Volapük|wa Walloon|wo Wolof|xh Xhosa|yi Yiddish|yo Yoruba|za Zhuang|zh Chinese|zu Zulu
arz Egyptian Arabic|ast Asturian|ceb Cebuano|ckb Central Kurdish|cmn Mandarin Chinese|dsb Lower Sorbian|fil Filipino
frr Northern Frisian|fur Friulian|gsw Swiss German|hif Fiji Hindi|hsb Upper Sorbian|kmr Northern Kurdish|lad Ladino
mai Maithili|mul several languages|pap Papiamento|prs Dari|quc K’iche’|rom Romany|sah Yakut|sco Scots|sma Southern Sami
smj Lule Sami|smn Inari Sami|szl Silesian|tet Tetum|tpi Tok Pisin|tyv Tuvan|und language not known|yue Cantonese
zgh Standard Moroccan Tamazight|zxx no language
"""
_NAMES: Final = dict(
    entry.split(" ", 1) for line in _TABLE.strip().splitlines() for entry in line.split("|")
)  # code to name
_FORMER: Final = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro"}  # codes that feeds still send
_PARTS: Final = {
    "hans": "simplified",
    "hant": "traditional",
    "latn": "Latin script",
    "cyrl": "Cyrillic script",
    "arab": "Arabic script",
}


def language_name(tag: str) -> str:
    """The name of a language tag (BCP 47), with what sets its kind apart in brackets, as in "Portuguese (BR)"."""
    code, *parts = tag.replace("_", "-").split("-")
    name = _NAMES.get(_FORMER.get(code.lower(), code.lower()))
    if name is None:
        return tag
    told = [_PARTS.get(part.lower(), part.upper() if len(part) < 4 else part) for part in parts if part]
    return f"{name} ({', '.join(told)})" if told else name
