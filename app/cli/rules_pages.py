"""quancheng rules docs | flows | schema: the rules and hand-overs to be read, and what an editor needs to check cards.

The pages: app/rule_pages/; the schema: supervision_rules/card_schema.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import write_json, write_line

PackArgument = Annotated[str, typer.Argument(help="Name of a shipped pack, or a pack folder.")]
SHIPPED = "cn_criminal"


def docs(
    out: Annotated[Path, typer.Argument(file_okay=False, help="Folder for the pages; made where it is missing.")],
    pack: PackArgument = SHIPPED,
) -> None:
    """Write a page for each rule, in Chinese and English, and indexes. Pages of rules that are gone are removed."""
    from app.packs import pack_at
    from app.rule_pages.index_pages import LOCALES, pages
    from supervision_rules.examples import examples_of

    loaded = pack_at(pack)
    found = pages(loaded, examples_of(loaded))
    for locale in LOCALES:
        (out / locale).mkdir(parents=True, exist_ok=True)
        for path in (out / locale).glob("*.md"):
            if f"{locale}/{path.name}" not in found:
                path.unlink()
    for name, text in found.items():
        (out / name).write_text(text, encoding="utf-8")
    write_line(f"{len(found)} pages on {len(loaded.cards)} rules of {loaded.id} in {out}.")


def flows(
    out: Annotated[Path, typer.Argument(dir_okay=False, help="File for the page.")], pack: PackArgument = SHIPPED
) -> None:
    """Write the page of hand-overs: each flow with its acts, the duties of law on it and its names in standards."""
    from app.packs import pack_at
    from app.rule_pages.flow_page import flow_page

    loaded = pack_at(pack)
    out.write_text(flow_page(loaded), encoding="utf-8")
    write_line(f"{len(loaded.flows)} flows of {loaded.id} in {out}.")


def schema(
    pack: PackArgument = SHIPPED,
    examples: Annotated[bool, typer.Option("--examples", help="Of examples files instead of rules files.")] = False,
) -> None:
    """Print the JSON Schema of a pack's rules files: with it an editor completes and checks cards as they are typed."""
    from app.packs import pack_at
    from supervision_rules.card_schema import examples_schema_of, schema_of

    loaded = pack_at(pack)
    write_json(examples_schema_of(loaded) if examples else schema_of(loaded))
