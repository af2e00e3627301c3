"""Lists that a pack declares over its rules, e.g. sentenced to custody and not delivered: empty when all is well.

A list is a choice of rules; its lines are their open duties (projections/duty_board.py). Declared in pack.yaml.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from domain.errors import PackFault
from domain.payload_types import Label
from supervision_rules.located_yaml import Document


class WatchList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """rules: ids of cards whose overdue duties make the list."""

    label: Label
    rules: tuple[str, ...]


def list_faults(document: Document, lists: Mapping[str, WatchList], rules: Collection[str]) -> list[PackFault]:
    """Rules named that the pack does not hold."""
    return [
        document.fault(
            ("lists", name, "rules", index),
            f"there is no rule {rule}",
            remedy="Name a rule of this pack, or take it off the list.",
        )
        for name, one in lists.items()
        for index, rule in enumerate(one.rules)
        if rule not in rules
    ]
