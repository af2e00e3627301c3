"""Digests that agencies publish, and what comes of a comparison: cause and repair of each difference, kept.

Not the trees (day_trees.py) and not HTTP. The platform judges each difference by its own ledger; what the agency says
is only which acts it has, and their digests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

import msgspec
from sqlalchemy import Connection, insert, select, tuple_, update

from app import refusals
from app.access import reach_of, visible_cases
from app.case_report import instant
from app.composition import Platform
from app.feed_closings import closed_positions
from app.reconciliation import follow
from app.reconciliation.tables import act_digests, published_digests, reconciliations
from app.refusals import Refusal
from app.signing import event_signature
from app.signing.key_ring import KeyRing
from domain import agency as agencies
from domain.differences import ACTIONS, CAUSES, Action, Cause, Held, Side, cause_of
from domain.digest_tree import DigestTree
from domain.errors import Conflict, Refused
from domain.feed_name import feed_of
from domain.permission import Principal
from domain.vocabulary import RETRACTED
from ledger import reading_scope
from ledger.acts import StoredAct
from ledger.canonical import canonical
from ledger.schema import event_identity

MOST_DIFFERENCES: Final = 1000
_KEYS_AT_ONCE: Final = 200


class Told(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act on which the agency found the two sides to differ. digest: its own, hex; None: it has no such act."""

    case: str
    source: str
    id: str
    digest: str | None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A difference with its cause.

    digest, found  the agency's digest and the platform's, hex; null where that side has no such act
    found_case, found_on  where the platform has it, if that is another case or day
    refusal        code, pointer and time of the refusal on record, of what was rejected
    mended         the repair proposed for it (its id is repair_id) is stored; it counts no more
    event          the repair as a CloudEvent to be signed and posted, where the platform can write it: a retraction
    """

    case: str
    source: str
    id: str
    cause: Cause
    action: Action
    digest: str | None = None
    found: str | None = None
    found_case: str | None = None
    found_on: str | None = None
    refusal: dict[str, str | int] | None = None
    mended: bool = False
    event: dict[str, object] | None = None


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """What the agency published for a day, and what the platform had then, at `position` of the ledger."""

    agency: str
    day: int
    side: Side
    published_at: int
    acts: int
    root: str
    found_acts: int
    found_root: str
    position: int

    @property
    def same(self) -> bool:
        return self.root == self.found_root


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    made_at: int
    position: int
    root: str
    found_root: str
    differences: tuple[Difference, ...]


def tree_now(platform: Platform, caller: Principal, side: Side, day: int) -> tuple[DigestTree, int]:
    """The platform's tree of the caller's day, and the ledger position up to which it stands.

    Raises Overloaded("digests-behind").
    """
    position, seen = follow.catch_up(platform, follow.ACTS_A_REQUEST), reach_of(platform, caller)
    closed: frozenset[int] = frozenset()
    if side == "held":  # what its feed does not give is no difference
        some = platform.day_trees.may_be_closed(caller.agency, seen, day)
        closed = closed_positions(platform, feed_of(caller), some)
    return platform.day_trees.tree(caller.agency, seen, side, day, closed), position


def publish(
    platform: Platform, caller: Principal, side: Side, day: int, acts: int, root: str, signature: str | None
) -> Published:
    """Keep what the agency says of its day, and compare. The last word counts.

    Raises SignatureFault, Overloaded("digests-behind").
    """
    now = platform.now()
    if signature is not None:
        said = {"agency": caller.agency, "date": date.fromordinal(day).isoformat(), "side": side, "acts": acts,
                "root": root, "signature": signature}  # fmt: skip
        event_signature.verify(said, caller.agency, KeyRing(platform.engine).find, now)
    tree, position = tree_now(platform, caller, side, day)
    found = Published(
        agency=caller.agency, day=day, side=side, published_at=now, acts=acts, root=root,
        found_acts=tree.acts, found_root=tree.root, position=position,
    )  # fmt: skip
    row = msgspec.structs.asdict(found) | {"region": agencies.region_of(caller.agency), "signature": signature}
    keys = published_digests.c
    which = (keys.agency == caller.agency, keys.day == day, keys.side == side)
    with platform.ledger.writing_engine.begin() as connection:
        changed = connection.execute(update(published_digests).where(*which).values(**row, reconciliation=None))
        if changed.rowcount == 0:
            connection.execute(insert(published_digests), row)
    return found


def reconcile(platform: Platform, caller: Principal, side: Side, day: int, told: Sequence[Told]) -> Reconciliation:
    """Cause and repair of each difference; kept, and shown to the agency and its supervisors.

    Raises Refused("not-your-agency"), Conflict("digest-not-published") where the agency published none for that day,
    Overloaded("digests-behind").
    """
    with reading_scope.of_the_platform():
        return _reconcile(platform, caller, side, day, told)


def _reconcile(platform: Platform, caller: Principal, side: Side, day: int, told: Sequence[Told]) -> Reconciliation:
    for number, one in enumerate(told):
        if side == "sent" and one.source != caller.agency:
            raise Refused(
                "not-your-agency",
                f"{caller.agency} sent no act in the name of {one.source[:200]}.",
                pointer=f"/differences/{number}/source",
                remedy="Compare your own acts as `sent`, those of others as `held`.",
            )
    position = follow.catch_up(platform, follow.ACTS_A_REQUEST)
    told = _once_each(told)
    held = _held(platform, caller, side, told)
    with platform.engine.connect() as connection:
        keys = published_digests.c
        published = connection.execute(
            select(published_digests).where(keys.agency == caller.agency, keys.day == day, keys.side == side)
        ).one_or_none()
        refused = refusals.latest_of(connection, caller.agency, [one.id for one in told])
        mended = _stored(connection, caller.agency, [_repair_of(one, held) for one in told])
    if published is None:
        raise Conflict(
            "digest-not-published",
            f"No digest of {side} acts of {date.fromordinal(day).isoformat()} was published.",
            remedy="First PUT /v1/digests/{date}, so that it is known what was compared.",
        )
    found = tuple(
        difference
        for one in told
        if (difference := _difference(caller, side, day, one, held, refused, mended, platform.now())) is not None
    )
    made = Reconciliation(
        id=_id(caller.agency, day, side, published.root, published.found_root, found),
        made_at=platform.now(), position=position, root=published.root, found_root=published.found_root,
        differences=found,
    )  # fmt: skip
    with platform.ledger.writing_engine.begin() as connection:
        _keep(connection, caller, side, day, made)
    return made


def _once_each(told: Sequence[Told]) -> list[Told]:
    """An act that the agency has on another case or day comes twice, once as missing: it is not missing."""
    found: dict[tuple[str, str], Told] = {}
    for one in told:
        there = found.get((one.source, one.id))
        if there is None or there.digest is None:
            found[one.source, one.id] = one
    return list(found.values())


def _difference(
    caller: Principal, side: Side, day: int, one: Told, held: dict[tuple[str, str], Held],
    refused: dict[str, Refusal], stored: Collection[str], now: int,
) -> Difference | None:  # fmt: skip
    here = held.get((one.source, one.id))
    on_record = refused.get(one.id) if side == "sent" else None
    cause = cause_of(side, one.case, day, one.digest, here, refused=on_record is not None)
    if cause is None:
        return None
    mended = cause in ("altered", "unknown") and _repair_of(one, held) in stored
    refusal: dict[str, str | int] | None = None
    if cause == "rejected" and on_record is not None:
        refusal = {"code": on_record.code, "pointer": on_record.pointer, "last_at": on_record.last_at}
    return Difference(
        case=one.case, source=one.source, id=one.id, cause=cause, action=ACTIONS[side, cause], digest=one.digest,
        found=None if here is None else here.digest,
        found_case=None if here is None or here.case == one.case else here.case,
        found_on=None if here is None or here.day == day else date.fromordinal(here.day).isoformat(),
        refusal=refusal, mended=mended,
        event=_retraction(caller, here, one, now) if cause == "unknown" and here and not mended else None,
    )  # fmt: skip


def _retraction(caller: Principal, here: Held, one: Told, now: int) -> dict[str, object]:
    """Ready to be signed and posted by the agency in whose name the act stands."""
    return {
        "specversion": "1.0", "source": caller.agency, "type": RETRACTED, "subject": here.case,
        "id": repair_id(one.source, one.id, here.digest), "time": instant(now),
        "data": {"event": {"source": one.source, "id": one.id}},
    }  # fmt: skip


def _repair_of(one: Told, held: dict[tuple[str, str], Held]) -> str:
    """Id of the act that mends this: a correction to what the agency states, or a retraction of what is held."""
    here = held.get((one.source, one.id))
    return repair_id(one.source, one.id, one.digest or ("" if here is None else here.digest))


def _stored(connection: Connection, agency: str, ids: Collection[str]) -> frozenset[str]:
    known: set[str] = set()
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _KEYS_AT_ONCE):
        c = event_identity.c
        some = wanted[start : start + _KEYS_AT_ONCE]
        known.update(connection.scalars(select(c.id).where(c.source == agency, c.id.in_(some))))
    return frozenset(known)


def repair_id(source: str, act_id: str, digest: str) -> str:
    """The same repair of the same act has the same id, so that posting it twice does nothing twice."""
    return "reconcile-" + hashlib.sha256(canonical([source, act_id, digest])).hexdigest()[:24]


def _held(platform: Platform, caller: Principal, side: Side, told: Sequence[Told]) -> dict[tuple[str, str], Held]:
    """What the platform has of these acts; of other agencies' acts only what the caller may see."""
    stated = {(one.source, one.id): one.digest for one in told}
    wanted = sorted(stated)
    found: dict[tuple[str, str], Held] = {}
    positions: dict[tuple[str, str], int] = {}
    differing: dict[tuple[str, str], int] = {}
    rows = act_digests.c
    with platform.engine.connect() as connection:
        for start in range(0, len(wanted), _KEYS_AT_ONCE):
            some = wanted[start : start + _KEYS_AT_ONCE]
            for row in connection.execute(select(act_digests).where(tuple_(rows.source, rows.id).in_(some))):
                digest = row.stated if side == "sent" else row.stored
                found[row.source, row.id] = held = Held(row.case_id, row.day, bytes(digest).hex())
                positions[row.source, row.id] = row.position
                if side == "sent" and stated[row.source, row.id] not in (None, held.digest):
                    differing[row.source, row.id] = row.position
    for key, position in differing.items():
        [act] = platform.ledger.read(position - 1, 1)
        found[key] = msgspec.structs.replace(found[key], mapped=_hex(follow.digest_as_read(platform, act)))
    if side == "sent":
        return found | _not_numbered(platform, [key for key in wanted if key not in found])
    seen = visible_cases(platform, caller, {one.case for one in found.values()})
    visible = {key: one for key, one in found.items() if one.case in seen}
    closed = closed_positions(platform, feed_of(caller), [positions[key] for key in visible])
    return {key: one for key, one in visible.items() if positions[key] not in closed}


