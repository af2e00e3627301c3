"""Guard conditions read as sentences in both languages."""

# ruff: noqa: E501  a row of a table stays on one line
from __future__ import annotations

import msgspec
import pytest

from supervision_rules.condition import Condition, describe
from supervision_rules.located_yaml import read
from supervision_rules.wording_conditions import ConditionWords, words_of_tested
from supervision_rules.wording_names import Names
from tests.shipped import cn_criminal

ROWS = [
    # (condition, acts, zh, en)
    ("{field: ground, is: special}", ("DetentionPeriodExtended",), "理由为“特殊情况”", "Ground is “special circumstances”"),
    ("{field: ground, in: [roaming, repeated, gang]}", ("DetentionPeriodExtended",), "理由为“流窜作案”、“多次作案”或者“结伙作案”", "Ground is “roaming crime”, “repeated crime” or “gang crime”"),
    ("{field: outcome, is_not: refused}", ("RecusalDecided",), "结果不为“驳回申请”", "Outcome is not “application refused”"),
    ("{field: days, at_most: 4}", ("DetentionPeriodExtended",), "“天数”不多于4", "“Days” is at most 4"),
    ("{field: received_on, present: true}", ("FilingOrdered",), "载明“收到日期”", "“Date of receipt” is stated"),
    ("{field: received_on, present: false}", ("FilingOrdered",), "未载明“收到日期”", "“Date of receipt” is not stated"),
    ("{not: {field: received_on, present: true}}", ("FilingOrdered",), "未载明“收到日期”", "“Date of receipt” is not stated"),
    ("{field: self_investigated, is: 'false'}", ("Detained",), "“检察机关自侦”为否", "“Investigated by the procuratorate” is no"),
    ("{field: self_investigated, stated_as: ['true']}", ("Detained",), "载明“检察机关自侦”为是", "“Investigated by the procuratorate” is stated as yes"),
    ("{not: {field: self_investigated, stated_as: ['true']}}", ("Detained",), "未载明“检察机关自侦”为是", "“Investigated by the procuratorate” is not stated as yes"),
    # a field of several acts: the label on which they agree
    ("{field: received_on, present: true}", ("FilingOrdered", "ArrestRefused"), "载明“收到日期”", "“Date of receipt” is stated"),
    ("{fact: in_custody, is: 'true'}", (), "有“在押”情形", "“in custody” holds"),
    ("{fact: in_custody, is_not: 'true'}", (), "无“在押”情形", "“in custody” does not hold"),
    ("{fact: in_custody, stated_as: ['true']}", (), "记录显示有“在押”情形", "“in custody” holds on record"),
    ("{not: {fact: in_custody, stated_as: ['true']}}", (), "记录未显示有“在押”情形", "“in custody” does not hold on record"),
    ("{not: {fact: suspect, stated_as: ['false']}}", (), "有“本案犯罪嫌疑人、被告人”情形（或者不知）", "“suspect or accused of this case” holds (or it is not known)"),
    ("{fact: stage, in: [filing, investigation]}", (), "案件所处阶段为“立案”或者“侦查”", "stage of the case is “filing” or “investigation”"),
    ("{fact: measure, is: none}", (), "现行强制措施为“未采取强制措施”", "coercive measure in force is “none”"),
    ("{not: {fact: investigating_organ, stated_as: [prison]}}", (), "记录未显示侦查（调查）机关为“监狱”", "investigating organ is not “prison” on record"),
    ("{emitter: kind, is: police}", (), "由公安机关作出", "done by the police"),
    ("{emitter: kind, not_in: [police, court]}", (), "不是由公安机关或者人民法院作出", "not done by the police or the court"),
    ("{emitter: level, is: county}", (), "作出机关为县级", "the organ that acted is at county level"),
    ("{emitter_is: superior_of, of: {event: ArrestRefused}}", (), "由作出“不批准逮捕”的机关的上级作出", "done by a superior of the organ of “Arrest refused”"),
    # not stated, or so: one breath; stated, and so: one breath
    ("{any: [{field: recipient_kind, present: false}, {field: recipient_kind, is: accused}]}", ("IndictmentServed",), "受送达人身份为“被告人”（或者未载明）", "Capacity of the recipient is “the accused” (or it is not stated)"),
    ("{all: [{field: juvenile, present: true}, {field: juvenile, is: 'true'}]}", ("Detained",), "载明“未成年人”为是", "“Under 18” is stated as yes"),
    ("{any: [{field: days, present: false}, {field: days, present: true}]}", ("DetentionPeriodExtended",), "未载明“天数”，或者载明“天数”", "“Days” is not stated, or “Days” is stated"),
    ("{any: [{fact: dead, is: 'true'}, {all: [{fact: suspect, is: 'true'}, {fact: tried, is: 'false'}]}]}", (), "有“已死亡”情形，或者（有“本案犯罪嫌疑人、被告人”情形，并且无“已宣判”情形）", "“dead” holds, or (“suspect or accused of this case” holds, and “judgment pronounced” does not hold)"),
    ("{not: {any: [{fact: dead, is: 'true'}, {fact: tried, is: 'true'}]}}", (), "并非（有“已死亡”情形，或者有“已宣判”情形）", "not (“dead” holds, or “judgment pronounced” holds)"),
    ("{not: {field: legal_basis, is: 'mps-proc-2020:175'}}", ("Detained",), "法律依据不为“公安机关办理刑事案件程序规定第175条”", "Legal basis is not “MPS Procedures for Criminal Cases art. 175”"),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "acts", "zh", "en"), ROWS)
def test_a_condition_reads_as_a_sentence(condition: str, acts: tuple[str, ...], zh: str, en: str) -> None:
    parsed = read("row", condition.encode(), Condition)
    spoken = [ConditionWords(Names(cn_criminal(), locale), acts).one(parsed) for locale in ("zh", "en")]
    assert spoken == [zh, en]


def test_what_a_derivation_tested_is_said_in_words() -> None:
    """A derivation keeps the plain text of the condition; the words come from the version that was applied."""
    card = cn_criminal().card("CPL-031-1")
    assert card is not None
    version = next(version for version in card.versions if version.allowed)
    version = msgspec.structs.replace(version, fields=(), documents=("笔录",))
    names = Names(cn_criminal(), "en")
    plain = " and ".join([*map(describe, version.allowed), "document 笔录"])
    said = words_of_tested(plain, version, names)
    assert said.endswith(", and 笔录 is attached")
    assert "decider_rank" in plain
    assert "decider_rank" not in said
    assert words_of_tested("decider_rank is nobody", version, names) == "decider_rank is nobody"
