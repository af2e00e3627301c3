"""GET /asyncapi.json: the messages and their ways as AsyncAPI 3.0. What it says: domain/async_description.py.

Open to every caller with a token, as the schemas in it are; says nothing about cases.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import ANY_CALLER
from api.described import JSON, answers
from api.digest_fields import with_digest
from api.state import state_of
from app.composition import Platform
from domain.async_description import FEED, POSTING, WEBHOOKS, Channel, FlowNames, document
from domain.flow import Flow

router = APIRouter(tags=["packs and schemas"], dependencies=ANY_CALLER)
CHANNELS: Final[tuple[Channel, ...]] = (POSTING, FEED, WEBHOOKS)


class AsyncDocument(msgspec.Struct, frozen=True):
    """AsyncAPI, version 3.0.0. Its own schema: https://www.asyncapi.com/definitions/3.0.0"""

    asyncapi: str


@router.get(
    "/asyncapi.json",
    responses=answers(200, "The document", AsyncDocument, {"asyncapi": "3.0.0"}, ["not-authenticated"]),
)
def asyncapi(request: Request) -> Response:
    """Every event type as a message with its JSON Schema, and the channels that carry them."""
    state = request.app.state
    body: bytes | None = getattr(state, "asyncapi", None)
    if body is None:
        body = state.asyncapi = msgspec.json.encode(described(state_of(request).platform))
    return with_digest(Response(body, media_type=JSON, headers={"Cache-Control": "private, max-age=300"}))


def described(platform: Platform) -> dict[str, object]:
    """The document for the pack in force."""
    flows = [_names(flow) for flow in platform.pack.flows.by_id.values()]
    return document(platform.pack.vocabulary, version("quancheng"), platform.settings.public_url, CHANNELS, flows)


def _names(flow: Flow) -> FlowNames:
    return FlowNames(
        id=flow.id,
        title=f"{flow.label.en} ({flow.label.zh})",
        types=flow.types,
        aliases=tuple(f"{alias.standard} {alias.name}" for alias in flow.aliases),
    )
