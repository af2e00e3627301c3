"""Which version of a thing a caller acted on: If-Match, or `expected_version` in the body.

Not the comparison with what stands (the use case does that). Called by routes that change something.
"""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import Header

from api.problems import ApiError

_ETAG: Final = re.compile(r'"?(?P<version>[0-9]{1,9})"?', re.ASCII)
IfMatch = Annotated[
    str | None, Header(max_length=200, description="The ETag you saw; `*`: whatever it is", examples=['"1"'])
]


def expected_version(if_match: str | None, stated: int | None) -> int | None:
    """The version acted on; None where the caller said `*`. Raises ApiError where nothing is said, or two things."""
    if if_match is None and stated is None:
        raise ApiError(
            "version-required",
            "Neither If-Match nor expected_version says which version you acted on.",
            remedy="Send the ETag that GET gives in If-Match.",
            parameter="If-Match",
        )
    if if_match is None or if_match.strip() == "*":
        return stated
    match = _ETAG.fullmatch(if_match.strip())
    if match is None or (stated is not None and stated != int(match["version"])):
        raise ApiError(
            "invalid-parameter",
            "If-Match is no version, or another one than expected_version.",
            remedy='Send the ETag as you got it, e.g. "3".',
            parameter="If-Match",
        )
    return int(match["version"])
