"""The platform that a command works on: settings from the environment, overridden by options.

Not the wiring itself (app/composition.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.composition import Platform
    from app.settings import Settings

DatabaseOption = Annotated[
    str | None,
    typer.Option("--database-url", help="sqlite:///FILE or postgresql+psycopg2://…; default: QUANCHENG_DATABASE_URL."),
]


def settings_for(database_url: str | None, pack: str | None = None) -> Settings:
    from app.settings import Settings

    given = {"database_url": database_url, "pack": pack}
    return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]


def opened(database_url: str | None) -> Platform:
    """The platform, without its background threads; a context manager."""
    from app.composition import open_platform

    return open_platform(settings_for(database_url))
