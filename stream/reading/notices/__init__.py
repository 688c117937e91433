"""What a house says its item is, and of which other items: marks, orders to the desks, digests."""

from __future__ import annotations

from stream.dispatch import Target
from stream.reading.notices.corrected import corrected_values, prints, set_against
from stream.reading.notices.digests import digest_items
from stream.reading.notices.embargoes import is_for_desks, printed_embargo
from stream.reading.notices.forms import headline_parts, headline_stem, slug_stem
from stream.reading.notices.notice import Notice, notice
from stream.reading.notices.order_words import order_in, without_orders
from stream.reading.notices.supposed import is_about_item, is_marked_alone, is_warning, speaks_to_desks
from stream.reading.notices.vocabulary import SIGNALS, UNCLEAR

__all__ = [
    "SIGNALS",
    "UNCLEAR",
    "Notice",
    "Target",
    "corrected_values",
    "digest_items",
    "headline_parts",
    "headline_stem",
    "is_about_item",
    "is_for_desks",
    "is_marked_alone",
    "is_warning",
    "notice",
    "order_in",
    "printed_embargo",
    "prints",
    "set_against",
    "slug_stem",
    "speaks_to_desks",
    "without_orders",
]
