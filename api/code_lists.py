"""GET /code-lists: what national codes mean, dated, as JSON or CSV.

Open to every caller with a token; says nothing about cases. Agencies' own codes: code_mappings.py.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.authentication import ANY_CALLER
from api.described import answers
from api.problems import ApiError
from api.replies import reply
from api.routers import router_of
from api.state import state_of
from api.table_replies import Format, IfNoneMatch, as_csv_too, reply_table
from app.code_lists import code_list, code_lists
from domain.code_list import Code, CodeList
from domain.payload_types import Label

router = router_of("codes", dependencies=ANY_CALLER)
ListParameter = Annotated[
    str, Path(min_length=1, max_length=100, pattern=r"^[a-z_]+$", description="Name of a list", examples=["charges"])
]


class CodeListHead(msgspec.Struct, frozen=True, kw_only=True):
    """A list. coverage: what is in it and what is not; complete: a code that is not in it is no national one."""

    name: str
    label: Label
    coverage: Label
    source: str
    complete: bool
    codes: int
    href: str


class CodeLists(msgspec.Struct, frozen=True):
    lists: tuple[CodeListHead, ...]


class CodeListContent(msgspec.Struct, frozen=True, kw_only=True):
    """on: the day for which it is given; null: every entry, also those that are over."""

    list: CodeListHead
    on: date | None
    codes: tuple[Code, ...]


_HEAD = {
    "name": "charges", "label": {"zh": "罪名", "en": "Charges"}, "source": "the law texts",
    "coverage": {"zh": "随附法律文本中点名的罪名", "en": "Charges named in the texts shipped"}, "complete": False,
    "codes": 1, "href": "/v1/code-lists/charges",
}  # fmt: skip
_CODE = {
    "code": "故意伤害", "label": {"zh": "故意伤害", "en": "intentional injury"}, "valid_from": None, "valid_to": None,
    "successor": None, "source": "spc-interp-2021",
}  # fmt: skip
_COLUMNS = ("code", "zh", "en", "valid_from", "valid_to", "successor", "source")


@router.get(
    "/code-lists",
    responses=answers(200, "The code lists", CodeLists, {"lists": [_HEAD]}, ["not-authenticated"]),
)
def all_code_lists(request: Request) -> Response:
    """Every code list of this platform, with what it covers."""
    heads = tuple(_head(one) for one in code_lists(state_of(request).platform.pack).values())
    return reply(CodeLists(heads))


@router.get(
    "/code-lists/{list}",
    responses=as_csv_too(
        answers(
            200, "The codes", CodeListContent, {"list": _HEAD, "on": "2026-11-28", "codes": [_CODE]},
            ["not-authenticated", "not-found", "invalid-parameter"], headers=["ETag"],
        ),
        "code,zh,en,valid_from,valid_to,successor,source",
    ),
)  # fmt: skip
def codes(
    request: Request,
    list: ListParameter,
    on: Annotated[
        str | None, Query(max_length=10, description="Only codes in force on this day", examples=["2026-11-28"])
    ] = None,
    format: Format = "json",
    if_none_match: IfNoneMatch = None,  # noqa: ARG001  # read by reply_table
) -> Response:
    """One list: code, names, first and last day, what took its place, and where it stands."""
    found = code_list(state_of(request).platform.pack, list)
    day = _day(on)
    shown = found.entries if day is None else found.on(day)
    rows = [
        (c.code, c.label.zh, c.label.en, c.valid_from, c.valid_to, c.successor, c.source) for c in shown
    ]  # fmt: skip
    return reply_table(request, CodeListContent(list=_head(found), on=day, codes=shown), _COLUMNS, rows, format)


def _head(one: CodeList) -> CodeListHead:
    return CodeListHead(
        name=one.name, label=one.label, coverage=one.coverage, source=one.source, complete=one.complete,
        codes=len(one.by_code), href=f"/v1/code-lists/{one.name}",
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ApiError(
            "invalid-parameter", f"{text!r} is no date.", remedy="Send e.g. on=2026-11-28.", parameter="on"
        ) from None
