"""Acts without a clock of their own that fill a simulated file: evidence, documents, interrogations."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.simulation.docket import Docket, Suspect
from app.simulation.draft import Draft
from app.simulation.parameters import parameters
from app.simulation.plan import Profile

EVIDENCE = (
    "WitnessInterviewed",
    "SearchExecuted",
    "PropertySeized",
    "ForensicOpinionIssued",
    "IdentificationHeld",
)
DOCUMENTS = ("询问笔录", "讯问笔录", "书证", "鉴定意见", "辨认笔录", "到案经过", "户籍证明", "情况说明")


def interrogate(
    docket: Docket, suspect: Suspect, at: datetime, *, in_centre: bool, officer: str | None = None
) -> Draft:
    """One interrogation with its end and its signed record. Returns its start."""
    police = docket.agencies.police
    present = [officer or docket.investigators[0], docket.investigators[1]]
    place = "detention_centre" if in_centre else "police_case_area"
    end = at + timedelta(minutes=docket.rng.randint(40, 150))
    if in_centre:
        docket.act(
            "TakenForInterrogation",
            at - timedelta(minutes=5),
            docket.agencies.detention_centre,
            suspect,
            organ=police,
            officers=present,
            reason_text="讯问",
            interval_start=at.isoformat(),
            interval_end=end.isoformat(),
        )
    started = docket.act(
        "InterrogationStarted",
        at,
        police,
        suspect,
        place_kind=place,
        in_detention_centre=in_centre,
        officers=present,
    )
    docket.act("InterrogationEnded", end, police, suspect)
    docket.act("InterrogationRecordSigned", end + timedelta(minutes=5), police, suspect)
    return started


def evidence_between(docket: Docket, profile: Profile, start: datetime, end: datetime) -> None:
    """Evidence, papers and interrogations spread evenly, so that the file is never silent for long."""
    amounts = parameters().side_acts[profile]
    rng = docket.rng
    police = docket.agencies.police
    acts = [rng.choice(EVIDENCE) for _ in range(rng.randint(*amounts.evidence))]
    acts += ["DossierDocumentAdded"] * rng.randint(*amounts.documents)
    rng.shuffle(acts)
    start += timedelta(hours=20)
    step = max(end - start, timedelta(hours=1)) / (len(acts) + 1)
    for number, type_ in enumerate(acts, 1):
        at = (start + step * number).replace(microsecond=0)
        if type_ == "DossierDocumentAdded":
            documents(docket, police, at, [rng.choice(DOCUMENTS)])
        else:
            docket.act(type_, at, police, officers=docket.investigators)
            _follow_up(docket, type_, at)
    for suspect in docket.held:
        if suspect.arrested_at is None:
            continue
        first = suspect.arrested_at + timedelta(days=3)
        for number in range(rng.randint(*amounts.interrogations)):
            at = first + timedelta(days=2 * number, minutes=docket.rng.randint(0, 300))
            if at < end:
                interrogate(docket, suspect, at, in_centre=True)


def _follow_up(docket: Docket, type_: str, at: datetime) -> None:
    """What goes with the act: the record of a search, safe keeping of what was seized."""
    police = docket.agencies.police
    if type_ == "SearchExecuted":
        documents(docket, police, at + timedelta(minutes=50), ["搜查笔录"])
    elif type_ == "PropertySeized":
        docket.act("PropertyStored", at + timedelta(hours=3), police)


def documents(
    docket: Docket,
    source: str,
    at: datetime,
    types: Sequence[str],
    *,
    late_record: bool = False,
    person: Suspect | None = None,
) -> Draft:
    """Papers put on file, each with the digest of its (invented) content. Returns the last."""
    for number, doc_type in enumerate(types):
        digest = hashlib.sha256(f"{docket.case}/{len(docket.drafts)}".encode()).hexdigest()
        added = docket.act(
            "DossierDocumentAdded",
            at + timedelta(minutes=number + 1),
            source,
            person,
            late_record=late_record,
            doc_type=doc_type,
            hash=f"sha256:{digest}",
        )
    return added
