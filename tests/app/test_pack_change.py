"""A platform opened with another version of the law: everything is evaluated anew, and findings keep their history."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app import findings
from app.composition import Platform
from projections.runner import progress
from supervision_rules.finding_events import FindingRaised, FindingWithdrawn
from supervision_rules.pack import Pack
from tests.platforms import SetClock, detained, found, open_for_test, standing_duties, take
from tests.shipped import shipped

RULE = "CPL-091-1"


@pytest.fixture
def without_the_rule() -> Pack:
    pack = shipped("cn_criminal")
    return msgspec.structs.replace(pack.with_cards(*(c for c in pack.cards if c.id != RULE)), digest="0" * 64)


def test_a_repealed_rule_withdraws_its_findings(
    database_url: str, platform: Platform, clock: SetClock, tmp_path: Path, without_the_rule: Pack
) -> None:
    clock.set("2026-03-07")
    take(platform, *detained("2026-03-02"))
    [finding] = found(platform, RULE)
    platform.close()
    with open_for_test(database_url, clock, tmp_path / "citizen-id-key", without_the_rule) as reopened:
        reopened.drain()
        assert standing_duties(reopened, RULE) == ()
        history = findings.finding(reopened, finding.id).log
        assert [type(event) for event in history] == [FindingRaised, FindingWithdrawn]
        with reopened.engine.connect() as connection:
            stands = progress(connection)
        assert {one.pack_digest for one in stands} == {without_the_rule.digest}
        assert {one.build for one in stands if one.name == "case_view"} == {2}
        assert standing_duties(reopened, "CPL-085-2")
