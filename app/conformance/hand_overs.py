"""Steps about hand-overs: acknowledge one, send one, send again what came back. Made from the flows of the pack. Pure.

Not the other steps (steps.py) and not the judging (checks.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from app.conformance.steps import SAY, WALL, Act, Place, Step
from domain.flow import ACCEPTED, RECEIVED, ActOf, Flow
from supervision_rules.pack import Pack


def hand_over_steps(
    pack: Pack, kind: str, places: Sequence[Place], now: datetime, agencies: Mapping[str, str]
) -> Iterator[Step]:
    """agencies: kind -> URN of the one in the sandbox. No steps for what the flows have not for this kind."""
    mine = [one for one in places if kind in one.waiting.kinds and one.person] or [one for one in places if one.person]
    if not mine:
        return
    moment = now - timedelta(hours=2)
    came = next(_fitting(pack, agencies, receiver=kind), None)
    if came is not None:
        flow, sender, data, act = came
        yield Step(
            id="acknowledge", ask="acknowledge", say=SAY["acknowledge"],
            act=_act(pack, act, mine[0], moment, data, by=sender),
            acknowledges=(RECEIVED, ACCEPTED, *(one.event for one in (*flow.receives, *flow.accepts, *flow.answers))),
        )  # fmt: skip
    goes = next(_fitting(pack, agencies, sender=kind), None)
    if goes is not None:
        _, _, data, act = goes
        yield Step(id="hand-over", ask="post", say=SAY["post"], act=_act(pack, act, mine[0], moment, data))
        again = _act(pack, act, mine[0], moment + timedelta(hours=1), data)
        yield Step(id="returned", ask="returned", say=SAY["returned"], act=again, of="hand-over")


def _fitting(
    pack: Pack, agencies: Mapping[str, str], *, sender: str | None = None, receiver: str | None = None
) -> Iterator[tuple[Flow, str, dict[str, str], ActOf]]:
    """Flow, kind that sends, what the act says beside the person, and the act: it names another kind of agency."""
    for flow in pack.flows.by_id.values():
        for act in flow.sends:
            able = [one for one in act.by or flow.from_ if one in agencies and sender in (None, one)]
            others = [one for one in flow.to if one in agencies and receiver in (None, one)]
            pair = next(((one, other) for one in able for other in others if one != other), None)
            if pair is None or act.to is None or flow.superior:
                continue
            data = {field: values[0] for field, values in act.when.items()} | {act.to: agencies[pair[1]]}
            if act.to_kind is not None:
                data[act.to_kind] = pair[1]
            known = pack.vocabulary.types[act.event]
            required = {name for name, spec in known.fields.items() if spec.required}
            texts = all(known.fields[name].type in ("text", "choices", "organ") for name in data)
            if required <= {*data, pack.vocabulary.person_field} and texts:
                yield flow, pair[0], data, act


def _act(pack: Pack, act: ActOf, place: Place, moment: datetime, data: Mapping[str, str], by: str | None = None) -> Act:
    return Act(
        type=act.event, case=place.waiting.case, person=place.person, data=dict(data), by=by, zone=pack.zone,
        happened=moment.astimezone(pack.zone_info).strftime(WALL),
    )  # fmt: skip
