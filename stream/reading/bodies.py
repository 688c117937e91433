"""The words of a ninjs record: headline, body and standfirst, in the spellings of 1.x, 2.x and 3.x.

Of several headlines or bodies the main one is read, and of one body in several forms plain text before
HTML. What of a body is the story is not decided here but in :mod:`stream.reading.cleaning.clean`.
"""

from __future__ import annotations

from typing import NamedTuple

from stream.reading.cleaning import markup
from stream.reading.fields import Fields, items, string, strings, wrong
from stream.text.spelling import undamaged

__all__ = ["Body", "body", "headline", "standfirst"]

# Bodies of ninjs 1.x, the best first; any other "body_*" comes after them, by name.
_BODIES = ("body_text", "body_html", "body_xhtml")
# Roles that a body or headline may have when it is the one to read; no role at all counts as one.
_MAIN_ROLES = frozenset({"", "main", "raw", "body", "text"})
_STANDFIRST_ROLES = frozenset({"standfirst", "abstract", "summary", "lead", "chapeau", "drop-head"})


class Body(NamedTuple):
    """The one body that is read, and whether it is a whole saved page."""

    text: str
    page: bool


def headline(record: Fields) -> str:
    """The main headline on one line; of 1.x ``headline``, else the first ``headline_*`` by name."""
    best, best_rank = "", 3
    for place, item in items(record, "headlines"):
        value, role, content_type = _valued(place, item)
        rank = 0 if role == "main" else 1 if not role else 2
        if value and rank < best_rank and role not in _STANDFIRST_ROLES:
            best, best_rank = _flat(value, content_type), rank
    if not best:
        best = _flat(next(iter(strings(record, "headline")), ""), "")
    if not best:
        for name in sorted(name for name in record if name.startswith("headline_")):
            best = _flat(string(record, name) or "", "")
            if best:
                break
    return best


def body(record: Fields) -> Body:
    """The body to read: of ``bodies`` the main one, plain text before HTML; of 1.x ``body_text`` before the others."""
    profile = record.get("profile")
    page = isinstance(profile, str) and profile.strip() == "web-page"
    best, best_rank, raw = "", 9, False
    for place, item in items(record, "bodies"):
        value, role, content_type = _valued(place, item)
        if not value.strip():
            continue
        rank = (0 if role == "raw" and page else 1 if role in _MAIN_ROLES else 3) * 2 + ("html" in content_type)
        if rank < best_rank:
            best, best_rank, raw = _text(value, content_type), rank, role == "raw"
    if best:
        return Body(best, page or raw)
    for name in _BODIES:
        if (given := _given(record, name)) is not None:
            return Body(_text(given, "" if name == "body_text" else "html"), page)
    for name in sorted(name for name in record if name.startswith("body_") and name not in _BODIES):
        if (given := _given(record, name)) is not None:
            return Body(_text(given, ""), page)
    return Body("", page)


def _given(record: Fields, name: str) -> str | None:
    """A body field as it is, white space included: the indents of wire copy say where its paragraphs begin."""
    given = record.get(name)
    if given is None:
        return None
    if not isinstance(given, str):
        raise wrong(name, "a string", given)
    return given if given.strip() else None


def standfirst(record: Fields) -> str | None:
    """``abstract`` (Superdesk), else the headline or body entry that has the role of a standfirst."""
    if record.get("abstract") is not None:
        return _flat(string(record, "abstract") or "", "html") or None
    for field in ("headlines", "bodies"):
        for place, item in items(record, field):
            value, role, content_type = _valued(place, item)
            if value.strip() and role in _STANDFIRST_ROLES:
                return _flat(value, content_type)
    return None


def _flat(value: str, content_type: str) -> str:
    value = undamaged(markup.unwrapped(value))
    if "<" not in value and "&" not in value and "html" not in content_type:  # as nearly all
        return " ".join(value.split())
    text = markup.plain_text(value) if "html" in content_type else value
    for _ in range(2):  # as it is, and where its tags were escaped
        text = markup.unescaped(markup.plain_text(text) if "<" in text and markup.closes_inline(text) else text)
    return " ".join(text.split())


def _valued(place: str, item: object) -> tuple[str, str, str]:
    """Value, role and content type of one entry of ``headlines`` or ``bodies``; roles lose a ``scheme:`` prefix."""
    if isinstance(item, str):
        return item, "", ""
    if not isinstance(item, dict):
        raise wrong(place, "an object", item)
    value = item.get("value")
    if value is not None and not isinstance(value, str):
        raise wrong(f"{place}.value", "a string", value)
    role = string(item, "role") or ""
    return value or "", role.rpartition(":")[2].lower(), (string(item, "contentType", "contenttype") or "").lower()


def _text(value: str, content_type: str) -> str:
    value = undamaged(
        markup.unslashed(markup.unwrapped(value))
    )  # before what it needs for that is taken for white space
    if "html" in content_type or "xml" in content_type or (not content_type and markup.looks_like_html(value)):
        value = markup.plain_text(value)
    value = markup.unescaped(value)
    return markup.plain_text(value) if markup.looks_like_html(value) else value
