"""Whether one dispatch tells another in a second language: by what both name and count, in which order, for any two
languages and scripts.

* `naming` finds what words and rows of words name, `characters` whom Chinese ones write, `figures` what is counted, in
  any notation;
* `evidence` reads a text into both, each with where it stands and how rare it is;
* `weighing` holds two texts against each other: what both have, what one lacks, the way through both;
* `deciding` says whether one is a translation of the other, and `beside` what both print of it, and where;
* `keys` are what texts in two languages meet by.
"""

from __future__ import annotations
