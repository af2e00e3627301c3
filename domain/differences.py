"""Why two sides differ on an act, and what mends it. Pure: what either side holds comes in.

Not how the differing acts are found (digest_tree.py). Nothing is mended by itself: an action is a proposal.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

import msgspec

Side = Literal["sent", "held"]
SIDES: Final[tuple[Side, ...]] = get_args(Side)
Cause = Literal["lost", "rejected", "mapped", "altered", "unknown"]
CAUSES: Final[tuple[Cause, ...]] = get_args(Cause)
Action = Literal["post", "mend_and_post", "nothing", "correct", "retract", "read_feed", "drop"]

ACTIONS: Final[Mapping[tuple[Side, Cause], Action]] = MappingProxyType(
    {
        # the agency posts the same act, same id: safe whatever became of the first try
        ("sent", "lost"): "post",
        ("sent", "rejected"): "mend_and_post",
        ("sent", "mapped"): "nothing",
        # by whom the act is, with EventCorrected; or the agency's own record is wrong, and is put right there
        ("sent", "altered"): "correct",
        # an act in the agency's name that it says is not its own: it retracts, and keys and tokens are looked at
        ("sent", "unknown"): "retract",
        ("held", "lost"): "read_feed",
        ("held", "altered"): "read_feed",
        ("held", "unknown"): "drop",
    }
)


class Held(msgspec.Struct, frozen=True):
    """An act as the platform has it. digest: hex; mapped: digest of the statement with mapped codes, where one is."""

    case: str
    day: int
    digest: str
    mapped: str | None = None


def cause_of(side: Side, case: str, day: int, stated: str | None, held: Held | None, *, refused: bool) -> Cause | None:
    """Why they differ; None where they do not, any more.

    stated   the agency's digest of the act, hex; None: it has no such act
    held     the act as the platform has it; of side `held` only an act that the agency may see
    refused  a refusal of the act is on record
    """
    if stated is None:
        return None if held is None else "unknown" if side == "sent" else "lost"
    if held is None:
        return "unknown" if side == "held" else "rejected" if refused else "lost"
    if (held.case, held.day) != (case, day):
        return "altered"
    if stated == held.digest:
        return None
    return "mapped" if stated == held.mapped else "altered"
