"""The way in for posts of many callers at once: they wait by agency, and whose turn it is share judging and commit.

Not the judging (post_acts.py), not the order (fair_queue.py). No delay of its own: a post alone goes at once, and while
one commit is on its way the next posts gather. Called by the API.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Final

from app.caller import Caller
from app.composition import Platform
from app.fair_queue import FairQueue
from app.post_acts import Outcome, Post, Statement, post_together
from domain.errors import LedgerFault, Overloaded

ACTS_AT_ONCE: Final = 200
"""Acts that share a commit, or one longer post. So long the next agency's act waits: some 20 ms of processor time."""
BYTES_AN_ACT: Final = 4096
"""A post weighs as many acts as it has items, but one for each so many bytes of its body at least."""
Answer = Future[list[Outcome]]


class _Waiting:
    __slots__ = ("answer", "post")

    def __init__(self, post: Post) -> None:
        self.post = post
        self.answer: Answer = Future()


class Intake:
    """Over one platform; safe to share between threads. Its own threads start with the first post."""

    def __init__(self, platform: Platform) -> None:
        settings = platform.settings
        self._platform = platform
        self._queue: FairQueue[_Waiting] = FairQueue(settings.max_waiting_acts, settings.max_waiting_acts_each)
        self._changed = threading.Condition()
        self._closed = False
        self._most_threads = settings.intake_threads
        self._threads: list[threading.Thread] = []
        self.shed = 0

    def post(self, items: Sequence[Statement], caller: Caller, size: int = 0) -> Answer:
        """As post_acts.post, in turn. items: what parse_json gave; size: bytes of the body. Does not
        block. Raises Overloaded where too much waits.

        The answer is durable when it is there. It may raise Overloaded too: then the post was shed, and nothing of it
        is stored. An answer cancelled before its turn came is not stored either.
        """
        waiting = _Waiting(Post(items, caller, strict=True))
        weight = max(1, len(items), size // BYTES_AN_ACT)
        with self._changed:
            if self._closed:
                raise LedgerFault("The server is going down.", remedy="Post again in a moment.")
            shed = self._queue.put(_line_of(caller), weight, waiting)
            self.shed += len(shed)
            if len(self._threads) < self._most_threads:
                name = f"intake-{len(self._threads)}"
                self._threads.append(threading.Thread(target=self._run, name=name, daemon=True))
                self._threads[-1].start()
            self._changed.notify()
        for one in shed:
            if one.answer.set_running_or_notify_cancel():
                one.answer.set_exception(_shed())
        return waiting.answer

    def require_room(self, caller: Caller) -> None:
        """Raises Overloaded where it is known, before a post is read, that the caller's agency has too much waiting."""
        with self._changed:
            self._queue.require_room(_line_of(caller))

    def waiting(self) -> int:
        """Acts that wait for their turn."""
        with self._changed:
            return self._queue.weight

    def close(self) -> None:
        """Take in what waits, and nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._queue.weight or self._closed)
                some = self._queue.take(ACTS_AT_ONCE)
            if not some:
                return
            some = [one for one in some if one.answer.set_running_or_notify_cancel()]
            try:
                self._take_in(some)
            except BaseException as error:
                with self._changed:  # the next post starts another thread in place of this one
                    self._threads.remove(threading.current_thread())
                for one in some:
                    if not one.answer.done():
                        one.answer.set_exception(error)
                raise

    def _take_in(self, some: Sequence[_Waiting]) -> None:
        try:
            results: Sequence[list[Outcome] | Exception] = post_together(self._platform, [one.post for one in some])
        except Exception as error:  # noqa: BLE001  it is raised where each of them waits
            results = [error] * len(some)
        for one, result in zip(some, results, strict=True):
            if isinstance(result, Exception):
                one.answer.set_exception(result)
            else:
                one.answer.set_result(result)


def _line_of(caller: Caller) -> str:
    return caller.name if caller.agency is None else caller.agency


def _shed() -> Overloaded:
    return Overloaded(
        "overloaded",
        "More acts wait to be stored than this server can hold, and your agency has most of them.",
        remedy="Nothing of this post was stored. Post it again after the time in Retry-After, fewer at a time.",
    )
