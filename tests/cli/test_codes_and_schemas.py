"""quancheng codes and quancheng schemas: lists, tables of agencies, and what a pack has published."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.packs import SHIPPED
from supervision_rules.schema_lock import FILE
from tests.cli.conftest import POLICE, Quancheng


def test_lists_are_told_with_what_they_cover(quancheng: Quancheng) -> None:
    lists = {one["name"]: one for one in quancheng("codes", "list", "--json").json}
    assert "FYB/T 51203.1" in lists["charges"]["coverage"]["en"]
    then = quancheng("codes", "show", "regions", "--on", "1990-06-01", "--json").json
    assert [one["label"]["zh"] for one in then if one["code"] == "120110"] == ["东郊区"]
    assert quancheng("codes", "show", "region").code == 5
    assert quancheng("codes", "show", "regions", "--on", "soon").code == 2


def test_a_table_is_put_and_shown(quancheng: Quancheng, database_url: str, tmp_path: Path) -> None:
    here = ("--database-url", database_url)
    file = tmp_path / "codes.csv"
    file.write_text("code,national,valid_from\n0401,故意伤害,2024-01-01\n0402,放火,\n", encoding="utf-8-sig")
    assert "Version 1" in quancheng("codes", "put", POLICE, "charges", file, *here).err
    shown = quancheng("codes", "table", POLICE, "charges", *here).out.splitlines()
    assert shown[1:] == ["0401\t故意伤害\t2024-01-01\t\t", "0402\t放火\t\t\t"]
    assert quancheng("codes", "table", POLICE, "charges", "--version", "2", *here).code == 5
    assert quancheng("codes", "unmapped", "charges", "--json", *here).json == []
    assert quancheng("schemas", "matrix", "--json", *here).json == []


BAD = [
    # (oddity, the file, said)
    ("a date that is none", b"code,national,valid_from\n1,x,soon\n", "codes.csv:2"),
    ("a cell too many", "code,national\n1,放火\n2,放火,x\n".encode(), "codes.csv:3"),
    ("no national code", b"code,national\n1,nothing\n", "nothing"),
    ("another encoding", "code,national\n1,放火\n".encode("gb18030"), "UTF-8"),
]


@pytest.mark.parametrize(("oddity", "content", "said"), BAD, ids=[one[0] for one in BAD])
def test_a_bad_table_is_refused(
    quancheng: Quancheng, sqlite_url: str, tmp_path: Path, oddity: str, content: bytes, said: str
) -> None:
    (tmp_path / "codes.csv").write_bytes(content)
    ran = quancheng("codes", "put", POLICE, "charges", tmp_path / "codes.csv", "--database-url", sqlite_url)
    assert (ran.code, said in ran.err) == (3, True), (oddity, ran)


def test_what_is_published_is_held(quancheng: Quancheng, tmp_path: Path) -> None:
    pack = tmp_path / "fines"
    shutil.copytree(SHIPPED / "road_fines", pack)
    assert quancheng("schemas", "check", pack).code == 0
    [events] = sorted((pack / "events").glob("*.yaml"))
    text = events.read_text()
    events.write_text(text.replace("type: money", "type: text", 1))
    checked = quancheng("schemas", "check", pack, "--json")
    assert (checked.code, checked.json["broken"][0]["kind"]) == (3, "type-changed")
    before = (pack / FILE).read_bytes()
    assert quancheng("schemas", "lock", pack).code == 3
    assert (pack / FILE).read_bytes() == before, "a broken pack records nothing"
    rules = quancheng("rules", "check", pack)
    assert (rules.code, "add version 2 with an upcast" in rules.out) == (3, True)
    (pack / FILE).unlink()
    assert "type-added" in str(quancheng("schemas", "diff", pack, "--json").json)
    assert quancheng("schemas", "check", pack).code == 4, "nothing is recorded"
    assert quancheng("schemas", "lock", pack).code == 0
    assert quancheng("schemas", "check", pack).code == 0
