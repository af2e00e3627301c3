"""docs/writing-rules.md followed step by step: its card, its examples and its commands do what it says."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest

from app.cli.exit_codes import ExitCode
from app.packs import SHIPPED
from supervision_rules.located_yaml import parse
from tests.cli.conftest import Quancheng

GUIDE = (Path(__file__).parents[2] / "docs" / "writing-rules.md").read_text(encoding="utf-8")
RULE = "CPL-091-3"
MINE = "CPL-091-3.mine"


def block(holding: str) -> str:
    """The YAML block of the guide that holds these words, with an id that the pack does not have yet."""
    [found] = [text for text in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL) if holding in text]
    return str(found).replace(RULE, MINE)


@pytest.fixture
def my_pack(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(SHIPPED / "cn_criminal", tmp_path / "my_pack"))
    for name, holding in (("091.yaml", "kind: deadline"), ("091.examples.yaml", "expect: [{status: met,")):
        path = folder / "rules" / "cpl-2018" / name
        path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + block(holding), encoding="utf-8")
    return folder


def test_the_article_is_printed_as_it_goes_into_the_file(quancheng: Quancheng, my_pack: Path) -> None:
    printed = quancheng("rules", "article", "cpl-2018", "91", "--pack", my_pack).out
    assert printed in (my_pack / "rules" / "cpl-2018" / "091.yaml").read_text(encoding="utf-8")


def test_the_card_of_the_guide_is_sound_and_its_examples_hold(quancheng: Quancheng, my_pack: Path) -> None:
    assert quancheng("rules", "check", my_pack).code == ExitCode.OK
    done = quancheng("rules", "test", my_pack, "--rule", MINE)
    assert done.code == ExitCode.OK
    assert "3 of 3 examples hold." in done.out
    assert f"no example of undecidable: {MINE}" in done.err
    assert MINE in quancheng("rules", "show", MINE, "--pack", my_pack).out


def test_the_shadow_run_names_the_new_rule_and_writes_nothing(
    quancheng: Quancheng, my_pack: Path, tmp_path: Path
) -> None:
    cases = tmp_path / "cases.ndjson"
    quancheng("simulate", "--cases", "5", "--out", cases, "--now", "2026-11-20")
    before = sorted(tmp_path.rglob("*"))
    done = quancheng("rules", "diff", "cn_criminal", my_pack, "--events", cases, "--now", "2026-11-20", "--json").json
    assert [(card["rule"], card["change"]) for card in done["cards"]] == [(MINE, "added")]
    changed = {count["change"] for count in done["verdicts"]["counts"]}
    assert changed == {"added", "unchanged"}
    assert {change["rule"] for change in done["verdicts"]["changes"]} == {MINE}
    assert sorted(tmp_path.rglob("*")) == before


def test_the_schema_takes_the_card(quancheng: Quancheng, my_pack: Path) -> None:
    schema = json.loads(quancheng("rules", "schema", my_pack).out)
    path = my_pack / "rules" / "cpl-2018" / "091.yaml"
    jsonschema.Draft202012Validator(schema).validate(parse(path.name, path.read_bytes()).plain)


@pytest.mark.parametrize("command", sorted(set(re.findall(r"^quancheng (\w+(?: \w+)?)", GUIDE, re.MULTILINE))))
def test_every_command_of_the_guide_exists(quancheng: Quancheng, command: str) -> None:
    words = command.split()
    words = words if words[0] == "rules" else words[:1]
    assert quancheng(*words, "--help").code == ExitCode.OK
