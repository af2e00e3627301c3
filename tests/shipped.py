"""The packs that ship with the code, loaded once for all tests."""

from __future__ import annotations

from app.packs import SHIPPED as PACKS
from app.packs import shipped_pack as shipped
from supervision_rules.pack import Pack

__all__ = ["PACKS", "cn_criminal", "shipped"]


def cn_criminal() -> Pack:
    return shipped("cn_criminal")
