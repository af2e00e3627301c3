"""The library's subscription over Ledger.wait: no wake-up can be lost, no pooled connection is left listening.

Not a second reading path: it pulls by position like everyone. Made by LedgerApplicationRecorder.subscribe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventsourcing.persistence import ListenNotifySubscription

if TYPE_CHECKING:
    from ledger.recorder import LedgerApplicationRecorder  # noqa: F401  # named in a string below

WAIT_SECONDS = 0.2
"""How long stop() may take to be seen."""


class LedgerSubscription(ListenNotifySubscription["LedgerApplicationRecorder"]):
    """Yields notifications above `gt` as they are numbered, until stop()."""

    def _loop_on_pull(self) -> None:
        ledger = self._recorder.ledger
        try:
            seen = ledger.head()  # before the pull: what is numbered during it is pulled again
            self._pull()
            while not self._has_been_stopped:
                last = ledger.wait(seen, WAIT_SECONDS)
                if last > seen:
                    seen = last
                    self._pull()
        except BaseException as error:  # noqa: BLE001  # handed to the reading thread, which raises it
            if self._thread_error is None:
                self._thread_error = error
            self.stop()
