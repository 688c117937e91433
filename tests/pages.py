"""The pages of the project and the picture in the first of them, for the tests that hold them to the code."""

from __future__ import annotations

from pathlib import Path

__all__ = ["LARGEST_PICTURE", "PAGES", "PICTURE", "ROOT", "page", "png_size"]

ROOT = Path(__file__).parents[1]

PAGES = (
    "README.md",
    "stream/README.md",
    "stream/reading/README.md",
    "stream/stories/README.md",
    "stream/commands/README.md",
    "deploy/README.md",
    "tests/README.md",
    "tests/benchmarks/README.md",
    ".github/CONTRIBUTING.md",
    ".github/CHANGELOG.md",
)
"""From the root of the project. A test holds this to be all that there is."""

PICTURE = ROOT / ".github" / "chain.png"
"""What README.md shows; tests/inspect/test_web_browser.py takes it."""

LARGEST_PICTURE = 60_000
"""Bytes: everybody who opens README.md loads it."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def page(name: str) -> str:
    """The text of a page.

    Args:
        name: one of :data:`PAGES`.
    """
    return (ROOT / name).read_text(encoding="utf-8")


def png_size(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG, in pixels: the first chunk behind the signature, IHDR, begins with the two."""
    assert picture.startswith(_SIGNATURE)
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
