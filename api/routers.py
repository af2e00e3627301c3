"""The router of one part of the API. Not the application, which takes its operations over (server.py).

Their addresses are whole here, and FastAPI's way of including routers is not used: what was included is looked through
anew for each request, by routers of routers several times, and is made anew for each application.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter
from fastapi.params import Depends
from fastapi.routing import APIRoute

VERSION: Final = "/v1"


def router_of(tag: str, under: str = VERSION, dependencies: Sequence[Depends] = ()) -> APIRouter:
    """under: what all its addresses begin with; dependencies: of every operation."""
    return APIRouter(
        prefix=under,
        tags=[tag],
        dependencies=list(dependencies),
        generate_unique_id_function=operation_id,
    )


def operation_id(route: APIRoute) -> str:
    """Clients generated from the document name their calls by it; a test sees to it that no two are alike."""
    return route.name
