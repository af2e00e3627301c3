"""Read a posted body: bounded while it streams in, then strictly as JSON. Nothing is kept of a body that is too large.

Not what the JSON means. Called by the routes that take a body.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from starlette.requests import Request

from api.digest_fields import FIELDS
from api.problems import ApiError
from api.state import state_of
from app.signing.digest_field import wrong_digests
from domain.errors import Refused
from domain.fault_place import locate
from domain.strict_json import parse_json
from domain.vocabulary import json_pointer_step

JSON: Final = "application/json"
SLOWEST_BYTES: Final = 16 * 1024
"""A second: whoever is slower may use up the patience of the settings, and no more."""
_FEWER: Final = "Post fewer events at a time; name large documents by their hash instead of enclosing them."
Body = TypeVar("Body", bound=msgspec.Struct)


def media_type(request: Request) -> str:
    """Media type of the body, lower case, without parameters. A charset other than UTF-8 is refused."""
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding != "identity":
        raise ApiError(
            "media-type-unsupported",
            "The body is declared as compressed.",
            remedy="Send it as it is, without Content-Encoding.",
            parameter="Content-Encoding",
        )
    header = request.headers.get("content-type", "")
    essence, _, parameters = header.partition(";")
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name.strip().lower() == "charset" and value.strip(' "').lower() not in ("utf-8", "utf8"):
            raise ApiError(
                "media-type-unsupported",
                "The body is declared in another character set than UTF-8.",
                remedy="Send JSON encoded as UTF-8; it needs no charset parameter.",
                parameter="Content-Type",
            )
    return essence.strip().lower()


async def read_body(request: Request, limit: int) -> bytes:
    """The body. Raises ApiError("body-too-large") as soon as more than `limit` bytes are announced or have come,
    "body-too-slow" where they come so slowly that they would hold the connection for good, and "digest-malformed" or
    "digest-mismatch" where the request states a digest that is none, or of another body.
    """
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > limit:
        raise too_large(limit)
    received = bytearray()
    patience = asyncio.timeout(state_of(request).body_seconds)
    began = asyncio.get_running_loop().time()
    try:
        async with patience:
            async for part in request.stream():
                if len(received) + len(part) > limit:
                    raise too_large(limit)
                received += part
                earned = len(received) / SLOWEST_BYTES
                patience.reschedule(began + state_of(request).body_seconds + earned)
    except TimeoutError:
        raise ApiError(
            "body-too-slow",
            f"{len(received)} bytes came in {asyncio.get_running_loop().time() - began:.0f} seconds, and not the rest.",
            remedy="Nothing was stored. Send the request again over a line that carries 16 KiB a second.",
        ) from None
    body = bytes(received)
    check_digests(request, body)
    return body


async def read_struct(request: Request, type_: type[Body], limit: int) -> Body:
    """A JSON body as `type_`. A misfit becomes a problem with its pointer."""
    if media_type(request) != JSON:
        raise ApiError(
            "media-type-unsupported",
            "This address takes application/json.",
            remedy="Send Content-Type: application/json.",
            parameter="Content-Type",
        )
    value = parse_json(await read_body(request, limit))
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        misfit = locate(value, type_, error, strict=True)
    code = "missing-field" if misfit.missing else "unknown-field" if misfit.unknown_field else "invalid-field"
    raise Refused(
        code,
        f"{misfit.detail}.",
        pointer="".join(f"/{json_pointer_step(step)}" for step in misfit.path),
        remedy="See /docs for the body of this request.",
        nearest=misfit.nearest,
    )


def check_digests(request: Request, received: bytes | Path) -> None:
    """Raises ApiError where the request states a digest that is none, or of other bytes than came. A body that lies in
    a file is read only where one is stated.
    """
    for name in FIELDS:
        lines = request.headers.getlist(name)
        if not lines:
            continue
        body = received if isinstance(received, bytes) else received.read_bytes()
        try:
            wrong = list(wrong_digests(", ".join(lines), body))
        except ValueError as error:
            raise ApiError(
                "digest-malformed",
                f"{name} is no digest field: {error}.",
                remedy="Send e.g. Content-Digest: sha-256=:<base64 of the hash>: (RFC 9530), or leave it out.",
                parameter=name,
            ) from None
        if wrong:
            raise ApiError(
                "digest-mismatch",
                f"{name} states another {wrong[0]} than that of the {len(body)} bytes that came.",
                remedy="Nothing was stored. Hash the very bytes that are sent; if it is right, send them again.",
                parameter=name,
            )


def too_large(limit: int, remedy: str = _FEWER) -> ApiError:
    return ApiError("body-too-large", f"The body is larger than {limit} bytes.", remedy=remedy)
