"""GET /asyncapi.json: the messages and their ways as AsyncAPI 3.0. What it says: domain/async_description.py.

Open to every caller with a token, as the schemas in it are; says nothing about cases.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import ANY_CALLER
from api.described import JSON, answers
from api.digest_fields import with_digest
from api.routers import router_of
from api.state import state_of
from domain.async_description import FEED, POSTING, WEBHOOKS, Channel, FlowNames, document
from domain.flow import Flow
from supervision_rules.pack import Pack

router = router_of("packs and schemas", dependencies=ANY_CALLER)
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
    platform = state_of(request).platform
    body = _encoded(platform.pack, platform.settings.public_url)
    return with_digest(Response(body, media_type=JSON, headers={"Cache-Control": "private, max-age=300"}))


@lru_cache(2)
def _encoded(pack: Pack, server: str) -> bytes:
    """The document for this pack; half a second's work, and the same until the pack changes."""
    flows = [_names(flow) for flow in pack.flows.by_id.values()]
    return msgspec.json.encode(document(pack.vocabulary, version("quancheng"), server, CHANNELS, flows))


def _names(flow: Flow) -> FlowNames:
    return FlowNames(
        id=flow.id,
        title=f"{flow.label.en} ({flow.label.zh})",
        types=flow.types,
        aliases=tuple(f"{alias.standard} {alias.name}" for alias in flow.aliases),
    )
