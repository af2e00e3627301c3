"""Names of what the pack declares, in the reader's language: acts, organs, stages, measures, rules, articles.

Not the texts of the pages (messages_catalog.py). A name that the pack does not know is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from domain import agency as agencies
from domain.lifecycle import Track
from domain.payload_types import Label
from supervision_rules.card import Card, Cite
from supervision_rules.pack import Pack
from supervision_rules.wording_names import Names
from web.messages_catalog import Words

_TOKEN_SHOWN: Final = 6
_HEADING: Final = re.compile(r"^#\s*(?P<title>.+?)\s*$", re.MULTILINE)


class Article(msgspec.Struct, frozen=True):
    """One citation. text: name of the law and article; quote: word for word, in the language of the law."""

    text: str
    quote: str
    note: str


class Labels(msgspec.Struct, frozen=True, eq=False):
    pack: Pack
    words: Words

    def of(self, label: Label) -> str:
        return label.in_(self.words.language)

    def act(self, type_: str) -> str:
        declared = self.pack.vocabulary.types.get(type_)
        return type_ if declared is None else self.of(declared.label)

    def value(self, value: str, *, field: str, act: str) -> str | None:
        """What a field of an act says, in words; None where it is no code of the pack."""
        return Names(self.pack, self.words.language).value(value, field=field, act=act)

    def organ(self, uri: str) -> str:
        """A registered name; else kind and place of the URN; else the URI, or the agency kind, as it stands."""
        known = self.pack.agencies.agencies.get(uri)
        if known is not None and known.name is not None:
            return self.of(known.name)
        named = agencies.parts(uri)
        if named is None:
            return self.words.known(f"organ.{uri}", uri)
        kind = self.words.known(f"organ.{named.kind}", named.kind)
        return self.words("organ.at", kind=kind, place=named.jurisdiction, number=named.id)

    def person_at(self, by: str) -> str:
        """`agency#token`, as whoever handles a finding is recorded: the organ, and the start of the token's id."""
        uri, _, token = by.partition("#")
        return f"{self.organ(uri)} #{token[:_TOKEN_SHOWN]}" if token else self.organ(uri)

    def state(self, track: Track, id_: str) -> str:
        lifecycle = self.pack.lifecycle
        found = None if lifecycle is None else lifecycle.states.get((track, id_))
        return id_ if found is None else self.of(found.label)

    def track(self, track: Track) -> str:
        lifecycle = self.pack.lifecycle
        return track if lifecycle is None else self.of(lifecycle.tracks[track].label)

    def stage(self, id_: str | None) -> str:
        return self.words("none") if id_ is None else self.state("stage", id_)

    def flow(self, flow: str) -> str:
        declared = self.pack.flows.by_id.get(flow)
        return flow if declared is None else self.of(declared.label)

    def rule(self, rule: str) -> str:
        card = self.pack.card(rule)
        return rule if card is None else self.of(card.title)

    def article(self, rule: str) -> str:
        """The first article of a rule, short."""
        card = self.pack.card(rule)
        return "" if card is None or not card.cites else self._cited(card.cites[0])

    def articles(self, card: Card) -> tuple[Article, ...]:
        return tuple(Article(self._cited(cite), cite.quote, cite.note) for cite in card.cites)

    def cited(self, text_and_article: str) -> str:
        """`cpl-2018:91` of a derivation, as people cite it."""
        text, _, article = text_and_article.partition(":")
        return self.words("article", law=self._law(text), article=article)

    def rules(self) -> Sequence[tuple[str, str]]:
        """(id, name) of every rule of the pack, by id."""
        return [(card.id, self.of(card.title)) for card in sorted(self.pack.cards, key=lambda c: c.id)]

    def _cited(self, cite: Cite) -> str:
        law = self._law(cite.text)
        if cite.paragraph is None:
            return self.words("article", law=law, article=cite.article)
        return self.words("article_paragraph", law=law, article=cite.article, paragraph=cite.paragraph)

    def _law(self, text: str) -> str:
        """Short name, else the heading of the text itself, else the name of its file."""
        known = self.pack.laws.get(text)
        if known is not None:
            return self.of(known.name)
        heading = _HEADING.search(self.pack.texts.get(text, ""))
        return text if heading is None else heading["title"]
