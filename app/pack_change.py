"""Another pack than the one that duties and read models were made with: everything is evaluated anew, once.

Not a comparison of packs. Called before anything follows the ledger (composition.py, worker.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.reassess import evaluate_again
from app.rebuild import rebuild
from projections.registry import MODELS, SUPERVISION
from projections.runner import note_pack, progress

if TYPE_CHECKING:
    from app.composition import Platform


def adopt_pack(platform: Platform) -> tuple[str, ...]:
    """Bring what was made with another pack up to this one; names of what was made anew.

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
    for name in stale:
        if name == SUPERVISION:
            evaluate_again(platform)
        elif MODELS[name].of_cases:
            rebuild(platform, name)
    with platform.ledger.writing_engine.begin() as connection:
        note_pack(connection, platform.pack.digest)
    return tuple(stale)
