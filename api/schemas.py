"""GET /packs and /schemas: what may be posted here, and the JSON Schema of each event type and version.

Open to every caller with a token; says nothing about cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import msgspec
from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import ANY_CALLER
from api.described import answers
from api.replies import reply
from api.retirement_headers import NAMES, retirement_headers, schema_href
from api.routers import router_of
from api.state import state_of
from api.table_replies import NOT_MODIFIED, IfNoneMatch, reply_cached
from domain.errors import NotFound, Refused
from domain.json_schema import Schema, event_schema
from domain.payload_types import Label
from domain.vocabulary import EventType, Vocabulary

router = router_of("packs and schemas", dependencies=ANY_CALLER)


class PackDescription(msgspec.Struct, frozen=True, kw_only=True):
    """A pack in force. digest: SHA-256 over all its files; the same digest gives the same verdicts."""

    id: str
    version: str
    digest: str
    locale: str
    time_zone: str
    calendar_version: str
    calendar_digest: str
    event_types: int
    rules: int


class PackList(msgspec.Struct, frozen=True):
    packs: tuple[PackDescription, ...]


class RetiringVersion(msgspec.Struct, frozen=True, kw_only=True):
    """An old version. sunset: first day on which acts in it are refused; successor: the version to post instead."""

    version: int
    deprecated: date
    sunset: date | None
    successor: int
    href: str


class SchemaEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An event type. emitters: agency kinds, the usual one first; empty: anyone; retiring: versions being given up."""

    type: str
    version: int
    label: Label
    stage: str
    emitters: tuple[str, ...]
    dataschema: str
    href: str
    retiring: tuple[RetiringVersion, ...]


class SchemaList(msgspec.Struct, frozen=True):
    pack: str
    schemas: tuple[SchemaEntry, ...]


class SchemaDocument(msgspec.Struct, frozen=True):
    """JSON Schema, draft 2020-12, of one whole CloudEvent."""


_PACK = {
    "id": "cn_criminal", "version": "1", "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "locale": "zh-CN", "time_zone": "Asia/Shanghai", "calendar_version": "2026", "event_types": 370, "rules": 24,
    "calendar_digest": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
}  # fmt: skip
_ENTRY = {
    "type": "Detained", "version": 1, "label": {"zh": "拘留", "en": "Detained"}, "stage": "investigation",
    "emitters": ["police"], "dataschema": "urn:quancheng:schema:cn_criminal:Detained:1",
    "href": "/v1/schemas/Detained/1", "retiring": [],
}  # fmt: skip
_DOCUMENT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "CloudEvent Detained, version 1",
}


@router.get(
    "/packs",
    responses=answers(200, "The packs in force", PackList, {"packs": [_PACK]}, ["not-authenticated"]),
)
def packs(request: Request) -> Response:
    """The rule packs by which this platform judges."""
    pack = state_of(request).platform.pack
    described = PackDescription(
        id=pack.id,
        version=pack.version,
        digest=pack.digest,
        locale=pack.locale,
        time_zone=pack.zone,
        calendar_version=pack.calendar.version,
        calendar_digest=pack.calendar.sha256,
        event_types=len(pack.vocabulary),
        rules=len(pack.cards),
    )
    return reply(PackList((described,)))


@router.get(
    "/schemas",
    responses=answers(
        200,
        "All event types",
        SchemaList,
        {"pack": "cn_criminal", "schemas": [_ENTRY]},
        ["not-authenticated"],
    ),
)
def schemas(request: Request) -> Response:
    """Every event type in its current version, with the address of its schema."""
    vocabulary = state_of(request).platform.pack.vocabulary
    entries = tuple(
        SchemaEntry(
            type=kind.name,
            version=kind.version,
            label=kind.label,
            stage=kind.stage,
            emitters=kind.emitters,
            dataschema=vocabulary.schema_uri(kind.name, kind.version),
            href=schema_href(kind.name, kind.version),
            retiring=tuple(_retiring(vocabulary, kind)),
        )
        for kind in vocabulary
    )
    return reply(SchemaList(vocabulary.pack, entries))


@router.get(
    "/schemas/{type:path}/{version}",
    responses=answers(
        200, "The schema", SchemaDocument, _DOCUMENT,
        ["not-authenticated", "not-found", "invalid-parameter"], headers=["ETag", *NAMES],
    ) | NOT_MODIFIED,
)  # fmt: skip
def schema(
    request: Request,
    type: Annotated[str, Path(max_length=100, examples=["Detained"])],
    version: Annotated[int, Path(ge=1, le=9999, examples=[1])],
    if_none_match: IfNoneMatch = None,  # noqa: ARG001  # read by reply_cached
) -> Response:
    """The JSON Schema of one event type in one version, old versions included. It only changes compatibly."""
    pack = state_of(request).platform.pack
    vocabulary = pack.vocabulary
    try:
        document: Schema = event_schema(vocabulary, type, version)
    except Refused as refusal:
        raise NotFound(refusal.detail, remedy=refusal.remedy) from None
    headers = retirement_headers(vocabulary, pack.zone_info, [(type, version)])
    return reply_cached(request, msgspec.json.encode(document), "application/schema+json", headers=headers)


def _retiring(vocabulary: Vocabulary, kind: EventType) -> Iterator[RetiringVersion]:
    for version in range(1, kind.version):
        ending = vocabulary.retirement(kind.name, version)
        if ending is not None:
            yield RetiringVersion(
                version=version, deprecated=ending.deprecated, sunset=ending.sunset, successor=ending.successor,
                href=schema_href(kind.name, version),
            )  # fmt: skip
