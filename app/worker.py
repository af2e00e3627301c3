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
from projections.outage import is_outage

if TYPE_CHECKING:
    from app.composition import Platform

LOOK_FOR_ACTS: Final = 0.02
"""Seconds between looks at the queue when nobody wakes the sequencer: bounds the sequencing delay."""
LOOK_AT_CLOCK: Final = 0.5
SMALL_BATCH: Final = 1_000
LONGEST_REST: Final = 0.25
"""Seconds. So much later, at most, the duties of an act are seen while many are posted."""
AFTER_TROUBLE: Final = 1.0
WEBHOOKS_AFTER_TROUBLE: Final = 30.0
"""What was sent and could not be noted is sent again: twice as late each time, up to this, and not every second."""
HASH_SECONDS: Final = 5.0

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
        _started("sequencer", stop, lambda: _number(platform, stop)),
        _started("supervision", stop, lambda: _follow(platform, stop)),
        _started("feed", stop, lambda: _feed(platform, stop)),
        _started("webhooks", stop, lambda: deliver(platform, stop), WEBHOOKS_AFTER_TROUBLE),
        _started("checkpoints", stop, lambda: _sign(platform, stop)),
        _started("digests", stop, lambda: _hash(platform, stop)),
    )
    for task in tasks:
        task.join()


def _started(
    name: str, stop: threading.Event, task: Callable[[], None], longest: float = AFTER_TROUBLE
) -> threading.Thread:
    thread = threading.Thread(target=_repeat, args=(name, stop, task, longest))
    thread.start()
    return thread


def _begin(platform: Platform, stop: threading.Event) -> None:
    patience = platform.settings.database_wait_seconds
    once_there(platform.ledger.sequence, patience, stop.wait)  # takes the lock, or tells that somebody else has it
    once_there(platform.adopt_pack, patience, stop.wait)


def _number(platform: Platform, stop: threading.Event) -> None:
    begun = time.monotonic()
    numbered = platform.ledger.sequence()
    if not numbered:
        platform.wait_for_news(LOOK_FOR_ACTS)
    _let_gather(stop, numbered, begun)


def _follow(platform: Platform, stop: threading.Event) -> None:
    before = time.monotonic()
    while True:
        begun = time.monotonic()
        moved = platform.processing.step()
        if not moved or time.monotonic() - before > LOOK_AT_CLOCK:
            break  # the clock must not starve behind a long import
        _let_gather(stop, moved, begun)
    if not platform.processing.tick():
        platform.ledger.wait(platform.processing.behind(), LOOK_AT_CLOCK)


def _feed(platform: Platform, stop: threading.Event) -> None:
    begun = time.monotonic()
    moved = platform.processing.feed.step()
    if not moved:
        platform.ledger.wait(platform.processing.feed.position(), LOOK_AT_CLOCK)
    _let_gather(stop, moved, begun)


def _let_gather(stop: threading.Event, moved: int, begun: float) -> None:
    """Rest as long as a small batch took. What comes meanwhile goes together, which costs little more than one act
    alone, and who posts has the processor.
    """
    if 0 < moved < SMALL_BATCH:
        stop.wait(min(time.monotonic() - begun, LONGEST_REST))


def _sign(platform: Platform, stop: threading.Event) -> None:
    if platform.settings.signing_key_file is not None:
        platform.ledger.checkpoint()
    stop.wait(platform.settings.checkpoint_seconds)


def _hash(platform: Platform, stop: threading.Event) -> None:
    """Now and then, in as few batches as it takes: whoever asks for a day's digest has only the last moments left."""
    from app.reconciliation.follow import step

    while not stop.is_set() and step(platform):
        if platform.ledger.head() - platform.processing.behind() > SMALL_BATCH:
            break  # duties come first; a batch each time, lest digests stand still under a load without end
    stop.wait(HASH_SECONDS)


def _repeat(name: str, stop: threading.Event, task: Callable[[], None], longest: float) -> None:
    """Do it again and again. Trouble is logged and shows in health (the positions stand still), never hidden.

    longest  seconds after trouble that goes on; it went on where the task had not worked for so long before it
    """
    wait = AFTER_TROUBLE
    while not stop.is_set():
        begun = time.monotonic()
        try:
            task()
            continue
        except (QuanchengError, Conflict) as error:
            log.error("worker.trouble", task=name, detail=error.detail, remedy=error.remedy)
        except Exception as error:
            if not is_outage(error):
                log.exception("worker.stopped", task=name)
                stop.set()
                raise
            log.warning("worker.database_away", task=name, error=type(error).__name__)
        if time.monotonic() - begun > longest:
            wait = AFTER_TROUBLE
        stop.wait(wait)
        wait = min(longest, 2 * wait)
