"""A dozen lives of a dispatch, as cases of the contract: what is sent first, and what comes when that has been told."""

from __future__ import annotations

import orjson

from wires import HOUR, MINUTE, NOON, ninjs, text

__all__ = ["LATER", "LIVES"]


def _sent(uri: str, told: str, after: int = 0, house: str = "AFP", **fields: object) -> bytes:
    """A dispatch ``after`` milliseconds past noon."""
    return orjson.dumps(ninjs(uri, told, NOON + after, creditline=house) | fields)


def _figure(seed: int, figure: str) -> str:
    return f"{text(seed, 30)} The union counted {figure} boats in the harbour of the capital. {text(seed + 1, 40)}"


DIGEST = "\n\n- - - -\n\n".join(text(seed, 40) for seed in (3001, 3003, 3005))

LIVES: dict[str, list[bytes]] = {
    "life-update": [_sent("urn:life-update:a", text(3100)), _sent("urn:life-update:b", text(3100), HOUR, "AFP/VNA")],
    "life-correction": [
        _sent("urn:life-correction:a", _figure(3110, "412")),
        _sent("urn:life-correction:b", _figure(3110, "412"), HOUR, "AFP/VNA"),
    ],
    "life-kill": [_sent("urn:life-kill:a", text(3120)), _sent("urn:life-kill:b", text(3120), HOUR, "AFP/VNA")],
    "life-copy-killed": [
        _sent("urn:life-copy-killed:a", text(3130)),
        _sent("urn:life-copy-killed:b", text(3130), HOUR, "AFP/VNA"),
    ],
    "life-notice": [
        _sent("urn:life-notice:a:7301", text(3140), slugline="HARBOUR-BOATS"),
        _sent("urn:life-notice:b", text(3140), HOUR, "AFP/VNA"),
    ],
    "life-early-kill": [
        _sent(
            "urn:life-early-kill:n",
            "KILL KILL KILL - Please kill item urn:life-early-kill:a. The minister denies it.",
            HOUR,
        )
    ],
    "life-hold": [
        _sent("urn:life-hold:a", text(3160)),
        _sent("urn:life-hold:n", "HOLD HOLD HOLD - Please hold item urn:life-hold:a. We are checking.", HOUR),
    ],
    "life-substitute": [
        _sent("urn:life-substitute:a", text(3170)),
        _sent("urn:life-substitute:a", "", HOUR, version="2", pubstatus="canceled"),
    ],
    "life-embargo": [
        _sent("urn:life-embargo:a", text(3180), embargoed="2090-01-01T00:00:00Z"),
        _sent("urn:life-embargo:b", text(3180), HOUR, "AFP/VNA"),
    ],
    "life-repeat": [_sent("urn:life-repeat:a", text(3190))],
    "life-alert": [
        _sent("urn:life-alert:a", "HARBOUR OF THE CAPITAL CLOSED - PILOTS", 0, urgency=1, slugline="HARBOUR-CLOSED"),
    ],
    "life-takes": [_sent("urn:life-takes:b", text(3210), 5 * MINUTE, slugline="LONG-READ/=2")],
    "life-digest": [
        _sent("urn:life-digest:d", DIGEST, 8 * HOUR, headline="World news summary at 2000 GMT"),
        _sent("urn:life-digest:a", f"{text(3001, 40)} {text(3002, 20)}"),
        _sent("urn:life-digest:b", f"{text(3003, 40)} {text(3004, 20)}"),
    ],
}

LATER: dict[str, list[bytes]] = {
    "life-update": [_sent("urn:life-update:c", text(3101), 2 * HOUR, replaces=["urn:life-update:a"])],
    "life-correction": [
        _sent("urn:life-correction:a", _figure(3110, "214"), 2 * HOUR, version="2", signals=["correction"])
    ],
    "life-kill": [_sent("urn:life-kill:a", "", 2 * HOUR, version="2", pubstatus="canceled")],
    "life-copy-killed": [_sent("urn:life-copy-killed:b", "", 2 * HOUR, "VNA", version="2", pubstatus="canceled")],
    "life-notice": [
        _sent("urn:life-notice:n", "KILL KILL KILL - Please kill item 7301. The union denies it.", 2 * HOUR)
    ],
    "life-early-kill": [_sent("urn:life-early-kill:a", text(3150))],
    "life-hold": [_sent("urn:life-hold:f", "HOLD is lifted: item urn:life-hold:a may now be used.", 2 * HOUR)],
    "life-substitute": [_sent("urn:life-substitute:s", text(3170), 2 * HOUR)],
    "life-repeat": [_sent("urn:life-repeat:b", text(3190), 12 * HOUR, signals=["repeat"])],
    "life-alert": [_sent("urn:life-alert:b", text(3200), 3 * MINUTE, slugline="HARBOUR-CLOSED")],
    "life-takes": [_sent("urn:life-takes:a", text(3211), slugline="LONG-READ")],
}
