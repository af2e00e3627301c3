"""Mutants of a function: one comparison, sign, number, connective or condition wrong. Syntax trees in, code out.

Not the judging (run.py). A mutant is named by what it changes, not by its line: edits elsewhere leave its name.
"""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

from supervision_rules import layout

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
_SIGNS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Mod: ast.Add,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip

# A step of the trace has ten fields, whatever it tells; what it does not tell is filled with 0 and -1 by `note`'s
# caller, and nothing reads it (explain.py). These fillers are not mutated. Field number in the call -> steps that
# tell something there; layout.py names the fields.
_TELLS: dict[int, frozenset[str]] = {
    3: frozenset({"STEP_EXTENDED", "STEP_NOT_EXTENDED", "STEP_ROLLED", "STEP_RESTARTED", "STEP_CLOSED", "STEP_COUNTED", "STEP_FOUND"}),  # noqa: E501
    4: frozenset({"STEP_BUDGET", "STEP_SUSPENDED", "STEP_ROLLED"}),
    5: frozenset({"STEP_NOT_EXTENDED", "STEP_SUSPENDED", "STEP_ROLLED"}),
    6: frozenset({"STEP_BUDGET", "STEP_EXTENDED", "STEP_NOT_EXTENDED"}),
    7: frozenset({"STEP_EXTENDED", "STEP_NOT_EXTENDED", "STEP_SUSPENDED"}),
    8: frozenset({"STEP_EXTENDED", "STEP_NOT_EXTENDED", "STEP_SUSPENDED"}),
    9: frozenset({"STEP_SUSPENDED"}),
    10: frozenset({"STEP_EXTENDED", "STEP_NOT_EXTENDED"}),
}  # fmt: skip
# what stands first in its row: to add its place or to take it off is the same
_FIRST_OF_ROW = frozenset(name for name, value in vars(layout).items() if value == 0)
_NAMES_NO_EVENT = frozenset({"STEP_BUDGET", "STEP_ROLLED"})


class Statement(NamedTuple):
    """Place of a statement: the function's qualified name and the statement's number in it."""

    function: str
    number: int


class Mutant(NamedTuple):
    """code: of the whole function; statement: which one it changes."""

    function: FunctionType
    name: str
    code: CodeType
    statement: Statement


class Source:
    """The syntax tree of a function, its nodes always in the same order."""

    def __init__(self, module: ModuleType, name: str) -> None:
        self.function: FunctionType = getattr(module, name)
        self.name = f"{module.__name__.rpartition('.')[2]}.{name}"
        self.tree = ast.parse(textwrap.dedent(inspect.getsource(self.function)))
        self.nodes = list(ast.walk(self.tree))
        self.parent = {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}

    def enclosing_statement(self, node: ast.AST) -> ast.AST:
        while not isinstance(node, ast.stmt):
            node = self.parent[node]
        return node

    def compiled(self, tree: ast.Module) -> CodeType:
        """Code of the function as `tree` has it."""
        namespace: dict[str, Any] = dict(self.function.__globals__)
        exec(compile(ast.fix_missing_locations(tree), self.name, "exec"), namespace)  # our own source, changed
        changed: CodeType = namespace[self.function.__name__].__code__
        return changed

    def reporting(self, reached: set[Statement]) -> CodeType:
        """The same function, which notes each statement that it reaches."""
        tree = copy.deepcopy(self.tree)
        nodes = list(ast.walk(tree))
        number = {node: place for place, node in enumerate(nodes)}
        self.function.__globals__["_reached"] = reached
        self.function.__globals__["_Statement"] = Statement
        for node in nodes:
            for field in ("body", "orelse"):
                block = getattr(node, field, None)
                if isinstance(block, list) and node is not tree:
                    setattr(node, field, [s for one in block for s in (self._note(number[one]), one)])
        return self.compiled(tree)

    def _note(self, number: int) -> ast.stmt:
        return ast.parse(f"_reached.add(_Statement({self.name!r}, {number}))").body[0]


def mutants_of(source: Source) -> Iterator[Mutant]:
    names: Counter[str] = Counter()
    for index, node in enumerate(source.nodes):
        for change in _changes(node, source):
            tree = copy.deepcopy(source.tree)
            nodes = list(ast.walk(tree))
            change(nodes[index])
            shown = source.nodes.index(_shown(node, source))
            name = f"{source.name}: {_text(source.nodes[shown])} -> {_text(nodes[shown])}"
            names[name] += 1
            if names[name] > 1:
                name += f" ({names[name]})"
            place = source.nodes.index(source.enclosing_statement(node))
            yield Mutant(source.function, name, source.compiled(tree), Statement(source.name, place))


def _shown(node: ast.AST, source: Source) -> ast.AST:
    """What is shown of a mutant: of a number the expression around it."""
    if not isinstance(node, ast.Constant):
        return node
    around = source.parent[node]
    while isinstance(around, ast.UnaryOp | ast.Subscript | ast.Slice):
        around = source.parent[around]
    return around


def _text(node: ast.AST) -> str:
    return f"if {ast.unparse(node.test)}" if isinstance(node, ast.If | ast.While) else ast.unparse(node)


def _changes(node: ast.AST, source: Source) -> Iterator[Callable[[Any], None]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS:
        yield _set_comparison(_COMPARISONS[type(node.ops[0])])
    elif isinstance(node, ast.BinOp) and type(node.op) in _SIGNS and not _adds_nothing(node):
        yield _set("op", _SIGNS[type(node.op)]())
    elif isinstance(node, ast.BoolOp):
        yield _set("op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.Constant) and type(node.value) is int and not _fills_a_step(node, source):
        for value in sorted({node.value + 1, max(0, node.value - 1)} - {node.value}):
            yield _set("value", value)
    elif isinstance(node, ast.If | ast.While):
        yield _negate


def _adds_nothing(node: ast.BinOp) -> bool:
    return isinstance(node.right, ast.Attribute) and node.right.attr in _FIRST_OF_ROW


def _fills_a_step(node: ast.AST, source: Source) -> bool:
    while isinstance(source.parent[node], ast.UnaryOp):
        node = source.parent[node]
    call = source.parent[node]
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "note"):
        return False
    step = call.args[1]
    assert isinstance(step, ast.Attribute)
    place = next(number for number, argument in enumerate(call.args) if argument is node)
    return step.attr in _NAMES_NO_EVENT if place == 2 else step.attr not in _TELLS[place]


def _set(field: str, value: object) -> Callable[[Any], None]:
    return lambda node: setattr(node, field, value)


def _set_comparison(other: type[ast.cmpop]) -> Callable[[Any], None]:
    def change(node: Any) -> None:
        node.ops[0] = other()

    return change


def _negate(node: Any) -> None:
    node.test = ast.UnaryOp(ast.Not(), node.test)
