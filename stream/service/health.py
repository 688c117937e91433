"""Keeps how a worker is (whether its loop moves, whether it can do its work), and logs where a loop is stuck."""

from __future__ import annotations

import faulthandler
import sys
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from traceback import walk_stack

from stream.service.logs import get_logger
from stream.service.redaction import frames

__all__ = ["SILENT", "Health", "Phase", "Watchdog"]

SILENT = 30.0  # seconds without a heartbeat: the loop is stuck, and the worker is to be restarted
_SUSPECT = 20.0  # seconds: the stacks are in the log before the probe fails
_LOOK = 1.0  # seconds between two looks
_UNSEEN = 25.0  # seconds in which the watchdog itself could not look

log = get_logger(__name__)


class Phase(StrEnum):
    """How far a worker is. The value is what it answers to the question why it is not ready."""

    WAITING = "no partitions are assigned"
    RECOVERING = "state is being recovered"
    READY = "it is ready"


class Health:
    """What the worker says of itself. The probes read it; nothing in it asks the brokers.

    Args:
        clock: seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.last_beat = clock()
        self.phase = Phase.WAITING
        self.is_unanswered = False
        self._progress: str | None = None
        self._over: str | None = None

    def beat(self) -> None:
        """Note that the loop moves. To be called from the worker's loop every few seconds, also while it recovers."""
        self.last_beat = self._clock()

    def silence(self) -> float:
        """Seconds since the last heartbeat."""
        return self._clock() - self.last_beat

    def assigned(self, partitions: int) -> None:
        """Note that the group gave us so many partitions, whose state is to be recovered."""
        self.phase = Phase.RECOVERING if partitions else Phase.WAITING
        self._progress = None

    def taking(self) -> None:
        """Note that it takes in what arrives, which needs neither partitions nor state."""
        self.phase = Phase.READY

    def recovering(self, done: int, of: int, what: str) -> None:
        """Note how much of the state is recovered."""
        self._progress = f"recovering {done:,} of {of:,} {what}"

    def unanswered(self, partitions: int) -> None:
        """Note for how many of our partitions no broker has answered for long."""
        self.is_unanswered = partitions > 0

    def recovered(self) -> None:
        """Note that the state of what was assigned is there."""
        if self.phase is Phase.RECOVERING:
            self.phase = Phase.READY

    def revoked(self) -> None:
        """Note that the partitions were taken away: the group is being rebalanced."""
        self.phase = Phase.WAITING
        self._progress = None

    def trip(self, why: str) -> None:
        """Note that the brake holds, as too much of what comes in is invalid. There is no way back from it."""
        self._over = f"the brake tripped: {why}"

    def stopping(self) -> None:
        """Note that no more work is taken on; why the brake tripped stays the answer."""
        self._over = self._over or "it is stopping"

    def why_not_live(self) -> str | None:
        """Why this process should be restarted; None while it is well."""
        silence = self.silence()
        return None if silence < SILENT else f"the loop has not moved for {silence:.0f} s"

    def why_not_ready(self) -> str | None:
        """Why no work is done here at the moment; None while it is."""
        why = self._over or self.why_not_live()
        if why is None and self.phase is Phase.READY:
            return "the brokers do not answer for some of its partitions" if self.is_unanswered else None
        return why or (self._progress if self.phase is Phase.RECOVERING and self._progress else self.phase.value)


class Watchdog:
    """Logs where each thread stands once the loop has been silent for long: once for each stall.

    It is a thread, so it runs while the loop is stuck. Where something holds on to the interpreter
    itself (one long call into compiled code, such as a regular expression) no thread of Python runs;
    then faulthandler, which needs none, writes the stacks to standard error.

    Args:
        health: whose heartbeat is watched.
        look: seconds between two looks.
        unseen: seconds after which faulthandler takes over.
    """

    def __init__(self, health: Health, look: float = _LOOK, unseen: float = _UNSEEN) -> None:
        self._health = health
        self._look = look
        self._unseen = unseen
        self._told: float | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End it, if it was begun, and wait for the end."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> None:
        """Log the stacks if the loop is stuck and this stall has not been told yet."""
        beat = self._health.last_beat
        silence = self._health.silence()
        if silence < _SUSPECT or beat == self._told:
            return
        self._told = beat
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        stacks = {
            f"{names.get(ident, '?')} {ident}": frames(reversed(list(walk_stack(frame))))
            for ident, frame in sys._current_frames().items()  # noqa: SLF001 - documented, for this purpose
        }
        log.error("loop_stalled", silent_seconds=round(silence, 1), stacks=stacks)

    def _run(self) -> None:
        while not self._stopped.wait(self._look):
            if sys.__stderr__ is not None:
                faulthandler.dump_traceback_later(self._unseen, file=sys.__stderr__)  # replaces the one before
            self.look()
        faulthandler.cancel_dump_traceback_later()
