"""Mutants of a function: one comparison, sign, number, connective or condition wrong. Syntax trees in, code out.

Not the judging (run.py).
"""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
_SIGNS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Mod: ast.Add,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


class Mutant:
    """name: file:line what became what; code: of the whole function."""

    def __init__(self, function: FunctionType, name: str, code: CodeType) -> None:
        self.function = function
        self.name = name
        self.code = code


def mutants_of(module: ModuleType, names: tuple[str, ...]) -> Iterator[Mutant]:
    for name in names:
        function = getattr(module, name)
        source = textwrap.dedent(inspect.getsource(function))
        tree = ast.parse(source)
        first = function.__code__.co_firstlineno
        places = [node for node in ast.walk(tree) if not isinstance(node, ast.Module)]
        for index, node in enumerate(places):
            for what, change in _changes(node):
                changed = copy.deepcopy(tree)
                target = [n for n in ast.walk(changed) if not isinstance(n, ast.Module)][index]
                change(target)
                ast.fix_missing_locations(changed)
                line = first + getattr(node, "lineno", 1) - 1
                yield Mutant(function, f"{module.__name__}.{name}:{line} {what}", _code(changed, module, name))


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], None]]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS:
        other = _COMPARISONS[type(node.ops[0])]
        yield f"`{ast.unparse(node)}`: {type(node.ops[0]).__name__} -> {other.__name__}", _set_comparison(other)
    elif isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        sign = _SIGNS[type(node.op)]
        yield f"`{ast.unparse(node)}`: {type(node.op).__name__} -> {sign.__name__}", _set_sign(sign)
    elif isinstance(node, ast.BoolOp):
        connective = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"`{ast.unparse(node)}`: -> {connective.__name__}", _set_connective(connective)
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        for value in {node.value + 1, max(0, node.value - 1)} - {node.value}:
            yield f"{node.value} -> {value}", _set_value(value)
    elif isinstance(node, ast.If | ast.While):
        yield f"not ({ast.unparse(node.test)})", _negate


def _set_comparison(other: type[ast.cmpop]) -> Callable[[Any], None]:
    def change(node: Any) -> None:
        node.ops[0] = other()

    return change


def _set_sign(sign: type[ast.operator]) -> Callable[[Any], None]:
    def change(node: Any) -> None:
        node.op = sign()

    return change


def _set_connective(connective: type[ast.boolop]) -> Callable[[Any], None]:
    def change(node: Any) -> None:
        node.op = connective()

    return change


def _set_value(value: int) -> Callable[[Any], None]:
    def change(node: Any) -> None:
        node.value = value

    return change


def _negate(node: Any) -> None:
    node.test = ast.UnaryOp(ast.Not(), node.test)


def _code(tree: ast.Module, module: ModuleType, name: str) -> CodeType:
    namespace: dict[str, Any] = dict(vars(module))
    exec(compile(tree, module.__file__ or name, "exec"), namespace)  # our own source, one token changed
    changed: CodeType = namespace[name].__code__
    return changed
