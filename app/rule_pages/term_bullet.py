"""What a card reckons of a prison term: which fields must agree, and what each day before the sentence is worth."""

from __future__ import annotations

from collections.abc import Sequence

from app.rule_pages.bullets import Bullet, of_matchers
from app.rule_pages.words import PageWords
from supervision_rules.card import Credit, Term


def term_bullet(term: Term, events: Sequence[str], words: PageWords) -> Bullet:
    """events: types of the act that states the term."""
    told = words.conditions(events).phrases[f"term.{term.check}"]
    names = (term.months, term.first_day, term.last_day, term.credited, term.sentence)
    fields = words.comma([words.quoted(words.names.field(name, events)) for name in names])
    below = (Bullet(words.entry(words.label("reckoned_from"), fields)), *(_credit(c, term, words) for c in term.credit))
    return Bullet(words.entry(words.label("term"), told), below)


def _credit(credit: Credit, term: Term, words: PageWords) -> Bullet:
    """One day in the state, by kind of sentence; then the state."""
    worth = [
        words.label("credited", sentence=words.names.value(kind, field=term.sentence) or kind, days=days)
        for kind, days in credit.days.items()
    ]
    below = [of_matchers(words.label("state_from"), credit.state.from_, words)]
    if credit.state.to:
        below.append(of_matchers(words.label("state_to"), credit.state.to, words))
    return Bullet(words.entry(words.label("credit"), words.joined(worth)), tuple(below))
