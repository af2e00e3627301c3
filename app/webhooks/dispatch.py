"""Sends what is queued: one request at a time to each subscriber, many at once, none at the cost of another.

Not the queue (queue.py) and not one request (sending.py). Runs in a thread of the worker. Subscribers that fail have
slots, and name look-ups, of their own: however many hang, those that answer are served as before.
"""

from __future__ import annotations

import asyncio
import random
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from importlib.metadata import version
from typing import Final, TypeVar
from urllib.parse import urlsplit

import structlog

from app.composition import Platform
from app.webhooks import queue
from app.webhooks.payload import MEDIA_TYPE
from app.webhooks.queue import Job
from app.webhooks.sending import Answer, Sender, WebhookRequest
from app.webhooks.signature import signed_headers
from domain.errors import Refused
from domain.webhook_address import Allowed, parsed
from domain.webhook_schedule import Attempt

SLOTS: Final = 64
"""Requests under way at once to subscribers that answer, and as many to those that failed last."""
LOOK_UPS: Final = 16
LOOK_SECONDS: Final = 0.25
GRACE_SECONDS: Final = 2.0
SWEEP_SECONDS: Final = 600.0
IN_A_ROW: Final = 100
"""Deliveries to one subscriber before it gives its slot back."""
REQUESTED_RATE: Final = 600
"""Requests a minute that a hand-shake asks for."""
_RATE: Final = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_USER_AGENT: Final = f"quancheng/{version('quancheng')}"
log = structlog.get_logger()
Result = TypeVar("Result")


def deliver(platform: Platform, stop: threading.Event) -> None:
    """Deliver until `stop` is set. Whatever the database or a defect raises ends it; the worker begins it anew."""
    asyncio.run(Dispatcher(platform, stop).run())


def allowed_by(platform: Platform) -> Allowed:
    settings = platform.settings
    return Allowed(settings.webhook_ports, settings.webhook_internal_ranges, settings.webhook_plain_http)


def origin_of(public_url: str) -> str:
    """Name by which the platform asks for permission: the host under which it is reached."""
    return urlsplit(public_url).hostname or "localhost"


class Dispatcher:
    """One per database. sender: what speaks to subscribers."""

    def __init__(self, platform: Platform, stop: threading.Event, sender: Sender | None = None) -> None:
        self._platform = platform
        self._stop = stop
        self._sender = sender or Sender(allowed_by(platform), platform.settings.webhook_ca_file)
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        self._well, self._troubled = asyncio.Semaphore(SLOTS), asyncio.Semaphore(SLOTS)
        self._store = ThreadPoolExecutor(2, "webhook-store")
        filling = ThreadPoolExecutor(1, "webhook-feeds")
        self._lookups = ThreadPoolExecutor(LOOK_UPS, "webhook-names")
        self._troubled_lookups = ThreadPoolExecutor(LOOK_UPS, "webhook-names-troubled")
        feeds = asyncio.create_task(self._fill(filling))
        try:
            while not self._stop.is_set() and not feeds.done():
                for subscription in await self._stored(queue.ready, self._platform):
                    if subscription not in self._busy:
                        self._busy[subscription] = asyncio.create_task(self._serve(subscription))
                self._reap()
                await asyncio.sleep(LOOK_SECONDS)
            if feeds.done():
                feeds.result()
        finally:
            feeds.cancel()
            if self._busy:  # what is under way is heard out for a moment: else it would be sent again
                await asyncio.wait(self._busy.values(), timeout=GRACE_SECONDS)
            for task in self._busy.values():
                task.cancel()
            await asyncio.gather(feeds, *self._busy.values(), return_exceptions=True)
            for pool in (filling, self._store, self._lookups, self._troubled_lookups):
                pool.shutdown(wait=False, cancel_futures=True)

    def _reap(self) -> None:
        """Forget who is served. What the store raised, or a defect, is raised here."""
        for subscription in [name for name, task in self._busy.items() if task.done()]:
            self._busy.pop(subscription).result()

    async def _fill(self, pool: Executor) -> None:
        loop = asyncio.get_running_loop()
        swept = 0.0
        while True:
            filled = await loop.run_in_executor(pool, queue.fill, self._platform)
            if time.monotonic() - swept > SWEEP_SECONDS:
                await loop.run_in_executor(pool, queue.sweep, self._platform)
                swept = time.monotonic()
            if not filled:
                await asyncio.sleep(LOOK_SECONDS)

    async def _serve(self, subscription: str) -> None:
        """One after the other, in the order of the feed, until nothing is due."""
        for _ in range(IN_A_ROW):
            job = await self._stored(queue.next_job, self._platform, subscription)
            if job is None or self._stop.is_set():
                return
            troubled = job.endpoint.failures > 0 or job.delivery is None
            async with self._troubled if troubled else self._well:
                answer = await self._send(job, self._troubled_lookups if troubled else self._lookups)
            await self._note(job, answer)

    async def _send(self, job: Job, lookups: Executor) -> Answer:
        try:
            address = parsed(job.url, allowed_by(self._platform))
        except Refused:  # the operator allows less than when it was subscribed
            return Answer(Attempt("address"), 0)
        fields = [
            ("User-Agent", _USER_AGENT),
            ("WebHook-Request-Origin", origin_of(self._platform.settings.public_url)),
        ]
        if job.delivery is None:
            fields.append(("WebHook-Request-Rate", str(REQUESTED_RATE)))
            fields.append(("WebHook-Request-Callback", callback_of(self._platform, job.subscription, job.url)))
            return await self._sender.send(WebhookRequest("OPTIONS", address, tuple(fields)), lookups, self._seconds)
        if job.body is None or not job.keys:
            return Answer(Attempt("unreadable"), 0)
        signed = signed_headers(job.delivery, int(self._seconds()), job.body, job.keys)
        fields += [("Content-Type", MEDIA_TYPE), *signed.items()]
        return await self._sender.send(WebhookRequest("POST", address, tuple(fields), job.body), lookups, self._seconds)

    async def _note(self, job: Job, answer: Answer) -> None:
        chance = random.random()
        if job.delivery is not None:
            await self._stored(queue.record, self._platform, job, answer.attempt, answer.milliseconds, chance)
            if answer.attempt.outcome != "delivered":
                log.info("webhook.not_delivered", subscription=job.subscription, outcome=answer.attempt.outcome)
            return
        allowed = permits(answer.allowed_origin, origin_of(self._platform.settings.public_url))
        rate = rate_of(answer.allowed_rate)
        await self._stored(queue.record_handshake, self._platform, job, answer.attempt, allowed, rate, chance)

    def _seconds(self) -> float:
        return self._platform.now() / 1_000_000

    async def _stored(self, function: Callable[..., Result], *arguments: object) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._store, function, *arguments)


def permits(allowed_origin: str | None, origin: str) -> bool:
    """CloudEvents HTTP webhooks 4.2: consent is the header; the status says nothing."""
    stated = (allowed_origin or "").strip().lower()
    return stated == "*" or stated == origin.lower()


def rate_of(stated: str | None) -> int | None:
    """Requests a minute, None for `*`. Where nothing legible is said: what was asked for."""
    text = (stated or "").strip()
    if text == "*":
        return None
    return int(text) if _RATE.fullmatch(text) else REQUESTED_RATE


def callback_of(platform: Platform, subscription: str, url: str) -> str:
    """Where permission can be given later. The key in it is for this subscription at this address."""
    key = platform.webhook_keys.permission_key(subscription, url)
    return f"{platform.settings.public_url.rstrip('/')}/v1/subscriptions/{subscription}/allow?key={key}"
