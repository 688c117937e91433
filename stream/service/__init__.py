"""The worker on Kafka, and what surrounds it."""

from __future__ import annotations

import os

for _name in ("FAUST_LOOP", "F_LOOP"):  # read when Faust is imported, before any setting of ours
    os.environ.pop(_name, None)