def _not_numbered(platform: Platform, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Held]:
    """Acts that are stored and have no position yet: they are not lost."""
    found: dict[tuple[str, str], Held] = {}
    for source, act_id in keys:
        receipt = platform.ledger.receipt(source, act_id)
        if receipt is not None:
            [act] = [one for one in platform.ledger.stream(receipt.stream) if (one.source, one.id) == (source, act_id)]
            found[source, act_id] = _held_act(platform, act)
    return found


def _held_act(platform: Platform, act: StoredAct) -> Held:
    digest, as_national = follow.digest_of(platform, act), follow.digest_as_read(platform, act)
    return Held(act.stream, act.occurred_day, digest.hex(), _hex(as_national))


def _hex(digest: bytes | None) -> str | None:
    return None if digest is None else digest.hex()


def _id(agency: str, day: int, side: Side, root: str, found_root: str, found: Sequence[Difference]) -> str:
    """The same differences of the same two digests are the same reconciliation, asked for once or twice."""
    said = [
        agency,
        day,
        side,
        root,
        found_root,
        *((d.source, d.id, d.cause, d.digest, d.found, d.mended) for d in found),
    ]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:32]


def _keep(connection: Connection, caller: Principal, side: Side, day: int, made: Reconciliation) -> None:
    counts: dict[str, int] = dict.fromkeys(CAUSES, 0)
    for one in made.differences:
        counts[one.cause] += not one.mended
    there = connection.scalar(select(reconciliations.c.id).where(reconciliations.c.id == made.id))
    if there is None:
        connection.execute(
            insert(reconciliations),
            {
                "id": made.id, "agency": caller.agency, "region": agencies.region_of(caller.agency), "day": day,
                "side": side, "made_at": made.made_at, "made_by": caller.signature, "position": made.position,
                "root": made.root, "found_root": made.found_root, **counts,
                "differences": msgspec.json.encode(made.differences).decode(),
            },
        )  # fmt: skip
    keys = published_digests.c
    connection.execute(
        update(published_digests)
        .where(keys.agency == caller.agency, keys.day == day, keys.side == side)
        .values(reconciliation=made.id)
    )
