"""Schemathesis over the whole API, in process, with valid tokens: no 5xx, and what is answered is what is documented.

Seeded and bounded. Examples are few per operation here; raise QUANCHENG_FUZZ for a long run.
"""

from __future__ import annotations

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.api.conftest import Api, detained

EXAMPLES = int(os.environ.get("QUANCHENG_FUZZ", "6"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]


@schemathesis.serializer("application/x-ndjson", "application/gzip")
def as_it_is(_context: object, value: object) -> bytes:
    """Bodies that are no JSON document: whatever was made up, as text."""
    return str(value).encode("utf-8", "replace")


@pytest.fixture
def filled(api: Api) -> Api:
    """Some cases, duties and findings, so that more than 404s are answered."""
    api.post(
        [detained(f"e{n}", case=f"c{n % 3}", data={"person": "p1", "warrant_shown": n % 2 == 0}) for n in range(6)]
    )
    api.platform.drain()
    return api


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("caller", ["supervisor", "police"])
def test_whatever_is_sent_the_answer_is_documented_and_no_server_error(
    filled: Api, caller: str, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", filled.app)
    tried: set[str] = set()
    for result in schema.get_all_operations():
        operation = result.ok()
        if mode is GenerationMode.NEGATIVE and not (list(operation.iter_parameters()) or operation.body):
            continue  # a request without any part cannot be wrong
        cases = operation.as_strategy(generation_mode=mode)

        @settings(
            max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=cases)
        def probe(case: schemathesis.Case) -> None:
            tried.add(case.operation.label)
            case.call_and_validate(headers=filled.headers(caller), checks=CHECKS)

        probe()
    assert len(tried) >= 17


def test_without_a_token_nothing_but_health_and_documentation_answers(filled: Api) -> None:
    for path, item in filled.app.openapi()["paths"].items():
        for method in item:
            address = path.replace("{finding}", "0" * 32).replace("{version}", "1").replace("{position}", "1")
            address = address.replace("{subscription}", "sub_" + "0" * 24).replace("{webhook_id}", "msg_" + "0" * 32)
            # a subscriber has no token: the key in the call-back is what it shows
            by_key = path.endswith("/allow")
            address += "?key=wrong" if by_key else ""
            answer = filled.client.request(method.upper(), address.replace("{first}", "1").replace("{second}", "1"))
            is_open = path.startswith(("/v1/health", "/metrics", "/.well-known", "/oauth/jwks"))
            # who asks for a token has none yet, and is told in RFC 6749's words what is missing
            expected = 400 if path == "/oauth/token" else 404 if by_key else 200 if is_open else 401
            assert answer.status_code == expected, (method, path)
