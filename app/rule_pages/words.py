"""Words of the rule pages in one language: labels of words.yaml, names of acts and organs, lengths of time.

Not the layout (card_page.py, index_pages.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from domain.payload_types import Label
from supervision_rules.derivation import Amount
from supervision_rules.located_yaml import read
from supervision_rules.pack import Pack
from supervision_rules.wording_conditions import ConditionWords
from supervision_rules.wording_names import Names
from supervision_rules.wording_texts import ORGANS, STATUSES, UNITS, Locale


def law_title(text: str) -> str:
    """The title in the first line of a law text; empty where it has none."""
    first = text.partition("\n")[0]
    return first.removeprefix("#").strip() if first.startswith("#") else ""


_FILE = Path(__file__).with_name("words.yaml")


@cache
def _table() -> dict[str, dict[str, Label]]:
    return read(_FILE.name, _FILE.read_bytes(), dict[str, dict[str, Label]])


class PageWords(msgspec.Struct, frozen=True, eq=False):
    """One language. pack: whose acts are named."""

    pack: Pack
    locale: Locale

    @property
    def names(self) -> Names:
        return Names(self.pack, self.locale)

    def conditions(self, acts: Sequence[str]) -> ConditionWords:
        return ConditionWords(self.names, acts)

    def of(self, label: Label) -> str:
        return label.in_(self.locale)

    def word(self, group: str, name: str) -> str:
        """A word of words.yaml; a name of the pack's own (a stage of another pack) as it stands."""
        label = _table()[group].get(name)
        return name if label is None else self.of(label)

    def label(self, name: str, **values: object) -> str:
        return self.of(_table()["label"][name]).format(**values)

    def act(self, type_: str) -> str:
        """Label and name, for those who post acts."""
        label = self.names.act(type_)
        return f"{label} `{type_}`" if type_ in self.pack.vocabulary else label

    def article(self, text_and_number: str) -> str:
        text, _, number = text_and_number.partition(":")
        return f"{self.law(text)} §{number}"

    def law(self, text: str) -> str:
        """The short name of a text; else its heading, else its file's name."""
        return self.names.law(text) or law_title(self.pack.texts.get(text, "")) or text

    def organ(self, kind: str) -> str:
        return self.label("emitter") if kind == "emitter" else ORGANS[self.locale].get(kind, kind)

    def status(self, status: str) -> str:
        return STATUSES[self.locale][status]

    def amount(self, amount: Amount) -> str:
        return f"{amount.value}{'' if self.locale == 'zh' else ' '}{UNITS[self.locale][amount.unit]}"

    def comma(self, parts: list[str]) -> str:
        return ("、" if self.locale == "zh" else ", ").join(parts)

    def joined(self, parts: list[str]) -> str:
        return ("；" if self.locale == "zh" else "; ").join(parts)

    def quoted(self, text: str) -> str:
        return f"“{text}”"

    def strong(self, text: str) -> str:
        return f"**{text}**"

    def entry(self, name: str, value: str) -> str:
        return self.entry_plain(self.strong(name), value)

    def entry_plain(self, name: str, value: str) -> str:
        return f"{name}{'：' if self.locale == 'zh' else ': '}{value}".rstrip()
