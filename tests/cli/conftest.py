"""The command line, run in process: arguments in, exit status, stdout and stderr out."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.cli.program import run

POLICE = "urn:quancheng:cn-520102:police:01"


class Ran(msgspec.Struct, frozen=True):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Quancheng = Callable[..., Ran]


@pytest.fixture
def quancheng(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Quancheng:
    """Runs `quancheng ARGS` in a folder of its own, with its own environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUANCHENG_TOKEN_FILE", str(tmp_path / "tokens.ndjson"))
    monkeypatch.setenv("QUANCHENG_LANG", "en")

    def ran(*arguments: object) -> Ran:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with monkeypatch.context() as patched:
            patched.setattr(sys, "argv", ["quancheng", *map(str, arguments)])
            patched.setattr(sys, "stdout", out)
            patched.setattr(sys, "stderr", err)
            with pytest.raises(SystemExit) as left:
                run()
        for stream in (out, err):
            stream.flush()
        code = left.value.code
        said = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
        return Ran(code if isinstance(code, int) else 0, *said)

    return ran


def detained(act_id: str = "e1", case: str = "c1", person: str = "p1", **changes: object) -> dict[str, object]:
    event: dict[str, object] = {
        "specversion": "1.0",
        "id": act_id,
        "source": POLICE,
        "type": "Detained",
        "subject": case,
        "time": "2026-03-02T14:30:00+08:00",
        "recordedtime": "2026-03-02T15:00:00+08:00",
        "data": {"person": person, "warrant_shown": False},
    }
    return event | changes


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """Two detentions without a warrant, and three lines that intake would refuse."""
    lines = [
        json.dumps(detained("e1")),
        '{"id": "e2", "id": "e2"}',
        json.dumps(detained("e3", case="c2")),
        json.dumps(detained("e4", type="Detaind")),
        json.dumps(detained("e5", time="2099-01-01T00:00:00Z")),
    ]
    path = tmp_path / "events.ndjson"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
