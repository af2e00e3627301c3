"""All read models that follow the ledger. Adding one: its file, a line here, a migration for its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection

from projections import (
    case_links,
    case_view,
    custody_register,
    duties,
    feed,
    findings_queue,
    parked,
    rule_failures,
    timeline,
    timers,
)
from projections.runner import ReadModel
from projections.schema import metadata
from supervision_rules.finding import Finding

SUPERVISION: Final = "supervision"
"""The processor that writes duties, findings and timers; it is no read model, but keeps its position with them."""


def _put(connection: Connection, build: int, found: Sequence[Finding]) -> None:
    findings_queue.put(connection, found, build=build)


MODELS: Final[Mapping[str, ReadModel]] = MappingProxyType(
    {
        model.name: model
        for model in (
            ReadModel(case_view.NAME, (case_view.case_view,), "cases", case_view.apply),
            ReadModel(custody_register.NAME, (custody_register.custody_register,), "cases", custody_register.apply),
            ReadModel(timeline.NAME, (timeline.timeline_rows,), "cases", timeline.apply),
            ReadModel(findings_queue.NAME, (findings_queue.findings_queue,), "findings", _put),
            ReadModel(feed.NAME, (feed.feed,), "acts", feed.apply, (feed.feed_stands, feed.feed_reaches)),
        )
    }
)

__all__ = ["MODELS", "SUPERVISION", "case_links", "duties", "metadata", "parked", "rule_failures", "timers"]
