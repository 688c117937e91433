"""The three keyed entities. Each is a function ``(state, message) -> (state, messages)``.

They hold no clock, file, socket or log, and merge what they are told: sets only grow, labels only
fall, a membership once left is never taken again. So messages may come in any order, twice, or on
any number of partitions, and the families end the same. ``receive`` consumes the state it is given
and returns the one to keep.
"""

from __future__ import annotations
