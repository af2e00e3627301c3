"""What a rules file may write once: `like` (a version like another but for what it states) and `group` (named acts).

Works on plain data, before types: what is loaded, hashed as a card, explained and compiled is always written out.
Called by rules_file.py. The names are checked here; everything else is checked on the written-out card.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from domain.fault_place import Path, did_you_mean, nearest
from supervision_rules.located_yaml import Document, Plain

Groups: TypeAlias = Mapping[str, Plain]
# what a version says of itself; everything else is taken over by `like`
_OWN = frozenset({"version", "in_force", "known_from", "verified", "note", "like", "savings", "select_by"})


def write_out(document: Document, groups: Groups) -> None:
    """Replace `like` and `group` in all cards of a rules file. Raises PackFault where a name is unknown."""
    cards = document.plain.get("cards") if isinstance(document.plain, dict) else None
    for number, card in enumerate(cards if isinstance(cards, list) else ()):
        versions = card.get("versions") if isinstance(card, dict) else None
        if not isinstance(versions, list):
            continue
        place: Path = ("cards", number, "versions")
        written = [
            _like(document, versions, version, (*place, index))
            if isinstance(version, dict) and "like" in version
            else version
            for index, version in enumerate(versions)
        ]
        versions[:] = written
        for index, version in enumerate(versions):
            if isinstance(version, dict):
                _groups(document, version, (*place, index), groups)


def _like(document: Document, versions: list[Plain], version: dict[str, Plain], path: Path) -> Plain:
    wanted = version["like"]
    written_out = {v.get("version"): (n, v) for n, v in enumerate(versions) if isinstance(v, dict) and "like" not in v}
    if wanted not in written_out:
        raise document.fault(
            (*path, "like"),
            f"there is no written-out version {wanted} in this card",
            remedy="Name a version of the same card that is not itself `like` another.",
        )
    number, model = written_out[wanted]
    result: dict[str, Plain] = {key: value for key, value in version.items() if key != "like"}
    for key, value in model.items():
        if key not in _OWN and key not in version:
            result[key] = _copy(value)
            document.moved[(*path, key)] = (*path[:-1], number, key)
    return result


def _copy(value: Plain) -> Plain:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _groups(document: Document, node: Plain, path: Path, groups: Groups) -> None:
    """Write out `{group: name}` items of lists, in place, anywhere below `node`."""
    if isinstance(node, dict):
        for key, value in node.items():
            if value.__class__ is not str:
                _groups(document, value, (*path, key), groups)
    elif isinstance(node, list):
        if any(isinstance(item, dict) and "group" in item for item in node):
            _write_group(document, node, path, groups)
        for index, item in enumerate(node):
            if item.__class__ is not str:
                _groups(document, item, (*path, index), groups)


def _write_group(document: Document, node: list[Plain], path: Path, groups: Groups) -> None:
    written: list[Plain] = []
    for index, item in enumerate(node):
        if not (isinstance(item, dict) and "group" in item):
            document.moved[(*path, len(written))] = (*path, index)
            written.append(item)
            continue
        for member in _members(document, item, (*path, index), groups):
            document.moved[(*path, len(written))] = (*path, index)
            written.append(member)
    node[:] = written


def _members(document: Document, item: dict[str, Plain], path: Path, groups: Groups) -> list[Plain]:
    name = item["group"]
    members = groups.get(name) if isinstance(name, str) else None
    if not isinstance(members, list):
        raise document.fault(
            (*path, "group"),
            f"`{name}` is no group of this pack",
            remedy=did_you_mean(nearest(str(name), groups), "Declare it under groups in pack.yaml."),
        )
    more = {key: value for key, value in item.items() if key not in ("group", "when")}
    found: list[Plain] = []
    for member in members:
        single: dict[str, Plain] = dict(member) if isinstance(member, dict) else {"event": member}
        conditions = [*_list(single.get("when")), *_list(item.get("when"))]
        found.append({**single, **more, **({"when": conditions} if conditions else {})})
    return [_copy(member) for member in found]


def _list(value: Plain) -> list[Plain]:
    return value if isinstance(value, list) else []
