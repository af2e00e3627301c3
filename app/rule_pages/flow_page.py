"""The page of hand-overs: each flow with the acts that make it, the duties of law on it and its names elsewhere.

Markdown, written to docs/flows.md by `quancheng rules flows`. Not the pages of rules (card_page.py), which it links.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.rule_pages.words import PageWords
from domain.flow import GENERIC, ActOf, Flow
from supervision_rules.pack import Pack

RULES: Final = "rules/en"
"""Folder of the rule pages, seen from the page."""
_STEPS: Final = (
    ("Sent by", "sends"), ("Received", "receives"), ("Accepted", "accepts"), ("Rejected", "rejects"),
    ("Returned", "returns"), ("Answered", "answers"), ("Recalled", "recalls"),
)  # fmt: skip


def flow_page(pack: Pack) -> str:
    """Deterministic; for a pack without flows, a page that says so."""
    words = PageWords(pack, "en")
    flows = tuple(pack.flows.by_id.values())
    lines = [
        f"# Hand-overs between agencies: {pack.id} {pack.version}", "",
        f"{len(flows)} flows. Written by `quancheng rules flows` from `flows/` of the pack; not to be edited here. How",
        "to post them: [integrate.md](integrate.md). Served: `GET /v1/flows`.", "",
        *_contents(flows), *_standards(flows), *_generic(words),
    ]  # fmt: skip
    for flow in flows:
        lines += _section(words, flow)
    return "\n".join(lines) + "\n"


def _contents(flows: tuple[Flow, ...]) -> Iterator[str]:
    yield from ("| flow | 名称 | from | to |", "|---|---|---|---|")
    for flow in flows:
        yield f"| [`{flow.id}`](#{flow.id}) | {flow.label.zh} | {_kinds(flow.from_)} | {_kinds(flow.to)} |"
    yield ""


def _standards(flows: tuple[Flow, ...]) -> Iterator[str]:
    """What published standards call the business, and the flows that belong to it."""
    named: dict[tuple[str, str], list[str]] = {}
    for flow in flows:
        for alias in flow.aliases:
            named.setdefault((alias.standard, alias.name), []).append(flow.id)
    if not named:
        return
    yield from ("## Names in published standards", "", "| standard | name there | flows |", "|---|---|---|")
    for (standard, name), ids in sorted(named.items()):
        yield f"| {standard} | {name} | {', '.join(f'[`{one}`](#{one})' for one in ids)} |"
    yield ""


def _generic(words: PageWords) -> Iterator[str]:
    if not words.pack.flows.by_id:
        return
    yield from ("## Acts for a step that has none of its own", "")
    yield "Each names the sending act in `hand_over` and fits every flow. They are agreed and found no duty in law."
    yield ""
    yield from (f"- {step}: {words.act(name)}" for name, step in GENERIC.items())
    yield ""


def _section(words: PageWords, flow: Flow) -> Iterator[str]:
    yield from (f"## {flow.id}", "", f"{flow.label.en}. {flow.label.zh}.", "")
    superior = ", of a higher jurisdiction" if flow.superior else ""
    yield f"- **From** {_kinds(flow.from_)} **to** {_kinds(flow.to)}{superior}; within the {flow.scope}"
    for title, name in _STEPS:
        acts: tuple[ActOf, ...] = getattr(flow, name)
        if acts:
            yield f"- **{title}**: {'; '.join(_act(words, act) for act in acts)}"
    if flow.match is not None:
        yield f"- **Matched** by `{flow.match}`"
    if flow.rules:
        yield f"- **Duties of law**: {', '.join(f'[{rule}]({RULES}/{rule}.md)' for rule in flow.rules)}"
    hours = words.pack.flows.acknowledge_within_hours(flow)
    if hours is not None:
        yield f"- **Agreed**, no law: acknowledged within {hours} h"
    if flow.aliases:
        yield f"- **Also called**: {'; '.join(f'{one.standard} {one.name}' for one in flow.aliases)}"
    if flow.note:
        yield f"- {' '.join(flow.note.split())}"
    yield ""


def _act(words: PageWords, act: ActOf) -> str:
    """Label and name, who may do it, where it says to whom, and under which values it counts."""
    said = [words.act(act.event)]
    if act.by:
        said.append(f"by {_kinds(act.by)}")
    if act.to is not None:
        said.append(f"addressed in `{act.to}`")
    said += [f"where `{field}` is {' or '.join(values)}" for field, values in act.when.items()]
    return ", ".join(said)


def _kinds(kinds: tuple[str, ...]) -> str:
    return ", ".join(kinds)
