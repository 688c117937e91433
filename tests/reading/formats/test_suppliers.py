"""Whose a file is that does not say so."""

from __future__ import annotations

from collections import Counter
from contextvars import copy_context

import orjson
import pytest

from stream.reading.formats.suppliers import assume
from stream.reading.sources import of_bytes

NITF = b"""<nitf><head><docdata><doc-id id-string="7"/><date.issue norm="%s"/></docdata></head>
<body><body.head><hedline><hl1>Pato kesti</hl1></hedline></body.head>
<body.content><p>Pato kesti, kaupunginjohtaja sanoi.</p></body.content></body></nitf>"""


def published(supplier: str, norm: bytes) -> str:
    """When a file says that it was published, read as this supplier's."""

    def read() -> str:
        assume(supplier)
        [record] = of_bytes("a.xml", NITF % norm, Counter())
        assert isinstance(record.raw, bytes)
        return str(orjson.loads(record.raw)["versionCreated"])

    return copy_context().run(read)


@pytest.mark.parametrize(
    ("supplier", "norm", "told"),
    [
        ("stt.fi", b"20221129T120000", "2022-11-29T12:00:00+02:00"),
        ("", b"20221129T120000", "2022-11-29T12:00:00"),
        ("nowhere.example", b"20221129T120000", "2022-11-29T12:00:00"),
        ("stt.fi", b"20221129T120000+0900", "2022-11-29T12:00:00+09:00"),
    ],
)
def test_a_file_that_names_nobody_is_by_the_clock_of_whom_it_was_taken_from(
    supplier: str, norm: bytes, told: str
) -> None:
    """An offset that it states holds in any case."""
    assert published(supplier, norm) == told


def test_it_ends_with_the_context() -> None:
    """What is read next is not the same supplier's."""
    published("stt.fi", b"20221129T120000")

    [record] = of_bytes("a.xml", NITF % b"20221129T120000", Counter())

    assert b"+02:00" not in bytes(record.raw)  # type: ignore[arg-type]
