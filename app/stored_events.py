"""From ledger bytes to events: the hash first, then JSON, then the payload in its current version.

Not intake (post_acts.py): what is stored was judged then. Used by supervision, read models, replay and reading.
"""

from __future__ import annotations

from domain.cloudevent import read_stored, to_event
from domain.errors import LedgerFault
from domain.event import Event
from ledger.acts import ActHeader, StoredAct
from ledger.chain import Texts, recomputed_hash
from supervision_rules.finding import STREAM_PREFIX
from supervision_rules.pack import Pack


def is_case_act(act: StoredAct | ActHeader) -> bool:
    """Whether an agency posted it on a case; the other streams hold findings."""
    return not act.stream.startswith(STREAM_PREFIX)


def event_of(act: StoredAct, pack: Pack) -> Event:
    """The event in a stored act. Raises LedgerFault, with the position, where the bytes are not those once hashed.

    recorded   `recordedtime` where an import stated it (post_acts.py keeps it from nobody else), else the
               ledger's own time
    """
    verified(act)
    wire = read_stored(act.payload, version=act.type_version)
    recorded = act.recorded_at if wire.recordedtime is None else None
    return to_event(wire, pack.vocabulary, pack.zone_info, now=None, recorded=recorded, position=act.position)


def verified(act: StoredAct, texts: Texts | None = None) -> StoredAct:
    """The act, whose bytes are those once hashed. Raises LedgerFault with the position where they are not.

    texts  shared by the acts of one batch
    """
    if recomputed_hash(act, texts) != act.hash:
        raise LedgerFault(
            f"Act {act.id} of {act.source} (version {act.version} of {act.stream}) is not what was stored: its hash "
            "does not fit its bytes.",
            remedy="Run `quancheng verify`; restore the database from a copy that verifies.",
            position=act.position,
        )
    return act
