"""Who may do what to what: one table, may(actor, act, target). Pure; the store is asked by app/access.py.

Not who the actor is (app/tokens.py, app/access_tokens.py, app/users.py). What an actor may not see does not exist for
it: an edge answers NotFound where `read_case` is denied, and Forbidden only where nothing is given away by it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, get_args

import msgspec

from domain import agency as agencies

Role = Literal["agency", "clerk", "supervisor", "auditor"]
ROLES: Final[tuple[str, ...]] = get_args(Role)
Act = Literal[
    "post_act", "read_receipt", "read_case", "read_desk", "handle_finding", "read_totals", "keep_tables", "read_tables",
    "subscribe", "read_deliveries", "read_exchange",
]  # fmt: skip
ACTS: Final[tuple[str, ...]] = get_args(Act)


class Principal(msgspec.Struct, frozen=True):
    """Who calls: an agency in a role, and where a person acts for it, which one.

    token   names the credential in logs: token id, client id, or session of a user; never a secret
    person  user name or subject of the identity provider; None for a machine
    """

    token: str
    agency: str
    role: Role
    person: str | None = None

    @property
    def kind(self) -> str | None:
        """Kind of the agency; None for a URI of another pack that does not tell."""
        return agencies.kind_of(self.agency)

    @property
    def signature(self) -> str:
        """Under which name what it does is kept: agency#person, or agency#credential of a machine."""
        return f"{self.agency}#{self.person or self.token}"


class Reach(msgspec.Struct, frozen=True):
    """Which cases an actor sees: those of which any agency concerned is in it.

    everything  all cases
    agencies    these agencies themselves, predecessors included
    offices     any agency of these offices (domain/agency.office_of)
    region      any agency whose region begins with this (domain/agency.below); empty: none
    """

    everything: bool = False
    agencies: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    region: str = ""

    def covers(self, concerned: Collection[str]) -> bool:
        """concerned: URIs of the agencies that took part in a case or were handed it."""
        return self.everything or any(self._holds(one) for one in concerned)

    def _holds(self, agency: str) -> bool:
        if agency in self.agencies or agencies.office_of(agency) in self.offices:
            return True
        return self.region != "" and agencies.region_of(agency).startswith(self.region)


NOTHING: Final = Reach()


class OfAgency(msgspec.Struct, frozen=True):
    """An act, a receipt or a desk of this agency."""

    agency: str


class OfCase(msgspec.Struct, frozen=True):
    """A case, or a finding or duty on it; concerned: the agencies that took part in it or were handed it."""

    concerned: frozenset[str]


class OfPlatform(msgspec.Struct, frozen=True):
    """Something of no single case: figures over all that the actor sees."""


Target: TypeAlias = OfAgency | OfCase | OfPlatform
Extent = Literal["itself", "its offices", "its reach", "anything"]

# to what each act is done
TARGETS: Final[Mapping[Act, type[Target]]] = MappingProxyType(
    {
        "post_act": OfAgency,
        "read_receipt": OfAgency,
        "read_desk": OfAgency,
        # what an agency says of itself: the table of its codes, the versions it reads
        "keep_tables": OfAgency,
        "read_tables": OfAgency,
        "read_exchange": OfAgency,
        "read_case": OfCase,
        "handle_finding": OfCase,
        "read_totals": OfPlatform,
        "subscribe": OfAgency,
        "read_deliveries": OfAgency,
    }
)
# who may (role), what (act), to which extent; a pair that does not stand here is denied
PERMISSIONS: Final[Mapping[tuple[Role, Act], Extent]] = MappingProxyType(
    {
        ("agency", "post_act"): "itself",
        ("agency", "read_receipt"): "itself",
        ("agency", "keep_tables"): "itself",
        ("agency", "read_tables"): "itself",
        ("agency", "read_case"): "its reach",
        ("agency", "read_desk"): "its offices",
        ("agency", "subscribe"): "itself",
        ("agency", "read_deliveries"): "itself",
        ("agency", "read_exchange"): "itself",
        ("clerk", "read_exchange"): "itself",
        ("supervisor", "read_exchange"): "its reach",
        ("auditor", "read_exchange"): "anything",
        ("clerk", "read_receipt"): "itself",
        ("clerk", "read_tables"): "itself",
        ("clerk", "read_case"): "its reach",
        ("clerk", "read_desk"): "itself",
        ("supervisor", "post_act"): "itself",
        ("supervisor", "read_receipt"): "itself",
        ("supervisor", "keep_tables"): "itself",
        ("supervisor", "read_tables"): "its reach",
        ("supervisor", "read_case"): "its reach",
        ("supervisor", "read_desk"): "its reach",
        ("supervisor", "handle_finding"): "its reach",
        ("supervisor", "read_totals"): "anything",
        ("supervisor", "subscribe"): "itself",
        ("supervisor", "read_deliveries"): "its reach",
        ("auditor", "read_receipt"): "anything",
        ("auditor", "read_tables"): "anything",
        ("auditor", "read_case"): "its reach",
        ("auditor", "read_desk"): "anything",
        ("auditor", "read_totals"): "anything",
        ("auditor", "read_deliveries"): "anything",
    }
)

_ITSELF_ALONE: Final = ("post_act", "keep_tables", "subscribe", "read_deliveries")
"""What nobody does in the place of a predecessor."""


def reach(actor: Principal, predecessors: Collection[str] = ()) -> Reach:
    """The cases that `actor` sees. predecessors: agencies that its own agency has succeeded, however far back."""
    if actor.role == "auditor":
        return Reach(everything=True)
    # of a predecessor its own cases, not those of its whole office, which may go on without it
    own = frozenset({actor.agency, *predecessors})
    if actor.role == "clerk":
        return Reach(agencies=own)
    offices = frozenset({agencies.office_of(actor.agency)})
    place = agencies.parts(actor.agency)
    region = agencies.below(place.jurisdiction) if actor.role == "supervisor" and place is not None else ""
    return Reach(agencies=own, offices=offices, region=region)


def may(actor: Principal, act: Act, target: Target | None = None, predecessors: Collection[str] = ()) -> bool:
    """Whether the actor may. target None: whether it ever may, to whatever it is.

    predecessors  as in `reach`: what they were let see, their successor is
    """
    extent = PERMISSIONS.get((actor.role, act))
    if extent is None or not (target is None or isinstance(target, TARGETS[act])):
        return False
    if extent == "anything" or target is None:
        return True
    seen = reach(actor, predecessors)
    if isinstance(target, OfPlatform):
        return False
    if isinstance(target, OfCase):
        return extent == "its reach" and seen.covers(target.concerned)
    if extent == "itself":
        # nobody posts in the name of a predecessor, and reading its receipts is reading
        return target.agency == actor.agency or (act not in _ITSELF_ALONE and target.agency in seen.agencies)
    if extent == "its offices":
        return target.agency in seen.agencies or agencies.office_of(target.agency) in seen.offices
    return seen.covers([target.agency])
