"""The published description: OpenAPI 3.1, an example on every body that fits its schema, nothing from other hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from api.docs_page import VENDOR
from api.problem_kinds import PROBLEM_KINDS
from api.server import PATHS
from tests.api.conftest import Api

OTHER_HOST = re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""")


@pytest.fixture
def document(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/openapi.json", None).json()
    return found


def bodies(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where, media type object) of every request and response body."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            where = f"{method} {path}"
            for media, described in operation.get("requestBody", {}).get("content", {}).items():
                yield f"{where} request {media}", described
            for status, response in operation["responses"].items():
                if status == "304":
                    continue  # has no body, whatever the address (RFC 9110, 15.4.5)
                assert response.get("content"), f"{where} {status} has a body that is not described"
                for media, described in response["content"].items():
                    yield f"{where} {status} {media}", described


def test_it_is_openapi_3_1_and_names_every_part(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    for operation in ("POST /v1/events", "GET /v1/findings/{finding}", "POST /v1/findings/{finding}/dismiss"):
        method, path = operation.split()
        assert method.lower() in document["paths"][path]
    assert all(path.startswith(PATHS) for path in document["paths"])


def test_every_body_has_an_example_that_fits_its_schema(document: dict[str, Any]) -> None:
    seen = 0
    for where, described in bodies(document):
        examples = [described["example"]] if "example" in described else []
        examples += [named["value"] for named in described.get("examples", {}).values()]
        assert examples, f"{where}: no example"
        schema = described["schema"] | {"components": document["components"]}
        for example in examples:
            try:
                jsonschema.validate(example, schema, cls=jsonschema.Draft202012Validator)
            except jsonschema.ValidationError as error:
                pytest.fail(f"{where}: {error.json_path}: {error.message}")
            seen += 1
    assert seen > 100


def test_every_problem_in_an_example_is_one_of_the_table(document: dict[str, Any]) -> None:
    for where, described in bodies(document):
        for code, named in described.get("examples", {}).items():
            assert code in PROBLEM_KINDS, where
            assert named["value"]["status"] == PROBLEM_KINDS[code].status


def test_the_documented_example_of_an_event_can_be_posted(api: Api, document: dict[str, Any]) -> None:
    for media, described in document["paths"]["/v1/events"]["post"]["requestBody"]["content"].items():
        answer = api.client.post(
            "/v1/events", json=described["example"], headers=api.headers("police", {"Content-Type": media})
        )
        assert answer.status_code == 202, (media, answer.text)


def test_docs_page_loads_nothing_from_another_host(api: Api) -> None:
    page = api.get("/docs", None)
    assert page.status_code == 200
    assert not OTHER_HOST.search(page.text)
    assert '"validatorUrl": null' in page.text, "else Swagger UI asks a service on the Internet"
    assets = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(assets) == 3
    for asset in assets:
        assert asset.startswith("/docs/assets/")
        assert api.get(asset, None).status_code == 200
    assert not OTHER_HOST.search((VENDOR / "swagger-ui.css").read_text(encoding="utf-8"))


def test_what_is_vendored_says_what_it_is_and_under_which_licence() -> None:
    assert re.match(r"swagger-ui-dist \d+\.\d+\.\d+", (VENDOR / "VERSION").read_text())
    assert "Apache License" in (VENDOR / "LICENSE").read_text()


def test_it_is_valid_by_the_schema_of_openapi_and_no_two_calls_have_one_name(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()
    del document["paths"]["/v1/events"]["post"]["responses"]["202"]["description"]
    with pytest.raises(OpenAPIValidationError):
        OpenAPIV31SpecValidator(document).validate()
