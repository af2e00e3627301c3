"""Facts and payload codes of a pack in the reader's words: labels.yaml. A pack without it shows names and codes.

Not the labels of event types and fields (they stand in events/*.yaml). Nothing here decides a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from domain.errors import PackFault
from domain.payload_types import Label
from domain.vocabulary import Vocabulary
from supervision_rules.facts import FactSpec
from supervision_rules.located_yaml import Document

FILE = "labels.yaml"


class PackLabels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Labels of facts by name, of codes by `code`, `field.code`, `Act.field.code` or `fact.code`: the longest wins."""

    facts: dict[str, Label] = {}
    choices: dict[str, Label] = {}

    def fact(self, name: str) -> Label | None:
        return self.facts.get(name)

    def choice(self, code: str, *, field: str = "", event: str = "") -> Label | None:
        """event "": any act, or several."""
        keys = (f"{event}.{field}.{code}", f"{field}.{code}", code)
        return next((self.choices[key] for key in keys if key in self.choices), None)

    def fact_value(self, name: str, spec: FactSpec | None, code: str) -> Label | None:
        """What a fact is set to: as said for the fact, else as in the field it is taken from, else the plain code."""
        if f"{name}.{code}" in self.choices:
            return self.choices[f"{name}.{code}"]
        taken = () if spec is None else tuple(change for change in spec.changes if change.from_ is not None)
        for change in taken:
            key = f"{change.from_}.{code}"
            found = self.choices.get(f"{change.event}.{key}", self.choices.get(key))
            if found is not None:
                return found
        return self.choices.get(code)


def codes_of_fact(spec: FactSpec, vocabulary: Vocabulary) -> frozenset[str]:
    """What a fact may be set to, apart from yes and no and from numbers."""
    stated = {change.set_ for change in spec.changes if change.set_ is not None} | {spec.initially}
    taken = {
        code
        for change in spec.changes
        if change.from_ is not None and change.event in vocabulary
        for field in [vocabulary.types[change.event].fields.get(change.from_)]
        if field is not None
        for code in field.choices
    }
    return frozenset(code for code in stated | taken if code is not None and code not in ("true", "false"))


def known_keys(vocabulary: Vocabulary, facts: Mapping[str, FactSpec]) -> frozenset[str]:
    """Every key that may stand under `choices`, those for free text apart (`is_of_text`)."""
    keys = set()
    for declared in vocabulary:
        for name, field in declared.fields.items():
            for code in field.choices:
                keys |= {code, f"{name}.{code}", f"{declared.name}.{name}.{code}"}
    for name, spec in facts.items():
        for code in codes_of_fact(spec, vocabulary):
            keys |= {code, f"{name}.{code}"}
    return frozenset(keys)


def is_of_text(key: str, vocabulary: Vocabulary) -> bool:
    """`field.code` of a field of free text, in which cards look for agreed words."""
    field, _, code = key.partition(".")
    return bool(code) and any(
        spec.type in ("text", "texts") for declared in vocabulary if (spec := declared.fields.get(field)) is not None
    )


def strangers(
    document: Document, labels: PackLabels, vocabulary: Vocabulary, facts: Mapping[str, FactSpec]
) -> Iterator[PackFault]:
    """Labels for what the pack does not have."""
    for name in sorted(labels.facts.keys() - facts.keys()):
        remedy = "Correct the name, or take the label off."
        yield document.fault(("facts", name), f"`{name}` is no fact of this pack", remedy=remedy)
    for key in sorted(labels.choices.keys() - known_keys(vocabulary, facts)):
        if is_of_text(key, vocabulary):
            continue
        remedy = "Correct the code (`code`, `field.code`, `Act.field.code`, `fact.code`), or take the label off."
        yield document.fault(("choices", key), f"`{key}` is no choice of this pack", remedy=remedy)
