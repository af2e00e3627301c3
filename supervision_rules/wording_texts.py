"""The message table of wording.py: message key -> text, in Chinese and English. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

Table = Mapping[str, Mapping[str, str]]
Locale = Literal["zh", "en"]

TEXTS: Final[Table] = MappingProxyType(
    {
        "zh": {
            "opened": "{day} {event}：本项义务由此产生。",
            "articles": "依据：{articles}。",
            "reading_least": "记录不完整，以下按最短的合法期限计算。",
            "reading_greatest": "记录不完整，以下按最长的合法期限计算。",
            "anchored": "期限自 {day} {event} 起算。",
            "until": "法律未定天数；{day} {event} 之时即应完成。",
            "budget": "期限 {amount}，自 {since} 起算，开始之日（时）不计，至 {due}。",
            "budget_first_counts": "期限 {amount}，自 {since} 起连续计算，至 {due}。",
            "extended_by": "{day} {event}：延长 {amount}，至 {due}。",
            "extended_to": "{day} {event}：期限延长至共 {amount}，至 {due}。",
            "not_extended": "{day} {event}：延长不生效（{why}），仍至 {due}。",
            "suspended": "{event}：{first} 至 {last} 不计入，共 {count}{unit}，至 {due}。",
            "suspended_still": "{event}：自 {first} 起不计入，至今未恢复。",
            "restarted": "{day} {event}：期限重新计算。",
            "rolled": "{unrolled} 为节假日，顺延至 {due}。",
            "not_rolled": "{due} 不是节假日，不顺延。",
            "not_rolled_custody": "在押，{due} 不因节假日顺延。",
            "provisional": "（放假安排尚未公布，日期为暂定。）",
            "discharged": "{day} {event}：按期完成。",
            "discharged_late": "{day} {event}：逾期完成。",
            "moot": "{day} {event}：义务不再存在。",
            "moot_late": "{day} {event}：义务此后不再存在，但此前已逾期。",
            "closed": "{day} {event}：义务至此结束。",
            "says_pending": "{title}：期限内，{due}届满。",
            "says_met": "{title}：未违反。",
            "says_moot": "{title}：不再需要。",
            "says_undecidable": "{title}：无法判断，缺：{missing}。",
            "no_due": "尚未起算，未定何时",
            "found": "{day} {event}：{role}。{detail}",
            "missed": "未见：{events}。",
            "test_true": "条件成立：{condition}。",
            "test_false": "条件不成立：{condition}。",
            "test_unknown": "条件无法判断：{condition}（缺：{missing}）。",
            "unstated": "记录未载明：{what}。",
            "result": "结论：{status}。",
            "result_due": "期满 {due}。",
            "result_late": "超过 {late}。",
        },
        "en": {
            "opened": "{event} on {day} opened this duty.",
            "articles": "Under {articles}.",
            "reading_least": "The record is incomplete: what follows counts the shortest lawful period.",
            "reading_greatest": "The record is incomplete: what follows counts the longest lawful period.",
            "anchored": "The period runs from {event} on {day}.",
            "until": "The law names no number of days; it was due when {event} happened on {day}.",
            "budget": "{amount} from {since}, the starting day or hour not counted: to {due}.",
            "budget_first_counts": "{amount} running from {since}: to {due}.",
            "extended_by": "{event} on {day}: extended by {amount}, to {due}.",
            "extended_to": "{event} on {day}: extended to {amount} in all, to {due}.",
            "not_extended": "{event} on {day}: the extension counts for nothing ({why}); still {due}.",
            "suspended": "{event}: {first} to {last} not counted, {count} {unit}; to {due}.",
            "suspended_still": "{event}: not counted from {first} on, still so.",
            "restarted": "{event} on {day}: the period starts afresh.",
            "rolled": "{unrolled} is a rest day: moved to {due}.",
            "not_rolled": "{due} is no rest day and does not move.",
            "not_rolled_custody": "In custody: {due} does not move for a rest day.",
            "provisional": " (The rest days of that time are not announced yet: provisional.)",
            "discharged": "{event} on {day}: done in time.",
            "discharged_late": "{event} on {day}: done late.",
            "moot": "{event} on {day}: the duty ended with it.",
            "moot_late": "{event} on {day}: the duty ended with it, already overdue.",
            "closed": "{event} on {day} ended the duty.",
            "says_pending": "{title}: pending, due {due}.",
            "says_met": "{title}: kept.",
            "says_moot": "{title}: no longer needed.",
            "says_undecidable": "{title}: cannot be decided; not known: {missing}.",
            "no_due": "not yet running",
            "found": "{event} on {day}: {role}. {detail}",
            "missed": "Not found: {events}.",
            "test_true": "It holds that {condition}.",
            "test_false": "It does not hold that {condition}.",
            "test_unknown": "It cannot be told whether {condition} (not stated: {missing}).",
            "unstated": "Not stated in the record: {what}.",
            "result": "Result: {status}.",
            "result_due": " Due {due}.",
            "result_late": " Over by {late}.",
        },
    }
)

UNITS: Final[Table] = MappingProxyType(
    {
        "zh": {"hour": "小时", "day": "日", "month": "个月", "working_day": "个工作日"},
        "en": {"hour": "h", "day": "d", "month": "month(s)", "working_day": "working day(s)"},
    }
)

# agency kinds (domain/agency.py) in words, where no registered name is known
ORGANS: Final[Table] = MappingProxyType(
    {
        "zh": {
            "police": "公安机关",
            "procuratorate": "人民检察院",
            "court": "人民法院",
            "detention_centre": "看守所",
            "prison": "监狱",
            "community_correction": "社区矫正机构",
            "justice_bureau": "司法行政机关",
            "supervisory_organ": "监察机关",
            "legal_aid": "法律援助机构",
            "party": "当事人",
            "record": "案卷材料",
            "system": "系统",
        },
        "en": {
            "police": "the police",
            "procuratorate": "the procuratorate",
            "court": "the court",
            "detention_centre": "the detention centre",
            "prison": "the prison",
            "community_correction": "the community correction organ",
            "justice_bureau": "the justice bureau",
            "supervisory_organ": "the supervisory organ",
            "legal_aid": "the legal aid organ",
            "party": "the party",
            "record": "the record",
            "system": "the system",
        },
    }
)

STATUSES: Final[Table] = MappingProxyType(
    {
        "zh": {
            "pending": "期限内，尚未完成", "met": "合法", "met_late": "逾期完成", "overdue": "逾期未完成",
            "violated": "违反", "moot": "不再需要", "undecidable": "无法判断",
        },
        "en": {
            "pending": "pending", "met": "met", "met_late": "met late", "overdue": "overdue",
            "violated": "violated", "moot": "moot", "undecidable": "undecidable",
        },
    }
)  # fmt: skip

ROLES: Final[Table] = MappingProxyType(
    {
        "zh": {
            "required": "所要求的在先行为", "reset": "此后重新起算", "first": "在先行为", "state_from": "状态由此开始",
            "state_to": "状态由此结束", "counted": "计入次数",
        },
        "en": {
            "required": "the act required before", "reset": "counted anew from here", "first": "the earlier act",
            "state_from": "the state began", "state_to": "the state ended", "counted": "counted",
        },
    }
)  # fmt: skip

UNKNOWNS: Final[Table] = MappingProxyType(
    {
        "zh": {
            "time of day": "具体时刻", "version in force": "当时有效的规定", "recorded time": "记录时间",
            "measures before the sentence": "判决以前的强制措施",
            "date that selects the version": "决定适用哪一版本的日期", "emitter kind": "作出机关",
            "emitter level": "作出机关的级别", "emitter jurisdiction": "作出机关所在地",
        },
        "en": {
            "time of day": "time of day", "version in force": "version in force", "recorded time": "recorded time",
            "measures before the sentence": "measures before the sentence",
            "date that selects the version": "date that selects the version", "emitter kind": "organ that acted",
            "emitter level": "level of the organ that acted", "emitter jurisdiction": "place of the organ that acted",
        },
    }
)  # fmt: skip

# of acts that no label of the pack names: any act, and the organs behind another act than the one judged
SPOKEN: Final[Table] = MappingProxyType(
    {
        "zh": {
            "any_act": "任何行为",
            "emitter_of": "作出“{}”的机关",
            "superior_of": "{} 的上级机关",
            "document": "文书“{}”",
        },
        "en": {
            "any_act": "any act",
            "emitter_of": "the organ of “{}”",
            "superior_of": "the superior of {}",
            "document": "document {}",
        },
    }
)

WHYS: Final[Table] = MappingProxyType(
    {
        "zh": {
            "after expiry": "期限已届满",
            "granted too often": "超过允许的次数",
            "amount not stated": "未写明延长多久",
        },
        "en": {},
    }
)
