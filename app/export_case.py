"""One case as NDJSON that can be checked without this database: stored bytes, hashed fields, proofs, checkpoint.

Not the check itself. How the hash is made: ledger/chain.py; the proofs: RFC 9162. Called by `quancheng export`.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from app.access import not_found
from app.closings import EVERYTHING, sight_of
from app.composition import Platform
from app.stored_events import event_of
from domain.permission import Principal
from ledger.acts import StoredAct
from ledger.proving import InclusionProof
from supervision_rules.finding import STREAM_PREFIX


class ExportedProof(msgspec.Struct, frozen=True, kw_only=True):
    """That `hash` stands at `position` in the log of `size`; hex."""

    position: int
    size: int
    root: str
    path: tuple[str, ...]


class ExportedEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="line", tag="event", omit_defaults=True):
    """One event. `event`: the CloudEvent; in canonical JSON (RFC 8785) it is the payload that was hashed.

    The other fields are the rest of what was hashed, and the receipt. Times in microseconds since the epoch.
    """

    position: int | None
    stream: str
    version: int
    source: str
    id: str
    type: str
    type_version: int
    person: str | None
    agency: str
    occurred_day: int
    occurred_earliest: int
    occurred_latest: int
    recorded_at: int
    content_digest: str | None
    prev_hash: str
    hash: str
    hash_name: str
    event: msgspec.Raw
    proof: ExportedProof | None = None


class WithheldEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="line", tag="withheld", omit_defaults=True):
    """An event that the law closes to who gets the file: what the chain and the proofs of the others need, no more."""

    position: int | None
    version: int
    prev_hash: str
    hash: str
    hash_name: str
    proof: ExportedProof | None = None


class ExportedCheckpoint(msgspec.Struct, frozen=True, tag_field="line", tag="checkpoint"):
    """The signed checkpoint (C2SP tlog-checkpoint) of the log that the proofs are about."""

    note: str


def export_lines(platform: Platform, case: str, *, plain: bool, reader: Principal | None = None) -> Iterator[bytes]:
    """The lines of one case, in order of version. `plain`: the CloudEvents alone. Raises NotFound.

    reader  who gets the file: an act that is closed to it, or names somebody who is, is left out where plain, else
            withheld; None: nothing is
    """
    acts = [] if case.startswith(STREAM_PREFIX) else platform.ledger.stream(case)
    seen = EVERYTHING if reader is None else sight_of(platform, reader, [case])
    if not acts or case in seen.cases:
        raise not_found(case)
    shown = {act.version for act in acts if seen == EVERYTHING or seen.shows_data(event_of(act, platform.pack))}
    if plain:
        yield from (act.payload for act in acts if act.version in shown)
        return
    size = platform.ledger.head()
    for act in acts:
        numbered = act.position is not None and act.position <= size
        proof = platform.ledger.inclusion_proof(act.position or 0, size) if numbered else None
        yield msgspec.json.encode(_exported(act, proof) if act.version in shown else _withheld(act, proof))
    note = checkpoint_note(platform)
    if note is not None:
        yield msgspec.json.encode(ExportedCheckpoint(note))


def checkpoint_note(platform: Platform) -> str | None:
    """The signed checkpoint of the log as it stands; None where this process holds no signing key."""
    if platform.settings.signing_key_file is None:
        return None
    return platform.ledger.checkpoint()


def checkpoint_over(platform: Platform, position: int) -> str | None:
    """A signed checkpoint of a log that holds that position: an older one, or else a new one. None: nobody signs."""
    known = platform.ledger.checkpoint_over(position)
    return checkpoint_note(platform) if known is None else known


def _exported(act: StoredAct, proof: InclusionProof | None) -> ExportedEvent:
    return ExportedEvent(
        position=act.position,
        stream=act.stream,
        version=act.version,
        source=act.source,
        id=act.id,
        type=act.type,
        type_version=act.type_version,
        person=act.person,
        agency=act.agency,
        occurred_day=act.occurred_day,
        occurred_earliest=act.occurred_earliest,
        occurred_latest=act.occurred_latest,
        recorded_at=act.recorded_at,
        content_digest=None if act.content_digest is None else act.content_digest.hex(),
        prev_hash=act.prev_hash.hex(),
        hash=act.hash.hex(),
        hash_name=act.hash_name,
        event=msgspec.Raw(act.payload),
        proof=None if proof is None else _proof(proof),
    )


def _withheld(act: StoredAct, proof: InclusionProof | None) -> WithheldEvent:
    return WithheldEvent(
        position=act.position,
        version=act.version,
        prev_hash=act.prev_hash.hex(),
        hash=act.hash.hex(),
        hash_name=act.hash_name,
        proof=None if proof is None else _proof(proof),
    )


def _proof(proof: InclusionProof) -> ExportedProof:
    return ExportedProof(
        position=proof.position,
        size=proof.size,
        root=proof.root.hex(),
        path=tuple(step.hex() for step in proof.path),
    )
