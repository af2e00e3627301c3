"""A pack as loaded: everything that decides a verdict beside the events and the clock, under one digest.

Not the loading (pack_loader.py). Immutable; shared by all evaluations.
"""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import msgspec

from domain.code_list import CodeList
from domain.flow import Flows
from domain.legal_calendar import Calendar
from domain.lifecycle import Lifecycle
from domain.sight import ClosingRule
from domain.vocabulary import Vocabulary
from supervision_rules import fold_time
from supervision_rules.agencies import AgencyRegistry
from supervision_rules.card import Article, Card
from supervision_rules.facts import Facts
from supervision_rules.law_list import Laws
from supervision_rules.pack_labels import PackLabels
from supervision_rules.rule_set import RuleSet
from supervision_rules.vouching import Vouching
from supervision_rules.watch_list import WatchList


class Pack(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """id, version, locale, zone (IANA name) as in pack.yaml.

    groups     names of groups of acts that cards may use
    lists      lists that are empty when all is well, in the order of pack.yaml
    flows      hand-overs between agencies; empty where the pack declares none
    sight      what the law closes inside a case; empty where the pack does not say
    lifecycle  None for a pack that declares no stages and no links between cases
    articles   (law, article number) -> its words and its meaning in one sentence, beside the cards that rest on it
    files      rule id -> file of the pack it stands in
    example_files  path -> bytes; read when asked for, see examples_of in examples.py
    flow_example_files  the same of flows, see flow_examples.py
    laws       name of a text -> what it is called and when it is law; empty where the pack does not say
    texts      file name without suffix -> the text of the law as kept in law/texts/
    labels     facts and codes in words; empty where the pack has none
    code_lists name -> its codes, dated; empty where the pack has none
    digest     SHA-256 over the names and bytes of all files but those that decide nothing: the examples, the labels,
               the code lists, the record of published schemas
    arrays     the calendar as the fold takes it
    """

    id: str
    version: str
    locale: str
    zone: str
    vocabulary: Vocabulary
    agencies: AgencyRegistry
    calendar: Calendar
    facts: Facts
    groups: tuple[str, ...]
    lists: Mapping[str, WatchList]
    flows: Flows
    lifecycle: Lifecycle | None
    sight: tuple[ClosingRule, ...] = ()
    cards: tuple[Card, ...]
    articles: Mapping[tuple[str, str], Article]
    files: Mapping[str, str]
    example_files: Mapping[str, bytes]
    flow_example_files: Mapping[str, bytes]
    texts: Mapping[str, str]
    laws: Laws
    labels: PackLabels
    code_lists: Mapping[str, CodeList]
    digest: str
    rules: RuleSet
    vouching: Vouching
    arrays: fold_time.Calendar

    def card(self, rule: str) -> Card | None:
        return next((card for card in self.cards if card.id == rule), None)

    def with_cards(self, *cards: Card) -> Pack:
        """The same pack with these cards and no others."""
        return msgspec.structs.replace(self, cards=cards, rules=RuleSet(cards))

    @property
    def zone_info(self) -> ZoneInfo:
        return self.vouching.zone
