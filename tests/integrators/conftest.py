"""A sandbox that runs as a process of its own, as integrators meet it; and copies of one that need no filling."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.sandbox.folder import prepare

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "client"
sys.path.insert(0, str(CLIENT))


def environment() -> dict[str, str]:
    """With the client importable, and nothing of another platform."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUANCHENG_")}
    paths = [str(ROOT), str(CLIENT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return kept | {"PYTHONPATH": os.pathsep.join(paths)}


class RunningSandbox(msgspec.Struct, frozen=True):
    """address: of the server; said: what the command printed."""

    address: str
    folder: Path
    said: dict[str, Any]

    def client(self, kind: str) -> dict[str, str]:
        found: dict[str, str] = next(one for one in self.said["credentials"]["clients"] if one["kind"] == kind)
        return found


@pytest.fixture(scope="session")
def filled_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sandbox")
    prepare(folder, 1)
    return folder


@pytest.fixture
def sandbox_folder(filled_sandbox: Path, tmp_path: Path) -> Path:
    """A sandbox of the test's own."""
    return Path(shutil.copytree(filled_sandbox, tmp_path / "sandbox"))


@pytest.fixture
def running(sandbox_folder: Path) -> Iterator[RunningSandbox]:
    command = [sys.executable, "-m", "app.cli", "sandbox", "--dir", str(sandbox_folder), "--port", "0", "--json"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        said = json.loads(_document(process.stdout))
        yield RunningSandbox(said["address"], sandbox_folder, said)
    finally:
        process.terminate()
        process.wait(30)


def _document(stream: Any) -> bytes:
    """The JSON document that the command writes before it serves."""
    lines: list[bytes] = []
    for line in stream:
        lines.append(line)
        if line == b"}\n":
            break
    return b"".join(lines)
