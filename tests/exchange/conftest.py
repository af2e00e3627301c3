"""The command line of an agency against the API in process, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import structlog

from app.cli import exchange_client
from tests.api.conftest import Api, api, api_on_each_database, detained  # noqa: F401  # fixtures
from tests.cli.conftest import Quancheng, Ran, quancheng  # noqa: F401  # fixtures

Act = dict[str, Any]
Client = Callable[..., Ran]


@pytest.fixture
def client(
    quancheng: Quancheng,  # noqa: F811
    api_on_each_database: Api,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> Client:
    """Runs a command as an agency: client("police", "reconcile", …). `--url` is given."""

    def ran(caller: str, *arguments: object) -> Ran:
        class Session:
            """The test client, which has no address and is closed by its fixture."""

            def __enter__(self) -> Session:
                return self

            def __exit__(self, *_: object) -> None:
                return None

            def request(self, method: str, path: str, **given: Any) -> Any:
                headers = api_on_each_database.headers(caller) | given.pop("headers", {})
                content = given.pop("content", None)
                if content is not None and not isinstance(content, bytes):
                    content = b"".join(content)
                return api_on_each_database.client.request(method, path, headers=headers, content=content, **given)

        monkeypatch.setattr(exchange_client, "open_client", lambda url, token: Session())
        monkeypatch.setenv("QUANCHENG_TOKEN", "not looked at")
        with structlog.testing.capture_logs():  # which would stand on stdout, among the results
            return quancheng(*arguments, "--url", "http://platform.test")

    return ran


def write_ndjson(path: Path, acts: Iterable[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in acts), encoding="utf-8")
    return path
