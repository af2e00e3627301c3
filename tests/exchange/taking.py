"""A process that takes in an offline file, there to be killed. Started by test_offline.py: URL KEY_FILE FILE."""

from __future__ import annotations

import sys
from pathlib import Path

from app import import_acts
from app.caller import OPERATOR
from app.offline.intake import take
from tests.platforms import SetClock, open_for_test


def main(url: str, key_file: str, file: str) -> None:
    import_acts.BATCH = 50  # type: ignore[misc]  # many small transactions: more places to die in
    with open_for_test(url, SetClock("2026-11-24T09:00"), Path(key_file)) as platform:
        print("begun", flush=True)
        take(platform, Path(file), OPERATOR)


if __name__ == "__main__":
    main(*sys.argv[1:])
