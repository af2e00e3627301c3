"""What became of posted acts, as their poster is told: receipts, with the duties that an act opened and closed.

Not the routes (events.py). Examples of the OpenAPI document stand here too.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Literal
from urllib.parse import quote

import msgspec

from api.duties import title_of
from api.examples import CHECKPOINT as CHECKPOINT_EXAMPLE
from api.languages import Language
from api.problems import Problem, problem_of
from app import post_acts
from app.case_report import instant
from domain.code_mapping import Applied
from ledger.acts import Receipt
from projections.duties import DutyRow
from supervision_rules.pack import Pack

Outcome = Literal["accepted", "duplicate", "refused"]


class MappedCode(msgspec.Struct, frozen=True, kw_only=True):
    """What one of your own codes was read as. pointer: within `data`; table: the version of your table.

    national  null: your table did not know it; left_out: the field takes national codes only and is read as not stated
    """

    pointer: str
    list: str
    stated: str
    table: int
    national: str | None
    left_out: bool


class EventReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """Keep it: with a checkpoint it proves that the act was posted, when, and in which words.

    version      place among the acts of its case, from 1
    recorded_at  when the ledger took it
    hash         SHA-256, hex, over the act and the one before it in its case
    position     place in the whole ledger; null until it is numbered, which takes well under a second
    duplicate    the act was there before, word for word: this is the receipt of then
    codes        your own codes as they were read when the act was taken; empty where it stated national ones
    sunset       first day on which the version in which the act was posted is refused; null: none is announced
    """

    source: str
    id: str
    case: str
    version: int
    recorded_at: str
    hash: str
    position: int | None
    duplicate: bool
    href: str
    codes: tuple[MappedCode, ...]
    sunset: date | None


class ActDuty(msgspec.Struct, frozen=True, kw_only=True):
    """A duty that an act opened or closed, as it stands now.

    holder    who owes the act: URN of the agency where one is known, else the kind of organ
    owed_to   who waits for it, null where the holder's own act opened the duty
    due       last lawful day (a date) or instant; null where it has none
    """

    id: str
    rule: str
    title: str
    subject: str | None
    status: str
    due: str | None
    holder: str
    owed_to: str | None


class ActDuties(msgspec.Struct, frozen=True, kw_only=True):
    """Sorted by rule."""

    opened: tuple[ActDuty, ...]
    closed: tuple[ActDuty, ...]


class FullReceipt(EventReceipt, frozen=True, kw_only=True):
    """The receipt, and what became of the act.

    duties      which duties it opened and closed, and whose they are; null until supervision has seen it (a moment)
    checkpoint  signed note over a log that contains the act; null until it is numbered, or where nobody signs
    """

    duties: ActDuties | None
    checkpoint: str | None


class PostedItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one event. index: its place in the request, from 0."""

    index: int
    outcome: Outcome
    receipt: EventReceipt | None = None
    problem: Problem | None = None


class PostResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of all events of the request, in its order. Look at `refused`: those are not stored."""

    accepted: int
    duplicate: int
    refused: int
    results: tuple[PostedItem, ...]


class PostProblem(Problem, frozen=True, kw_only=True, omit_defaults=True):
    """A problem of the request. results: of a batch of which nothing was taken, the problem of each item."""

    results: tuple[PostedItem, ...] = ()


EVENT = {
    "specversion": "1.0", "id": "2026-0117-003", "source": "urn:quancheng:cn-520102:police:01",
    "type": "Detained", "subject": "case-2026-017", "time": "2026-03-02T14:30:00+08:00",
    "data": {"person": "p1", "measure_id": "m1"},
}  # fmt: skip
RECEIPT = {
    "source": EVENT["source"], "id": EVENT["id"], "case": EVENT["subject"], "version": 3,
    "recorded_at": "2026-03-02T08:12:09.120431Z", "position": 4711, "duplicate": False,
    "hash": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    "href": "/v1/events/urn%3Aquancheng%3Acn-520102%3Apolice%3A01/2026-0117-003", "codes": [], "sunset": None,
}  # fmt: skip
FULL_RECEIPT = RECEIPT | {
    "duties": {
        "opened": [{
            "id": "5be6a1d6ab1fcfb0ea1b1f4b6c3a3a06", "rule": "CPL-091-1", "title": "Request arrest within 3 days",
            "subject": "p1", "status": "pending", "due": "2026-03-05",
            "holder": "urn:quancheng:cn-520102:police:01", "owed_to": None,
        }],
        "closed": [],
    },
    "checkpoint": CHECKPOINT_EXAMPLE,
}  # fmt: skip
RESULT = {
    "accepted": 1, "duplicate": 0, "refused": 0,
    "results": [{"index": 0, "outcome": "accepted", "receipt": RECEIPT}],
}  # fmt: skip


def duty_told(pack: Pack, row: DutyRow, language: Language) -> ActDuty:
    return ActDuty(
        id=row.id,
        rule=row.rule,
        title=title_of(pack, row.rule, language),
        subject=row.subject,
        status=row.status,
        due=row.due,
        holder=row.holder_agency or row.holder,
        owed_to=row.owed_to,
    )


def item_told(pack: Pack, index: int, outcome: post_acts.Outcome, language: Language) -> PostedItem:
    if isinstance(outcome, post_acts.Rejected):
        return PostedItem(index=index, outcome="refused", problem=problem_of(outcome.error, language))
    kind: Outcome = "duplicate" if outcome.receipt.duplicate else "accepted"
    told = receipt_told(pack, outcome.receipt, outcome.type, outcome.version, outcome.mapped)
    return PostedItem(index=index, outcome=kind, receipt=told)


def receipt_told(pack: Pack, found: Receipt, type_: str, version: int, mapped: Applied) -> EventReceipt:
    ending = pack.vocabulary.retirement(type_, version)
    return EventReceipt(
        source=found.source,
        id=found.id,
        case=found.stream,
        version=found.version,
        recorded_at=instant(found.recorded_at),
        hash=found.hash,
        position=found.position,
        duplicate=found.duplicate,
        href=f"/v1/events/{_quoted(found.source)}/{_quoted(found.id)}",
        codes=tuple(MappedCode(**msgspec.structs.asdict(one)) for one in mapped),
        sunset=None if ending is None else ending.sunset,
    )


@lru_cache(4096)
def _quoted(name: str) -> str:
    return quote(name, safe="")
