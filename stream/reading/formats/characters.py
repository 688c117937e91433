"""Bytes into characters, where a file says nothing of its encoding, or the wrong thing.

Houses declare ISO-8859-1 and send UTF-8, or declare nothing and send either. Bytes that are valid UTF-8 with at least
one character of several bytes are UTF-8, whatever was declared: in any other encoding such a run of bytes is no text.
What is not valid UTF-8 is read as declared, else as windows-1252, which takes Latin-1 in and has quotes and dashes
where that has controls.
"""

from __future__ import annotations

import codecs
import re
from base64 import b64decode
from typing import Final, NamedTuple

__all__ = ["Decoded", "decode", "encoding_of", "repaired", "unpacked", "without_marks"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# XML 1.0, appendix F: without a mark, the first sign of a tag tells.
_TAGS = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_WESTERN = "cp1252"
# What Python knows beside them, and no file is written in.
_NO_ENCODINGS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
_TAKEN_FOR = {"iso8859-1": _WESTERN, "ascii": "utf-8"}
# What browsers take where a page says its language and no encoding (HTML standard, "determining the character
# encoding").
_OF_LANGUAGES: Final = {
    **dict.fromkeys(("be", "bg", "kk", "ky", "mk", "ru", "sr", "tg", "tt", "uk"), "cp1251"),
    **dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl"), "iso8859-2"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
    **dict.fromkeys(("az", "ku", "tr"), "cp1254"),
    **dict.fromkeys(("ar", "fa"), "cp1256"),
    "el": "cp1253",
    "he": "cp1255",
    "th": "cp874",
    "vi": "cp1258",
    "ja": "shift_jis",
    "ko": "cp949",
    "zh": "gb18030",
    "zh-tw": "big5",
    "zh-hk": "big5",
    "zh-hant": "big5",
}
# Inside words they say where a line may break, and make two words of one.
_MARKS = re.compile("[\u00ad\u200b\u200c\ufeff]")
_JOINED_SCRIPTS = re.compile("[\u0600-\u06ff\u0750-\u077f\u0900-\u0dff]")  # in which U+200C is spelling


class Decoded(NamedTuple):
    """A text, the encoding that it was read in, and what was declared where that is another one."""

    text: str
    encoding: str
    declared: str | None = None

    @property
    def overruled(self) -> str | None:
        """What had to be assumed, in words; None where the file was right."""
        if self.declared is None:
            return None
        return f"declared as {self.declared}, read as {self.encoding}: that is what the bytes are"


def decode(raw: bytes, declared: str | None = None) -> Decoded:
    """The characters of ``raw``; no byte makes this fail.

    Args:
        raw: a file, or a part of one.
        declared: the name of an encoding, as printed; names that nobody knows count as none.
    """
    for mark, marked in _BOMS:
        if raw.startswith(mark):
            return Decoded(raw[len(mark) :].decode(marked, "replace"), marked)
    for tag, told in _TAGS:
        if raw.startswith(tag):
            return Decoded(raw.decode(told, "replace"), told)
    name = _known(declared)
    if name is not None and name.startswith(("utf-16", "utf-32")):
        if b"\0" in raw[:64]:
            return Decoded(raw.decode(name, "replace"), name)
        name = None
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        used = _WESTERN if name in (None, "utf-8") else name
        return Decoded(_as(raw, used), used, declared if name == "utf-8" else None)
    if name in (None, "utf-8") or raw.isascii():
        # An escape of ISO-2022-JP is plain ASCII too.
        if name is not None and name.startswith("iso2022"):
            return Decoded(_as(raw, name), name)
        return Decoded(text, "utf-8")
    return Decoded(text, "utf-8", declared)


def encoding_of(language: str) -> str | None:
    """The encoding of old texts in a language, by its tag; None where that is the one of most."""
    tag = language.strip().lower().replace("_", "-")
    return next((_OF_LANGUAGES[each] for each in (tag, tag.partition("-")[0]) if each in _OF_LANGUAGES), None)


def _known(declared: str | None) -> str | None:
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip()).name
        b"a".decode(name)  # "base64" and "rot13" are no encodings of text
    except (LookupError, ValueError):
        return None
    if name in _NO_ENCODINGS:
        return None
    return _TAKEN_FOR.get(name, name)


def _as(raw: bytes, name: str) -> str:
    try:
        return raw.decode(name, "replace")
    except (LookupError, UnicodeError):  # codecs that are no text encodings: "base64", "rot13"
        return raw.decode(_WESTERN, "replace")


def repaired(text: str) -> str:
    """A text that was encoded twice as it was meant; any other as it is.

    Only where the whole text survives: a single ``Â`` that is meant would not.
    """
    if text.isascii():
        return text
    try:
        return text.encode(_WESTERN).decode()
    except UnicodeError:
        return text


def unpacked(text: str) -> str:
    """A text that was sent as base64; one that is none as it is."""
    try:
        return decode(b64decode("".join(text.split()), validate=True)).text
    except ValueError:
        return text


def without_marks(text: str) -> str:
    """A text without soft hyphens and zero-width marks; the non-joiner stays where it is spelling."""
    if text.isascii():
        return text
    if "\u200c" in text and _JOINED_SCRIPTS.search(text) is not None:
        return re.sub("[\u00ad\u200b\ufeff]", "", text)
    return _MARKS.sub("", text)
