"""The API as one ASGI application: routes, problems, log, documentation. Made by app/serving.py or by a test.

Not the pages (web/) and not the process that serves both.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from fastapi import APIRouter, FastAPI

from api import (
    cases,
    described,
    docs_page,
    duties,
    events,
    feed,
    findings,
    health,
    lists,
    problems,
    proofs,
    schemas,
    triage,
)
from api.metrics import Metrics
from api.request_log import RequestLog
from api.state import State
from app.composition import Platform
from app.tokens import TokenFile

PATHS: Final = ("/v1", "/docs", "/openapi.json", "/metrics")
"""What of an address space belongs to the API; the rest is pages."""

_DESCRIPTION: Final = """
Every act of every agency is posted as a CloudEvent. A breach of procedure is recorded and flagged, never refused;
refused is only what is not a well-formed statement by the agency in whose name it is posted.

Problems are RFC 9457 (`application/problem+json`); their `type` is `urn:quancheng:problem:` and a code that never
changes. A repeated POST of the same act is safe: it gives the receipt of the first. Titles and sentences are
Chinese or English by `Accept-Language`.
"""


def create_app(platform: Platform, tokens: TokenFile | None = None) -> FastAPI:
    """The application over one platform. tokens: default is the file named in the settings."""
    settings = platform.settings
    metrics = Metrics()
    app = FastAPI(
        title="Quancheng",
        summary="Exchange and procedural supervision of criminal cases",
        description=_DESCRIPTION,
        version=version("quancheng"),
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.quancheng = State(
        platform=platform,
        tokens=tokens or TokenFile(settings.token_file),
        metrics=metrics,
        max_body_bytes=settings.max_body_bytes,
        max_batch=settings.max_batch,
    )
    v1 = APIRouter(prefix="/v1")
    for part in (events, feed, cases, duties, lists, findings, triage, schemas, proofs, health):
        v1.include_router(part.router)
    app.include_router(v1)
    health.install_metrics(app)
    docs_page.install(app)
    described.install(app)
    problems.install(app)
    app.add_middleware(RequestLog, metrics=metrics)
    return app
