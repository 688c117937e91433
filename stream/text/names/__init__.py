"""Names in any script: the words of a text as arrays, tables of what is called differently in each language, and sound.

``names.npz`` holds, of each language, the names of countries, cities, peoples and languages in all their forms, and
how common its words are. It is made by ``tests/benchmarks/tables/names.py`` from the data of others, which ``NOTICE``
names.
"""

from __future__ import annotations
