"""Another pack than the one that duties and read models were made with: everything is evaluated anew, once.

Not a comparison of packs. Called before anything follows the ledger (composition.py, worker.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.reassess import evaluate_again
from app.rebuild import rebuild
from projections.duty_moves import MovedDuty, moved_since
from projections.registry import MODELS, SUPERVISION
from projections.runner import note_pack, progress

if TYPE_CHECKING:
    from app.composition import Platform


class Adoption(msgspec.Struct, frozen=True):
    """stale: what was made with another pack, and now anew; moved: open duties with another last lawful day."""

    stale: tuple[str, ...]
    moved: tuple[MovedDuty, ...]


def adopt_pack(platform: Platform) -> Adoption:
    """Bring what was made with another pack up to this one; says which open duties moved.

    To be called while nothing else follows the ledger. Findings keep their history: what the new pack changes
    becomes events like any other re-evaluation.
    """
    with platform.engine.connect() as connection:
        made_with = {
            one.name: one.pack_digest for one in progress(connection) if one.active and one.pack_digest is not None
        }
    stale = sorted(name for name, digest in made_with.items() if digest != platform.pack.digest)
    if stale:
        platform.processing.catch_up()
    begun = platform.now()
    for name in stale:
        if name == SUPERVISION:
            evaluate_again(platform)
        elif MODELS[name].of == "cases":
            rebuild(platform, name)
    with platform.ledger.writing_engine.begin() as connection:
        note_pack(connection, platform.pack.digest)
    moved: tuple[MovedDuty, ...] = ()
    if SUPERVISION in stale:
        with platform.engine.connect() as connection:
            moved = moved_since(connection, begun)
    return Adoption(tuple(stale), moved)
