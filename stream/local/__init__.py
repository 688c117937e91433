"""Folding in this process, without brokers: `copytaster run`, and the oracle of every fault test."""

from __future__ import annotations
