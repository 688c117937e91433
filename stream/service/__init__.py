"""The worker on Kafka, and what surrounds it."""

from __future__ import annotations
