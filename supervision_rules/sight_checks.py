"""Faults in sight.yaml that its shape does not show: acts that the pack does not know, quotations that stand nowhere.

Not what the rules mean (domain/sight.py). Called by the pack loader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from domain.agency import KINDS
from domain.errors import PackFault
from domain.fault_place import did_you_mean, nearest
from domain.sight import ClosingRule, Opening, Source
from domain.vocabulary import Vocabulary
from supervision_rules.law_text import words_of
from supervision_rules.located_yaml import Document

FILE: Final = "sight.yaml"
_Path = tuple[str | int, ...]
_Fault = tuple[_Path, str, str]


def sight_faults(
    document: Document, rules: Sequence[ClosingRule], vocabulary: Vocabulary, texts: Mapping[str, str]
) -> list[PackFault]:
    """All faults, in the order of the file."""
    found: list[PackFault] = []
    for number, rule in enumerate(rules):
        if rule.id in {earlier.id for earlier in rules[:number]}:
            found.append(document.fault((number, "id"), f"`{rule.id}` stands twice", remedy="Give each an id."))
        for path, detail, remedy in _of_rule(rule, vocabulary, texts):
            found.append(document.fault((number, *path), detail, remedy=remedy))
    return found


def _of_rule(rule: ClosingRule, vocabulary: Vocabulary, texts: Mapping[str, str]) -> Iterator[_Fault]:
    if not rule.because:
        yield ("because",), "no article says so", "Cite the article with its sentence word for word."
    for field, types in (("by", rule.by), ("lifts", rule.lifts)):
        yield from (fault for n, one in enumerate(types) for fault in _unknown((field, n), one, vocabulary))
    for n, source in enumerate(rule.because):
        yield from _misquoted(("because", n), source, texts)
    for n, opening in enumerate(rule.open_to):
        path: _Path = ("open_to", n)
        yield from _misquoted((*path, "because"), opening.because, texts)
        yield from _misnamed(path, opening, vocabulary)
        if rule.closes == "act" and opening.to not in ("agencies", "supervisor"):
            yield (*path, "to"), "an act has nobody who closed it", "Say agencies or supervisor, with their kinds."


def _misnamed(path: _Path, opening: Opening, vocabulary: Vocabulary) -> Iterator[_Fault]:
    for field in ("after", "asked_by", "permitted_by"):
        named = getattr(opening, field)
        if named is not None:
            yield from _unknown((*path, field), named, vocabulary)
    for n, one in enumerate(opening.until):
        yield from _unknown((*path, "until", n), one, vocabulary)
    if (opening.to == "who_asked") != (None not in (opening.asked_by, opening.permitted_by)):
        yield (*path, "to"), "asked_by and permitted_by go with who_asked", "State both there, and nowhere else."
    if (opening.to in ("with_part", "agencies", "supervisor")) != bool(opening.kinds):
        yield (
            (*path, "kinds"),
            f"{opening.to} and these kinds do not go together",
            "Name kinds for with_part and readers.",
        )
    for n, kind in enumerate(opening.kinds):
        if kind not in KINDS:
            yield (*path, "kinds", n), f"`{kind}` is no kind of agency", f"One of: {', '.join(KINDS)}."


def _unknown(path: _Path, name: str, vocabulary: Vocabulary) -> Iterator[_Fault]:
    if name not in vocabulary:
        near = nearest(name, vocabulary.types)
        yield path, f"`{name}` is no event type of this pack", did_you_mean(near, "Name an event type of events/.")


def _misquoted(path: _Path, source: Source, texts: Mapping[str, str]) -> Iterator[_Fault]:
    if source.law not in texts:
        near = nearest(source.law, texts)
        yield (*path, "law"), f"there is no law/texts/{source.law}.md", did_you_mean(near, "Add the text.")
        return
    words = words_of(texts[source.law], source.article)
    if words is None or source.quote not in words:
        detail = f"the quotation does not stand in article {source.article} of {source.law}"
        yield (*path, "quote"), detail, "Quote the sentence word for word, from that article."
