"""What an answer tells of a foreign case, against the answer of a platform that does not hold it."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from typing import Final

from httpx import Response

from tests.hostile.ways import Secret, Sent

# of the log as a whole: how much is recorded. Status and marks are compared all the same.
EXEMPT: Final = frozenset(
    {"/v1/checkpoint", "/v1/proofs/consistency/{first}/{second}", "/v1/health/ready", "/metrics", "/oauth/jwks"}
)
_BY_LOT: Final = re.compile(r"sub_[0-9a-f]{24}|msg_[0-9a-f]{32}|whsec_[\w+/=]+|key=[0-9a-f]{64}|#[0-9a-f]{20}\b")
_OF_THE_LOG: Final = re.compile(
    r'"position":\d+|"checkpoint":"[^"]*"|--at \d+|(?:（截至）|up to position)(?:</dt><dd>|,)\d+'
)
# of a length and a digest the text itself tells; of what is left in a minute, the asker's own requests and the clock
_DIFFERENT_BY_NATURE: Final = {"date", "content-length", "content-digest", "ratelimit"}


def learnt(sent: Sent, without: Response, with_: Response, secret: Secret) -> str:
    """What the answer tells of the foreign case; empty where it is nothing."""
    where = f"{sent.method} {sent.address} {dict(sent.headers)} {(sent.body or b'')[:200]!r}"
    told = f"{with_.text} {dict(with_.headers)}"
    decoded = _decoded(with_.text)
    for mark in secret.marks():
        in_cursor = any(mark in text and not sent.holds(found) for found, text in decoded)
        if (mark in told or in_cursor) and mark not in without.text and not sent.holds(mark):
            return f"{where}: {mark}"
    if without.status_code != with_.status_code and sent.operation[1] not in EXEMPT:
        return f"{where}: {without.status_code} without, {with_.status_code} with"
    if sent.operation[1] in EXEMPT:
        return ""
    one, other = ((_plain(answer.text), _headers(answer)) for answer in (without, with_))
    if one != other:
        at = next((n for n, (a, b) in enumerate(zip(repr(one), repr(other), strict=False)) if a != b), 0)
        return f"{where}: {repr(one)[max(0, at - 80) : at + 80]} without, {repr(other)[max(0, at - 80) : at + 80]} with"
    return ""


@lru_cache(64)
def _plain(text: str) -> str:
    """The answer less what differs by nature: the time of day, the mark of forms, up to which position pages know,
    ids drawn by lot, and of the log as a whole its position and checkpoint, which figures and digests quote.
    """
    text = re.sub(r'name="form_mark" value="[^"]*"', "", text)
    text = _BY_LOT.sub("", _OF_THE_LOG.sub("", text))
    return re.sub(r'(?s)<p class="muted">[^<]*<time', "", text, count=1)


def _headers(answer: Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in _DIFFERENT_BY_NATURE}


@lru_cache(64)
def _decoded(text: str) -> tuple[tuple[str, str], ...]:
    """(as it stands, what it holds) for all that may be a cursor."""
    found = []
    for one in re.findall(r"[A-Za-z0-9_-]{20,}", text):
        try:
            found.append((one, base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)).decode()))
        except ValueError:
            continue
    return tuple(found)
