"""A worker that is there to be killed: delivers, and where it is told so stops between an answer and noting it.

Started by test_kills.py as a process of its own: `python delivering_worker.py URL FOLDER PORT STOP_AFTER`.
STOP_AFTER: prints "sent" and hangs where the answer to that many deliveries would be noted; 0: never.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from typing import Any

from app.composition import open_platform
from app.settings import system_clock
from app.webhooks import queue
from app.worker import run
from tests.shipped import cn_criminal
from tests.webhooks.conftest import settings_for


def main(url: str, folder: str, port: str, stop_after: str) -> None:
    noted, note = [], queue.record

    def record(*arguments: Any) -> None:
        noted.append(None)
        if len(noted) == int(stop_after):
            print("sent", flush=True)
            time.sleep(600)
        note(*arguments)

    queue.record = record  # type: ignore[assignment]
    with open_platform(settings_for(url, Path(folder), (int(port),)), clock=system_clock, pack=cn_criminal()) as opened:
        print("begun", flush=True)
        run(opened, threading.Event())


if __name__ == "__main__":
    main(*sys.argv[1:])
