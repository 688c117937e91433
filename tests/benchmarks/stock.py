"""The stock recipe: 5-word shingles, ``MinHash.update_batch``, ``MinHashLSH(0.5)``, union-find.

What the datasketch documentation leads to. It reads the same ninjs lines and writes stories with
nothing but their members, so that both can be scored alike; it does no cleaning, no exact
comparison, no window and no provenance.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

import orjson
from datasketch import MinHash, MinHashLSH

_WORD = re.compile(r"\w+")


def main(source: Path, target: Path) -> None:
    """Cluster a JSON Lines file."""
    index = MinHashLSH(threshold=0.5, num_perm=128)
    parent: dict[str, str] = {}

    def find(uri: str) -> str:
        while parent[uri] != uri:
            parent[uri] = uri = parent[parent[uri]]
        return uri

    with source.open("rb") as file:
        for line in file:
            record = orjson.loads(line)
            uri = record["uri"]
            text = record.get("body_text") or record.get("headline", "")
            words = _WORD.findall(text.lower())
            grams = {" ".join(words[n : n + 5]).encode() for n in range(max(1, len(words) - 4))}
            sketch = MinHash(num_perm=128)
            sketch.update_batch(list(grams))
            parent[uri] = uri
            for other in index.query(sketch):
                parent[find(uri)] = find(other)
            index.insert(uri, sketch)
    stories: dict[str, list[str]] = defaultdict(list)
    for uri in parent:
        stories[find(uri)].append(uri)
    with target.open("wb") as out:
        for root, uris in stories.items():
            out.write(orjson.dumps({"uri": root, "associations": [{"uri": uri} for uri in uris]}) + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
