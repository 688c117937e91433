"""Counts how surely a translation keeps each kind of evidence: ``python tests/benchmarks/tables/kept.py --data FOLDER``.

FOLDER is that of ``tests/benchmarks/translations.py``, of which the half for development is read. Writes
``stream/matching/translating/kept.json``: of each kind (with a plus where the text says it more than once) the share
that is found, over all texts ("*"), by scripts ("Latn>Hani"), by the language of
one and the script of the other ("en>Hani"), and the reverse ("Latn>zh").
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import orjson
import translations

from stream.matching.translating import weighing
from stream.matching.translating.evidence import Particulars, particulars

OUT = Path(weighing.__file__).with_name("kept.json")
_FIRM = 12.0  # how many are to be seen before the own share counts as much as that of the wider group


def main() -> None:
    """Write the shares."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data
    documents: defaultdict[str, list[Particulars]] = defaultdict(list)
    for text in translations.documents(folder, "develop"):
        documents[text.document].append(particulars("\n\n".join(text.paragraphs), text.headline, text.language))
    for line in (folder / "wmt21.jsonl").read_bytes().splitlines():
        row = orjson.loads(line)
        name = row["uri"].rpartition("-")[0]
        language = row.get("language") or row["uri"].rpartition("-")[2]
        documents[name].append(particulars(row["body_text"].replace("\n", "\n\n"), row.get("headline", ""), language))
    counts: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    weighing._rows.cache_clear()
    weighing._UNKNOWN = weighing._row("name", 1.0)
    weighing._kept = dict  # type: ignore[assignment]  # nothing is known yet: what is found counts in full
    for texts in documents.values():
        for one, other in combinations(texts, 2):
            shared = weighing.matches(one, other)
            for side, there, keys in (
                (one, other, {match.one.key for match in shared}),
                (other, one, {match.other.key for match in shared}),
            ):
                for item in side.items:
                    if item.kind == weighing.GUESSED:
                        continue
                    kind = f"{item.kind}+" if len(item.places) > 1 else item.kind
                    for name in (
                        "*",
                        f"{side.script}>{there.script}",
                        f"{side.language}>{there.script}",
                        f"{side.script}>{there.language}",
                    ):
                        counts[name][kind][0] += item.key in keys
                        counts[name][kind][1] += 1
    out: dict[str, dict[str, float]] = {}
    order = sorted(
        counts, key=lambda name: (name != "*", not name[0].isupper() or name.partition(">")[2].islower(), name)
    )
    for name in order:
        wider = out.get(_wider(name, documents), {}) if name != "*" else {}
        out[name] = {}
        for kind, (hits, of) in sorted(counts[name].items()):
            usual = wider.get(kind, out.get("*", {}).get(kind, 0.5))
            out[name][kind] = round((hits + _FIRM * usual) / (of + _FIRM), 3)
    OUT.write_text(json.dumps(out, indent=0, sort_keys=True) + "\n", "utf-8")
    print(OUT, OUT.stat().st_size, out["*"])


def _wider(name: str, documents: dict[str, list[Particulars]]) -> str:
    """The row of two scripts that a row of a language belongs to."""
    one, _, other = name.partition(">")
    if one[0].isupper() and other[:1].isupper():
        return "*"
    language = one if one.islower() else other
    scripts = [text.script for texts in documents.values() for text in texts if text.language == language]
    script = max(set(scripts), key=scripts.count)
    return f"{script}>{other}" if one.islower() else f"{one}>{script}"


if __name__ == "__main__":
    main()
