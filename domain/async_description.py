"""AsyncAPI 3.0: what messages go over which channel, made from the vocabulary of a pack.

Not the OpenAPI document and not the channels themselves. Served at /v1/asyncapi.json; checked in the tests against the
schema of the AsyncAPI Initiative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from domain.json_schema import event_schema
from domain.vocabulary import EventType, Vocabulary

SCHEMA_FORMAT: Final = "application/schema+json;version=draft-2020-12"
EVENT: Final = "application/cloudevents+json"
Document = dict[str, Any]


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """One way that acts take. sends: the platform sends on it (an agency receives); else an agency does."""

    name: str
    address: str | None
    title: str
    description: str
    sends: bool


class FlowNames(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange between agencies: its id, title, the types of its acts, and what standards call it."""

    id: str
    title: str
    types: tuple[str, ...]
    aliases: tuple[str, ...] = ()


POSTING: Final = Channel(
    name="posting",
    address="/v1/events",
    title="Posting",
    description="An agency posts what it did. Each act is answered by a receipt, or by a problem with its remedy.",
    sends=False,
)
FEED: Final = Channel(
    name="feed",
    address="/v1/feed",
    title="Feed",
    description="An agency reads the acts of the cases it sees, from any cursor on.",
    sends=True,
)
WEBHOOKS: Final = Channel(
    name="webhooks",
    address=None,
    title="Webhooks",
    description="What stands in its feed, sent to the address that an agency gave in /v1/subscriptions: signed by "
    "Standard Webhooks 1.0, at least once, with `feednumber` and `feedcursor`. Beyond 20 kB `dataref`, no `data`.",
    sends=True,
)


def document(
    vocabulary: Vocabulary, version: str, server: str, channels: Sequence[Channel], flows: Sequence[FlowNames] = ()
) -> Document:
    """The whole AsyncAPI document.

    version  of the product; server: URL of the platform, without a path
    flows    become one operation group (tag) each
    """
    protocol, _, host = server.partition("://")
    messages = {key_of(kind.name): _message(vocabulary, kind, flows) for kind in vocabulary}
    references = {name: {"$ref": f"#/components/messages/{name}"} for name in messages}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": f"Quancheng, pack {vocabulary.pack}",
            "version": version,
            "description": "Acts of agencies as CloudEvents 1.0, and the ways they take. Calls: /openapi.json.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": EVENT,
        "servers": {
            "platform": {
                "host": host.rstrip("/"),
                "protocol": protocol,
                "security": [{"$ref": "#/components/securitySchemes/clientCredentials"}],
            }
        },
        "channels": {
            channel.name: {
                "address": channel.address,
                "title": channel.title,
                "description": channel.description,
                "messages": references,
            }
            for channel in channels
        },
        "operations": {name: operation for channel in channels for name, operation in _operations(channel, flows)},
        "components": {
            "messages": messages,
            "securitySchemes": {
                "clientCredentials": {
                    "type": "oauth2",
                    "flows": {
                        "clientCredentials": {
                            "tokenUrl": f"{server.rstrip('/')}/oauth/token",
                            "availableScopes": {},
                        }
                    },
                }
            },
        },
    }


def key_of(name: str) -> str:
    """A name as a key: letters, digits, dots, dashes and underscores are all that AsyncAPI allows there."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)


def _message(vocabulary: Vocabulary, kind: EventType, flows: Sequence[FlowNames]) -> Document:
    tags = [{"name": f"emitter:{emitter}"} for emitter in kind.emitters]
    tags += [{"name": f"flow:{flow.id}"} for flow in flows if kind.name in flow.types]
    return {
        "name": kind.name,
        "title": f"{kind.label.en} ({kind.label.zh})",
        "contentType": EVENT,
        "tags": tags,
        "payload": {"schemaFormat": SCHEMA_FORMAT, "schema": event_schema(vocabulary, kind.name, kind.version)},
    }


def _operations(channel: Channel, flows: Sequence[FlowNames]) -> list[tuple[str, Document]]:
    """The channel as a whole, then one operation for each flow, with what others call it."""
    action = "send" if channel.sends else "receive"
    whole: Document = {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel.name}"},
        "title": channel.title,
        "summary": channel.description,
    }
    found = [(f"{channel.name}.any", whole)]
    for flow in flows:
        operation: Mapping[str, Any] = whole | {
            "title": flow.title,
            "summary": f"Flow {flow.id}." + (f" Also called: {'; '.join(flow.aliases)}." if flow.aliases else ""),
            "tags": [{"name": f"flow:{flow.id}"}],
            "messages": [{"$ref": f"#/channels/{channel.name}/messages/{key_of(name)}"} for name in flow.types],
        }
        found.append((f"{channel.name}.{key_of(flow.id)}", dict(operation)))
    return found
