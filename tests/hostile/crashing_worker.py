"""A worker that is there to be killed: says when it has begun, works through the ledger, says when it is done.

Started by test_races_and_kills.py as a process of its own: `python crashing_worker.py URL KEY_FILE NOW`.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from app import processing
from app.composition import open_platform
from app.settings import Settings
from tests.shipped import cn_criminal


def main(url: str, key_file: str, now: str) -> None:
    processing.ACTS_AT_ONCE = 40  # type: ignore[misc]  # many small transactions: more places to die in
    at = datetime.fromisoformat(now)
    settings = Settings(database_url=url, citizen_id_key_file=Path(key_file), embedded=True)
    with open_platform(settings, clock=lambda: at, pack=cn_criminal()) as platform:
        print("begun", flush=True)
        platform.ledger.sequence()
        platform.adopt_pack()
        while platform.processing.step(40) or platform.processing.tick():
            pass
        print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
