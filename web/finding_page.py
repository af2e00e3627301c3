"""One finding: what is wrong in a sentence, the rule word for word, how it was derived, the evidence, what was done.

Not the handling (triage.py). An auditor's or an agency's page holds no form.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec
from starlette.responses import Response

from app import findings, read_case
from app.access import require_finding
from app.closings import sight_of
from domain.errors import LedgerFault, NotFound
from domain.event import EventKey
from domain.permission import may
from supervision_rules.breach import Breach
from supervision_rules.card import Card, Version
from supervision_rules.finding import Finding
from supervision_rules.verdict import Verdict
from supervision_rules.wording import says
from web import links, tags
from web.finding_log import LogItem, log_items
from web.labels import Article
from web.links import Link
from web.moments import Moment
from web.tags import Tag
from web.triage_forms import Form, Typed, forms_of
from web.visit import Notice, Visit


class EvidenceItem(msgspec.Struct, frozen=True):
    """One act. when None: it could not be read, and `organ` says why."""

    act: Link
    when: Moment | None
    organ: str
    role: str


class InForceView(msgspec.Struct, frozen=True):
    """Which version of the rule was applied. until None: still in force."""

    version: str
    since: Moment
    until: Moment | None


class FindingView(msgspec.Struct, frozen=True, kw_only=True):
    """sentence: what is wrong. steps: the derivation; without it `underived` says why there is none."""

    id: str
    notice: Notice | None
    sentence: str
    severity: Tag
    status: Tag
    state: Tag
    prompt: bool
    provisional: bool
    rule_id: str
    rule: str
    articles: tuple[Article, ...]
    in_force: InForceView | None
    bases: tuple[str, ...]
    case: Link
    person: str
    holder: str
    opened: Moment
    due: Moment | None
    over: str
    raised: Moment
    assignee: str
    steps: tuple[str, ...]
    underived: str
    evidence: tuple[EvidenceItem, ...]
    log: tuple[LogItem, ...]
    forms: tuple[Form, ...]
    read_only: bool
    replay: str


def show(visit: Visit) -> Response:
    done = visit.query.get("done", "")
    text = visit.words.known(f"done.{done}", "")
    return render(visit, Notice("done", text) if text else None)


def render(visit: Visit, notice: Notice | None, typed: Typed | None = None, *, status: int = 200) -> Response:
    """The page as the finding stands now. typed: a form that was refused, shown again with what was typed."""
    finding = seen(visit)
    view = _view(visit, finding, notice, typed)
    return visit.show("finding.html", view.rule, view, status=status, section="findings")


def seen(visit: Visit) -> Finding:
    """The finding of this address. NotFound, the same where there is none and where its case is not the reader's."""
    finding_id = visit.parameters["finding"]
    require_finding(visit.platform, visit.principal, finding_id)
    return findings.finding(visit.platform, finding_id)


def _view(visit: Visit, finding: Finding, notice: Notice | None, typed: Typed | None) -> FindingView:
    words, labels, moments = visit.words, visit.labels, visit.moments
    breach, pack = finding.breach, visit.platform.pack
    card = pack.card(breach.rule)
    verdict, steps, underived = _derived(visit, finding)
    late = breach.over_by if verdict is None else verdict.over_by
    return FindingView(
        id=finding.id,
        notice=notice,
        sentence=labels.rule(breach.rule) if verdict is None else says(pack, verdict, words.language),
        severity=tags.severity(words, breach.severity),
        status=tags.status(words, breach.status if verdict is None else verdict.status),
        state=tags.finding_state(words, finding.state),
        prompt=breach.consequence == "prompt",
        provisional=breach.provisional_due,
        rule_id=breach.rule,
        rule=labels.rule(breach.rule),
        articles=() if card is None else labels.articles(card),
        in_force=_in_force(visit, card, breach),
        bases=tuple(labels.rule(rule) for rule in breach.bases),
        case=Link(breach.case, links.case(breach.case)),
        person=breach.subject or "",
        holder=labels.organ(breach.holder),
        opened=moments.day(date.fromordinal(breach.trigger_day)),
        due=moments.stated(breach.due),
        over="" if late is None else moments.lateness(late.value, late.unit),
        raised=moments.instant(finding.raised_at),
        assignee=finding.assignee or "",
        steps=steps,
        underived=underived,
        evidence=_evidence(visit, breach),
        log=log_items(visit, finding),
        forms=forms_of(visit, finding, typed) if may(visit.principal, "handle_finding") else (),
        read_only=not may(visit.principal, "handle_finding"),
        replay=links.replay(breach.case, act=links.anchor(breach.trigger)),
    )


def _derived(visit: Visit, finding: Finding) -> tuple[Verdict | None, tuple[str, ...], str]:
    """The verdict as of now and its derivation; or why it cannot be told."""
    try:
        found = read_case.explain(visit.platform, finding.id)
    except NotFound:
        return None, (), visit.words("finding.withdrawn_underived")
    except LedgerFault as fault:
        return None, (), visit.words("finding.ledger_fault", detail=fault.detail)
    sentences = found.sentences_zh if visit.words.language == "zh" else found.sentences_en
    cited = {article: visit.labels.cited(article) for article in found.derivation.articles}
    return found.verdict, tuple(_named(sentence, cited) for sentence in sentences), ""


def _named(sentence: str, cited: Mapping[str, str]) -> str:
    """A derivation cites laws by the name of their file; people know them by their titles."""
    for article, name in cited.items():
        sentence = sentence.replace(article, name)
    return sentence


def _in_force(visit: Visit, card: Card | None, breach: Breach) -> InForceView | None:
    versions: tuple[Version, ...] = () if card is None else card.versions
    for version in versions:
        if version.version == breach.rule_version:
            span = version.in_force
            until = None if span.to is None else visit.moments.day(span.to)
            return InForceView(version.version, visit.moments.day(span.from_), until)
    return None


def _evidence(visit: Visit, breach: Breach) -> tuple[EvidenceItem, ...]:
    keys = dict.fromkeys((breach.trigger, *breach.evidence, *([breach.decided_by] if breach.decided_by else [])))
    closed = sight_of(visit.platform, visit.principal, [breach.case]).acts
    return tuple(_evidence_item(visit, breach, key) for key in keys if key not in closed)


def _evidence_item(visit: Visit, breach: Breach, key: EventKey) -> EvidenceItem:
    words = visit.words
    role = "trigger" if key == breach.trigger else "decided" if key == breach.decided_by else "evidence"
    try:
        event = read_case.event(visit.platform, key.source, key.id).event
    except (NotFound, LedgerFault) as error:
        return EvidenceItem(Link(key.id, links.act(breach.case, key)), None, error.detail, words(f"role_of.{role}"))
    return EvidenceItem(
        Link(visit.labels.act(event.type), links.act(event.case, key)),
        visit.moments.occurred(event.occurred),
        visit.labels.organ(event.emitter),
        words(f"role_of.{role}"),
    )
