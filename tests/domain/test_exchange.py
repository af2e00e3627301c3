"""What became of a hand-over: independent of the order of arrival, and as a model says that looks at everything."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.event import Event
from domain.exchange import Exchange
from domain.history import effective
from supervision_rules.hand_overs import hand_overs
from tests.domain.acts import COURT, POLICE, act, correction, retraction
from tests.shipped import cn_criminal as pack

PPO = "urn:quancheng:cn-520102:procuratorate:01"
OTHER = "urn:quancheng:cn-520103:procuratorate:01"
SENT = act("sent", "ArrestRequested", "2026-03-02", person="p1", organ=PPO)
NAMES = {"hand_over": {"source": POLICE, "id": "sent"}}
RECEIVED = act("received", "HandOverReceived", "2026-03-03", source=PPO, **NAMES)
APPROVED = act("approved", "ArrestApproved", "2026-03-06", source=PPO, person="p1")


def of(events: Sequence[Event], flow: str = "arrest-request") -> dict[str, Exchange]:
    return {one.steps[0].event.id: one for one in hand_overs(pack(), events) if one.flow == flow}


def states(events: Sequence[Event], flow: str = "arrest-request") -> dict[str, str]:
    return {send: one.state for send, one in of(events, flow).items()}


CASES = [
    # (oddity, acts, states by sending act)
    ("sent and nothing more", [SENT], {"sent": "sent"}),
    ("received", [SENT, RECEIVED], {"sent": "received"}),
    ("answered without a receipt", [SENT, APPROVED], {"sent": "answered"}),
    ("an answer that came before it was sent answers nothing",
     [act("early", "ArrestApproved", "2026-03-01", source=PPO, person="p1"), SENT], {"sent": "sent"}),
    ("an answer of the same day counts", [SENT, act("d", "ArrestApproved", "2026-03-02", source=PPO, person="p1")],
     {"sent": "answered"}),
    ("an answer about somebody else", [SENT, act("o", "ArrestApproved", "2026-03-06", source=PPO, person="p2")],
     {"sent": "sent"}),
    ("an answer by an office that was not asked",
     [SENT, act("o", "ArrestApproved", "2026-03-06", source=OTHER, person="p1")], {"sent": "sent"}),
    ("the receipt was corrected to another day",
     [SENT, RECEIVED, correction("c", RECEIVED, occurredon="2026-03-02")], {"sent": "received"}),
    ("the receipt was taken back", [SENT, RECEIVED, retraction("r", RECEIVED)], {"sent": "sent"}),
    ("the retraction of the receipt was taken back",
     [SENT, RECEIVED, retraction("r", RECEIVED), retraction("rr", retraction("r", RECEIVED))], {"sent": "received"}),
    ("the request was taken back after receipt", [SENT, RECEIVED, retraction("r", SENT)], {"sent": "recalled"}),
    ("the request was taken back unseen", [SENT, retraction("r", SENT)], {}),
    ("somebody else's retraction changes nothing", [SENT, RECEIVED, retraction("r", SENT, source=COURT)],
     {"sent": "received"}),
    ("an excerpt of an old file counts and has no clock",
     [act("old", "ArrestRequested", "2026-03-02", person="p1", excerpt=True)], {"old": "sent"}),
]  # fmt: skip


@pytest.mark.parametrize(("oddity", "events", "expected"), CASES, ids=[row[0] for row in CASES])
def test_what_became_of_it(oddity: str, events: list[Event], expected: dict[str, str]) -> None:
    assert states(events) == expected
    assert of(list(reversed(events))) == of(events)


def test_clocks_are_agreed_and_an_excerpt_has_none() -> None:
    [one] = of([SENT]).values()
    assert one.acknowledge_by == SENT.occurred.latest + 72 * 3_600_000_000
    [old] = of([act("old", "ArrestRequested", "2026-03-02", person="p1", excerpt=True)]).values()
    assert old.acknowledge_by is None


def test_a_correction_of_the_sending_day_moves_what_counts_as_an_answer() -> None:
    assert states([SENT, APPROVED, correction("c", SENT, occurredon="2026-03-08")]) == {"sent": "sent"}


def test_a_split_case_is_answered_where_it_went_and_a_merged_one_where_it_is() -> None:
    sent = act("t", "TransferredForProsecution", "2026-03-02", organ=PPO)
    split = act("split", "CaseSplit", "2026-03-04", source=PPO, new_case="N", persons=["p1"])
    accepted = act("acc", "ProsecutionCaseAccepted", "2026-03-05", case="N", source=PPO)
    suspect = act("s", "SuspectIdentified", "2026-03-01", person="p1")
    assert states([suspect, sent, split, accepted], "transfer-for-prosecution") == {"t": "accepted"}
    merged = act("m", "CasesMerged", "2026-03-04", case="M", source=PPO, cases=["A"])
    on_m = act("acc", "ProsecutionCaseAccepted", "2026-03-05", case="M", source=PPO)
    assert states([suspect, sent, merged, on_m], "transfer-for-prosecution") == {"t": "accepted"}
    assert states([suspect, sent, on_m], "transfer-for-prosecution") == {"t": "sent"}


def test_the_successor_of_the_agency_addressed_may_answer() -> None:
    merged = "urn:quancheng:cn-520104:police:01"
    order = act("o", "FilingOrdered", "2026-03-02", source=PPO, organ=merged)
    filed = act("f", "CaseFiled", "2026-03-03", source=POLICE)
    assert states([order, filed], "filing-order") == {"o": "answered"}
    stranger = act("f", "CaseFiled", "2026-03-03", source="urn:quancheng:cn-520103:police:01")
    assert states([order, stranger], "filing-order") == {"o": "sent"}


# --- against a model that looks at everything -----------------------------------------------------

DAYS = st.integers(1, 9).map(lambda day: f"2026-03-0{day}")


@st.composite
def _histories(draw: st.DrawFn) -> list[Event]:
    events: list[Event] = []
    for number in range(draw(st.integers(1, 10))):
        kind = draw(st.sampled_from(["send", "accept", "approve", "refuse", "receive", "recall", "confirm", "return"]))
        day, person = draw(DAYS), draw(st.sampled_from(["p1", "p2"]))
        source = draw(st.sampled_from([PPO, PPO, OTHER]))
        named = {"hand_over": {"source": POLICE, "id": f"e{draw(st.integers(0, 5))}"}}
        if kind == "send":
            address = draw(st.sampled_from([{}, {"organ": PPO}]))
            events.append(act(f"e{number}", "ArrestRequested", day, person=person, **address))
        elif kind == "recall":
            events.append(act(f"e{number}", "HandOverRecalled", day, **named))
        elif kind in ("receive", "confirm", "return"):
            type_ = {"receive": "HandOverReceived", "confirm": "HandOverRecallConfirmed", "return": "HandOverReturned"}
            events.append(act(f"e{number}", type_[kind], day, source=source, **named))
        else:
            type_ = {"accept": "ArrestReviewAccepted", "approve": "ArrestApproved", "refuse": "ArrestRefused"}
            events.append(act(f"e{number}", type_[kind], day, source=source, person=person))
    return events


def model(events: Sequence[Event]) -> dict[str, str]:
    """Every sending act against every other act, one by one, in plain words."""
    found = {}
    for send in (event for event in events if event.type == "ArrestRequested"):
        address = send.data.organ  # type: ignore[attr-defined]
        mine = [e for e in events if getattr(getattr(e.data, "hand_over", None), "id", None) == send.key.id]
        after = [e for e in events if e.person == send.person and e.occurred.day >= send.occurred.day and e is not send]
        able = [e for e in [*mine, *after] if address is None or e.key.source == address]

        def first(*types: str, among: Sequence[Event] = able) -> tuple[int, str, str] | None:
            days = [(e.occurred.day, e.key.source, e.key.id) for e in among if e.type in types]
            return min(days, default=None)

        end = first("ArrestApproved", "ArrestRefused", "HandOverReturned")
        answered, returned = first("ArrestApproved", "ArrestRefused"), first("HandOverReturned")
        recall = first("HandOverRecalled", among=mine)
        if recall and returned is not None and end == returned and returned[0] < recall[0]:
            recall = None
        if recall:
            state = "recall_confirmed" if first("HandOverRecallConfirmed") else "recalled"
        elif end is not None:
            state = "answered" if end == answered else "returned"
        else:
            state = "accepted" if first("ArrestReviewAccepted") else "received" if first("HandOverReceived") else "sent"
        found[send.key.id] = state
    return found


@settings(max_examples=300, deadline=None)
@given(_histories(), st.randoms(use_true_random=False))
def test_any_order_of_delivery_gives_what_the_model_says(events: list[Event], random: object) -> None:
    expected = model(effective(events))
    assert states(events) == expected
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert of([*shuffled, *shuffled]) == of(events)


def test_many_hand_overs_in_one_case_cost_no_more_than_they_should() -> None:
    """Thousands of requests that nobody answers, and thousands of receipts of one of them: seconds, not hours."""
    sends = [act(f"s{n}", "ArrestRequested", "2026-03-02", person=f"p{n % 50}") for n in range(4000)]
    receipts = [
        act(f"r{n}", "HandOverReceived", "2026-03-03", source=PPO, hand_over={"source": POLICE, "id": "s1"})
        for n in range(4000)
    ]
    found = of([*sends, *receipts])
    assert len(found) == 4000
    assert found["s1"].state == "received"
    assert found["s2"].state == "sent"
