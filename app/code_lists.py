"""The code lists in force here: those of the pack, and the regions where the pack has such a list.

Not the mapping of agencies' own codes (code_mappings.py). Called by the API, the commands and intake.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from app.regions import regions
from domain.code_list import CodeList
from domain.errors import NotFound
from domain.fault_place import did_you_mean, nearest
from supervision_rules.pack import Pack

REGIONS = "regions"


@lru_cache(maxsize=8)
def code_lists(pack: Pack) -> Mapping[str, CodeList]:
    """By name, in the order of the pack."""
    return {
        name: msgspec.structs.replace(one, entries=regions()) if name == REGIONS and not one.entries else one
        for name, one in pack.code_lists.items()
    }


def code_list(pack: Pack, name: str) -> CodeList:
    """Raises NotFound with the nearest names."""
    lists = code_lists(pack)
    if name not in lists:
        remedy = did_you_mean(nearest(name, lists), f"Lists: {', '.join(lists)}.")
        raise NotFound(f"There is no code list {name[:100]!r}.", remedy=remedy)
    return lists[name]
