"""What a house says its item is, and of which other items: marks, orders to the desks, digests."""

from __future__ import annotations

from stream.dispatch import Target
from stream.reading.notices.corrected import corrected_values, prints, set_right
from stream.reading.notices.digests import digest_items
from stream.reading.notices.embargoes import is_for_desks, printed_embargo
from stream.reading.notices.forms import first_part, headline_parts, headline_stem, slug_stem
from stream.reading.notices.notice import Notice, notice
from stream.reading.notices.order_words import order_beside, order_in, speaks_of_item, without_orders
from stream.reading.notices.supposed import (
    is_about_item,
    is_marked_alone,
    is_warning,
    may_be_about_item,
    names_desks,
    speaks_to_desks,
)
from stream.reading.notices.vocabulary import SIGNALS, UNCLEAR

__all__ = [
    "SIGNALS",
    "UNCLEAR",
    "Notice",
    "Target",
    "corrected_values",
    "digest_items",
    "first_part",
    "headline_parts",
    "headline_stem",
    "is_about_item",
    "is_for_desks",
    "is_marked_alone",
    "is_warning",
    "may_be_about_item",
    "names_desks",
    "notice",
    "order_beside",
    "order_in",
    "printed_embargo",
    "prints",
    "set_right",
    "slug_stem",
    "speaks_of_item",
    "speaks_to_desks",
    "without_orders",
]
