"""Guard conditions in the reader's words: fields by the labels of the vocabulary, facts and operators by words.yaml.

Not their meaning (supervision_rules/guard.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from app.rule_pages.words import PageWords
from supervision_rules.condition import Condition


def described(conditions: Sequence[Condition], event: str, words: PageWords) -> str:
    """All must hold. event: the type whose fields are meant, "" where there are several."""
    return words.comma([_one(condition, event, words) for condition in conditions])


def _one(condition: Condition, event: str, words: PageWords) -> str:
    if condition.any or condition.all:
        joint = words.word("operator", "or" if condition.any else "and")
        return "(" + joint.join(_one(inner, event, words) for inner in condition.any or condition.all) + ")"
    if condition.not_ is not None:
        return words.word("operator", "not").format(_one(condition.not_, event, words))
    if condition.emitter_is is not None:
        other = words.act(condition.of.event) if condition.of else ""
        steps = "" if condition.steps == 1 else f" ({condition.steps})"
        return words.word("operator", condition.emitter_is).format(other) + steps
    subject = _subject(condition, event, words)
    operator = condition.operator()
    if operator is None:
        return subject
    name, operand = operator
    if name == "present":
        name = "present" if operand else "absent"
    return words.word("operator", name).format(subject, _value(operand, condition, words))


def _subject(condition: Condition, event: str, words: PageWords) -> str:
    if condition.field is not None:
        return words.field(event, condition.field)
    if condition.fact is not None:
        return words.word("fact", condition.fact)
    return words.word("operator", f"emitter_{condition.emitter}")


def _value(operand: object, condition: Condition, words: PageWords) -> str:
    values = operand if isinstance(operand, tuple) else (operand,)
    shown = [words.organ(str(v)) if condition.emitter == "kind" else words.word("value", str(v)) for v in values]
    return words.comma(shown)
