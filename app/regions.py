"""Administrative divisions by their six digits (GB/T 2260), dated by year, from the tables of python-stdnum.

Read where it is installed and never copied: its tables come from a public encyclopaedia and carry a licence of their
own. Used by app/code_lists.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from domain.code_list import Code
from domain.payload_types import Label

_PROVINCE = re.compile(r'(?P<digits>[0-9]{2}) province="(?P<names>[^"]+)"')
_COUNTY = re.compile(r'\s+(?P<digits>[0-9]{4}) county="(?P<names>[^"]+)"')
_NAME = re.compile(r"(?:\[(?P<first>[0-9]{4})?-(?P<last>[0-9]{4})?\])?(?P<name>[^\[\],]+)")
SOURCE: Final = "python-stdnum, cn/loc.dat (from zh.wikipedia.org: 中华人民共和国行政区划代码)"


@cache
def regions() -> tuple[Code, ...]:
    """All divisions, in the order of codes. A year stands for its first day (from) and its last (to)."""
    text = files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8")
    return tuple(_read(text))


def _read(text: str) -> Iterator[Code]:
    province = ""
    for line in text.splitlines():
        if found := _PROVINCE.fullmatch(line.rstrip()):
            province = found["digits"]
        elif found := _COUNTY.fullmatch(line.rstrip()):
            for one in _NAME.finditer(found["names"]):
                yield Code(
                    code=province + found["digits"],
                    label=Label(one["name"], one["name"]),
                    valid_from=date(int(one["first"]), 1, 1) if one["first"] else None,
                    valid_to=date(int(one["last"]), 12, 31) if one["last"] else None,
                    source=SOURCE,
                )
