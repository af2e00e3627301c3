"""Every kind of problem the API answers with: code, HTTP status, title in zh and en. Codes are for ever.

Not the mapping from errors (problems.py). Refusal codes of the domain stand here too: a test holds the lists together.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec


class ProblemKind(msgspec.Struct, frozen=True):
    status: int
    zh: str
    en: str


def _kind(status: int, zh: str, en: str) -> ProblemKind:
    return ProblemKind(status, zh, en)


PROBLEM_KINDS: Final[Mapping[str, ProblemKind]] = MappingProxyType(
    {
        # the bytes: nobody can read them, so no field is at fault
        "invalid-utf8": _kind(400, "正文不是 UTF-8", "The body is not UTF-8"),
        "malformed-json": _kind(400, "正文不是合法的 JSON", "The body is not JSON"),
        "duplicate-key": _kind(400, "同一对象内键名重复", "A key occurs twice"),
        "number-not-finite": _kind(400, "出现 NaN 或 Infinity", "NaN or Infinity is no JSON number"),
        "number-out-of-range": _kind(400, "数字超出可一致读取的范围", "A number that readers would not read alike"),
        "lone-surrogate": _kind(400, "文本含有半个字符", "A text holds half of a character"),
        "control-character": _kind(400, "文本含有 U+0000", "A text holds U+0000"),
        "too-deep": _kind(400, "嵌套过深", "The body is nested too deeply"),
        # the envelope
        "wrong-type": _kind(422, "值的类型不对", "A value has the wrong JSON type"),
        "missing-attribute": _kind(422, "缺少必需的属性", "A required attribute is missing"),
        "attribute-invalid": _kind(422, "属性值无效", "An attribute is not valid"),
        "attribute-too-long": _kind(422, "属性值过长", "An attribute is too long"),
        "attribute-name-invalid": _kind(422, "属性名无效", "An attribute name is not valid"),
        "specversion-unsupported": _kind(422, "不是 CloudEvents 1.0", "Not CloudEvents 1.0"),
        "content-type-unsupported": _kind(422, "载荷不是 JSON", "The payload is not JSON"),
        "data-base64-unsupported": _kind(422, "不接受二进制载荷", "Binary payloads are not taken"),
        "agency-urn-invalid": _kind(422, "机关标识无效", "Not an agency URN"),
        "sequence-invalid": _kind(422, "sequence 不是非负整数", "`sequence` is no whole number"),
        "expected-version-invalid": _kind(
            422, "expectedversion 不是正整数", "`expectedversion` is no whole number from 1"
        ),
        "version-retired": _kind(422, "该事件版本已停用", "The version of the event type is past its sunset"),
        "too-many-codes": _kind(422, "本机关代码过多", "Too many codes of your own in one act"),
        "mapped-codes-invalid": _kind(422, "代码对照记录无效", "`mappedcodes` is no record of mapped codes"),
        "reserved-attribute": _kind(422, "该属性由平台填写", "The attribute is written by the platform"),
        "readings-invalid": _kind(422, "可读版本声明无效", "The statement of versions read is not valid"),
        "code-mapping-invalid": _kind(422, "代码对照表无效", "The table of codes says nothing, or two things"),
        # the time
        "time-or-occurredon": _kind(
            422, "time 与 occurredon 须且仅须其一", "Exactly one of `time` and `occurredon` is needed"
        ),
        "time-invalid": _kind(422, "时间或日期无效", "The time or date does not exist"),
        "time-without-offset": _kind(422, "时间缺少时区偏移", "A time without offset is no instant"),
        "time-out-of-range": _kind(422, "年份超出范围", "The year is out of range"),
        "time-in-future": _kind(422, "时间晚于现在", "The act is dated after the present"),
        # the payload
        "unknown-event-type": _kind(422, "未知的事件类型", "Unknown event type"),
        "unknown-event-version": _kind(422, "未知的事件版本", "Unknown version of the event type"),
        "dataschema-mismatch": _kind(422, "dataschema 与事件类型不符", "`dataschema` names another event type"),
        "unknown-field": _kind(422, "未知的字段", "Unknown field"),
        "missing-field": _kind(422, "缺少必需的字段", "A required field is missing"),
        "invalid-field": _kind(422, "字段值无效", "A field has a value that its type does not allow"),
        "citizen-id-invalid": _kind(422, "公民身份号码无效", "Not a valid citizen identity number"),
        "organisation-code-invalid": _kind(422, "统一社会信用代码无效", "Not a valid organisation code"),
        "region-code-invalid": _kind(422, "行政区划代码无效", "Not a valid region code"),
        "document-number-invalid": _kind(422, "文书编号无效", "Not a valid document number"),
        "case-number-invalid": _kind(422, "案号无效", "Not a valid case number"),
        "correction-empty": _kind(422, "更正没有内容", "The correction replaces nothing"),
        "correction-of-amendment": _kind(422, "不能更正一项更正", "A correction cannot restate a correction"),
        # the statement against what is known
        "unknown-person": _kind(422, "本案没有此人", "The case does not know this person"),
        "not-your-agency": _kind(403, "以其他机关名义报送", "Posted in another agency's name"),
        "agency-ended": _kind(422, "该机关已撤并", "The agency had ended by then"),
        "not-your-case": _kind(422, "本机关未参与该案", "Your office has no part in that case"),
        "reserved-case-id": _kind(422, "案件标识为系统保留", "The case id is reserved"),
        "citizen-id-misplaced": _kind(
            422, "公民身份号码出现在不该出现的字段", "A citizen identity number stands in a field not made for it"
        ),
        "citizen-id-key-missing": _kind(503, "平台未配置身份号码密钥", "The platform has no key for identity numbers"),
        "id-reused": _kind(409, "标识已用于内容不同的事件", "The id names another event already"),
        "batch-empty": _kind(422, "批次为空", "The batch is empty"),
        "batch-too-long": _kind(413, "批次条数过多", "The batch has too many events"),
        "batch-refused": _kind(422, "批次中没有一条被接收", "No event of the batch was taken"),
        # the request
        "not-authenticated": _kind(401, "未提供有效令牌", "No valid token"),
        "forbidden": _kind(403, "无权进行此操作", "You may not do this"),
        "not-found": _kind(404, "不存在，或您无权查看", "Not found, or not yours to see"),
        "method-not-allowed": _kind(405, "不支持此方法", "Method not allowed"),
        "body-too-large": _kind(413, "正文过大", "The body is too large"),
        "body-too-slow": _kind(408, "正文传送过慢", "The body came too slowly"),
        "media-type-unsupported": _kind(415, "不支持的媒体类型", "Media type not supported"),
        "invalid-parameter": _kind(422, "参数无效", "A parameter is not valid"),
        "cursor-invalid": _kind(422, "游标无效", "Not a cursor of this list"),
        "digest-malformed": _kind(400, "摘要首部格式有误", "A digest field is malformed"),
        "digest-mismatch": _kind(400, "正文与所述摘要不符", "The body is not the one that the digest was made of"),
        "idempotency-key-invalid": _kind(400, "Idempotency-Key 格式有误", "Idempotency-Key is malformed"),
        "idempotency-key-reused": _kind(
            422, "该 Idempotency-Key 已用于另一请求", "The Idempotency-Key came with another request before"
        ),
        "idempotency-key-in-use": _kind(
            409, "使用该 Idempotency-Key 的请求正在处理", "The first request with this Idempotency-Key is under way"
        ),
        # signatures and keys
        "signature-required": _kind(401, "请求须签名", "The request must be signed"),
        "signature-malformed": _kind(401, "签名格式有误", "The signature is malformed"),
        "signature-component": _kind(
            401, "签名覆盖的组成部分不符合要求", "The signature covers too little, or what is not there"
        ),
        "signature-stale": _kind(401, "签名时间不在允许范围内", "The signature is too old, or made in the future"),
        "signature-replayed": _kind(401, "签名已被使用过", "The signature was used before"),
        "signature-key-unknown": _kind(401, "签名密钥未登记或已失效", "The key is not registered, or not valid now"),
        "signature-invalid": _kind(401, "签名验证不通过", "The signature does not fit"),
        "event-signature-malformed": _kind(422, "事件签名格式有误", "`signature` is no detached JWS"),
        "event-signature-key-unknown": _kind(
            422, "事件签名密钥未登记或已失效", "The key of `signature` is not registered, or not valid now"
        ),
        "event-signature-invalid": _kind(422, "事件签名验证不通过", "`signature` does not fit the event"),
        "event-signature-not-keepable": _kind(
            422, "事件签名无法随事件保存", "`signature` could not be verified again later"
        ),
        "signature-suite-missing": _kind(501, "本平台未安装该签名算法", "The signature suite is not installed here"),
        "key-invalid": _kind(422, "密钥无效", "Not a usable public key"),
        "key-exists": _kind(409, "该密钥标识已登记", "The key id is registered already"),
        "feed-cursor-invalid": _kind(400, "不是本信息流的游标", "Not a cursor of this feed"),
        "feed-narrowed": _kind(409, "本机关可见范围已缩小，信息流须重建", "The reader sees less than its feed holds"),
        "feed-cursor-outdated": _kind(410, "游标所指位置已不存在", "The cursor's place is gone"),
        # webhooks
        "webhook-address": _kind(422, "不能向该地址推送", "Nothing is sent to this address"),
        "webhook-key-missing": _kind(
            503, "平台未配置推送密钥的保护密钥", "The platform has no secret for webhook keys"
        ),
        "too-many-subscriptions": _kind(409, "订阅数量已达上限", "There are too many subscriptions"),
        "too-many-keys": _kind(409, "同时有效的密钥过多", "Too many keys are in force"),
        "too-many-tests": _kind(409, "待发的测试过多", "Too many tests are waiting"),
        "subscription-not-active": _kind(409, "订阅未生效", "The subscription is not active"),
        "feed-renumbered": _kind(
            409, "信息流已重新编号，须指明从何处继续", "The feed was numbered anew: say from where"
        ),
        # reconciliation and offline files
        "offline-file-broken": _kind(422, "离线文件不完整", "The offline file is not whole"),
        "offline-file-altered": _kind(422, "离线文件内容被改动", "The offline file was changed after it was sealed"),
        "offline-file-foreign": _kind(422, "离线文件含其他机关的事件", "The offline file holds acts of another agency"),
        "offline-file-too-large": _kind(413, "离线文件过大", "The offline file is too large"),
        "offline-number-reused": _kind(409, "该离线文件编号已用于另一文件", "Another file came with this number"),
        "digest-not-published": _kind(409, "该日尚未公布摘要", "No digest of that day was published"),
        "digests-behind": _kind(503, "摘要尚未算至最新", "Digests of acts are not complete yet"),
        # the state moved on
        "stale-version": _kind(412, "该记录已被他人更改", "Someone changed it meanwhile"),
        "version-required": _kind(428, "须说明所依据的版本", "Say which version you acted on"),
        "transition-not-allowed": _kind(409, "当前状态不允许此操作", "Not possible in the present state"),
        # the platform
        "pack-fault": _kind(500, "规则包有错误", "The rule pack has a fault"),
        "not-signing": _kind(404, "本平台未签发检查点", "This platform signs no checkpoints"),
        "record-altered": _kind(500, "记录与原存内容不符", "The record is not what was stored"),
        "overloaded": _kind(503, "积压过多，未予接收", "Too much is waiting; not taken"),
        "too-many-posts-waiting": _kind(429, "本机关待入库的报送过多", "Your agency has too many posts waiting"),
        "too-many-at-once": _kind(429, "本机关同时进行的请求过多", "Your agency has too many requests under way"),
        "too-many-requests": _kind(429, "请求过于频繁", "Too many requests"),
        "too-many-attempts": _kind(429, "错误的凭据尝试过多", "Too many attempts with a wrong secret"),
        "unavailable": _kind(503, "暂时无法提供服务", "Not available at the moment"),
        "too-many-waiting": _kind(429, "本机关等待中的连接过多", "Your office waits on too many connections"),
        "waiting-full": _kind(503, "等待中的连接已满", "No more can wait at the moment"),
        "internal-error": _kind(500, "内部错误", "Internal error"),
        "request-failed": _kind(400, "请求未能处理", "The request could not be handled"),
    }
)
