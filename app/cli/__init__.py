"""The command `quancheng`. Importing this package imports nothing heavy: --help answers in under half a second.

Each group of commands is a file; what they do is done by the use cases of app/.
"""

from __future__ import annotations


def main() -> None:
    """Entry point of the console script."""
    from app.cli.program import run

    run()
