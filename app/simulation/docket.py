"""What happened in one simulated case, written down act by act, with the breaches planted in it.

Holds no law: stages call `act` with the moment they chose; `expect` states a breach they planted.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from random import Random

import msgspec

from app.simulation.draft import Draft, Expectation
from app.simulation.parameters import parameters
from app.simulation.world import Agencies

CHINA = timezone(timedelta(hours=8))
# acts whose paper often bears a date and no hour
DATE_ONLY = frozenset(
    {
        "FilingOrdered",
        "CustodyExtensionRequested",
        "CustodyExtensionApproved",
        "ReturnedForSupplementaryInvestigation",
        "SupplementaryInvestigationResubmitted",
        "ReviewPeriodExtended",
        "IndictmentServed",
        "JudgmentServed",
        "AppealFiled",
        "AppealPeriodExpired",
        "AppealFileTransferred",
        "ExecutionDocumentsServed",
        "CommunityCorrectionReported",
    }
)
DATE_ONLY_SHARE = 0.3


class Suspect(msgspec.Struct):
    """A person in the case, as the simulator drives it."""

    id: str
    name: str
    in_custody: bool = False
    on_bail: bool = False
    detained_at: datetime | None = None
    arrested_at: datetime | None = None
    left: bool = False
    community: bool = False
    case: str | None = None


class Docket:
    """Collects the drafts of one case. `span` draws durations, `act` writes down."""

    def __init__(self, case: str, agencies: Agencies, rng: Random, breach: str | None) -> None:
        self.case = case
        self.agencies = agencies
        self.rng = rng
        self.breach = breach
        self.drafts: list[Draft] = []
        self.expected: list[Expectation] = []
        self.suspects: list[Suspect] = []
        self.planted = False
        self.investigators: list[str] = []
        self.panel: list[str] = []
        self.recused: str | None = None
        self.late_expedited = False

    # --- time -------------------------------------------------------------------------------------

    def span(self, name: str, *, broken: bool = False) -> timedelta:
        chosen = parameters().spans[name]
        value = chosen.draw(self.rng, broken=broken)
        if chosen.unit == "day":
            return timedelta(days=value)
        return timedelta(hours=value) if chosen.unit == "hour" else timedelta(minutes=value)

    def later_day(self, moment: datetime, days: timedelta) -> datetime:
        """`days` after `moment`, at some minute of the working day, never before `moment`."""
        day = (moment + days).date()
        at = datetime.combine(day, time(9, 0), CHINA) + timedelta(minutes=self.rng.randint(0, 480))
        return max(at, moment + timedelta(minutes=self.rng.randint(1, 20)))

    def minutes(self) -> timedelta:
        return timedelta(minutes=self.rng.randint(1, 50))

    # --- acts -------------------------------------------------------------------------------------

    def act(
        self,
        type_: str,
        when: date | datetime,
        source: str,
        person: Suspect | None = None,
        *,
        actor: str | None = None,
        case: str | None = None,
        late_record: bool = False,
        **data: object,
    ) -> Draft:
        """Write an act down. `data` holds payload fields; empty ones are left out."""
        if type_ in DATE_ONLY and isinstance(when, datetime) and self.rng.random() < DATE_ONLY_SHARE:
            when = when.date()
        delay = self.span("recording_delay", broken=late_record)
        if not isinstance(when, datetime):
            delay = min(delay, timedelta(hours=6))
        recorded = when if isinstance(when, datetime) else datetime.combine(when, time(17, 0), CHINA)
        draft = Draft(
            id=f"{self.case}-{len(self.drafts) + 1:04d}",
            type=type_,
            when=when,
            source=source,
            case=case or (person.case if person is not None and person.case else self.case),
            person=None if person is None else person.id,
            actor=actor,
            data={name: value for name, value in data.items() if value is not None},
            recorded=recorded + delay,
        )
        self.drafts.append(draft)
        return draft

    # --- breaches ---------------------------------------------------------------------------------

    def breaks(self, rule: str) -> bool:
        """True the first time the stage of the planned breach is reached."""
        if self.breach != rule or self.planted:
            return False
        self.planted = True
        return True

    def expect(self, rule: str, trigger: Draft, subject: Suspect | None) -> None:
        """State that replay must raise `rule` for `subject` on `trigger`."""
        self.expected.append(
            Expectation(
                case=self.case,
                rule=rule,
                subject=None if subject is None else subject.id,
                trigger_source=trigger.source,
                trigger_id=trigger.id,
                planted=self.breach or "",
            )
        )

    def last(self, type_: str, person: Suspect | None = None) -> Draft:
        """The latest act written down of that type (and person)."""
        found = self.find(type_, person)
        if found is None:
            raise LookupError(f"{self.case}: no {type_} yet")
        return found

    def find(self, type_: str, person: Suspect | None = None) -> Draft | None:
        wanted = None if person is None else person.id
        for draft in reversed(self.drafts):
            if draft.type == type_ and wanted in (None, draft.person):
                return draft
        return None

    def latest(self, person: Suspect) -> Draft:
        """The act that happened last so far, of those that concern the person or the whole case."""
        return max((one for one in self.drafts if one.person in (None, person.id)), key=moment_of)

    def by_id(self, id_: str) -> Draft:
        return next(one for one in self.drafts if one.id == id_)

    @property
    def held(self) -> list[Suspect]:
        return [one for one in self.suspects if one.in_custody and not one.left]

    @property
    def present(self) -> list[Suspect]:
        return [one for one in self.suspects if not one.left]


def moment_of(draft: Draft) -> datetime:
    """When an act is over: its instant, or the end of the working day of a date-only act."""
    if isinstance(draft.when, datetime):
        return draft.when
    return datetime.combine(draft.when, time(17, 0), CHINA)
