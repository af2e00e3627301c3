"""POST /events, as far as HTTP goes: which form the body has, and the statements in it, in order.

Not the judging of a statement (app/post_acts.py). Three forms of CloudEvents: structured, batch, binary.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

import msgspec
from starlette.requests import Request

from api.json_body import JSON, media_type, read_body
from api.problems import ApiError
from api.state import state_of
from domain.errors import Refused
from domain.strict_json import parse_json

ONE: Final = "application/cloudevents+json"
BATCH: Final = "application/cloudevents-batch+json"
_HEADER: Final = "ce-"
_SHORT: Final = 32 * 1024
"""Bytes that are read between two other requests; a longer body is read beside the loop."""


class Posted(msgspec.Struct, frozen=True):
    """The statements of one request. batch: they came as an array, if only of one; body: the bytes, as they came."""

    statements: tuple[object, ...]
    batch: bool
    body: bytes


async def read_posted(request: Request, max_bytes: int, max_batch: int) -> Posted:
    """Raises ApiError (media type, size, length of the batch) and Refused (what is no strict JSON)."""
    kind = media_type(request)
    if kind not in (ONE, BATCH, JSON):
        raise ApiError(
            "media-type-unsupported",
            f"Events are posted as {ONE}, {BATCH} or {JSON}.",
            remedy=f"Send Content-Type: {ONE} and one CloudEvent.",
            parameter="Content-Type",
        )
    body = await read_body(request, max_bytes)
    value = await _parsed(request, body)
    if kind == JSON and "ce-specversion" in request.headers:
        return Posted((_binary(request.headers, value),), False, body)
    is_batch = kind == BATCH or (kind == JSON and isinstance(value, list))
    if not is_batch:
        return Posted((value,), False, body)
    if not isinstance(value, list):
        raise Refused("wrong-type", "A batch is a JSON array of events.", remedy="Send an array, or one event.")
    if not value:
        raise ApiError("batch-empty", "The batch holds no event.", remedy="Send at least one event.")
    if len(value) > max_batch:
        raise ApiError(
            "batch-too-long",
            f"The batch holds {len(value)} events, more than {max_batch}.",
            remedy=f"Post at most {max_batch} at a time.",
        )
    return Posted(tuple(value), True, body)


async def _parsed(request: Request, body: bytes) -> object:
    if len(body) <= _SHORT:
        return parse_json(body)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(state_of(request).one_thread, parse_json, body)


def _binary(headers: Mapping[str, str], data: object) -> dict[str, object]:
    """CloudEvents HTTP binding §3.1: attributes in `ce-` headers, percent-encoded; the body is `data`."""
    event: dict[str, object] = {"datacontenttype": JSON, "data": data}
    for name, value in headers.items():
        if name.startswith(_HEADER):
            attribute = name.removeprefix(_HEADER)
            # two readers of one request must not read two acts: one `ce-` header twice is a key twice, and `ce-data`
            # would replace the body
            if attribute in event:
                raise Refused(
                    "duplicate-key",
                    f"The attribute {attribute[:100]!r} is given twice.",
                    pointer=f"/{attribute[:100]}",
                    remedy="Send each attribute once; data is the body, its media type the Content-Type.",
                )
            event[name.removeprefix(_HEADER)] = _attribute(name, value)
    return event


def _attribute(name: str, value: str) -> object:
    # headers know text only; `excerpt` is the one attribute of ours that is a truth value
    if name == "ce-excerpt" and value in ("true", "false"):
        return value == "true"
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError:
        raise Refused(
            "invalid-utf8",
            f"The header {name} is not percent-encoded UTF-8.",
            pointer=f"/{name.removeprefix(_HEADER)}",
            remedy="Percent-encode what is not printable ASCII.",
        ) from None
