"""The shipped vocabulary, read once for the tests of the domain."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.lifecycle import Lifecycle
from domain.vocabulary import Vocabulary
from supervision_rules.lifecycle_loader import load_lifecycle
from supervision_rules.vocabulary_loader import load_vocabulary

PACK = Path(__file__).parents[2] / "supervision_rules" / "packs" / "cn_criminal"
ZONE = ZoneInfo("Asia/Shanghai")


@cache
def cn_criminal() -> Vocabulary:
    files = {str(path.relative_to(PACK)): path.read_bytes() for path in PACK.glob("events/*.yaml")}
    vocabulary, faults = load_vocabulary("cn_criminal", files)
    assert not faults, faults
    return vocabulary


@cache
def cn_lifecycle() -> Lifecycle:
    path = PACK / "lifecycle.yaml"
    lifecycle, faults = load_lifecycle("lifecycle.yaml", path.read_bytes(), cn_criminal())
    assert not faults, faults
    assert lifecycle is not None
    return lifecycle
