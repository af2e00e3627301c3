from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="Cite")


@_attrs_define
class Cite:
    """The article, and its sentence word for word. text: name of a file in law/texts/.

    Attributes:
        text (str):
        article (str):
        quote (str):
        paragraph (int | None | Unset):
        item (None | str | Unset):
        note (str | Unset):  Default: ''.
    """

    text: str
    article: str
    quote: str
    paragraph: int | None | Unset = UNSET
    item: None | str | Unset = UNSET
    note: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        text = self.text

        article = self.article

        quote = self.quote

        paragraph: int | None | Unset
        if isinstance(self.paragraph, Unset):
            paragraph = UNSET
        else:
            paragraph = self.paragraph

        item: None | str | Unset
        if isinstance(self.item, Unset):
            item = UNSET
        else:
            item = self.item

        note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "text": text,
                "article": article,
                "quote": quote,
            }
        )
        if paragraph is not UNSET:
            field_dict["paragraph"] = paragraph
        if item is not UNSET:
            field_dict["item"] = item
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        text = d.pop("text")

        article = d.pop("article")

        quote = d.pop("quote")

        def _parse_paragraph(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        paragraph = _parse_paragraph(d.pop("paragraph", UNSET))

        def _parse_item(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        item = _parse_item(d.pop("item", UNSET))

        note = d.pop("note", UNSET)

        cite = cls(
            text=text,
            article=article,
            quote=quote,
            paragraph=paragraph,
            item=item,
            note=note,
        )

        return cite
