"""quancheng rules check | test | list | show: a rule pack, looked at before it judges anybody.

Works on files alone; no database.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.exit_codes import ExitCode
from app.cli.output import JsonFlag, LanguageOption, note, write_json, write_line, write_table
from app.cli.rules_diff import diff
from app.cli.rules_pages import SHIPPED, PackArgument, docs, flows, schema

if TYPE_CHECKING:
    from supervision_rules.card import Card
    from supervision_rules.example_coverage import Coverage
    from supervision_rules.pack import Pack

group = typer.Typer(help="Rule packs: check, test, list, show.", no_args_is_help=True)
group.command("diff")(diff)
group.command("docs")(docs)
group.command("flows")(flows)
group.command("schema")(schema)
PackOption = Annotated[str, typer.Option("--pack", envvar="QUANCHENG_PACK", help="Shipped pack or folder.")]


@group.command("check")
def check(pack: PackArgument = SHIPPED, as_json: JsonFlag = False) -> None:
    """Check a pack; name file, line, rule and remedy of every fault."""
    from app.packs import SHIPPED as SHIPPED_FOLDER
    from app.packs import read_pack_files, shipped_packs
    from supervision_rules.examples import examples_of
    from supervision_rules.flow_examples import flow_examples_of
    from supervision_rules.pack_loader import PackFaults, load_pack

    folder = SHIPPED_FOLDER / pack if pack in shipped_packs() else Path(pack)
    files = read_pack_files(folder)
    try:
        loaded = load_pack(files)
        examples_of(loaded)
        flow_examples_of(loaded)
    except PackFaults as faults:
        found = [
            {"file": f.file, "line": f.line, "rule": _rule_at(files.get(f.file), f.line), "path": f.path,
             "fault": f.fault, "remedy": f.remedy}
            for f in faults.faults
        ]  # fmt: skip
        if as_json:
            write_json({"pack": pack, "ok": False, "faults": found})
        else:
            for fault in found:
                rule = f"rule {fault['rule']}: " if fault["rule"] else ""
                write_line(f"{folder / str(fault['file'])}:{fault['line']}: {rule}{fault['path']}: {fault['fault']}")
                write_line(f"    {fault['remedy']}")
        note(f"{len(found)} fault{'s' if len(found) > 1 else ''} in pack {pack}.")
        raise typer.Exit(ExitCode.REFUSED) from None
    if as_json:
        write_json({"pack": loaded.id, "version": loaded.version, "ok": True, "digest": loaded.digest, "faults": []})
    else:
        write_line(
            f"{loaded.id} {loaded.version}: {len(loaded.cards)} rules, {len(loaded.vocabulary)} event types, "
            f"{len(loaded.flows)} hand-overs, no fault. Digest {loaded.digest[:16]}."
        )


@group.command("test")
def run_tests(
    pack: PackArgument = SHIPPED,
    rule: Annotated[str | None, typer.Option("--rule", help="Only the examples of this rule.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Run the examples of cards and hand-overs; say what those of cards cover, per kind of rule and operation."""
    from app.packs import pack_at
    from supervision_rules.example_coverage import coverage
    from supervision_rules.examples import example_gaps, examples_of, run_examples
    from supervision_rules.flow_examples import run_flow_examples

    loaded = pack_at(pack)
    examples = examples_of(loaded, only=None if rule is None else _card(loaded, rule).id)
    if rule is not None:
        loaded = loaded.with_cards(_card(loaded, rule))
    results = run_examples(loaded, examples)
    if rule is None:
        results += run_flow_examples(loaded)
    failed = [r for r in results if not r.passed]
    gaps = {c.id: missing for c in loaded.cards if (missing := example_gaps(examples[c.id]))}
    covered = None if failed else coverage(loaded, examples)
    if as_json:
        write_json({"pack": loaded.id, "examples": len(results), "failed": failed, "gaps": gaps, "coverage": covered})
    else:
        for result in failed:
            write_line(f"{result.rule}: {result.example}")
            for problem in result.problems:
                write_line(f"    {problem}")
        for card, missing in gaps.items():
            note(f"{card}: no example for: {', '.join(missing)}")
        if covered is not None:
            _tell_coverage(covered, every=rule is not None)
        write_line(f"{len(results) - len(failed)} of {len(results)} examples hold.")
    if failed:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _tell_coverage(covered: Coverage, *, every: bool) -> None:
    """every: also what no card states. Ids of the cards whose examples lack something follow on stderr."""
    write_table(
        ("kind", "rules", "examples", "verdicts"),
        [
            (name, str(kind.cards), str(kind.examples),
             ", ".join(f"{status} {number}" for status, number in sorted(kind.statuses.items())))
            for name, kind in sorted(covered.kinds.items())
        ],
    )  # fmt: skip
    rows = {**covered.operations, **covered.cases}
    write_table(
        ("operation, or sort of case", "stated by rules", "shown by examples"),
        [(name, str(one.cards), str(one.shown)) for name, one in rows.items() if one.cards or every],
    )
    for name, one in rows.items():
        if one.without:
            note(f"no example of {name}: {', '.join(one.without)}")


