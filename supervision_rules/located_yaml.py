"""YAML read without guessing: scalars stay strings, the target type decides, every fault has a line.

Not a pack loader and not a validator of meaning: see pack_loader.py. Called by every loader of pack files.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias, TypeVar

import msgspec
import yaml

from domain.errors import PackFault
from domain.fault_place import Misfit, Path, locate

T = TypeVar("T")
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"

MAX_DEPTH = 40
_NULLS = frozenset({"", "~", "null"})
_SCALAR_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value")
)
_COLLECTION_TAGS = frozenset({"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})


class Document:
    """One YAML document as plain data; the line of a node is found when a fault asks for it.

    plain  str, list and dict only; a plain (unquoted) `null`, `~` or nothing is None
    moved  path of a node that was written elsewhere in the file -> the path where it is written
    """

    def __init__(self, file: str, plain: Plain, text: str) -> None:
        self.file = file
        self.plain = plain
        self.moved: dict[Path, Path] = {}
        self._text = text
        self._lines: dict[Path, int] | None = None

    def line(self, path: Path) -> int:
        """1-based line of the node at `path`, or of its nearest ancestor that exists."""
        if self._lines is None:
            self._lines = {}
            root = yaml.compose(self._text, Loader=yaml.CSafeLoader)
            if root is not None:
                _plain(self.file, root, (), self._lines)
        path = self._written(path)
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def _written(self, path: Path) -> Path:
        """Where it is written: places taken over (`like`) lead to their model, places in lists to the group's line."""
        for length in range(1, len(path) + 1):
            origin = self.moved.get(path[:length])
            if origin is not None:
                path = (*origin, *path[length:])
        return path

    def fault(self, path: Path, detail: str, *, remedy: str) -> PackFault:
        """A fault in meaning at `path`, for loaders that check more than types."""
        return PackFault(self.file, self.line(path), _shown(path), detail, remedy=remedy)

    def convert(self, type_: type[T]) -> T:
        """The document as `type_`; PackFault at the innermost node that does not fit."""
        try:
            return msgspec.convert(self.plain, type_, strict=False)
        except msgspec.ValidationError as error:
            misfit = locate(self.plain, type_, error, strict=False)
            raise self.fault(misfit.path, misfit.detail, remedy=_remedy(misfit)) from None


def read(file: str, data: bytes, type_: type[T]) -> T:
    """Parse `data` and convert it to `type_`. Raises PackFault(file, line, path, remedy)."""
    return parse(file, data).convert(type_)


def parse(file: str, data: bytes) -> Document:
    """Parse one YAML document. Refuses duplicate keys, aliases, tags and anything but UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PackFault(file, line, "$", "not valid UTF-8", remedy="Save the file as UTF-8.") from None
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = 1 if mark is None else mark.line + 1
        problem = getattr(error, "problem", None) or str(error)
        remedy = "Correct the YAML syntax."
        around = text.splitlines()[max(0, line - 2) : line]
        if any(mark in written for written in around for mark in "：，｛｝［］"):
            remedy = "A full-width mark (：，) stands here or in the line before: write : or , followed by a blank."
        elif any("\t" in written for written in around):
            remedy = "A tab stands here or in the line before: indent with blanks."
        raise PackFault(file, line, "$", f"not valid YAML: {problem}", remedy=remedy) from None
    if root is None:
        raise PackFault(file, 1, "$", "the file is empty", remedy="Write the content, or delete the file.")
    try:
        return Document(file, _quick(root, set(), 0), text)
    except _Odd:
        return Document(file, _plain(file, root, (), {}, set()), text)  # says what is wrong, and where


class _Odd(Exception):
    """The document holds something a pack may not: _plain names it."""


def _quick(node: yaml.Node, seen: set[int], depth: int) -> Plain:
    """The document as plain data, without places."""
    if id(node) in seen or depth > MAX_DEPTH:
        raise _Odd
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        if node.tag not in _SCALAR_TAGS:
            raise _Odd
        value: str = node.value
        return None if not node.style and value in _NULLS else value
    if node.tag not in _COLLECTION_TAGS:
        raise _Odd
    if isinstance(node, yaml.SequenceNode):
        return [_quick(item, seen, depth + 1) for item in node.value]
    result: dict[str, Plain] = {}
    for key, value_node in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Odd
        result[key.value] = _quick(value_node, seen, depth + 1)
    if len(result) != len(node.value):
        raise _Odd
    return result


def _plain(file: str, node: yaml.Node, path: Path, lines: dict[Path, int], seen: set[int] | None = None) -> Plain:
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if seen is None:
        seen = set()

    def fault(detail: str, remedy: str) -> PackFault:
        return PackFault(file, line, _shown(path), detail, remedy=remedy)

    if id(node) in seen:
        raise fault("an alias (*name) is used", "Write the value out; packs use no anchors and aliases.")
    if len(path) > MAX_DEPTH:
        raise fault(f"nested deeper than {MAX_DEPTH} levels", "Flatten the document.")
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        if node.tag not in _SCALAR_TAGS:
            raise fault(f"tag {node.tag} is not allowed", "Remove the tag; the schema gives the type.")
        return None if not node.style and node.value in _NULLS else str(node.value)
    if node.tag not in _COLLECTION_TAGS:
        raise fault(f"tag {node.tag} is not allowed", "Remove the tag; the schema gives the type.")
    if isinstance(node, yaml.SequenceNode):
        return [_plain(file, item, (*path, i), lines, seen) for i, item in enumerate(node.value)]
    result: dict[str, Plain] = {}
    for key_node, value_node in node.value:
        key_line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise PackFault(file, key_line, _shown(path), "a key is not a plain word", remedy="Use a string as key.")
        key = str(key_node.value)
        if key in result:
            raise PackFault(
                file,
                key_line,
                _shown((*path, key)),
                f"key `{key}` occurs twice (first on line {lines[(*path, key)]})",
                remedy="Keep one of the two.",
            )
        lines[(*path, key)] = key_line
        result[key] = _plain(file, value_node, (*path, key), lines, seen)
    return result


def _remedy(misfit: Misfit) -> str:
    if misfit.nearest:
        return f"Did you mean {' or '.join(f'`{name}`' for name in misfit.nearest)}?"
    if misfit.unknown_field is not None:
        return f"Known fields here: {', '.join(misfit.known)}."
    if misfit.missing:
        return "Add the field."
    if misfit.choices:
        return f"Write one of {', '.join(misfit.choices)}."
    for expected, remedy in _FORMS.items():
        if misfit.detail.startswith(expected):
            return remedy
    if misfit.known and misfit.detail.startswith("Expected `object`"):
        return f"Write keys and values: {{{misfit.known[0]}: …}}; known: {', '.join(misfit.known)}."
    return "Write a value of the expected type."


_FORMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Expected `array`": "Write a list, in brackets or a dash a line.",
        "Invalid RFC3339 encoded date": "Write a date that exists, as 2026-03-02.",
    }
)


def _shown(path: Path) -> str:
    """`$.versions[0].clock`, counting from 0 as in JSONPath."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
