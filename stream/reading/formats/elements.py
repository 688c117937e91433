"""What readers ask of an element of lxml. This module needs no lxml, so that formats that are no XML load none.

Names are compared without their namespaces and without regard to case: houses spell both as they like.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["Element", "attribute", "child", "children", "first", "name_of", "text_of", "within"]

Element = Any
"""An element of lxml, which comes without types."""


def name_of(element: Element) -> str:
    """The name of an element without its namespace, in lower case; "" for what is none."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def attribute(element: Element | None, name: str) -> str | None:
    """An attribute by its name without namespace, in any case; None where there is none, or a blank one."""
    if element is None:
        return None
    value = element.get(name)
    if value is None:
        lower = name.lower()
        for key, held in element.attrib.items():
            if key.rpartition("}")[2].lower() == lower:
                value = held
                break
    return value.strip() or None if isinstance(value, str) else None


def children(element: Element | None, name: str) -> list[Element]:
    """The elements of one name directly below an element."""
    return [] if element is None else [below for below in element if name_of(below) == name]


def child(element: Element | None, *path: str) -> Element | None:
    """The first element at a path of names, each directly below the one before."""
    for name in path:
        if element is None:
            return None
        element = next((below for below in element if name_of(below) == name), None)
    return element


def within(element: Element | None, *names: str) -> Iterator[Element]:
    """All elements with one of these names, at any depth, in the order of the document."""
    if element is not None:
        for below in element.iter():
            if name_of(below) in names:
                yield below


def first(element: Element | None, *names: str) -> Element | None:
    """The first element with one of these names at any depth; earlier names are preferred."""
    for name in names:
        found = next(within(element, name), None)
        if found is not None:
            return found
    return None


def text_of(element: Element | None) -> str:
    """All text in an element on one line; words of neighbouring elements stay apart where a space stands between."""
    return "" if element is None else " ".join("".join(element.itertext()).split())