@group.command("list")
def list_rules(pack: PackOption = SHIPPED, language: LanguageOption = "zh", as_json: JsonFlag = False) -> None:
    """All rules of a pack."""
    from app.packs import pack_at

    cards = pack_at(pack).cards
    if as_json:
        write_json([
            {"id": c.id, "kind": c.kind, "stage": c.stage, "severity": c.severity, "title": c.title,
             "articles": [f"{cite.text} art. {cite.article}" for cite in c.cites],
             "versions": [v.version for v in c.versions]}
            for c in cards
        ])  # fmt: skip
        return
    write_table(
        ("rule", "kind", "stage", "severity", "title"),
        [(c.id, c.kind, c.stage, c.severity, c.title.in_(language)) for c in cards],
    )


@group.command("show")
def show(
    rule: Annotated[str, typer.Argument(help="Rule id, e.g. CPL-091-1.")],
    pack: PackOption = SHIPPED,
    language: LanguageOption = "zh",
    as_json: JsonFlag = False,
) -> None:
    """One rule: its article word for word, its versions, its examples."""
    from app.packs import pack_at
    from supervision_rules.examples import examples_of

    loaded = pack_at(pack)
    card = _card(loaded, rule)
    examples = examples_of(loaded, only=rule)[rule]
    if as_json:
        write_json({"card": card, "file": loaded.files[rule], "examples": examples})
        return
    write_line(f"{card.id}  {card.title.in_(language)}")
    write_line(f"{card.kind}, {card.scope}, {card.stage}, {card.severity}, {card.consequence}")
    for cite in card.cites:
        paragraph = f", paragraph {cite.paragraph}" if cite.paragraph else ""
        write_line(f"\n{cite.text}, article {cite.article}{paragraph}\n    {cite.quote}")
    for version in card.versions:
        until = version.in_force.to or "…"
        checked = "" if version.verified else ", not verified against the text"
        write_line(f"\nversion {version.version}: in force {version.in_force.from_} to {until}{checked}")
        if version.clock is not None and version.clock.budget is not None:
            budget = version.clock.budget
            write_line(
                f"    within {budget.value} {budget.unit}, start {version.clock.start}, roll {version.clock.roll}"
            )
        opens, closes = [m.event for m in version.opens], [m.event for m in version.closes]
        if opens:
            write_line(f"    opened by {', '.join(opens)}; closed by {', '.join(closes) or 'nothing'}")
    write_line("\nexamples: " + "; ".join(example.name for example in examples))


@group.command("article")
def article(
    law: Annotated[str, typer.Argument(help="Name of a text under law/texts/, e.g. cpl-2018.")],
    number: Annotated[str, typer.Argument(help="Article number, e.g. 91.")],
    pack: PackOption = SHIPPED,
) -> None:
    """An article word for word, ready to be put under `articles` of a rules file."""
    from app.packs import pack_at
    from domain.errors import NotFound
    from supervision_rules.law_text import words_of

    loaded = pack_at(pack)
    words = words_of(loaded.texts.get(law, ""), number)
    if words is None:
        raise NotFound(
            f"Pack {loaded.id} has no article {number} of {law}.",
            remedy=f"Texts: {', '.join(sorted(loaded.texts))}.",
        )
    write_line(f'- number: "{number}"\n  text: |')
    for line in words.split("\n"):
        write_line(f"    {line}")


def _card(pack: Pack, rule: str) -> Card:
    import difflib

    from domain.errors import NotFound

    card = pack.card(rule)
    if card is None:
        near = difflib.get_close_matches(rule, [c.id for c in pack.cards], n=3, cutoff=0.4)
        raise NotFound(
            f"Pack {pack.id} has no rule {rule!r}.",
            remedy=f"Did you mean {' or '.join(near)}?" if near else "See `quancheng rules list`.",
        )
    return card


def _rule_at(data: bytes | None, line: int) -> str | None:
    """The id of the card that holds a line, found even where the file is too broken to be parsed."""
    found = None
    for number, text in enumerate((data or b"").splitlines(), 1):
        match = re.match(rb"(?:- |  )id:[ \t]*['\"]?([^\s'\"#]+)", text)
        if match and (number <= line or found is None):
            found = match[1].decode(errors="replace")
    return found
