"""Triage of findings: lawful steps, stale views refused, dismissals that hold until what they were about changes."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import date

import pytest

from app import findings
from app.composition import Platform
from app.health import health
from domain.errors import Conflict, NotFound, Refused
from projections import findings_queue
from supervision_rules.finding import LAWFUL, Finding, fold
from tests.platforms import POLICE, SetClock, accepted, detained, found, take, wire

RULE = "CPL-091-1"
BY = "procurator-7"


@pytest.fixture
def overdue(platform: Platform, clock: SetClock) -> tuple[Platform, str]:
    """A platform with one finding: arrest not requested in time."""
    clock.set("2026-03-07")
    take(platform, *detained("2026-03-02"))
    return platform, found(platform, RULE)[0].id


def dismiss(platform: Platform, finding_id: str, reopen_when: str = "verdict_changes") -> Finding:
    return findings.dismiss(
        platform, finding_id, reason="lawful_ground", text="the extension is on paper", reopen_when=reopen_when, by=BY
    )


def test_from_raised_to_closed(overdue: tuple[Platform, str]) -> None:
    platform, one = overdue
    findings.assign(platform, one, to=BY, by="chief", expected=1)
    findings.confirm(platform, one, by=BY, expected=2)
    sent = findings.send_notice(
        platform, one, kind="correction_notice", addressee=POLICE, number="青检纠违〔2026〕3号",
        reply_due=date(2026, 3, 22), by=BY,
    )  # fmt: skip
    assert sent.reply_due == "2026-03-22"
    findings.record_reply(platform, one, text="requested since", by=BY)
    findings.record_rectification(platform, one, by=BY)
    closed = findings.close(platform, one, by=BY)
    assert (closed.state, closed.version, closed.assignee, closed.reply_due) == ("closed", 7, BY, None)
    assert findings.finding(platform, one) == closed, "folded from the ledger it is the same"
    assert fold(closed.log) == closed
    platform.drain()
    with platform.engine.connect() as connection:
        row = findings_queue.finding(connection, one, platform.now())
        assert findings_queue.counts(connection)["closed"] == 1
    assert row is not None
    assert (row.state, row.version) == ("closed", 7)
    assert [act.type for act in platform.ledger.stream(f"finding:{one}")] == [event.NAME for event in closed.log]
    assert platform.ledger.verify().fault is None


COMMANDS: dict[str, Callable[[Platform, str], Finding]] = {
    "assign": lambda p, i: findings.assign(p, i, to=BY, by=BY),
    "confirm": lambda p, i: findings.confirm(p, i, by=BY),
    "send_notice": lambda p, i: findings.send_notice(p, i, kind="oral", addressee=POLICE, by=BY),
    "record_reply": lambda p, i: findings.record_reply(p, i, text="done", by=BY),
    "record_rectification": lambda p, i: findings.record_rectification(p, i, by=BY),
    "dismiss": dismiss,
    "reopen": lambda p, i: findings.reopen(p, i, text="new facts", by=BY),
    "close": lambda p, i: findings.close(p, i, by=BY),
}
WAYS = {
    "raised": (),
    "assigned": ("assign",),
    "confirmed": ("confirm",),
    "notice_sent": ("confirm", "send_notice"),
    "replied": ("confirm", "send_notice", "record_reply"),
    "rectified": ("confirm", "record_rectification"),
    "dismissed": ("dismiss",),
    "closed": ("confirm", "record_rectification", "close"),
    "reopened": ("dismiss", "reopen"),
}


@pytest.mark.parametrize("state", WAYS)
def test_only_lawful_steps(on_sqlite: Platform, clock: SetClock, state: str) -> None:
    clock.set("2026-03-07")
    for number, command in enumerate(sorted(COMMANDS)):
        take(on_sqlite, *detained("2026-03-02", case=f"C{number}", person=f"p{number}"))
        [row] = found(on_sqlite, RULE, case=f"C{number}")
        for step in WAYS[state]:
            COMMANDS[step](on_sqlite, row.id)
        assert findings.finding(on_sqlite, row.id).state == state
        if state in LAWFUL[command]:  # type: ignore[index]
            assert COMMANDS[command](on_sqlite, row.id).version == len(WAYS[state]) + 2
        else:
            with pytest.raises(Conflict) as caught:
                COMMANDS[command](on_sqlite, row.id)
            assert caught.value.code == "transition-not-allowed"


def test_whoever_decides_on_a_stale_view_is_told(overdue: tuple[Platform, str]) -> None:
    platform, one = overdue
    seen = findings.finding(platform, one).version
    findings.confirm(platform, one, by="first", expected=seen)
    with pytest.raises(Conflict) as caught:
        findings.dismiss(platform, one, reason="other", text="no", reopen_when="gets_worse", by="second", expected=seen)
    assert caught.value.code == "stale-version"
    assert findings.finding(platform, one).state == "confirmed"


def test_two_decisions_at_the_same_moment(overdue: tuple[Platform, str]) -> None:
    """Both read version 1; the ledger lets one of them write version 2."""
    platform, one = overdue
    head = findings.finding(platform, one)
    first, second = (
        findings.events.FindingConfirmed(
            originator_id=f"finding:{one}", originator_version=2, at=head.changed_at, by=by
        )
        for by in ("a", "b")
    )
    platform.findings.record([first])
    with pytest.raises(Conflict) as caught:
        platform.findings.record([second])
    assert caught.value.code == "stale-version"


def test_incomplete_decisions_are_refused(overdue: tuple[Platform, str]) -> None:
    platform, one = overdue
    with pytest.raises(Refused, match="lawful_ground"):
        findings.dismiss(platform, one, reason="because", text="x", reopen_when="gets_worse", by=BY)
    with pytest.raises(Refused) as caught:
        findings.dismiss(platform, one, reason="other", text=" ", reopen_when="gets_worse", by=BY)
    assert caught.value.pointer == "/text"
    with pytest.raises(NotFound):
        findings.confirm(platform, "0" * 32, by=BY)
    assert findings.finding(platform, one).version == 1


# (reopening condition, what happens, state afterwards)
AFTER_DISMISSAL = [
    ("verdict_changes", "a day passes", "dismissed"),
    ("verdict_changes", "requested late", "reopened"),
    ("gets_worse", "requested late", "dismissed"),
    ("evidence_changes", "requested late", "reopened"),
    ("verdict_changes", "withdrawn and back", "dismissed"),
    ("gets_worse", "detained earlier", "reopened"),
]


@pytest.mark.parametrize(("reopen_when", "happens", "state"), AFTER_DISMISSAL)
def test_a_dismissal_holds_as_it_says(
    overdue: tuple[Platform, str], clock: SetClock, reopen_when: str, happens: str, state: str
) -> None:
    platform, one = overdue
    dismiss(platform, one, reopen_when)
    clock.set("2026-03-12")
    platform.drain()
    if happens == "requested late":
        take(platform, wire("requested", "ArrestRequested", "2026-03-09", person="p1"))
    elif happens == "withdrawn and back":
        take(platform, wire("requested", "ArrestRequested", "2026-03-04", person="p1"))
        assert findings.finding(platform, one).state == "withdrawn"
        take(platform, wire("r", "EventRetracted", "2026-03-12", event={"source": POLICE, "id": "requested"}))
    elif happens == "detained earlier":
        take(
            platform,
            wire("c", "EventCorrected", "2026-03-12", event={"source": POLICE, "id": "A-detained"}, type="Detained",
                 occurredon="2026-03-01"),
        )  # fmt: skip
    finding = findings.finding(platform, one)
    assert finding.state == state, finding.log[-1]
    assert (finding.dismissal is None) == (state == "reopened")


def test_people_and_re_evaluation_at_the_same_finding(overdue: tuple[Platform, str], clock: SetClock) -> None:
    """Three people assign it while corrections move it: every event has its version, nothing is parked or lost."""
    platform, one = overdue
    clock.set("2026-03-20")
    take(platform, wire("requested", "ArrestRequested", "2026-03-09", person="p1"))
    platform.start()
    stop = threading.Event()

    def assign() -> None:
        while not stop.is_set():
            with contextlib.suppress(Conflict):
                findings.assign(platform, one, to=BY, by=BY)

    people = [threading.Thread(target=assign) for _ in range(3)]
    for person in people:
        person.start()
    for number in range(6):
        named = {"source": POLICE, "id": "requested"}
        on = f"2026-03-{10 + number}"
        accepted(
            platform,
            wire(f"c{number}", "EventCorrected", "2026-03-20", event=named, type="ArrestRequested", occurredon=on),
        )
        time.sleep(0.1)
    stop.set()
    for person in people:
        person.join()
    platform.drain()
    finding = findings.finding(platform, one)
    assert finding.version == len(finding.log)
    assert finding.breach.over_by is not None
    assert finding.breach.over_by.value == 10
    assert health(platform).ok
    [row] = found(platform, RULE)
    assert (row.version, row.over_value) == (finding.version, 10)
