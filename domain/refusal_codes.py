"""Every code with which a posted event can be refused, and what it means. Codes are for ever.

Not the HTTP status and not the text of one refusal. Read by the API's documentation and by tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

REFUSAL_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # the bytes
        "invalid-utf8": "the body is not UTF-8",
        "malformed-json": "the body is not one JSON value",
        "duplicate-key": "an object names a key twice, so readers would disagree",
        "number-not-finite": "NaN or Infinity stands where JSON knows none",
        "number-out-of-range": "a number that readers would not read alike",
        "lone-surrogate": "a text holds half of a character",
        "control-character": "a text holds U+0000",
        "too-deep": "the body is nested too deeply",
        # the envelope
        "wrong-type": "a value has another JSON type than it must have",
        "missing-attribute": "an attribute that every event needs is missing",
        "attribute-invalid": "an attribute is empty, or holds control or invisible characters or outer blanks",
        "attribute-too-long": "an attribute is longer than it may be",
        "attribute-name-invalid": "an unknown attribute whose name no extension may have",
        "specversion-unsupported": "not CloudEvents 1.0",
        "content-type-unsupported": "the payload is not JSON",
        "data-base64-unsupported": "binary payloads are not taken",
        "agency-urn-invalid": "a source or actor claims to be an agency URN and is none",
        "sequence-invalid": "`sequence` is no whole number",
        "expected-version-invalid": "`expectedversion` is no whole number from 1",
        # the time
        "time-or-occurredon": "both or neither of `time` and `occurredon` are given",
        "time-invalid": "a time or date that is malformed or does not exist",
        "time-without-offset": "a time without offset is no instant",
        "time-out-of-range": "a year that no case can have",
        "time-in-future": "the act is dated after the present",
        # the payload
        "unknown-event-type": "the pack has no such event type",
        "unknown-event-version": "the event type has no such version",
        "dataschema-mismatch": "`dataschema` names another event type",
        "unknown-field": "the payload has a field that the event type does not know",
        "missing-field": "the payload lacks a field without which the event says nothing",
        "invalid-field": "a payload field has a value that its type does not allow",
        "case-number-invalid": "a court case number that has no known form",
        "document-number-invalid": "a police or procuratorate document number that has no known form",
        "region-code-invalid": "six digits that are no administrative division",
        "version-retired": "the version of the event type is past its sunset",
        "too-many-codes": "the act states more of its agency's own codes than can be read",
        "mapped-codes-invalid": "`mappedcodes` is no record of mapped codes, or not one of these data",
        "reserved-attribute": "the event carries an attribute that the platform writes",
        "citizen-id-invalid": "a citizen identity number that GB 11643 does not allow",
        "organisation-code-invalid": "a social credit code that GB 32100 does not allow",
        "correction-empty": "a correction that replaces nothing",
        "correction-of-amendment": "a correction that names a correction or retraction as its type",
    }
)
