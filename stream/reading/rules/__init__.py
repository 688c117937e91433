r"""Rules that are data: agencies, boilerplate of houses, suppliers, places. The package's, and an operator's over them.

An operator's folder (``COPYTASTER_RULES_DIR``) holds up to four files, in TOML or, as the package's own, in JSON::

    # agencies.toml: who signs the news
    [agency.NANA]
    name = "Northern Agency"
    aliases.en = ["Northern Agency", "NANA"]
    strict = ["NANA"]
    domains = ["nana.example"]

    # boilerplate.toml: what is printed on every page of a house
    [house."example.org"]
    lines = ["share this page"]
    patterns = ['listen \d+ min']

    # suppliers.toml: what is known of who sends
    [supplier."wire.example.org"]
    timezone = "Asia/Ho_Chi_Minh"
    agency = "VNA"

    # places.toml: names of one place that stand for each other
    [place."Lake Example"]
    names = ["Example Lake", "Lac Exemple"]

The fields are those of :mod:`~stream.reading.rules.entries`; an agency needs a name, all others may be left out.

**An entry with the id of one of the package's is laid over it**: a list gains what it does not have, a table of lists
gains it key by key, a single value is replaced. So a missing alias is one line, and a release that knows more of that
agency still adds to it. What an extension cannot do, taking away, ``replace = true`` does: that entry holds alone, as
if the package had none.

Rules are read once and hold as long as the process does (:func:`in_force`): what is compiled from them is kept. Their
hash tells two sets of rules apart; notes and comments are no part of it.
"""

from __future__ import annotations

from stream.reading.rules.entries import Agency, House, NamedPlace, Supplier
from stream.reading.rules.loading import RULES_DIR, RuleSet, examined, hold, in_force, load

__all__ = ["RULES_DIR", "Agency", "House", "NamedPlace", "RuleSet", "Supplier", "examined", "hold", "in_force", "load"]
