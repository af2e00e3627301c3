"""Public keys of agencies: dated rows, added and revoked by the operator, never deleted. Queries and their rules.

Not the law and not in the pack: a key changes on the day somebody loses it (docs/adr/0007). Used by `quancheng key`, by
the check of signed requests and of signed acts.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec
from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.intake_tables import agency_keys
from app.signing.jwk import Jwk
from app.signing.suites import SUITES, Suite, suite_of
from domain import agency as agencies
from domain.errors import Conflict, NotFound, Refused, SignatureFault

_KID: Final = re.compile(r"[A-Za-z0-9._:-]{1,100}", re.ASCII)


class AgencyKey(msgspec.Struct, frozen=True, kw_only=True):
    """One key. Times in microseconds since the epoch; valid_to is the first instant at which it is not valid."""

    agency: str
    kid: str
    suite: str
    jwk: Jwk
    valid_from: int
    valid_to: int | None = None
    added_at: int
    revoked_at: int | None = None
    note: str = ""

    def require_standing(self, at: int, code: str, *, component: str = "", pointer: str = "") -> Suite:
        """The suite to verify with. Raises SignatureFault(code) where the key does not stand at `at`: not valid yet or
        any more, or revoked by then.
        """
        fault = None
        if at < self.valid_from:
            fault = "is not valid yet"
        elif self.valid_to is not None and at >= self.valid_to:
            fault = "is not valid any more"
        elif self.revoked_at is not None and at >= self.revoked_at:
            fault = "is revoked"
        if fault is not None:
            raise SignatureFault(
                code,
                f"The key {self.kid!r} of {self.agency} {fault}.",
                component=component,
                pointer=pointer,
                remedy="Sign with a key that stands now; the operator lists them with `quancheng key list`.",
            )
        return SUITES[self.suite]


def add(
    connection: Connection, agency: str, jwk: Jwk, now: int, *, kid: str | None = None,
    valid_from: int | None = None, valid_to: int | None = None, note: str = "",
) -> AgencyKey:  # fmt: skip
    """Register a key. kid: default that of the JWK, else its thumbprint; valid_from: default now.

    Raises Refused for a key, a kid or a span that cannot be; Conflict("key-exists").
    """
    if agency.startswith(agencies.PREFIX):
        agencies.parse(agency, pointer="")
    name = kid or jwk.kid or jwk.thumbprint()
    if not _KID.fullmatch(name):
        raise Refused("key-invalid", f"{name[:100]!r} is no key id.", remedy="Take up to 100 of A-Z a-z 0-9 . _ : -")
    start = now if valid_from is None else valid_from
    if valid_to is not None and valid_to <= start:
        raise Refused("key-invalid", "The key would end before it begins.", remedy="Give --to after --from.")
    key = AgencyKey(
        agency=agency, kid=name, suite=suite_of(jwk).name, jwk=jwk, valid_from=start, valid_to=valid_to,
        added_at=now, note=note,
    )  # fmt: skip
    row = msgspec.structs.asdict(key) | {"jwk": jwk.text()}
    try:
        with connection.begin_nested():
            connection.execute(insert(agency_keys), row)
    except IntegrityError:
        raise Conflict(
            "key-exists",
            f"{agency} has a key {name!r} already.",
            remedy="A key id names one key for ever: give the new key another id with --kid.",
        ) from None
    return key


def revoke(connection: Connection, agency: str, kid: str, now: int) -> None:
    """From now on the key verifies nothing new; what was taken before stays. Revoking twice keeps the first time."""
    which = (agency_keys.c.agency == agency, agency_keys.c.kid == kid)
    if connection.scalar(select(agency_keys.c.kid).where(*which)) is None:
        raise NotFound(f"{agency} has no key {kid[:100]!r}.", remedy="List them: quancheng key list.")
    connection.execute(update(agency_keys).where(*which, agency_keys.c.revoked_at.is_(None)).values(revoked_at=now))


def listed(connection: Connection, agency: str | None = None) -> list[AgencyKey]:
    """All keys, or those of one agency, revoked and expired ones too."""
    query = select(agency_keys).order_by(agency_keys.c.agency, agency_keys.c.valid_from, agency_keys.c.kid)
    if agency is not None:
        query = query.where(agency_keys.c.agency == agency)
    return [_key(row) for row in connection.execute(query)]


def find(connection: Connection, agency: str, kid: str) -> AgencyKey | None:
    row = connection.execute(
        select(agency_keys).where(agency_keys.c.agency == agency, agency_keys.c.kid == kid)
    ).one_or_none()
    return None if row is None else _key(row)


def any_of(connection: Connection, agency: str) -> bool:
    """Whether the agency ever registered a key: it then said that it signs."""
    return connection.scalar(select(agency_keys.c.kid).where(agency_keys.c.agency == agency).limit(1)) is not None


def _key(row: Row[*tuple[object, ...]]) -> AgencyKey:
    values = dict(row._mapping)
    values["jwk"] = msgspec.json.decode(str(values["jwk"]), type=Jwk)
    return AgencyKey(**values)
