"""What mends the differences of a day, as CloudEvents ready to post, signed where the agency signs.

Proposals of the agency's side, which alone knows its acts; the platform applies none by itself. What was refused is not
proposed again as it was: it has to be put right first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from app.reconciliation.own_acts import OwnActs
from app.reconciliation.reconcile import repair_id
from app.signing.private_keys import PrivateKey
from domain.vocabulary import CORRECTED


def repairs(
    differences: Iterable[Mapping[str, Any]], own: OwnActs, signer: PrivateKey | None, now: datetime | None = None
) -> Iterator[dict[str, object]]:
    """differences: as the platform judged them. An act on another case than the platform's cannot be corrected there:
    it is retracted there by hand, and posted under another id.
    """
    at = (now or datetime.now(UTC)).isoformat(timespec="seconds").replace("+00:00", "Z")
    for one in differences:
        if one["mended"]:
            continue
        event = own.event(one["source"], one["id"])
        made: dict[str, object] | None = None
        if one["action"] == "post":
            made = event
        elif one["action"] == "correct" and event is not None and one["found_case"] is None:
            made = _correction(event, str(one["digest"]), at)
        elif one["action"] == "retract":
            made = one["event"]
        if made is not None:
            yield made if signer is None or "signature" in made else signer.signed(made)


def _correction(event: Mapping[str, object], digest: str, at: str) -> dict[str, object]:
    source, act_id = str(event["source"]), str(event["id"])
    when = {name: event[name] for name in ("time", "occurredon") if name in event}
    stated = {"event": {"source": source, "id": act_id}, "type": event["type"], "data": event.get("data", {}), **when}
    return {
        "specversion": "1.0", "source": source, "type": CORRECTED, "subject": event["subject"],
        "id": repair_id(source, act_id, digest), "time": at, "data": stated,
    }  # fmt: skip
