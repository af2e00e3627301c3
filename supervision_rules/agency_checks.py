"""Faults in agencies.yaml that its shape does not show: links to nobody, circles, days the wrong way round.

Not the registry (agencies.py). Called by the pack loader.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.errors import PackFault
from supervision_rules.agencies import AgenciesFile, Agency
from supervision_rules.located_yaml import Document


def agency_faults(document: Document, content: AgenciesFile) -> list[PackFault]:
    """All faults, in the order of the file."""
    known = {agency.urn: agency for agency in content.agencies}
    found: list[PackFault] = []
    for number, agency in enumerate(content.agencies):
        for field, detail, remedy in _of_agency(agency, known):
            found.append(document.fault(("agencies", number, field), detail, remedy=remedy))
        if agency.urn in {earlier.urn for earlier in content.agencies[:number]}:
            detail = f"`{agency.urn}` is listed twice"
            found.append(document.fault(("agencies", number, "urn"), detail, remedy="Keep one entry."))
    return found


def _of_agency(agency: Agency, known: dict[str, Agency]) -> Iterator[tuple[str, str, str]]:
    """(field, what is wrong, remedy)"""
    for field, other in (("parent", agency.parent), ("successor", agency.successor)):
        if other is not None and other not in known:
            yield field, f"the {field} `{other}` is not listed", "List it under `agencies`."
    if agency.valid_from and agency.valid_to and agency.valid_to < agency.valid_from:
        yield "valid_to", f"it ends on {agency.valid_to} before it begins on {agency.valid_from}", "Correct a day."
    if agency.successor is None:
        return
    if agency.valid_to is None:
        yield "successor", "it has a successor and no last day", "State valid_to."
    if _circle(agency, known):
        yield "successor", "it succeeds itself, by way of others", "Break the circle."


def _circle(agency: Agency, known: dict[str, Agency]) -> bool:
    passed = {agency.urn}
    following = agency.successor
    while following is not None and following in known:
        if following in passed:
            return True
        passed.add(following)
        following = known[following].successor
    return False
