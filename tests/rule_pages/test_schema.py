"""The JSON Schema that editors use agrees with what the loader takes: all shipped files pass, mistakes do not."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from supervision_rules.card_schema import examples_schema_of, schema_of
from supervision_rules.located_yaml import parse
from supervision_rules.pack_loader import load_pack
from tests.cli.test_broken_cards import BROKEN, CARD
from tests.engine.library import files
from tests.shipped import PACKS, shipped

# what only `rules check` can see: it takes the vocabulary of the one type, the texts, or more than one place
BEYOND_A_SCHEMA = {
    "payload field misspelt", "a value the field never has", "half a day", "hours and days in one clock",
    "extension by nothing", "two operators in one condition", "field of another kind", "what must be done left out",
    "roll left out", "start left out", "quotation changed by a word", "article not word for word",
    "article that the law has not", "a version that ends before it begins", "like a version that is not there",
    "the same duty as no rule", "the same key twice", "a tab for indentation", "version selected by no act",
    "quotation of another paragraph", "placeholder misspelt", "brace left open", "a full-width colon",
}  # fmt: skip


def rules_files(name: str) -> list[Any]:
    folder = PACKS / name
    return [
        pytest.param(name, path, id=path.relative_to(folder).as_posix())
        for path in sorted(folder.glob("rules/**/*.yaml"))
    ]


@pytest.mark.parametrize(("name", "path"), [*rules_files("cn_criminal"), *rules_files("road_fines")])
def test_every_shipped_file_fits_the_schema(name: str, path: Any) -> None:
    pack = shipped(name)
    schema = examples_schema_of(pack) if path.name.endswith(".examples.yaml") else schema_of(pack)
    jsonschema.Draft202012Validator(schema).validate(parse(path.name, path.read_bytes()).plain)


@pytest.mark.parametrize("row", [row for row in BROKEN if row[0] not in BEYOND_A_SCHEMA], ids=lambda row: row[0])
def test_a_mistake_is_seen_while_typing(row: tuple[str, ...]) -> None:
    content = files() | {"law/texts/house.md": b"# House rules\n\n---\n"}
    content["pack.yaml"] += b"groups: {gone: [Lost, ClosedDown]}\n"
    validator = jsonschema.Draft202012Validator(
        schema_of(load_pack(content)), format_checker=jsonschema.FormatChecker()
    )
    assert validator.is_valid(parse("r.yaml", CARD.encode()).plain)
    broken = CARD.replace(row[1], row[2], 1)
    assert not validator.is_valid(parse("r.yaml", broken.encode()).plain)
