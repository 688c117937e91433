"""Whose a host is."""

from __future__ import annotations

import pytest

from stream.reading.rules.hosts import of_host, supplier_of

TABLE = {"example.org": "one", "wire.example.org": "other"}


@pytest.mark.parametrize(
    ("host", "row"),
    [
        ("example.org", "one"),
        ("www.example.org", "one"),
        ("wire.example.org", "other"),
        ("a.wire.example.org", "other"),
        ("EXAMPLE.org.:443", "one"),
        ("notexample.org", None),
        ("org", None),
        ("", None),
        ("a" * 300 + ".example.org", None),
    ],
)
def test_the_longest_domain_counts(host: str, row: str | None) -> None:
    """Subdomains belong to it, lookalikes do not."""
    assert of_host(host, TABLE) == row


def test_a_supplier_that_nobody_described_is_none() -> None:
    """The package knows of none."""
    assert supplier_of("example.org") is None
