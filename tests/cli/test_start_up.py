"""The command starts in under half a second: nothing heavy is imported before a command needs it."""

from __future__ import annotations

import json
import os
import pty
import resource
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "alembic", "cryptography", "fastapi", "jinja2", "networkx", "numba", "numpy", "pyarrow", "pydantic", "psycopg2",
    "rich", "sqlalchemy", "starlette", "uvicorn", "yaml", "eventsourcing", "structlog",
)  # fmt: skip
LISTING = """
import json, sys
sys.argv = ["quancheng", "--help"]
from app.cli import main
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def test_help_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", LISTING], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert loaded.isdisjoint(HEAVY), loaded & set(HEAVY)


def test_long_work_shows_a_bar_on_a_terminal_and_nothing_of_it_elsewhere(events: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app.cli", "replay", "--events", str(events), "--out", str(tmp_path / "v.ndjson")]
    terminal, inside = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command, stderr=inside, env=environment):
        os.close(inside)
        drawn = b""
        try:
            while part := os.read(terminal, 4096):
                drawn += part
        except OSError:
            pass  # how Linux says that nobody writes to the terminal any more
    os.close(terminal)
    assert "━".encode() in drawn
    plain = subprocess.run(command, capture_output=True, check=False)
    assert "━".encode() not in plain.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["rules", "--help"], ["case", "show", "--help"]])
def test_help_takes_under_half_a_second_of_processor_time(arguments: list[str]) -> None:
    # processor time, the best of three: another job on the machine must not fail this test
    taken = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "app.cli", *arguments], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(taken) < 0.5
