"""The command `quancheng`. Importing this package imports nothing heavy: --help answers in under half a second.

Each group of commands is a file; what they do is done by the use cases of app/.
"""

from __future__ import annotations

import gc
from typing import Final

NEW_OBJECTS: Final = 10_000
"""Until the garbage collector looks. With the 700 of Python it took two fifths of the time to load a pack, all of which
stays."""


def main() -> None:
    """Entry point of the console script."""
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
    from app.cli.program import run

    run()
