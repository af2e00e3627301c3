"""The sandbox on disk: its own database, clients and cases in one folder, marked, and never another's.

Not the serving (app/cli/sandbox.py). A folder is taken for a sandbox only if its mark fits what its database holds.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from app.caller import OPERATOR
from app.composition import Platform, open_platform
from app.demo import settings_in
from app.import_acts import import_acts
from app.post_acts import Rejected
from app.sandbox.cases import county_agencies, cut_cases
from app.settings import Settings, system_clock
from app.simulation.delivery import wire
from app.tokens import TokenFile
from domain import agency as agencies
from domain.errors import NotFound, QuanchengError, SandboxFault
from domain.payload_types import Label
from ledger.migrate import upgrade
from projections import case_view, duties

MARK: Final = "sandbox.json"
CREDENTIALS: Final = "credentials.json"
DATABASE: Final = "sandbox.db"
ORIGIN: Final = "quancheng.sandbox/ledger"
SUPERVISION: Final = "urn:quancheng:cn-000000:procuratorate:01"
_SEED: Final = 1
_OWN: Final = (
    DATABASE,
    MARK,
    CREDENTIALS,
    "tokens.ndjson",
    "log-key.",
    "issuer-keys.json",
    "pages.key",
    "users.ndjson",
)
"""Beginnings of the names of what lies in a sandbox's folder."""


class Anchor(msgspec.Struct, frozen=True):
    """The last act that the sandbox was filled with: a database without it is another one."""

    position: int
    hash: str


class WaitingCase(msgspec.Struct, frozen=True, kw_only=True):
    """stage: as the pack names it; in_charge: agency in charge, kinds: those of whom the case wants something now."""

    case: str
    stage: str | None
    label: Label | None
    in_charge: str | None
    kinds: tuple[str, ...]


class Mark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What sandbox.json says. No secret stands in it."""

    pack: str
    pack_digest: str
    made_at: datetime
    anchor: Anchor
    cases: tuple[WaitingCase, ...]


class Client(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A client of one agency. token: id and secret in one, good as a bearer token without further ado."""

    kind: str
    agency: str
    client_id: str
    client_secret: str
    token: str


