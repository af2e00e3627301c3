"""The command starts in under half a second: nothing heavy is imported before a command needs it."""

from __future__ import annotations

import json
import resource
import subprocess
import sys

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
