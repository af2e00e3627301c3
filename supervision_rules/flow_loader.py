"""The hand-overs of a pack from flows/*.yaml, and every fault in them that their shape does not show.

Not the examples beside them (flow_examples.py). Called by the pack loader, before agencies and after event types.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final, Literal

import msgspec

from domain.agency import KINDS
from domain.errors import PackFault
from domain.fault_place import did_you_mean, nearest
from domain.flow import GENERIC, NAMES_IN, ActOf, Agreed, Alias, Flow, Flows
from domain.payload_types import Label
from domain.vocabulary import Vocabulary
from supervision_rules.located_yaml import Document, parse

FOLDER: Final = "flows/"
Acts = tuple[str | ActOf, ...]
_LISTS: Final = ("sends", "receives", "accepts", "rejects", "returns", "answers", "recalls")
_ID = re.compile(r"[a-z]+(-[a-z]+)*")


class FlowDeclaration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}, kw_only=True):
    """A flow as written; an act by its name alone stands for {event: name}. Meaning: domain/flow.py."""

    id: str
    label: Label
    from_: tuple[str, ...]
    to: tuple[str, ...]
    scope: Literal["case", "person"]
    sends: Acts
    receives: Acts = ()
    accepts: Acts = ()
    rejects: Acts = ()
    returns: Acts = ()
    answers: Acts = ()
    recalls: Acts = ()
    match: str | None = None
    superior: bool = False
    rules: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()
    moves_custody: bool = False
    acknowledge_within_hours: int | None = None
    note: str = ""


class FlowsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    flows: tuple[FlowDeclaration, ...] = ()
    agreed: Agreed | None = None


class Declared(msgspec.Struct, frozen=True):
    """A flow and where it is written."""

    flow: Flow
    document: Document
    place: int


class FlowFiles:
    """What flows/ holds. `flows` is whole only where `faults` is empty."""

    def __init__(self, files: Mapping[str, bytes], vocabulary: Vocabulary) -> None:
        self.faults: list[PackFault] = []
        self._vocabulary = vocabulary
        self._declared: list[Declared] = []
        agreed: Agreed | None = None
        for name in sorted(files):
            try:
                document = parse(name, files[name])
                content = document.convert(FlowsFile)
            except PackFault as fault:
                self.faults.append(fault)
                continue
            if content.agreed is not None:
                if agreed is not None:
                    self.faults.append(document.fault(("agreed",), "agreed twice", remedy="Keep one `agreed`."))
                agreed = content.agreed
            for place, one in enumerate(content.flows):
                self._declared.append(Declared(_flow(one), document, place))
        for declared in self._declared:
            self._check(declared)
        if self._declared:
            self._check_generic()
        self.flows = Flows((declared.flow for declared in self._declared), agreed)

    def check_rules(self, rules: Collection[str]) -> list[PackFault]:
        """Cards named that the pack does not hold."""
        return [
            declared.document.fault(
                ("flows", declared.place, "rules", index),
                f"there is no rule {rule}",
                remedy=did_you_mean(nearest(rule, rules), "Name a rule of this pack."),
            )
            for declared in self._declared
            for index, rule in enumerate(declared.flow.rules)
            if rule not in rules
        ]

    def _check(self, declared: Declared) -> None:
        flow = declared.flow
        for path, detail, remedy in self._faults_of(flow):
            self.faults.append(declared.document.fault(("flows", declared.place, *path), detail, remedy=remedy))
        if sum(one.flow.id == flow.id for one in self._declared) > 1:
            path = ("flows", declared.place, "id")
            self.faults.append(declared.document.fault(path, f"flow {flow.id} is declared twice", remedy="Rename it."))

    def _faults_of(self, flow: Flow) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        if not _ID.fullmatch(flow.id):
            yield ("id",), f"{flow.id!r} is no flow id", "Write English words with hyphens, e.g. arrest-request."
        if not flow.sends:
            yield ("sends",), "nothing sends this flow", "Name the act that sends it."
        for side, kinds in (("from", flow.from_), ("to", flow.to)):
            for index, kind in enumerate(kinds):
                if kind not in KINDS:
                    yield (side, index), f"{kind} is no agency kind", f"Use one of: {', '.join(KINDS)}."
        for name in _LISTS:
            for index, act in enumerate(getattr(flow, name)):
                sending = name in ("sends", "recalls")
                for path, detail, remedy in self._faults_of_act(flow, act, flow.from_ if sending else flow.to):
                    yield (name, index, *path), detail, remedy

    def _faults_of_act(
        self, flow: Flow, act: ActOf, usual: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        known = self._vocabulary.types.get(act.event)
        if known is None:
            near = self._vocabulary.nearest(act.event)
            yield ("event",), f"`{act.event}` is no event type of this pack", did_you_mean(near, "See events/.")
            return
        able = act.by or usual
        barred = [kind for kind in act.by if kind not in known.emitters]
        if known.emitters and (barred or not set(able) & set(known.emitters)):
            yield ("event",), f"{act.event} is no act of {', '.join(barred or able)}", "Name who acts in `by`."
        named = [("to", act.to), ("to_kind", act.to_kind), ("reason", act.reason)]
        named += [("shows", field) for field in act.shows] + [("when", field) for field in act.when]
        for path, field in named:
            if field is not None and field not in known.fields:
                remedy = did_you_mean(nearest(field, known.fields), "Name a field of it.")
                yield (path,), f"{act.event} has no field `{field}`", remedy
        if act.to is not None and getattr(known.fields.get(act.to), "type", "organ") != "organ":
            yield ("to",), f"{act.event}.{act.to} names no organ", "Name a field of type organ."
        for field, values in act.when.items():
            spec = known.fields.get(field)
            for value in values:
                if spec is not None and spec.choices and value not in spec.choices:
                    yield ("when",), f"{value} is no value of {act.event}.{field}", f"Use: {', '.join(spec.choices)}."
        if flow.match is not None and act in flow.sends and flow.match not in known.fields:
            yield (), f"{act.event} has no field `{flow.match}` to match by", "Name a field of the act that sends."

    def _check_generic(self) -> None:
        """A pack with flows has the acts for receipt, return and recall, each naming the act that it means."""
        first = self._declared[0]
        for name in GENERIC:
            known = self._vocabulary.types.get(name)
            if known is None or getattr(known.fields.get(NAMES_IN), "type", None) != "event":
                detail = f"the pack has flows and no event type {name} with a field `{NAMES_IN}` of type event"
                remedy = f"Declare {name} in events/, as packs/cn_criminal/events/q_hand_overs.yaml does."
                self.faults.append(first.document.fault((), detail, remedy=remedy))


def _flow(declared: FlowDeclaration) -> Flow:
    stated = msgspec.structs.asdict(declared)
    for name in _LISTS:
        stated[name] = tuple(ActOf(act) if isinstance(act, str) else act for act in stated[name])
    return Flow(**stated)
