"""Take in an offline file: refused whole unless it is whole and its agency's own; then each act is judged as if posted.

Not the form (domain/offline_file.py), not HTTP. True times of acts are kept, and the ledger says when it got them: what
the law says of late recording holds for these acts as for others.

1. is the file whole, and all of one agency, which is the caller
2. does a key of that agency that stands sign it: not expired when the file was made, not revoked by now
3. the same number with other bytes is refused; the same file again gets the first answer
4. acts are posted in batches; broken off, the next try goes on: an act is taken once by (source, id)
"""

from __future__ import annotations

import zlib
from collections import Counter
from pathlib import Path
from typing import Final, Literal

import msgspec
from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.caller import Caller
from app.citizen_ids import misplaced_citizen_ids
from app.composition import Platform
from app.import_acts import import_acts
from app.offline import reading
from app.post_acts import Outcome, Rejected
from app.reconciliation.tables import offline_files
from app.signing import event_signature
from app.signing.agency_keys import AgencyKey
from app.signing.key_ring import KeyRing
from domain import agency as agencies
from domain.errors import Conflict, Refused
from domain.offline_file import Sound, refused
from ledger import reading_scope

_SKEW: Final = 60_000_000
Result = Literal["accepted", "duplicate", "refused"]


class LineResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of the act in this line of the file, from 2. hash: of the receipt; code, pointer, detail: why not."""

    line: int
    outcome: Result
    id: str | None = None
    hash: str | None = None
    code: str | None = None
    pointer: str | None = None
    detail: str | None = None


class TakenFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file taken in, and what became of each of its lines, in order. Times in microseconds."""

    agency: str
    number: int
    digest: str
    received_at: int
    accepted: int
    duplicate: int
    refused: int
    results: tuple[LineResult, ...]


def take(platform: Platform, path: Path, caller: Caller) -> TakenFile:
    """Take the file in. caller.agency None: the operator, who hands in any agency's file.

    Raises Refused, SignatureFault (the whole file, with its line), Conflict("offline-number-reused").
    """
    most = platform.settings.offline_bytes
    sound = reading.check(path, most_bytes=most)  # 1
    header = sound.header
    if caller.agency is not None and header.source != caller.agency:
        raise refused(
            1, "not-your-agency", f"The file is of {header.source}, and the caller is {caller.agency}.",
            "Send the files of your own agency.",
        )  # fmt: skip
    row = _row(platform, header.source, header.number)
    if row is not None and row.digest != sound.trailer.digest:
        raise Conflict(
            "offline-number-reused",
            f"File {header.number} of {header.source} was received with the digest {row.digest}, not this one.",
            remedy="Give each file its own number; what was wrong in one is corrected by acts in a later one.",
        )
    if row is None or row.done_at is None:
        require_signed(platform, sound)  # 2
        row = _begin(platform, sound) if row is None else row  # 3
        _post(platform, path, sound, row.received_at, caller)  # 4
        row = _row(platform, header.source, header.number)
    return _taken(row)


def require_signed(platform: Platform, sound: Sound) -> None:
    """SignatureFault unless a key of the agency signed the file that was valid when it was made and is not revoked now.

    A key that has merely expired by now signed rightly then. Of a revoked one nobody knows who has it, and `made_at` is
    no more than a word of whoever signed.
    """
    header, now = sound.header, platform.now()
    keys = KeyRing(platform.engine)
    if header.made > now + _SKEW:
        raise refused(1, "offline-file-broken", "`made_at` lies after the present.", "Check the clock that sealed it.")

    def standing(source: str, kid: str) -> AgencyKey | None:
        key = keys.find(source, kid) if kid == header.kid else None
        if key is None or key.revoked_at is None or key.revoked_at > now:
            return key
        return msgspec.structs.replace(key, revoked_at=min(key.revoked_at, header.made))

    event_signature.verify(msgspec.to_builtins(sound.trailer), header.source, standing, header.made)


