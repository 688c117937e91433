"""What every process that we start beside ours has in common: it hears no Ctrl-C, and it ends when we do."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

__all__ = ["end_with_the_parent", "interrupts_held"]


@contextmanager
def interrupts_held() -> Iterator[None]:
    """A process that is started meanwhile never hears of Ctrl-C, which is ours to answer; we hear of it afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_with_the_parent() -> None:
    """In a process that was started: end when the one that started it has, which may be killed and tell nobody."""
    Thread(target=_wait, name="parent", daemon=True).start()


def _wait() -> None:
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    if (parent := parent_process()) is not None:
        wait([parent.sentinel])
        os._exit(1)