class Credentials(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What credentials.json says: one client for each kind of agency, and a supervisor for the pages."""

    clients: tuple[Client, ...]
    supervisor: str

    def client(self, kind: str) -> Client:
        """Raises NotFound, with the kinds there are."""
        for one in self.clients:
            if one.kind == kind:
                return one
        kinds = ", ".join(one.kind for one in self.clients)
        raise NotFound(f"The sandbox has no agency of kind {kind[:40]!r}.", remedy=f"Name one of: {kinds}.")


def sandbox_settings(folder: Path, public_url: str) -> Settings:
    """Settings of the sandbox in `folder`, whatever the environment says of another platform."""
    changes = {"database_url": f"sqlite:///{folder / DATABASE}", "log_origin": ORIGIN, "sandbox": True}
    return settings_in(folder, public_url).model_copy(update=changes)


def is_sandbox(database: Path | None) -> bool:
    """Whether a mark lies beside the database file."""
    return database is not None and database.with_name(MARK).exists()


def prepare(folder: Path, per_stage: int, *, reset: bool = False) -> Mark:
    """The sandbox in `folder`: as it is, or filled anew where the folder is empty or `reset` is said.

    Raises SandboxFault where the folder holds something else: nothing in it is touched then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        mark = _require_own(folder, idle=reset)
        if not reset:
            return mark
        # the mark first: what is left of a reset that is interrupted is no sandbox, and is not served
        for path in sorted(folder.iterdir(), key=lambda path: path.name != MARK):
            path.unlink()
    return _fill(folder, per_stage)


def credentials_in(folder: Path) -> Credentials:
    return msgspec.json.decode((folder / CREDENTIALS).read_bytes(), type=Credentials)


def _require_own(folder: Path, *, idle: bool) -> Mark:
    """The mark, if the database is the one it was written for. idle: and no server works on it (SequencerTaken)."""
    try:
        mark = msgspec.json.decode((folder / MARK).read_bytes(), type=Mark)
        fits = all(path.is_file() and path.name.startswith(_OWN) for path in folder.iterdir())
        fits = fits and (folder / DATABASE).is_file() and (folder / CREDENTIALS).is_file()
    except (OSError, msgspec.DecodeError):
        fits = False
    if fits:
        fits = _holds(folder, mark.anchor, idle=idle)
    if not fits:
        raise SandboxFault(
            f"{folder} holds something that is no sandbox, or acts that the sandbox was not made with.",
            remedy="Give an empty folder: a sandbox is never put over another database.",
        )
    return mark


def _holds(folder: Path, anchor: Anchor, *, idle: bool) -> bool:
    """Whether the act that the mark names stands where it says."""
    with closing(open_platform(sandbox_settings(folder, "http://127.0.0.1"))) as platform:
        acts = platform.ledger.read(anchor.position - 1, 1)
        if idle:
            platform.ledger.sequence()
        return bool(acts) and acts[0].hash.hex() == anchor.hash


def _fill(folder: Path, per_stage: int) -> Mark:
    settings = sandbox_settings(folder, "http://127.0.0.1")
    upgrade(settings.database_url)
    now = system_clock()
    with open_platform(settings) as platform:
        lifecycle = platform.pack.lifecycle
        if lifecycle is None:
            raise NotFound("The pack declares no stages.", remedy="Use a pack with a lifecycle.yaml.")
        cut = list(cut_cases(lifecycle, per_stage, _SEED, now))
        drafts = sorted((draft for case in cut for draft in case.drafts), key=lambda one: one.recorded)
        for _, outcome in import_acts(platform, map(wire, drafts), lambda one: one, OPERATOR):
            if isinstance(outcome, Rejected):
                raise QuanchengError(
                    f"The sandbox's own act {outcome.id} was refused: {outcome.error.detail}",
                    remedy="This is a defect of the sandbox; please report it.",
                )
        platform.drain()
        head = platform.ledger.head()
        [last] = platform.ledger.read(head - 1, 1)
        mark = Mark(
            pack=platform.pack.id,
            pack_digest=platform.pack.digest,
            made_at=now,
            anchor=Anchor(head, last.hash.hex()),
            cases=tuple(_waiting(platform, [case.case for case in cut])),
        )
        _write_new(folder / CREDENTIALS, msgspec.json.encode(_clients(platform, now)))
        # last: a folder without a mark is no sandbox, so one that was left half filled is never taken for whole
        _write_new(folder / MARK, msgspec.json.format(msgspec.json.encode(mark)))
    return mark


def _waiting(platform: Platform, cases: list[str]) -> Iterator[WaitingCase]:
    """Each case with its stage as supervision sees it, and who is to act: who has the file, and who owes a duty."""
    lifecycle = platform.pack.lifecycle
    with platform.engine.connect() as connection:
        for case in cases:
            row = case_view.case(connection, case)
            if row is None or lifecycle is None:
                continue
            state = None if row.stage is None else lifecycle.state("stage", row.stage)
            query = duties.open_standing().where(duties.duties.c.case_id == case)
            owed = [duties.read_row(found, platform.now()) for found in connection.execute(query)]
            kinds = {agencies.kind_of(duty.holder) or duty.holder for duty in owed}
            if state is not None and state.organ is not None:
                kinds.add(state.organ)
            yield WaitingCase(
                case=case,
                stage=row.stage,
                label=None if state is None else state.label,
                in_charge=row.agency,
                kinds=tuple(sorted(kinds & set(agencies.KINDS))),
            )


def _clients(platform: Platform, now: datetime) -> Credentials:
    """One client for each kind: of the agency that handles the cases, else of the first one registered."""
    tokens = TokenFile(platform.settings.token_file)
    urns: dict[str, str] = {}
    for urn in (*msgspec.structs.astuple(county_agencies()), *platform.pack.agencies.agencies):
        urns.setdefault(agencies.kind_of(urn) or "", urn)
    found = []
    for kind, urn in urns.items():
        token = tokens.issue(urn, "agency", now, note="sandbox")
        _, client_id, secret = token.split("_", 2)
        found.append(Client(kind=kind, agency=urn, client_id=client_id, client_secret=secret, token=token))
    supervisor = tokens.issue(SUPERVISION, "supervisor", now, note="sandbox")
    return Credentials(clients=tuple(found), supervisor=supervisor)


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
