"""The process behind the ledger: number, supervise, project, feed, deliver, watch the clock, sign. One per database.

Not the work itself (ledger, processing.py). Runs as `quancheng worker`, or as a thread of an embedded server.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import structlog

from app.database_wait import once_there
from app.webhooks.dispatch import deliver
from domain.errors import Conflict, QuanchengError
from projections.runner import is_outage

if TYPE_CHECKING:
    from app.composition import Platform

LOOK_FOR_ACTS: Final = 0.02
"""Seconds between looks at the queue when nobody wakes the sequencer: bounds the sequencing delay."""
LOOK_AT_CLOCK: Final = 0.5
AFTER_TROUBLE: Final = 1.0
HASH_SECONDS: Final = 60.0

log = structlog.get_logger()


def run(platform: Platform, stop: threading.Event) -> None:
    """Work until `stop` is set. Raises LedgerFault at the start where another sequencer runs."""
    try:
        _begin(platform, stop)
    except Exception as error:
        if stop.is_set() and is_outage(error):
            return  # it was stopped while it waited
        raise
    tasks = (
        threading.Thread(target=_repeat, args=("sequencer", stop, lambda: _number(platform))),
        threading.Thread(target=_repeat, args=("supervision", stop, lambda: _follow(platform))),
        threading.Thread(target=_repeat, args=("feed", stop, lambda: _feed(platform))),
        threading.Thread(target=_repeat, args=("webhooks", stop, lambda: deliver(platform, stop))),
        threading.Thread(target=_repeat, args=("checkpoints", stop, lambda: _sign(platform, stop))),
        threading.Thread(target=_repeat, args=("digests", stop, lambda: _hash(platform, stop))),
    )
    for task in tasks:
        task.start()
    for task in tasks:
        task.join()


def _begin(platform: Platform, stop: threading.Event) -> None:
    patience = platform.settings.database_wait_seconds
    once_there(platform.ledger.sequence, patience, stop.wait)  # takes the lock, or tells that somebody else has it
    once_there(platform.adopt_pack, patience, stop.wait)


def _number(platform: Platform) -> None:
    if not platform.ledger.sequence():
        platform.wait_for_news(LOOK_FOR_ACTS)


def _follow(platform: Platform) -> None:
    before = time.monotonic()
    while platform.processing.step():
        if time.monotonic() - before > LOOK_AT_CLOCK:
            break  # the clock must not starve behind a long import
    if not platform.processing.tick():
        platform.ledger.wait(platform.processing.behind(), LOOK_AT_CLOCK)


def _feed(platform: Platform) -> None:
    if not platform.processing.feed.step():
        platform.ledger.wait(platform.processing.feed.position(), LOOK_AT_CLOCK)


def _sign(platform: Platform, stop: threading.Event) -> None:
    if platform.settings.signing_key_file is not None:
        platform.ledger.checkpoint()
    stop.wait(platform.settings.checkpoint_seconds)


def _hash(platform: Platform, stop: threading.Event) -> None:
    """Seldom and in one go: whoever asks for a day's digest has only the last minute left to be hashed."""
    from app.reconciliation.follow import catch_up

    stop.wait(HASH_SECONDS)
    if not stop.is_set():
        catch_up(platform)


def _repeat(name: str, stop: threading.Event, task: Callable[[], None]) -> None:
    """Do it again and again. Trouble is logged and shows in health (the positions stand still), never hidden."""
    while not stop.is_set():
        try:
            task()
        except (QuanchengError, Conflict) as error:
            log.error("worker.trouble", task=name, detail=error.detail, remedy=error.remedy)
            stop.wait(AFTER_TROUBLE)
        except Exception as error:
            if not is_outage(error):
                log.exception("worker.stopped", task=name)
                stop.set()
                raise
            log.warning("worker.database_away", task=name, error=type(error).__name__)
            stop.wait(AFTER_TROUBLE)
