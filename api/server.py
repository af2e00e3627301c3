"""The API as one ASGI application: routes, problems, log, documentation. Made by app/serving.py or by a test.

Not the pages (web/) and not the process that serves both.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Final

from fastapi import FastAPI

from api import (
    async_api,
    cases,
    code_lists,
    code_mappings,
    custody,
    day_digests,
    deliveries,
    described,
    docs_page,
    duties,
    events,
    exchanges,
    feed,
    findings,
    health,
    lists,
    oauth,
    offline_files,
    problems,
    proofs,
    reconciliations,
    schema_matrix,
    schemas,
    statistics,
    subscriptions,
    triage,
)
from api.metrics import Metrics
from api.request_log import RequestLog
from api.routers import operation_id
from api.state import State
from app.composition import Platform
from app.issuers import embedded_issuer, other_issuer
from app.rate_limits import RateLimits
from app.seats import Seats
from app.signing.suites import require_sound
from app.throttle import Guesses
from app.tokens import TokenFile

PATHS: Final = ("/v1", "/docs", "/openapi.json", "/metrics", "/oauth", "/.well-known")
"""What of an address space belongs to the API; the rest is pages."""

_DESCRIPTION: Final = """
Every act of every agency is posted as a CloudEvent. A breach of procedure is recorded and flagged, never refused;
refused is only what is not a well-formed statement by the agency in whose name it is posted.

Problems are RFC 9457 (`application/problem+json`); their `type` is `urn:quancheng:problem:` and a code that never
changes. A repeated POST of the same act is safe: it gives the receipt of the first; with an `Idempotency-Key` the
whole request gets its first answer again. Titles and sentences are Chinese or English by `Accept-Language`.

`Content-Digest` and `Repr-Digest` (RFC 9530: `sha-256`, `sha-512`, and `sm3`) are compared with the body where they
are sent; every answer carries `Content-Digest`. A request may be, and on some platforms must be, signed (RFC 9421:
`ed25519`, `ecdsa-p256-sha256`, `sm2-sm3`) with a key that your agency registered with the operator. The signature
covers `@method`, `@path`, of a request with a body `content-digest`, and every `ce-` field; `created` is at most five
minutes old; a `nonce` is good once. Cover `@authority` too, so that nobody sends it to another platform. An act itself
may carry its agency's signature, as detached JWS in the attribute `signature`.

Every agency has its share: so many acts (a batch of 1000 counts 1000), reads and requests for feeds in a time, and so
many requests under way at once. `RateLimit-Policy` and `RateLimit` of every answer say what is left
(draft-ietf-httpapi-ratelimit-headers); beyond it the answer is 429, or 503 where the server as a whole has more than it
can hold, with `Retry-After`. Nothing of a request so refused is stored; send the same bytes again. A head may have
32 KiB and take ten seconds; a body must keep coming (408), and none may be compressed.
"""


_PARTS: Final = (
    events,
    feed,
    subscriptions,
    deliveries,
    cases,
    duties,
    custody,
    exchanges,
    statistics,
    lists,
    findings,
    triage,
    schema_matrix,
    schemas,
    async_api,
    code_lists,
    code_mappings,
    proofs,
    day_digests,
    reconciliations,
    offline_files,
    health,
    oauth,
)


def create_app(platform: Platform, tokens: TokenFile | None = None) -> FastAPI:
    """The application over one platform. tokens: default is the file named in the settings.

    Raises SuiteFault where a signature suite does not pass its self-test.
    """
    require_sound()
    settings = platform.settings
    tokens = tokens or TokenFile(settings.token_file)
    issuer = embedded_issuer(settings, tokens)
    metrics = Metrics()
    app = FastAPI(
        title="Quancheng",
        summary="Exchange and procedural supervision of criminal cases",
        description=_DESCRIPTION,
        version=version("quancheng"),
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=operation_id,
    )
    app.state.quancheng = State(
        platform=platform,
        tokens=tokens,
        issuer=issuer,
        access_tokens=other_issuer(settings).principal if issuer is None else issuer.principal,
        metrics=metrics,
        max_body_bytes=settings.max_body_bytes,
        max_batch=settings.max_batch,
        body_seconds=settings.body_seconds,
        rates=RateLimits(settings.rate_strategy, settings.rates, settings.rates_of),
        one_thread=ThreadPoolExecutor(1, "long-bodies"),
        posts_under_way=Seats(settings.max_posts_under_way, settings.max_posts_each),
        reads_under_way=Seats(settings.max_reads_under_way, settings.max_reads_each),
        guesses=Guesses(),
    )
    for part in _PARTS:
        app.router.routes.extend(part.router.routes)
    health.install_metrics(app)
    docs_page.install(app)
    described.install(app)
    problems.install(app)
    app.add_middleware(RequestLog, metrics=metrics)
    return app
