"""Who posts and who acts: agency URNs, their kinds and their level by jurisdiction.

Not the registry of agencies (the pack's agencies.yaml). Another pack may use any URI as source.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal, get_args

import msgspec

from domain.errors import Refused

AgencyKind = Literal[
    "police",
    "procuratorate",
    "court",
    "detention_centre",
    "prison",
    "community_correction",
    "justice_bureau",
    "supervisory_organ",
    "legal_aid",
    "party",
    "record",
    "system",
]
KINDS: Final[tuple[str, ...]] = get_args(AgencyKind)
Level = Literal["national", "province", "city", "county", "unknown"]

PREFIX: Final = "urn:quancheng:"
_URN = re.compile(
    r"urn:quancheng:(?P<jurisdiction>[a-z]{2}-[A-Za-z0-9]{1,12})"
    r":(?P<kind>[a-z_]{1,40}):(?P<id>[A-Za-z0-9._~-]{1,64})"
)
# GB/T 2260: two digits each for province, city and county; 00 where a level is not reached
_REGION = re.compile(r"cn-(?P<province>\d\d)(?P<city>\d\d)(?P<county>\d\d)")


class AgencyUrn(msgspec.Struct, frozen=True, order=True):
    """`urn:quancheng:<jurisdiction>:<kind>:<id>`, e.g. urn:quancheng:cn-520100:police:0102."""

    jurisdiction: str
    kind: str
    id: str

    def __str__(self) -> str:
        return f"{PREFIX}{self.jurisdiction}:{self.kind}:{self.id}"

    @property
    def level(self) -> Level:
        return level_of(self.jurisdiction)


def parse(urn: str, *, pointer: str = "/source") -> AgencyUrn:
    """The parts of an agency URN. Refused("agency-urn-invalid") where it is none."""
    found = parts(urn)
    if found is None or found.kind not in KINDS:
        raise Refused(
            "agency-urn-invalid",
            f"{urn[:120]!r} is not an agency URN.",
            pointer=pointer,
            remedy=f"Write {PREFIX}<jurisdiction>:<kind>:<id> with a kind of: {', '.join(KINDS)}.",
        )
    return found


def require_uri(uri: str) -> str:
    """`uri`, where an agency can post under it: an agency URN, or a URI of another pack.

    Raises Refused("agency-urn-invalid").
    """
    if uri.startswith(PREFIX):
        parse(uri, pointer="")
    elif ":" not in uri or not uri.isprintable() or any(c.isspace() for c in uri):
        raise Refused(
            "agency-urn-invalid",
            f"{uri[:120]!r} is no URI.",
            remedy="Give the agency as it stands in `source`, e.g. urn:quancheng:cn-520102:police:01.",
        )
    return uri


@lru_cache(8192)
def parts(uri: str) -> AgencyUrn | None:
    """The parts of an agency URN, or None for any other URI (another pack's source)."""
    match = _URN.fullmatch(uri)
    return None if match is None else AgencyUrn(match["jurisdiction"], match["kind"], match["id"])


def kind_of(uri: str) -> str | None:
    """Kind of the agency named by `uri`, None where the URI does not tell."""
    found = parts(uri)
    return None if found is None else found.kind


def office_of(uri: str) -> str:
    """What the agencies of one kind in one jurisdiction have in common: `urn:quancheng:cn-520102:police:`.

    A URI that is no agency URN is an office by itself.
    """
    found = parts(uri)
    return uri if found is None else f"{PREFIX}{found.jurisdiction}:{found.kind}:"


def region_of(uri: str) -> str:
    """The jurisdiction with a closing colon, `cn-520102:`, so that one region is never the beginning of another;
    empty where the URI does not tell.
    """
    found = parts(uri)
    return "" if found is None else f"{found.jurisdiction}:"


def below(jurisdiction: str) -> str:
    """What `region_of` of every agency in this jurisdiction and under it begins with (GB/T 2260).

    cn-520102 -> "cn-520102:", cn-520100 -> "cn-5201", cn-520000 -> "cn-52", cn-000000 -> "cn-".
    """
    if _REGION.fullmatch(jurisdiction) is None:
        return f"{jurisdiction}:"
    digits = jurisdiction.removeprefix("cn-")
    for length in (0, 2, 4):
        if digits[length:] == "0" * (6 - length):
            return f"cn-{digits[:length]}"
    return f"{jurisdiction}:"


def level_of(jurisdiction: str) -> Level:
    """National for cn-000000, province for cn-NN0000, city for cn-NNNN00, else county."""
    match = _REGION.fullmatch(jurisdiction)
    if match is None:
        return "unknown"
    if match["county"] != "00":
        return "county"
    if match["city"] != "00":
        return "city"
    return "national" if match["province"] == "00" else "province"
