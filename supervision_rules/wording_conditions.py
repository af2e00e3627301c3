"""Guard conditions as sentences: fields, facts and codes in the pack's words, operators in ours.

Not their meaning (guard.py). Used for derivations (wording.py) and for the rule pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from supervision_rules.card import Version
from supervision_rules.condition import Condition, describe
from supervision_rules.wording_names import Names
from supervision_rules.wording_operators import PHRASES

_BOOLEANS: Final = frozenset({"true", "false"})
_NEGATED: Final = {"is": "is_not", "in": "not_in", "is_not": "is", "not_in": "in", "stated_as": "not_stated_as"}
_MEMBERSHIP: Final = frozenset({"is", "is_not", "in", "not_in", "stated_as", "not_stated_as"})


class ConditionWords:
    """Conditions on acts of some types, in one language. acts: whose fields are meant."""

    def __init__(self, names: Names, acts: Sequence[str]) -> None:
        self.names = names
        self.acts = tuple(dict.fromkeys(acts))
        self.phrases = PHRASES[names.locale]

    def all_of(self, conditions: Sequence[Condition]) -> str:
        """All must hold, as one sentence."""
        return self._joined("and", conditions)

    def one(self, condition: Condition) -> str:
        if condition.any:
            return self._either(condition.any)
        if condition.all:
            return self._every(condition.all)
        if condition.not_ is not None:
            return self._not(condition.not_)
        if condition.emitter_is is not None:
            return self._relation(condition)
        operator = condition.operator()
        return describe(condition) if operator is None else self._tested(condition, *operator)

    def _joined(self, joint: str, conditions: Sequence[Condition]) -> str:
        parts = [self.one(inner) for inner in conditions]
        if len(parts) > 1:
            parts = [
                self._say("grouped", text) if _composite(inner) else text
                for inner, text in zip(conditions, parts, strict=True)
            ]
        return self.phrases[joint].join(parts)

    def _either(self, conditions: Sequence[Condition]) -> str:
        """`not stated, or is x` of one field or fact is said in one breath."""
        if len(conditions) == 2:
            for gap, other in (conditions, conditions[::-1]):
                test = other.not_ or other
                if gap.present is False and _subject(gap) == _subject(test) and test.present is None:
                    return self._say(f"{_subject(gap)[0]}.or_absent", self.one(other))
        return self._joined("or", conditions)

    def _every(self, conditions: Sequence[Condition]) -> str:
        """`is stated, and is x` of one field: what `stated_as` says."""
        if len(conditions) == 2:
            there, other = conditions
            said = other.operator()
            if there.present and _subject(there) == _subject(other) and said is not None and said[0] in ("is", "in"):
                return self._tested(other, "stated_as", said[1])
        return self._joined("and", conditions)

    def _not(self, inner: Condition) -> str:
        operator = inner.operator()
        if operator is not None and _subject(inner)[0] in ("field", "fact"):
            name, operand = operator
            if name == "present":
                return self._tested(inner, name, not operand)
            if name in _NEGATED:
                return self._tested(inner, _NEGATED[name], operand)
        return self._say("not", self.one(inner))

    def _relation(self, condition: Condition) -> str:
        other = self._quoted(self.names.act(condition.of.event if condition.of else ""))
        if condition.emitter_is == "superior_of" and condition.steps > 1:
            return self._say("superior_steps", other, str(condition.steps))
        return self._say(condition.emitter_is or "", other)

    def _tested(self, condition: Condition, operator: str, operand: object) -> str:
        kind, name = _subject(condition)
        values = tuple(map(str, operand)) if isinstance(operand, tuple) else (str(operand),)
        if kind == "emitter":
            negated = "not_" if operator in ("is_not", "not_in") else ""
            return self._say(f"emitter.{negated}{name}", "", self._alternatives(self._emitter_values(name, values)))
        subject = self.names.fact(name) if kind == "fact" else self.names.field(name, self.acts)
        if operator == "present":
            return self._say(f"{kind}.{'present' if operand else 'absent'}", self._quoted(subject))
        if operator not in _MEMBERSHIP:
            return self._say(operator, self._quoted(subject), self.phrases["list"].join(values))
        if len(values) == 1 and values[0] in _BOOLEANS:
            return self._boolean(kind, subject, operator, values[0] == "true")
        shown = [self._value(kind, name, value) for value in values]
        return self._say(f"{kind}.{operator}", subject, self._alternatives(shown))

    def _boolean(self, kind: str, subject: str, operator: str, value: bool) -> str:
        negated = operator in ("is_not", "not_in")
        if kind == "field":
            answer = self.phrases["yes" if value else "no"]
            return self._say(f"field.{operator}", self._quoted(subject), answer)
        stated = {"stated_as": "stated_", "not_stated_as": "not_stated_"}.get(operator, "")
        return self._say(f"fact.{stated}{'yes' if value != negated else 'no'}", self._quoted(subject))

    def _value(self, kind: str, name: str, value: str) -> str:
        if value in _BOOLEANS:
            return self.phrases["yes" if value == "true" else "no"]
        if kind == "fact":
            return self._quoted(self.names.fact_value(name, value))
        coded = self.names.value(value, field=name, act=self._act())
        if coded is not None:
            return self._quoted(coded)
        text, _, article = value.partition(":")
        law = self.names.law(text)
        return self._quoted(value if law is None else self._say("article", law, article))

    def _emitter_values(self, part: str, values: Sequence[str]) -> list[str]:
        return [self.names.organ(v) if part == "kind" else self.names.level(v) for v in values]

    def _alternatives(self, shown: Sequence[str]) -> str:
        """“a”、“b”或者“c”."""
        if len(shown) < 2:
            return "".join(shown)
        return self.phrases["list"].join(shown[:-1]) + self.phrases["alternatives"] + shown[-1]

    def _act(self) -> str:
        return self.acts[0] if len(self.acts) == 1 else ""

    def _quoted(self, text: str) -> str:
        return self._say("quoted", text)

    def _say(self, key: str, *values: str) -> str:
        return self.phrases[key].format(*values)


def words_of_tested(text: str, version: Version, names: Names) -> str:
    """What a derivation says was tested (`Tested.condition`), in words; as it stands where the version has no such."""
    acts = [matcher.event for matcher in version.act]
    words = ConditionWords(names, acts)
    own = list(_tests_of(version, words))
    guards = [
        (describe(c), ConditionWords(names, (matcher.event,)).one(c)) for matcher in version.act for c in matcher.when
    ]
    for told in (own, guards):
        if text == " and ".join(plain for plain, _ in told):
            return words.phrases["and"].join(said for _, said in told)
    return text


def _tests_of(version: Version, words: ConditionWords) -> Iterator[tuple[str, str]]:
    for condition in (*version.allowed, *version.fields):
        yield describe(condition), words.one(condition)
    for name in version.documents:
        yield f"document {name}", words.phrases["document"].format(name)
    if version.term is not None:
        yield f"term {version.term.check}", words.phrases[f"term.{version.term.check}"]


def _subject(condition: Condition) -> tuple[str, str]:
    for kind in ("field", "fact", "emitter"):
        name = getattr(condition, kind)
        if name is not None:
            return kind, name
    return "", ""


def _composite(condition: Condition) -> bool:
    return len(condition.any) > 1 or len(condition.all) > 1
