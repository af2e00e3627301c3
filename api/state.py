"""What the routes of one API application share, set up once by server.py. No globals."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import cast

import msgspec
from starlette.requests import Request

from api.metrics import Metrics
from app.composition import Platform
from app.issuer import Issuer
from app.rate_limits import RateLimits
from app.seats import Seats
from app.throttle import Guesses
from app.tokens import TokenFile
from domain.permission import Principal

CheckToken = Callable[[str, datetime, str | None], Principal]


class State(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """tokens: presented as they are; access_tokens: checks those of the issuer, ours or another (then issuer is None)

    rates, posts_under_way, reads_under_way: what each caller may ask in a time, and at once
    guesses: at the secrets of clients that ask for access tokens
    one_thread: reads long bodies and words long answers, one at a time: of many such threads at once each would take
    the interpreter from the loop in turn, and the others' requests would wait for all of them
    max_body_bytes: a longer body is refused while it streams in; max_batch: events in one POST."""

    platform: Platform
    tokens: TokenFile
    issuer: Issuer | None
    access_tokens: CheckToken
    metrics: Metrics
    one_thread: ThreadPoolExecutor
    max_body_bytes: int
    max_batch: int
    body_seconds: float
    rates: RateLimits
    posts_under_way: Seats
    reads_under_way: Seats
    guesses: Guesses


def state_of(request: Request) -> State:
    return cast(State, request.app.state.quancheng)
