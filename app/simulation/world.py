"""The invented province in which simulated cases happen: counties, agencies, officers, people.

All names are made up of common syllables; no identity number is ever drawn.
"""

from __future__ import annotations

from random import Random

import msgspec

PROVINCE = "cn-520000"
CITY = "cn-520100"
COUNTIES = ("cn-520102", "cn-520103", "cn-520111", "cn-520112", "cn-520113")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍辉建国文斌"


def urn(jurisdiction: str, kind: str, number: str = "01") -> str:
    return f"urn:quancheng:{jurisdiction}:{kind}:{number}"


class Agencies(msgspec.Struct, frozen=True):
    """Who handles one case, as URNs."""

    police: str
    procuratorate: str
    court: str
    detention_centre: str
    community_correction: str
    justice_bureau: str
    higher_procuratorate: str
    provincial_procuratorate: str
    higher_court: str
    prison: str


def agencies_of(county: str) -> Agencies:
    return Agencies(
        police=urn(county, "police", "0101"),
        procuratorate=urn(county, "procuratorate"),
        court=urn(county, "court"),
        detention_centre=urn(county, "detention_centre"),
        community_correction=urn(county, "community_correction"),
        justice_bureau=urn(county, "justice_bureau"),
        higher_procuratorate=urn(CITY, "procuratorate"),
        provincial_procuratorate=urn(PROVINCE, "procuratorate"),
        higher_court=urn(CITY, "court"),
        prison=urn(PROVINCE, "prison"),
    )


def person_name(rng: Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2))))


def officers(agency: str, rng: Random, count: int, *, taken: frozenset[str] = frozenset()) -> list[str]:
    """`count` officer ids of an agency, none of them in `taken`."""
    kind = agency.split(":")[3]
    jurisdiction = agency.split(":")[2]
    pool = [f"{kind}-{jurisdiction[3:]}-{number:03d}" for number in range(1, 41)]
    return rng.sample([one for one in pool if one not in taken], count)
