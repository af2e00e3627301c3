"""quancheng rules: a faulty pack is named by file, line, rule and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.cli.exit_codes import ExitCode
from app.packs import SHIPPED
from tests.cli.conftest import Quancheng


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the small pack, to be broken."""
    return Path(shutil.copytree(SHIPPED / "road_fines", tmp_path / "pack"))


def test_a_sound_pack_passes(quancheng: Quancheng, pack: Path) -> None:
    done = quancheng("rules", "check", pack)
    assert (done.code, "no fault" in done.out) == (ExitCode.OK, True)


BROKEN = [
    # (what is wrong, file, old, new, what the message holds)
    ("an unknown event type", "rules/rtf-send-90.yaml", "event: Send Fine", "event: Sent Fine", "Send Fine"),
    ("a roll that is not stated", "rules/rtf-send-90.yaml", "roll: none", "", "roll"),
    ("a rule id there twice", "rules/rtf-send-90.yaml", "id: ", "id: RTF-APPEAL-60 #", "RTF"),
]


@pytest.mark.parametrize(("wrong", "file", "old", "new", "said"), BROKEN)
def test_a_fault_names_file_line_rule_and_remedy(
    quancheng: Quancheng, pack: Path, wrong: str, file: str, old: str, new: str, said: str
) -> None:
    path = pack / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = quancheng("rules", "check", pack, "--json")
    assert done.code == ExitCode.REFUSED, wrong
    fault = done.json["faults"][0]
    assert fault["file"] == file
    assert fault["line"] >= 1
    assert fault["rule"]
    assert fault["remedy"]
    assert said in fault["fault"] + fault["remedy"]
    told = quancheng("rules", "check", pack).out
    assert f"{file}:{fault['line']}: rule {fault['rule']}: " in told


def test_examples_run_and_a_failing_one_is_told_by_status(quancheng: Quancheng, pack: Path) -> None:
    assert quancheng("rules", "test", pack).code == ExitCode.OK
    path = pack / "rules" / "rtf-send-90.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 90", "value: 89"), encoding="utf-8")
    done = quancheng("rules", "test", pack, "--rule", "RTF-SEND-90")
    assert done.code == ExitCode.CHECK_FAILED
    assert "RTF-SEND-90" in done.out


def test_list_and_show(quancheng: Quancheng) -> None:
    listed = quancheng("rules", "list", "--pack", "cn_criminal", "--json").json
    assert "CPL-091-1" in {rule["id"] for rule in listed}
    zh, en = (quancheng("rules", "show", "CPL-091-1", "--lang", lang).out for lang in ("zh", "en"))
    assert zh != en
    assert "公安机关对被拘留的人" in en, "the article stays in its own words"
    done = quancheng("rules", "show", "CPL-091-l")
    assert (done.code, "CPL-091-1" in done.err) == (ExitCode.NOT_FOUND, True)
