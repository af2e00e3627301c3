"""Words of the rule pages in one language: labels of words.yaml, names of acts and organs, lengths of time.

Not the layout (card_page.py, index_pages.py).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from domain.payload_types import Label
from supervision_rules.derivation import Amount
from supervision_rules.located_yaml import read
from supervision_rules.pack import Pack
from supervision_rules.wording import Locale
from supervision_rules.wording_texts import ORGANS, STATUSES, UNITS


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

    def of(self, label: Label) -> str:
        return label.zh if self.locale == "zh" else label.en

    def word(self, group: str, name: str) -> str:
        """A word of words.yaml; a name of the pack's own (a stage of another pack) as it stands."""
        label = _table()[group].get(name)
        return name if label is None else self.of(label)

    def label(self, name: str, **values: object) -> str:
        return self.of(_table()["label"][name]).format(**values)

    def act(self, type_: str) -> str:
        declared = self.pack.vocabulary.types.get(type_)
        return f"`{type_}`" if declared is None else f"{self.of(declared.label)} `{type_}`"

    def field(self, event: str, path: str) -> str:
        """A payload field by its label; the path itself where several types are meant or none is known."""
        declared = self.pack.vocabulary.types.get(event)
        spec = None if declared is None else declared.fields.get(path.partition(".")[0])
        label = None if spec is None else spec.label
        return path if label is None else self.of(label)

    def law(self, text: str) -> str:
        """The short name of a text; else its heading, else its file's name."""
        known = self.pack.laws.get(text)
        return law_title(self.pack.texts[text]) or text if known is None else self.of(known.name)

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
