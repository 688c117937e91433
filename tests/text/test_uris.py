"""Several uris of one item: what counts versions and readers goes, what names a page stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.text.uris import bare_uri

PAGE = "https://paper.example/news/ferry"


@pytest.mark.parametrize(
    ("uri", "bare"),
    [
        (f"{PAGE}?utm_source=rss&utm_medium=feed", PAGE),
        (f"{PAGE}?id=7&fbclid=Iw0R#1", f"{PAGE}?id=7"),
        (f"{PAGE}?utm_source=rss&id=7", f"{PAGE}?id=7"),
        (f"{PAGE}?at_medium=RSS&at_campaign=KARANGA", PAGE),
        (f"{PAGE}#xtor=RSS-3208", PAGE),
        (f"{PAGE}#12", PAGE),
        (f"{PAGE}?v=3", PAGE),
        ("urn:newsml:afp.com:20250310:TX-PAR-ABC12:2U", "urn:newsml:afp.com:20250310:TX-PAR-ABC12"),
        ("urn:newsml:localhost:7f3c:v2", "urn:newsml:localhost:7f3c"),
        ("tag:wire.example,2025:item-9.v12", "tag:wire.example,2025:item-9"),
        ("http://pa.example/8d58/2026-02-09T15:02:05.000Z/1", "http://pa.example/8d58"),
    ],
)
def test_one_item_under_several_uris(uri: str, bare: str) -> None:
    """Revisions, fragments that count, parameters of programs that count readers."""
    assert bare_uri(uri) == bare


@pytest.mark.parametrize(
    "uri",
    [
        PAGE,
        f"{PAGE}?id=7",
        f"{PAGE}?page=2",
        f"{PAGE}#comments",
        "https://paper.example/2025/03/10",
        "https://paper.example/v/iv",
        "urn:newsml:efe:20240609:0417",
        "urn:newsml:dpa.com:20090101:250617-99-000157",
        "urn:newsml:efe:es:20240609:0417",
        "urn:uuid:5f0c7f4e-0000-4000-8000-000000000001",
        "a0777",
        "",
    ],
)
def test_what_names_an_item_stays(uri: str) -> None:
    """Numbers of items and pages are no versions."""
    assert bare_uri(uri) == uri


@given(st.text(st.sampled_from("ab1:/?&#=.-vZ"), max_size=40))
def test_a_bare_uri_is_never_empty(uri: str) -> None:
    """Whatever is taken away, something is left of what was there."""
    assert bool(bare_uri(uri)) == bool(uri)
