"""Whether a client did what a step asked: judged by the requests it sent and the answers it got. Pure.

Not the asking (steps.py). Each fault says what was seen and what should have been.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs, unquote
from zoneinfo import ZoneInfo

import msgspec

from app.conformance.observer import RETRY_AFTER, Seen
from app.conformance.steps import Act, Step
from domain.flow import GENERIC, NAMES_IN, RETURNED
from domain.vocabulary import CORRECTED

_KEY: Final = "idempotency-key"
_TOLERANCE: Final = 0.1
_NAMELESS: Final = f"The acknowledgement names no act. Say in `data.{NAMES_IN}` which: its source and id."


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """One event that the client sent, in one request. code: of the problem, where it was refused."""

    at: float
    event: Mapping[str, Any]
    outcome: str
    code: str
    key: str | None
    seen: Seen

    @property
    def name(self) -> tuple[str, str]:
        return str(self.event.get("source")), str(self.event.get("id"))


def faults(step: Step, seen: Sequence[Seen], agency: str, earlier: Mapping[str, tuple[str, str]]) -> list[str]:
    """What the client did wrong in this step, in words; empty: it passes.

    earlier  step id -> (source, id) of the act that was accepted there
    """
    if step.ask == "token":
        return _token(seen)
    if step.ask == "receipt":
        return _receipt(seen, earlier.get(step.of or ""))
    if step.ask == "feed":
        return _feed(seen, earlier.get(step.id))
    posted = [one for request in seen if request.posts for one in events_of(request)]
    if step.ask == "returned" and not posted:
        return [*_return_read(seen, earlier.get(step.of or "")), "The return was ignored: nothing was sent again."]
    found = [*_posted_at_all(seen, posted), *_wrong_source(posted, agency)]
    if found or step.act is None:
        return found
    if step.ask == "correct":
        return _corrected(step.act, posted, earlier.get(step.of or ""))
    if step.ask == "acknowledge":
        return _acknowledged(step, posted, earlier.get(step.id))
    if step.ask == "returned":
        found += _handed_over_again(seen, posted, earlier.get(step.of or ""))
    if step.ask == "refused":
        return _mended(step.act, posted)
    if step.ask == "answer_lost":
        found += _sent_again(posted)
    if step.ask == "told_to_wait":
        found += _waited(posted)
    return found or _as_asked(step.act, step.act.happened, posted)


def accepted(step: Step, seen: Sequence[Seen]) -> tuple[str, str] | None:
    """(source, id) of the act of this step that the platform took."""
    for request in seen:
        for one in events_of(request) if request.posts else ():
            if one.outcome in ("accepted", "duplicate") and step.act is not None:
                return one.name
    return None


def events_of(request: Seen) -> list[Posted]:
    """The events of one POST and what became of each; of binary mode the attributes come from the headers."""
    value = _json(request.body)
    if "ce-specversion" in request.headers:
        attributes = {n.removeprefix("ce-"): unquote(v) for n, v in request.headers.items() if n.startswith("ce-")}
        value = {**attributes, "data": value}
    events = value if isinstance(value, list) else [value]
    answer = _json(request.answer)
    results = answer.get("results", []) if isinstance(answer, dict) else []
    found = []
    for number, event in enumerate(events):
        result = results[number] if number < len(results) else {}
        problem = result.get("problem") or (answer if isinstance(answer, dict) else {})
        found.append(
            Posted(
                at=request.at,
                event=event if isinstance(event, dict) else {},
                outcome="unanswered" if request.troubled else str(result.get("outcome", "refused")),
                code=str(problem.get("code", "")),
                key=request.headers.get(_KEY),
                seen=request,
            )
        )
    return found


def _token(seen: Sequence[Seen]) -> list[str]:
    asked = [one for one in seen if one.method == "POST" and one.path == "/oauth/token"]
    if not asked:
        return ["No request to /oauth/token was seen. POST grant_type=client_credentials there, with id and secret."]
    if all(one.status != 200 for one in asked):
        return [f"/oauth/token answered {asked[-1].status}: {asked[-1].answer.decode(errors='replace')[:200]}"]
    return []


def _receipt(seen: Sequence[Seen], name: tuple[str, str] | None) -> list[str]:
    if name is None:
        return ["The act of the earlier step was not accepted, so it has no receipt."]
    asked = [one for one in seen if one.method == "GET" and _receipt_of(one.path) == name]
    if not asked:
        return [f"No GET of the receipt of {name[1]!r} was seen. Its address is `href` of the receipt."]
    told = [_json(one.answer) for one in asked if one.status == 200]
    if not any(isinstance(one, dict) and one.get("duties") is not None for one in told):
        return ["The receipt was read before the duties were known, and not again. Ask until `duties` is not null."]
    return []


def _receipt_of(path: str) -> tuple[str, str] | None:
    parts = path.removeprefix("/v1/events/").split("/")
    if not path.startswith("/v1/events/") or len(parts) != 2:
        return None
    return unquote(parts[0]), unquote(parts[1])


def _feed(seen: Sequence[Seen], name: tuple[str, str] | None) -> list[str]:
    """Read from the beginning, page after page by the cursors given, until the act is there."""
    asked = [one for one in seen if one.method == "GET" and one.path == "/v1/feed" and one.status == 200]
    if not asked:
        return ["No GET of /v1/feed was answered with a page."]
    cursors: set[str] = set()
    begun = found = False
    for one in asked:
        after = parse_qs(one.query).get("after", [""])[0]
        begun = begun or not after
        if after and begun and after not in cursors:
            return [f"The feed was read after {after[:80]!r}, which no page gave as `next` or `cursor`."]
        page = _json(one.answer) or {}
        items = page.get("items", [])
        cursors |= {str(page.get("next")), *(str(item.get("cursor")) for item in items)}
        events = [item.get("event", {}) for item in items]
        found = found or name in [(event.get("source"), event.get("id")) for event in events]
    if not begun:
        return ["The feed was not read from its beginning: leave out `after`."]
    if not found:
        return ["Reading stopped before the act of the other agency. Follow `next` until a page comes that is empty."]
    return []


def _posted_at_all(seen: Sequence[Seen], posted: Sequence[Posted]) -> list[str]:
    if posted:
        return []
    refused = [one for one in seen if one.status == 401]
    if refused:
        return ["Every request was answered 401: the token was not sent, or has expired. Get a new one."]
    return ["No POST to /v1/events was seen."]


def _wrong_source(posted: Sequence[Posted], agency: str) -> list[str]:
    wrong = sorted({str(one.event.get("source")) for one in posted} - {agency})
    return [f"`source` was {source[:200]!r}; post as yourself, {agency!r}." for source in wrong]


def _sent_again(posted: Sequence[Posted]) -> list[str]:
    """The answer was lost: the very same request must come again."""
    first, again = posted[0], posted[1:]
    if not again:
        return ["The first answer was lost (503) and the act was not sent again. Repeat until there is an answer."]
    found = []
    for one in again:
        if one.name != first.name:
            found.append(
                f"The act was sent again under another id ({first.name[1]!r}, then {one.name[1]!r}): now it stands "
                "twice. Keep source and id when you repeat."
            )
        elif one.seen.body != first.seen.body:
            found.append(f"The repeat of {one.name[1]!r} had other content. Send the bytes of the first try again.")
    keys = {one.key for one in posted}
    if None in keys:
        found.append("There was no Idempotency-Key. Send one with every POST, in quotes.")
    elif len(keys) > 1:
        found.append("The repeat had another Idempotency-Key. Keep the key of the first try.")
    return list(dict.fromkeys(found))


def _waited(posted: Sequence[Posted]) -> list[str]:
    first, again = posted[0], posted[1:]
    if not again:
        return ["After 429 the act was not sent again. Wait as long as Retry-After says, then repeat it."]
    pause = again[0].at - first.at
    if pause < RETRY_AFTER - _TOLERANCE:
        return [f"After 429 with Retry-After: {RETRY_AFTER} the client waited {pause:.1f} s."]
    if again[0].name != first.name:
        return [f"After 429 the act was sent under another id ({first.name[1]!r}, then {again[0].name[1]!r})."]
    return []


def _mended(act: Act, posted: Sequence[Posted]) -> list[str]:
    """Refused once, then mended: neither given up nor repeated unchanged."""
    if not any(one.code == "time-in-future" for one in posted):
        return ["The act was not posted with the mistaken time `happened`, so that it was never refused."]
    refused = [one for one in posted if one.outcome == "refused"]
    if len(refused) > len({_content(one) for one in refused}):
        return [f"A refused act ({refused[0].code}) was sent again unchanged. A refusal is final: mend it."]
    if not any(one.outcome in ("accepted", "duplicate") for one in posted):
        return [f"The refusal ({refused[0].code}) was ignored: no mended act followed. Read `remedy` and post again."]
    return _as_asked(act, act.mended or "", posted)


def _corrected(act: Act, posted: Sequence[Posted], name: tuple[str, str] | None) -> list[str]:
    if name is None:
        return ["The act of the earlier step was not accepted, so it cannot be corrected."]
    taken = [one for one in posted if one.outcome in ("accepted", "duplicate")]
    notices = [one for one in taken if one.event.get("type") == CORRECTED]
    if not notices:
        return [f"No {CORRECTED} was accepted. What is posted is not changed: a correction names it in `data.event`."]
    data = notices[0].event.get("data") or {}
    named = data.get("event") or {}
    if (named.get("source"), named.get("id")) != name:
        return [f"The correction names {named!r}; it should name source {name[0]!r} and id {name[1]!r}."]
    return _instant(data.get("time"), act.mended or "", act.zone, "data.time")


def _acknowledged(step: Step, posted: Sequence[Posted], name: tuple[str, str] | None) -> list[str]:
    """By an act that names the one handed over, or by one of the law that can only mean it."""
    taken = [one for one in posted if one.outcome in ("accepted", "duplicate")]
    if not taken:
        return [f"No acknowledgement was accepted: {posted[-1].code or posted[-1].seen.status}."]
    kinds = ", ".join(step.acknowledges)
    for one in taken:
        named = _named(one.event)
        same_case = step.act is not None and one.event.get("subject") == step.act.case
        if one.event.get("type") in step.acknowledges and same_case and named in (None, name):
            return [] if named is not None or one.event.get("type") not in GENERIC else [_NAMELESS]
    return [f"{taken[0].event.get('type')} does not acknowledge it. Post one of {kinds}, in its case; name the act."]


def _handed_over_again(seen: Sequence[Seen], posted: Sequence[Posted], name: tuple[str, str] | None) -> list[str]:
    found = _return_read(seen, name)
    if name is not None and name in {one.name for one in posted}:
        found.append(f"It was sent again under the same id {name[1]!r}: that is the old act. Give it a new one.")
    return found


def _return_read(seen: Sequence[Seen], name: tuple[str, str] | None) -> list[str]:
    """The return came to the client in its feed."""
    if name is None:
        return ["The hand-over of the earlier step was not accepted, so it cannot come back."]
    pages = [_json(one.answer) or {} for one in seen if one.path == "/v1/feed" and one.status == 200]
    events = [item.get("event", {}) for page in pages for item in page.get("items", [])]
    if any(event.get("type") == RETURNED and _named(event) == name for event in events):
        return []
    return [f"The {RETURNED} was not read from the feed. Follow `next` until it is there."]


def _named(event: Mapping[str, Any]) -> tuple[str, str] | None:
    data = event.get("data")
    named = data.get(NAMES_IN) if isinstance(data, dict) else None
    return (str(named.get("source")), str(named.get("id"))) if isinstance(named, dict) else None


def _as_asked(act: Act, happened: str, posted: Sequence[Posted]) -> list[str]:
    """The act was taken, once, and says what was asked for."""
    taken = {one.name: one for one in posted if one.outcome in ("accepted", "duplicate")}
    if not taken:
        last = posted[-1]
        return [f"The act was not accepted: {last.code or last.seen.status}. See `detail` and `remedy` of the answer."]
    if len(taken) > 1:
        names = ", ".join(repr(name[1]) for name in taken)
        return [f"One act was asked for, and {len(taken)} stand in the ledger: {names}."]
    [one] = taken.values()
    found = []
    data = one.event.get("data") or {}
    for what, is_, asked in (
        ("type", one.event.get("type"), act.type),
        ("subject", one.event.get("subject"), act.case),
        ("data.person", data.get("person") if isinstance(data, dict) else None, act.person),
        *(
            (f"data.{name}", data.get(name) if isinstance(data, dict) else None, asked)
            for name, asked in act.data.items()
        ),
    ):
        if is_ != asked:
            found.append(f"`{what}` was {str(is_)[:100]!r}, asked for was {asked!r}.")
    return found + _instant(one.event.get("time"), happened, act.zone, "time")


def _instant(stated: object, wall: str, zone: str, where: str) -> list[str]:
    """A wall clock of the zone, stated as an instant."""
    right = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
    try:
        found = datetime.fromisoformat(str(stated))
    except ValueError:
        return [f"`{where}` was {str(stated)[:60]!r}; it should be {right.isoformat()} (RFC 3339 with offset)."]
    if found.tzinfo is None or found == right:
        return [] if found == right else [f"`{where}` has no offset; it should be {right.isoformat()}."]
    off = (found - right).total_seconds() / 3600
    return [f"`{where}` was {stated}, {off:+.1f} hours off; {wall} in {zone} is {right.isoformat()}."]


def _content(one: Posted) -> bytes:
    return msgspec.json.encode(one.event, order="deterministic")


def _json(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except msgspec.DecodeError:
        return None
