"""What must hold after a load run, whatever was killed in it: each check gives what is wrong; none where all is well.

Not the run (load_run.py). Each takes what it compares with from the acts of the ledger, not from the table it looks at.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import func, select

from app.composition import Platform
from app.family_pages import family_pages
from app.histories import FamilyFault
from app.rebuild import names, rebuild
from app.reconciliation.follow import catch_up, digest_of
from app.reconciliation.tables import act_digests
from app.stored_events import is_case_act
from app.webhooks.queue import delivery_id
from app.webhooks.tables import webhook_deliveries, webhook_subscriptions
from domain.exchange import id_of, sent
from ledger import reading_scope
from ledger.acts import StoredAct
from ledger.case_agencies import case_agencies
from projections import exchanges as exchange_rows
from projections import feed
from projections.family_view import FamilyView
from projections.schema import shown
from supervision_rules.hand_overs import hand_overs
from tests.load_client import Given
from tests.load_run import LoadRun, missing
from tests.load_subscriber import Delivered

PAGE = 5000
LEVEL_SECONDS = 120.0
"""For whatever follows the ledger to be at its head, and for every webhook to be delivered, after a run."""


def check_all(load: LoadRun, given: Sequence[Given], subscription: str, agency: str) -> None:
    """All of it, once everything is level; the run is stopped then. given: all receipts; agency: whose subscription."""
    with load.platform() as platform:
        assert missing(platform, given) == []
        load.seconds_until_caught_up(platform, most=LEVEL_SECONDS)
        deadline = time.monotonic() + LEVEL_SECONDS
        while waiting := webhooks_waiting(platform, subscription, agency):
            assert time.monotonic() < deadline, f"{waiting} acts are still to be delivered"
            time.sleep(0.1)
        load.stop()
        assert missing(platform, given) == []
        assert platform.ledger.head() >= len({(one.source, one.id) for one in given})
        came = load.deliveries()
        assert not (faults := webhook_faults(platform, subscription, agency, came)), faults
        assert len({one.webhook for one in came}) > 50
        assert not (faults := feed_faults(platform, agency)), faults
        hand_overs, faults = hand_over_faults(platform)
        assert not faults, faults
        assert hand_overs > 50
        assert not (faults := digest_faults(platform)), faults
        assert not (faults := read_model_faults(platform)), faults
    verified = load.command("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def case_acts(platform: Platform) -> Iterator[StoredAct]:
    after = 0
    while acts := platform.ledger.read(after, PAGE):
        yield from (act for act in acts if is_case_act(act))
        after = acts[-1].position or after


def feed_faults(platform: Platform, agency: str) -> list[str]:
    """The agency's feed holds each act of its cases once, numbered without gap."""
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        places = feed.stretch(connection, f"agency {agency}", 1, 10_000_000)
        mine = set(connection.scalars(select(case_agencies.c.case_id).where(case_agencies.c.agency == agency)))
    faults = []
    if [place.number for place in places] != list(range(1, len(places) + 1)):
        faults.append("the numbers have a gap")
    expected = {act.position for act in case_acts(platform) if act.stream in mine}
    held = Counter(place.position for place in places)
    if set(held) != expected or max(held.values(), default=1) > 1:
        faults.append(
            f"{len(expected - set(held))} acts missing, {len(set(held) - expected)} too many, {held.most_common(1)}"
        )
    return faults


def webhook_faults(platform: Platform, subscription: str, agency: str, came: Sequence[Delivered]) -> list[str]:
    """Each act of the feed came at least once, each time under the one id that its place has, and nothing else came."""
    acts = {act.position: (act.source, act.id) for act in case_acts(platform)}
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        places = feed.stretch(connection, f"agency {agency}", 1, 10_000_000)
    expected = {delivery_id(subscription, place.number): acts[place.position] for place in places}
    faults = [
        f"{one.webhook} came with another act" for one in came if expected.get(one.webhook) != (one.source, one.id)
    ]
    lost = set(expected.values()) - {(one.source, one.id) for one in came}
    if lost:
        faults.append(f"{len(lost)} acts never came, such as {min(lost)}")
    if len({one.webhook for one in came}) != sum(not one.repeated for one in came):
        faults.append("the subscriber could not tell repeats by their id")
    return faults


def webhooks_waiting(platform: Platform, subscription: str, agency: str) -> int:
    """Acts of the feed that are not delivered yet, queued or not; those given up count as well."""
    d, s = webhook_deliveries.c, webhook_subscriptions.c
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        last = feed.last_numbers(connection, [f"agency {agency}"]).get(f"agency {agency}", 0)
        number = connection.scalar(select(s.number).where(s.id == subscription)) or 0
        undone = select(func.count()).where(d.subscription == subscription, d.state != "delivered")
        return int(last - number + (connection.scalar(undone) or 0))


def hand_over_faults(platform: Platform) -> tuple[int, list[str]]:
    """How many hand-overs there are. Each sending act that stands has one for each flow that it sends, in the state
    that a fold of the acts gives.
    """
    expected: dict[str, str] = {}
    faults: list[str] = []
    for page in family_pages(platform, platform.ledger.head(), ""):
        for family in page.families:
            if isinstance(family, FamilyFault):
                faults.append(f"{min(family.cases)}: {family.error}")
                continue
            view = FamilyView(platform.pack, family.cases, family.events, None)
            folded = {one.id: one.state for one in hand_overs(platform.pack, view.raw)}
            sends = {
                id_of(flow.id, event.key)
                for event in view.history.events
                for flow, act in platform.pack.flows.sent_by.get(event.type, ())
                if sent(flow, act, event)
            }
            faults += [f"a sending act of {min(family.cases)} without hand-over" for _ in sends - set(folded)]
            expected |= folded
    c = exchange_rows.exchanges.c
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        rows = connection.execute(select(c.exchange_id, c.state).where(c.build == shown(exchange_rows.NAME))).all()
    held = [(row.exchange_id, row.state) for row in rows]
    if len(held) != len({id_ for id_, _ in held}):
        faults.append("a hand-over stands twice")
    states = dict(held)
    faults += [
        f"{id_} is {states.get(id_)}, not {state}" for id_, state in expected.items() if states.get(id_) != state
    ]
    faults += [f"{id_} comes from no act" for id_, _ in held if id_ not in expected]
    return len(expected), faults


def digest_faults(platform: Platform) -> list[str]:
    """Each act is hashed once for reconciliation, as it stands in the ledger."""
    if catch_up(platform) != platform.ledger.head():
        return ["the digests are not level with the ledger"]
    c = act_digests.c
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        rows = connection.execute(select(c.source, c.id, c.position, c.stated, c.stored)).all()
    held = {(row.source, row.id): (row.position, bytes(row.stated), bytes(row.stored)) for row in rows}
    expected = {
        (act.source, act.id): (act.position, digest_of(platform, act), hashlib.sha256(act.payload).digest())
        for act in case_acts(platform)
    }
    return [f"{key}" for key in expected.keys() | held.keys() if expected.get(key) != held.get(key)]


def read_model_faults(platform: Platform) -> list[str]:
    """Every read model is what it would be if it were built anew. Nobody may move them meanwhile."""
    reports = [rebuild(platform, name) for name in names()]
    return [f"{one}" for one in reports if not one.equal]
