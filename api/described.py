"""What OpenAPI says of bodies: schemas made from the very structs that are encoded, an example for each.

Not the routes. Each route names its answers here; server.py collects the schemas of all named structs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.links import add_links
from api.problem_kinds import PROBLEM_KINDS
from api.problems import MEDIA_TYPE, TYPE_PREFIX, Problem

JSON: Final = "application/json"
REFERENCE: Final = "#/components/schemas/{name}"
LIMITS: Final = ("too-many-requests", "too-many-at-once", "overloaded")
"""What any request may be told, whatever it asks: see api/limits.py."""
_NULL: Final = "\0null"
Responses = dict[int | str, dict[str, Any]]
_structs: dict[str, type[msgspec.Struct]] = {"Problem": Problem}


def answers(
    status: int,
    what: str,
    body: type[msgspec.Struct],
    example: object,
    problems: Sequence[str] = (),
    headers: Sequence[str] = (),
) -> Responses:
    """The `responses` of a route: its success, and every problem code it may answer with."""
    found: Responses = {status: {"description": what, "content": {JSON: content(body, example)}}}
    if headers:
        found[status]["headers"] = {name: {"schema": {"type": "string"}} for name in headers}
    return found | problem_answers(problems)


def content(body: type[msgspec.Struct], example: object) -> dict[str, Any]:
    """One media type of a body."""
    _structs[body.__name__] = body
    return {"schema": {"$ref": REFERENCE.format(name=body.__name__)}, "example": _marked(example)}


def text_answer(what: str, example: str, problems: Sequence[str] = ()) -> Responses:
    """As `answers`, for a route that answers in plain text."""
    found: Responses = {
        200: {"description": what, "content": {"text/plain": {"schema": {"type": "string"}, "example": example}}}
    }
    return found | problem_answers(problems)


def problem_answers(codes: Sequence[str], body: type[msgspec.Struct] = Problem) -> Responses:
    """One response per status, one example per code. Any route may find limits reached, or the platform unavailable."""
    found: Responses = {}
    for code in (*codes, *LIMITS, "unavailable", "internal-error"):
        kind = PROBLEM_KINDS[code]
        response = found.setdefault(
            kind.status,
            {"description": kind.en, "content": {MEDIA_TYPE: {"schema": _reference(body), "examples": {}}}},
        )
        example = {"type": TYPE_PREFIX + code, "title": kind.en, "status": kind.status, "code": code}
        response["content"][MEDIA_TYPE]["examples"][code] = {"value": example}
    return found


def request_body(what: str, contents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """`openapi_extra` of a route that reads its body itself."""
    return {"requestBody": {"description": what, "required": True, "content": contents}}


def install(app: FastAPI) -> None:
    """Let `app` publish OpenAPI 3.1 with the schemas of all structs named by its routes, and links between them."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                summary=app.summary,
                description=app.description,
                routes=app.routes,
                tags=app.openapi_tags,
            )
            _, schemas = msgspec.json.schema_components(
                _structs.values(), ref_template=REFERENCE, schema_hook=_anything
            )
            components = made.setdefault("components", {})
            # FastAPI's own shapes of validation errors are never sent: problems are
            components["schemas"] = dict(sorted(schemas.items()))
            app.openapi_schema = _unmarked(made)
            add_links(app.openapi_schema)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _marked(value: object) -> Any:
    """FastAPI drops null from what it publishes, examples included: they get through under another name."""
    if isinstance(value, dict):
        return {key: _marked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_marked(item) for item in value]
    return _NULL if value is None else value


def _unmarked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unmarked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_unmarked(item) for item in value]
    return None if value == _NULL else value


def _anything(_type: type) -> dict[str, Any]:
    """Schema of what may be any JSON value (msgspec takes an empty one for none)."""
    return {"description": "any JSON value"}


def _reference(body: type[msgspec.Struct]) -> dict[str, str]:
    _structs[body.__name__] = body
    return {"$ref": REFERENCE.format(name=body.__name__)}
