"""Labels of facts and codes: the longest key wins, strangers are faults, and the shipped pack lacks none."""

from __future__ import annotations

import pytest

from supervision_rules.card import Card
from supervision_rules.pack import Pack
from supervision_rules.pack_labels import codes_of_fact
from supervision_rules.pack_loader import PackFaults, load_pack
from supervision_rules.wording_names import Names, acts_of
from tests.engine.library import RETURN_IN_3, files
from tests.shipped import cn_criminal, shipped

LABELS = """
facts:
  barred: {zh: 停借, en: barred from lending}
choices:
  map: {zh: 地图, en: map}
  kind.map: {zh: 地图类, en: kind of map}
  Lent.kind.map: {zh: 借出的地图, en: map lent}
  copy.worn: {zh: 磨损, en: worn}
"""


def library(labels: str) -> Pack:
    return load_pack(files(RETURN_IN_3) | {"labels.yaml": labels.encode()})


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"field": "kind", "act": "Lent"}, "借出的地图"),
        ({"field": "kind", "act": "Returned"}, "地图类"),
        ({"field": "kind", "act": ""}, "地图类"),
    ],
)
def test_the_longest_key_wins(place: dict[str, str], said: str) -> None:
    assert Names(library(LABELS), "zh").value("map", **place) == said


def test_a_code_without_a_label_is_shown_as_it_is_and_free_text_is_no_code() -> None:
    names = Names(library(LABELS), "en")
    assert names.value("film", field="kind", act="Lent") == "film"
    assert names.value("worn", field="copy", act="Lent") == "worn"
    assert names.value("torn at the spine", field="copy", act="Lent") is None


@pytest.mark.parametrize(
    ("fact", "code", "said"),
    [
        # as said for the fact; as in the field it is taken from; as the code reads everywhere
        ("death_review_outcome", "none", "尚无结果"),
        ("death_review_outcome", "approved", "核准"),
        ("stage", "investigation", "侦查"),
        ("investigating_organ", "police", "公安机关"),
    ],
)
def test_what_a_fact_is_set_to(fact: str, code: str, said: str) -> None:
    assert Names(cn_criminal(), "zh").fact_value(fact, code) == said


@pytest.mark.parametrize(
    ("oddity", "labels", "fault"),
    [
        ("a fact that is not there", "facts: {bared: {zh: 停, en: barred}}", "`bared` is no fact of this pack"),
        ("a code that is not there", "choices: {mapp: {zh: 图, en: map}}", "`mapp` is no choice of this pack"),
        ("a field without the code", "choices: {clerk.map: {zh: 图, en: map}}", "`clerk.map` is no choice"),
        ("an act without the field", "choices: {Split.kind.map: {zh: 图, en: map}}", "`Split.kind.map` is no choice"),
        ("one language only", "facts: {barred: {zh: 停}}", "missing required field `en`"),
    ],
)
def test_a_fault_of_the_labels(oddity: str, labels: str, fault: str) -> None:
    with pytest.raises(PackFaults) as found:
        library(labels)
    assert [f"{one.file}:{one.line}" for one in found.value.faults] == ["labels.yaml:1"], oddity
    assert fault in str(found.value), oddity


def test_labels_decide_nothing() -> None:
    assert library(LABELS).digest == load_pack(files(RETURN_IN_3)).digest
    assert library(LABELS).digest != load_pack(files(RETURN_IN_3.replace("value: 3", "value: 4"))).digest


def test_no_fact_and_no_choice_of_the_shipped_pack_lacks_a_label() -> None:
    pack = cn_criminal()
    assert sorted(pack.facts.specs.keys() - pack.labels.facts.keys()) == []
    bare = {
        f"{declared.name}.{name}.{code}"
        for declared in pack.vocabulary
        for name, field in declared.fields.items()
        for code in field.choices
        if pack.labels.choice(code, field=name, event=declared.name) is None
    }
    bare |= {
        f"{name}.{code}"
        for name, spec in pack.facts.specs.items()
        for code in codes_of_fact(spec, pack.vocabulary)
        if pack.labels.fact_value(name, spec, code) is None
    }
    assert not bare


def test_labels_of_the_shipped_pack_are_short_and_in_their_language() -> None:
    labels = cn_criminal().labels
    for name, label in {**labels.facts, **labels.choices}.items():
        assert any("\u4e00" <= sign <= "\u9fff" for sign in label.zh), name
        assert label.en.isascii(), name
        assert (0 < len(label.en) <= 70, len(label.zh) <= 34) == (True, True), name


def test_codes_of_one_field_are_told_apart() -> None:
    pack = cn_criminal()
    for locale in ("zh", "en"):
        names = Names(pack, locale)
        for declared in pack.vocabulary:
            for name, field in declared.fields.items():
                shown = [names.value(code, field=name, act=declared.name) for code in field.choices]
                assert len(set(shown)) == len(shown), (declared.name, name, shown)


@pytest.mark.parametrize(
    ("item", "acts", "zh", "en"),
    [
        ("act ArrestRequested", (), "提请批准逮捕", "Approval of arrest requested"),
        ("fact in_custody", (), "在押", "in custody"),
        ("received_on", (), "收到日期", "Date of receipt"),
        # the label of most acts, and that of the acts of the card
        ("to_organ", (), "接收机关", "Receiving organ"),
        ("to_organ", ("TrialJurisdictionChanged",), "接收法院", "Receiving court"),
        ("time of day", (), "具体时刻", "time of day"),
        ("emitter kind", (), "作出机关", "organ that acted"),
        ("emitter of Detained", (), "作出“执行拘留”的机关", "the organ of “Detained”"),
        ("no_such_field", (), "no_such_field", "no_such_field"),
    ],
)
def test_what_is_missing_is_said_in_words(item: str, acts: tuple[str, ...], zh: str, en: str) -> None:
    pack = cn_criminal()
    assert (Names(pack, "zh").missing(item, acts), Names(pack, "en").missing(item, acts)) == (zh, en)


def test_acts_of_a_card_are_found_in_every_role() -> None:
    pack = cn_criminal()
    card = pack.card("CPL-091-1")
    assert isinstance(card, Card)
    assert {"Detained", "ArrestRequested", "DetentionPeriodExtended", "PsychiatricEvaluationEnded"} <= set(
        acts_of(card)
    )
    assert "Released" in acts_of(card)
    assert acts_of(None) == ()


def test_a_pack_without_labels_shows_its_names() -> None:
    names = Names(shipped("road_fines"), "en")
    assert names.fact("nothing") == "nothing"
