"""What a pack has published is held: shipped packs are recorded, and a change that breaks acts of before is refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.packs import SHIPPED, read_pack_files, shipped_packs
from domain.agency import KINDS
from supervision_rules.code_lists import FILE as CODE_LISTS
from supervision_rules.pack_loader import PackFaults, load_pack
from supervision_rules.schema_lock import FILE, lock_bytes, lock_of, schema_changes
from tests.shipped import cn_criminal

ARREST = "events/b_arrest.yaml"
DETENTION = "events/b_appearance_and_detention.yaml"


def files_of(name: str = "cn_criminal") -> dict[str, bytes]:
    return read_pack_files(SHIPPED / name)


def faults(files: Mapping[str, bytes]) -> list[tuple[str, int, str, str, str]]:
    with pytest.raises(PackFaults) as found:
        load_pack(files)
    return [(f.file, f.line, f.path, f.fault, f.remedy) for f in found.value.faults]


def edited(file: str, old: str, new: str) -> dict[str, bytes]:
    files = files_of()
    assert files[file].count(old.encode()) == 1, f"{old} stands once in {file}"
    return files | {file: files[file].replace(old.encode(), new.encode())}


@pytest.mark.parametrize("name", shipped_packs())
def test_what_a_shipped_pack_publishes_is_recorded(name: str) -> None:
    files = files_of(name)
    pack = load_pack(files)
    assert schema_changes(files[FILE], pack.vocabulary) == [], "run: quancheng schemas lock"
    assert lock_bytes(lock_of(pack.vocabulary)) == files[FILE]


BROKEN = [
    # (what somebody did, file, old, new, path, words of the remedy)
    ("a field becomes required", ARREST, "repeat: {type: boolean,", "repeat: {type: boolean, required: true,",
     "ArrestRequested.version 1.repeat", "add version 2 with an upcast"),
    ("a field is retyped", ARREST, "repeat: {type: boolean,", "repeat: {type: integer,",
     "ArrestRequested.version 1.repeat", "add version 2"),
    ("a choice goes", ARREST, "choices: [no_crime, insufficient_evidence, ", "choices: [no_crime, ",
     "ArrestRefused.version 1.reason", "add version 2"),
    ("a type is renamed", ARREST, "- name: ArrestRefused\n", "- name: ArrestDenied\n", "ArrestRefused",
     "Keep the type"),
    ("stored acts would be read otherwise", DETENTION, "        微信: message\n", "", "FamilyNotified.version 1",
     "Put the published steps back"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "file", "old", "new", "path", "remedy"), BROKEN, ids=[one[0] for one in BROKEN])
def test_a_change_that_breaks_acts_of_before_is_refused(
    what: str, file: str, old: str, new: str, path: str, remedy: str
) -> None:
    told = [one for one in faults(edited(file, old, new)) if one[2] == path]
    assert told, what
    assert remedy in told[0][4]
    if "renamed" not in what:
        assert told[0][0] == file
        assert b"name: " + path.split(".")[0].encode() in files_of()[file].splitlines()[told[0][1] - 1]


def test_what_breaks_nothing_is_taken() -> None:
    files = edited(ARREST, "repeat: {type: boolean,", "further: {type: text}\n    repeat: {type: boolean,")
    pack = load_pack(files)
    assert [(c.type, c.field, c.kind) for c in schema_changes(files[FILE], pack.vocabulary)] == [
        ("ArrestRequested", "further", "field-added")
    ]


def test_a_record_written_by_hand_is_refused() -> None:
    files = files_of("road_fines")
    [(file, _, path, _, _)] = faults(files | {FILE: files[FILE].replace(b'"type":"money"', b'"type":"text"', 1)})
    assert (file, path.startswith("types.")) == (FILE, True)
    [(file, *_)] = faults(files | {FILE: b"{}"})
    assert file == FILE


def test_agencies_have_a_year_to_change_over() -> None:
    fault = next(f for f in faults(edited(DETENTION, "sunset: 2028-01-01", "sunset: 2027-11-30")) if f[0] == DETENTION)
    assert "2027-12-01 or later" in fault[4]
    fault = next(f for f in faults(edited(DETENTION, "    deprecated: 2026-12-01\n", "")) if f[0] == DETENTION)
    assert "never deprecated" in fault[3]


def test_lists_and_the_record_decide_no_verdict() -> None:
    files = files_of()
    less = {name: content for name, content in files.items() if name != FILE}
    assert load_pack(less).digest == load_pack(files).digest


def test_the_kinds_of_agencies_are_those_of_urns() -> None:
    assert tuple(code.code for code in cn_criminal().code_lists["agency_kinds"].entries) == KINDS


LISTS = [
    # (oddity guarded, file, old, new, file named, words of the fault)
    ("no such file", CODE_LISTS, "entries: charges.csv", "entries: charge.csv", CODE_LISTS, "charge.csv"),
    ("a list that fields name is gone", CODE_LISTS, "\nmeasures:\n", "\nmeasure:\n", CODE_LISTS, "`measures`"),
    ("no date", "codes/charges.csv", "侮辱,侮辱,insult,,", "侮辱,侮辱,insult,yesterday,", "codes/charges.csv",
     "yesterday"),
    ("a code twice", "codes/charges.csv", "诽谤,诽谤,", "侮辱,诽谤,", "codes/charges.csv", "twice"),
    ("a cell less", "codes/charges.csv", "重婚,重婚,bigamy,,,,", "重婚,重婚,bigamy,,,", "codes/charges.csv", "6 cells"),
]  # fmt: skip


@pytest.mark.parametrize(("oddity", "file", "old", "new", "named", "words"), LISTS, ids=[one[0] for one in LISTS])
def test_a_fault_in_a_list_is_named(oddity: str, file: str, old: str, new: str, named: str, words: str) -> None:
    told = faults(edited(file, old, new))
    assert any(one[0] == named and words in one[3] for one in told), (oddity, told)
