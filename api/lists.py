"""GET /lists: the pack's watch lists, each with how many of its duties are overdue now. Empty when all is well.

Not the lines of a list: those are GET /duties?watch_list=NAME&level=overdue.
"""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import Authenticated
from api.described import answers
from api.languages import Spoken
from api.problems import ApiError
from api.replies import reply
from api.routers import router_of
from api.state import state_of
from app.access import own_cases
from projections.duty_board import overdue_by_list
from supervision_rules.pack import Pack
from supervision_rules.watch_list import WatchList

router = router_of("duties")


class ListHead(msgspec.Struct, frozen=True, kw_only=True):
    """overdue: number of duties on the list now, among the cases the caller may see; 0 when all is well."""

    name: str
    title: str
    rules: tuple[str, ...]
    overdue: int


class Lists(msgspec.Struct, frozen=True):
    lists: tuple[ListHead, ...]


EXAMPLE = {
    "name": "sentenced_not_delivered", "title": "Sentenced to custody, not delivered to execution",
    "rules": ["CPL-264-1"], "overdue": 0,
}  # fmt: skip


@router.get(
    "/lists",
    responses=answers(
        200, "Watch lists", Lists, {"lists": [EXAMPLE]}, ["not-authenticated", "invalid-parameter"]
    ),
)  # fmt: skip
def lists(request: Request, caller: Authenticated, language: Spoken) -> Response:
    """The lists that should be empty, in the order of the pack."""
    platform = state_of(request).platform
    declared = platform.pack.lists
    with platform.engine.connect() as connection:
        counted = overdue_by_list(connection, platform.now(), declared, own_cases(platform, caller))
    heads = (
        ListHead(name=name, title=one.label.in_(language), rules=one.rules, overdue=counted[name])
        for name, one in declared.items()
    )
    return reply(Lists(tuple(heads)))


def watched(pack: Pack, name: str) -> WatchList:
    """The list of that name. Raises ApiError where the pack declares none."""
    found = pack.lists.get(name)
    if found is None:
        raise ApiError(
            "invalid-parameter",
            f"The pack declares no list {name!r}.",
            remedy="See GET /v1/lists.",
            parameter="watch_list",
        )
    return found
