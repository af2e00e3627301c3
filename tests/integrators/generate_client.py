"""Writes the generated part of the client: python -m tests.integrators.generate_client FOLDER.

Called by `make client` and a test. Not the hand-written part. The generator is openapi-python-client; what it cannot
read is left out here.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from api.server import create_app
from app.composition import open_platform
from app.packs import shipped_pack
from app.settings import Settings
from ledger.migrate import upgrade

HOOKS = [
    "ruff check --isolated --quiet --exit-zero --fix --select F401,I .",
    "ruff format --isolated --quiet --line-length 120 .",
]


def document() -> dict[str, Any]:
    """The OpenAPI document as the server publishes it."""
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite:///{Path(name) / 'empty.db'}"
        upgrade(url)
        settings = Settings(database_url=url, token_file=Path(name) / "tokens.ndjson")
        with open_platform(settings, pack=shipped_pack("cn_criminal")) as platform:
            return create_app(platform).openapi()


def readable(described: dict[str, Any]) -> dict[str, Any]:
    """With one media type for each request body, the first: the generator tells several apart by a test of types that
    Python does not allow."""
    for item in described["paths"].values():
        for operation in item.values():
            body = operation.get("requestBody")
            if body is not None:
                body["content"] = dict(list(body["content"].items())[:1])
    return described


def renamed(described: dict[str, Any]) -> dict[str, Any]:
    """Other names for types called like one of their own fields: the generator would use one variable for both."""
    return {
        name: {"class_name": f"{name}Answer", "module_name": f"{name.lower()}_answer"}
        for name, schema in described["components"]["schemas"].items()
        if name.lower() in schema.get("properties", {})
    }


def generate(target: Path) -> None:
    """Replace `target` by the generated package."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        described = readable(document())
        (folder / "openapi.json").write_text(json.dumps(described), encoding="utf-8")
        config = {
            "post_hooks": HOOKS,
            "class_overrides": renamed(described),
            "content_type_overrides": {"application/x-ndjson": "application/octet-stream"},
        }
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        subprocess.run(
            [
                sys.executable, "-m", "openapi_python_client", "generate", "--path", "openapi.json", "--config",
                "config.json", "--meta", "none", "--output-path", "rest", "--fail-on-warning",
            ],
            cwd=folder, check=True, env=os.environ | {"PATH": path}, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(folder / "rest", target, ignore=shutil.ignore_patterns(".ruff_cache", "__pycache__"))


if __name__ == "__main__":
    generate(Path(sys.argv[1]))
