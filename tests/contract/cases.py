"""The wire of the contract: cases that know nothing of each other, fed together.

A case is told by its uris (``urn:CASE:…``) and has texts of its own, so that whatever else is on the wire
changes nothing about it: what comes of it alone is what must come of it here.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence

import orjson

from contract.life_cycle import LATER as LIVES_LATER
from contract.life_cycle import LIVES
from stream.errors import Reason
from stream.reading.intake import MAX_DEPTH, MAX_RECORD_BYTES
from stream.reading.sources import records
from stream.sample import sample_files
from translated import CALL, MARKET
from wires import HOUR, MINUTE, NOON, light, ninjs, retouched, text

CROWD = 90
NEAR = 8
IN_1970 = 1000  # milliseconds
IN_2036 = NOON + 120_000 * HOUR
HEADLINE = "Harbour bridge reopens after storm"


def dispatch(uri: str, told: str, published: int | None = NOON, **fields: object) -> bytes:
    """A record as a supplier sends it."""
    return orjson.dumps(ninjs(uri, told, published, creditline="Xinhua") | fields)


def sample() -> list[bytes]:
    """The sample wire of the package, its page as a record, its bad records too."""
    with sample_files() as files:
        return [each.raw for each in records(files, io.BytesIO()) if isinstance(each.raw, bytes)]


def _order() -> list[bytes]:
    told, rng = text(1001), random.Random(1)
    edits = [told, *(light(told, rng) for _ in range(5))]
    return [dispatch(f"urn:order:{n}", edit, NOON + n * HOUR) for n, edit in enumerate(edits)]


def _versions() -> list[bytes]:
    told = text(1002)
    first = dispatch("urn:versions:a", told, NOON, version="9")
    second = dispatch("urn:versions:a", f"{told} {text(1003, 9)}", NOON + HOUR, version="10")
    copied = dispatch("urn:versions:b", told, NOON + 2 * HOUR, creditline="VNA")
    return [first, second, copied]


def _partitions() -> list[bytes]:
    told = text(1004)
    return [
        dispatch(f"urn:partitions:{n}", retouched(told, 2, n), NOON + n * MINUTE, creditline=f"Paper {n}")
        for n in range(NEAR)
    ]


def _canceled() -> list[bytes]:
    told = text(1005)
    original = dispatch("urn:canceled:a", told, NOON)
    copied = dispatch("urn:canceled:b", told, NOON + HOUR, creditline="VNA")
    alone = dispatch("urn:canceled:c", text(1006), NOON)
    unheard = dispatch("urn:canceled:d", "", NOON, pubstatus="canceled")
    return [original, copied, alone, unheard]


def _undated() -> list[bytes]:
    told = text(1007)
    return [
        dispatch("urn:undated:a", told, None),
        dispatch("urn:undated:b", told, NOON, creditline="VNA"),
        dispatch("urn:undated:c", text(1008), None),
    ]


def _bridge() -> list[bytes]:
    """Two stories that have a fifth of a text in common; the whole text comes later."""
    words = text(1009, 100).split()
    return [
        dispatch("urn:bridge:a", " ".join(words[:60]), NOON),
        dispatch("urn:bridge:c", " ".join(words[40:]), NOON + 2 * HOUR, creditline="VNA"),
    ]


def _chain() -> list[bytes]:
    """Each shares a good half with the next, and next to nothing with the one after it."""
    words = text(1010, 240).split()
    return [
        dispatch(f"urn:chain:{n}", " ".join(words[n * 35 : n * 35 + 80]), NOON + (7 - n) * HOUR, creditline=f"P{n}")
        for n in range(5)
    ]


def _crowd() -> list[bytes]:
    told = text(1011)
    return [dispatch(f"urn:crowd:{n:03}", told, NOON + n * 30 * MINUTE, creditline=f"Paper {n}") for n in range(CROWD)]


def _short() -> list[bytes]:
    """Less text than shingles can be made of: a headline alone, and briefs."""
    brief = "Ferry runs aground off cape, nobody hurt"
    return [
        dispatch("urn:short:headline", "", NOON, headline=HEADLINE),
        dispatch("urn:short:a", brief, NOON, headline="Ferry"),
        dispatch("urn:short:b", brief, NOON + 20 * MINUTE, headline="Ferry"),
        dispatch("urn:short:other-house", brief, NOON + 25 * MINUTE, headline="Ferry", creditline="VNA"),
        dispatch("urn:short:next-day", brief, NOON + 24 * HOUR, headline="Ferry"),
    ]


ALPHABETS = {
    "zh": ("国家主席会议经济发展北京上海昨天表示合作关系问题总理中央政府人民改革开放技术", "", "。"),
    "ja": ("日本政府は会議を開いて経済の問題について話しました東京大阪昨日首相が述べたと", "", "。"),
    "th": ("กขคงจชซดตถทนบปผพฟมยรลวสหอะาิีุูเแโไ", "", " "),
    "ru": ("абвгдежзийклмнопрстуфхцчшщыэюя", " ", ". "),
    "vi": ("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảạếềộợứ", " ", ". "),
    "ar": ("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", " ", ". "),
}
"""Characters of each language, what stands between its words, and between its sentences."""


def _foreign(language: str) -> str:
    letters, space, stop = ALPHABETS[language]
    rng = random.Random(language)
    sentences = [
        space.join("".join(rng.choice(letters) for _ in range(rng.randrange(2, 7))) for _ in range(9))
        for _ in range(12)
    ]
    return stop.join(sentences) + stop


def _scripts() -> list[bytes]:
    out = []
    for language in ALPHABETS:
        told = _foreign(language)
        cut = told[: len(told) * 4 // 5]
        out.append(dispatch(f"urn:scripts:{language}:original", told, NOON, language=language))
        out.append(dispatch(f"urn:scripts:{language}:copy", cut, NOON + HOUR, language=language, creditline="VNA"))
    return out


def _languages() -> list[bytes]:
    """Hard cases 7 and 8 without a common script: a market item, and a call of which the French text is an excerpt."""
    at = NOON + 100 * HOUR  # a day on which the sample has no call
    calls = [
        dispatch(f"urn:languages:call-{language}", told, at + n * MINUTE, language=language, creditline="Xinhua")
        for n, (language, told) in enumerate(CALL.items())
        if language != "fr"
    ]
    excerpt = dispatch("urn:languages:call-fr", CALL["fr"], at + HOUR, language="fr", creditline="Xinhua/VNA/CVN")
    markets = [
        dispatch(f"urn:languages:market-{language}", told, at + n * MINUTE, language=language, creditline="AFP")
        for n, (language, told) in enumerate(MARKET.items())
    ]
    return [*calls, excerpt, *markets]


def _clocks() -> list[bytes]:
    told = text(1014)
    return [
        dispatch("urn:clocks:1970", text(1012), IN_1970),
        dispatch("urn:clocks:2036", text(1013), IN_2036),
        dispatch("urn:clocks:a", told, NOON),
        dispatch("urn:clocks:b", told, NOON + 71 * HOUR, creditline="VNA"),
        dispatch("urn:clocks:beyond", told, NOON + 144 * HOUR, creditline="AFP"),
    ]


_BODY = text(1015)
BAD: dict[str, tuple[bytes, Reason]] = {
    "not UTF-8": (dispatch("urn:bad:utf8", _BODY) + b"\xff", Reason.ENCODING),
    "a lone surrogate": (dispatch("urn:bad:half", "X").replace(b'"X"', b'"\\ud800"'), Reason.ENCODING),
    "cut short": (dispatch("urn:bad:cut", _BODY)[:-40], Reason.JSON),
    "an array": (b"[" + dispatch("urn:bad:array", _BODY) + b"]", Reason.JSON),
    "empty": (b"", Reason.JSON),
    "a body of a wrong type": (dispatch("urn:bad:type", _BODY, body_text=17), Reason.TYPE),
    "no uri": (dispatch("", _BODY), Reason.NO_URI),
    "no text": (dispatch("urn:bad:text", ""), Reason.NO_TEXT),
    "nested too deep": (
        dispatch("urn:bad:deep", _BODY).replace(b"{", b'{"deep":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b",", 1),
        Reason.TOO_DEEP,
    ),
    "a date that does not exist": (
        dispatch("urn:bad:date", _BODY, None, versioncreated="2022-02-30T00:00:00Z"),
        Reason.DATE,
    ),
    "too large": (dispatch("urn:bad:large", "a" * MAX_RECORD_BYTES), Reason.TOO_LARGE),
}
"""Records that cannot be folded, and the reason that each is rejected for."""

CASES: dict[str, list[bytes]] = {
    "clocks": _clocks(),
    "order": _order(),
    "versions": _versions(),
    "partitions": _partitions(),
    "canceled": _canceled(),
    "undated": _undated(),
    "bridge": _bridge(),
    "chain": _chain(),
    "short": _short(),
    "scripts": _scripts(),
    "languages": _languages(),
    "crowd": _crowd(),
    **LIVES,
}

LATER: dict[str, list[bytes]] = {
    "versions": [dispatch("urn:versions:a", text(1002, 60), NOON - HOUR, version="2")],
    "canceled": [
        dispatch("urn:canceled:a", "", NOON + 3 * HOUR, version="2", pubstatus="canceled"),
        dispatch("urn:canceled:c", "", NOON + 3 * HOUR, version="2", pubstatus="canceled"),
    ],
    "bridge": [dispatch("urn:bridge:b", text(1009, 100), NOON + HOUR, creditline="AFP")],
    **LIVES_LATER,
}
"""What comes when all that came before has been told."""


def wire(seed: int = 7) -> list[list[bytes]]:
    """All cases in two parts, each in any order, one record in four repeated.

    The clocks come first: a date of 1970 is late once it is known how far the wire has come.
    """
    rng = random.Random(seed)
    first, *others = CASES.values()
    return [
        _shuffled(first, rng)
        + _shuffled([*sample(), *(raw for case in others for raw in case), *(raw for raw, _ in BAD.values())], rng),
        _shuffled([raw for case in LATER.values() for raw in case] + CASES["order"][:2], rng),
    ]


def _shuffled(raws: Sequence[bytes], rng: random.Random) -> list[bytes]:
    again = [raw for raw in raws if rng.random() < 0.25 and _is_good(raw)]
    mixed = [*raws, *again]
    rng.shuffle(mixed)
    return mixed


def _is_good(raw: bytes) -> bool:
    """A bad record that comes twice is rejected twice, which says nothing new."""
    return all(raw != bad for bad, _ in BAD.values())