def _begin(platform: Platform, sound: Sound) -> Row[*tuple[object, ...]]:
    header = sound.header
    try:
        with platform.ledger.writing_engine.begin() as connection:
            connection.execute(
                insert(offline_files),
                {
                    "agency": header.source, "region": agencies.region_of(header.source), "number": header.number,
                    "digest": sound.trailer.digest, "previous": header.previous, "first_sequence": header.first,
                    "last_sequence": header.last, "acts": header.acts,
                    "missing": msgspec.json.encode(sound.missing).decode(), "kid": header.kid,
                    "made_at": header.made, "received_at": platform.now(), "done_at": None,
                    "accepted": 0, "duplicate": 0, "refused": 0, "results": None,
                },
            )  # fmt: skip
    except IntegrityError:  # the same file came at the same moment: both go on, acts are taken once
        pass
    row = _row(platform, header.source, header.number)
    if row is None or row.digest != sound.trailer.digest:
        raise Conflict(
            "offline-number-reused", f"Another file {header.number} of {header.source} came at the same moment.",
            remedy="Give each file its own number.",
        )  # fmt: skip
    return row


def _post(platform: Platform, path: Path, sound: Sound, received_at: int, caller: Caller) -> None:
    header = sound.header
    lines = reading.acts(path, header.acts, most_bytes=platform.settings.offline_bytes)
    as_agency = Caller(header.source, caller.name)
    results = [
        _result(line, outcome, received_at)
        for (line, _), outcome in import_acts(platform, lines, lambda item: item[1], as_agency)
    ]
    results = _repeats_marked(sorted(results, key=lambda one: one.line))
    counts = Counter(one.outcome for one in results)
    files = offline_files.c
    with platform.ledger.writing_engine.begin() as connection:
        connection.execute(
            update(offline_files)
            .where(files.agency == header.source, files.number == header.number, files.done_at.is_(None))
            .values(
                done_at=platform.now(), accepted=counts["accepted"], duplicate=counts["duplicate"],
                refused=counts["refused"], results=zlib.compress(msgspec.json.encode(results)),
            )
        )  # fmt: skip


def _result(line: int, outcome: Outcome, received_at: int) -> LineResult:
    if isinstance(outcome, Rejected):
        error = outcome.error
        said = {"id": outcome.id or "", "pointer": getattr(error, "pointer", ""), "detail": error.detail}
        # the answer is kept: what it quotes may be an identity number in a place not made for it
        held = {pointer.removeprefix("/") for pointer in misplaced_citizen_ids(said)}
        shown = {name: text for name, text in said.items() if text and name not in held}
        return LineResult(line=line, outcome="refused", code=error.code, **shown)
    receipt = outcome.receipt
    # what an earlier try of this very file took before it was broken off is no duplicate of anything
    again = receipt.duplicate and receipt.recorded_at < received_at
    return LineResult(line=line, outcome="duplicate" if again else "accepted", id=receipt.id, hash=receipt.hash)


def _repeats_marked(results: list[LineResult]) -> list[LineResult]:
    """Of the same act twice in one file, the second line is a duplicate."""
    seen: set[str] = set()
    marked: list[LineResult] = []
    for one in results:
        again = one.outcome == "accepted" and one.hash in seen
        marked.append(msgspec.structs.replace(one, outcome="duplicate") if again else one)
        seen.add(one.hash or "")
    return marked


def _row(platform: Platform, agency: str, number: int) -> Row[*tuple[object, ...]] | None:
    files = offline_files.c
    with reading_scope.of_the_platform(), platform.engine.connect() as connection:
        query = select(offline_files).where(files.agency == agency, files.number == number)
        return connection.execute(query).one_or_none()


def _taken(row: Row[*tuple[object, ...]] | None) -> TakenFile:
    if row is None or row.done_at is None:
        raise Refused("offline-file-broken", "The file was not taken in to its end.", remedy="Send it again.")
    results = msgspec.json.decode(zlib.decompress(bytes(row.results)), type=tuple[LineResult, ...])
    named = {name: row._mapping[name] for name in TakenFile.__struct_fields__ if name != "results"}
    return TakenFile(**named, results=results)
