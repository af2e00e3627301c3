"""The texts of the pages by key, in Chinese and English: messages/zh.yaml and messages/en.yaml.

Not the labels of events, rules and agencies: these come from the pack (labels.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, get_args

import msgspec
import yaml

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
FOLDER: Final = Path(__file__).resolve().parent / "messages"


@cache
def catalog(language: Language) -> Mapping[str, str]:
    """key -> text. Scalars are read as strings: `no: no` stays what it says."""
    found = yaml.load((FOLDER / f"{language}.yaml").read_bytes(), yaml.BaseLoader)  # noqa: S506 - strings only
    return MappingProxyType({str(key): str(text) for key, text in found.items()})


class Words(msgspec.Struct, frozen=True):
    """What templates and page functions say, in one language. Called as `t` in templates."""

    language: Language

    def __call__(self, key: str, **values: str | int) -> str:
        """The text of `key`. KeyError for a key that no catalog holds: a defect, not an input."""
        text = catalog(self.language)[key]
        return text.format(**values) if values else text

    def count(self, key: str, number: int, **values: str | int) -> str:
        """`key.one` or `key.other` with {n}."""
        return self(f"{key}.{'one' if number == 1 else 'other'}", n=number, **values)

    def known(self, key: str, otherwise: str) -> str:
        """The text of `key`, or `otherwise` where it is a name of another pack."""
        return catalog(self.language).get(key, otherwise)
