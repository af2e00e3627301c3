"""When to send a request again, and how long to wait before. Repeats are the very same request.

Not what is sent (exchange.py). Safe for posts because they carry an Idempotency-Key and acts take effect once by
(source, id).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx

# 409: the first try under the same Idempotency-Key is still being answered
_AGAIN = frozenset({429, 500, 502, 503, 504})
_IN_USE = "idempotency-key-in-use"


class NoAnswer(Exception):
    """The platform could not be reached, or did not take the request, within one's patience. Send it again later."""


@dataclass(frozen=True)
class Patience:
    """How long to try. Waits double from `first` to `longest` seconds, each by up to half shorter, and are never
    shorter than Retry-After says; `attempts` at most, `seconds` of waiting in all."""

    attempts: int = 8
    first: float = 0.5
    longest: float = 60.0
    seconds: float = 300.0
    sleep: Callable[[float], None] = time.sleep


def send(client: httpx.Client, request: Callable[[], httpx.Request], patience: Patience) -> httpx.Response:
    """The answer to the request, tried again where it got none, or one that asks to come again. Raises NoAnswer.

    request  makes it anew each time: a signature has a time of its own
    """
    waited, why = 0.0, ""
    for attempt in range(patience.attempts):
        least = 0.0
        try:
            answer = client.send(request())
        except httpx.TransportError as error:
            why = f"{type(error).__name__}: {error}"
        else:
            if not _asks_to_come_again(answer):
                return answer
            why = f"status {answer.status_code}"
            least = _retry_after(answer)
        pause = max(least, min(patience.longest, patience.first * 2**attempt) * random.uniform(0.5, 1))
        waited += pause
        if attempt + 1 == patience.attempts or waited > patience.seconds:
            break
        patience.sleep(pause)
    raise NoAnswer(f"No answer: {why}. The request may or may not have been taken; sending it again is safe.")


def _asks_to_come_again(answer: httpx.Response) -> bool:
    if answer.status_code == 409:
        return bool(_IN_USE in answer.text)
    return answer.status_code in _AGAIN


def _retry_after(answer: httpx.Response) -> float:
    """Seconds (RFC 9110 §10.2.3); a date is not understood and counts as none."""
    stated = answer.headers.get("retry-after", "")
    return float(stated) if stated.isascii() and stated.isdigit() else 0.0
