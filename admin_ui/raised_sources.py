"""The source as a tree: which calls make an error, and where a name gets its text from."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef | None
"""None at the top of a module."""

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_GROUND = frozenset({"SeatyardError", "ValueError"})
_APART = frozenset({"NotAdmitted", "NotGenuine"})
"""Errors that have a word of their own for the page, and a message for the log."""
_REPORTS = {"report": 2, "report_once": 2, "report_still": 2, "report_alone": 2, "Seen": 1}
"""What records a finding, and which of its arguments says it."""
_SIGN = "Sign"
"""What the watchdog makes findings of; ``told`` says it."""


@dataclass(frozen=True, eq=False)
class Place:
    """Somewhere in the source: a module, and the function there."""

    path: Path
    function: Function


@dataclass
class Sources:
    calls: dict[str, list[tuple[Place, ast.Call]]] = field(default_factory=lambda: defaultdict(list))
    """What is called by each name."""
    descriptions: list[tuple[Place, ast.expr]] = field(default_factory=list)
    """What JSON Schemas say that they allow."""
    errors: set[str] = field(default_factory=lambda: set(_GROUND))
    values: dict[str, list[tuple[Place, ast.expr]]] = field(default_factory=lambda: defaultdict(list))
    """What is assigned to each name, anywhere."""
    functions: dict[str, list[tuple[Place, ast.FunctionDef | ast.AsyncFunctionDef]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    @classmethod
    def read(cls, root: Path, folders: tuple[str, ...]) -> Sources:
        sources, bases = cls(), []
        for path in sorted(file for folder in folders for file in (root / folder).rglob("*.py")):
            for place, node in _walk(ast.parse(path.read_text(encoding="utf-8")), Place(path, None)):
                sources._take(place, node)
                if isinstance(node, ast.ClassDef):
                    bases.append((node.name, {name_of(base) for base in node.bases}))
        while more := {name for name, of in bases if of & sources.errors} - sources.errors:
            sources.errors |= more
        sources.errors -= _APART
        return sources

    def reports(self) -> Iterator[tuple[Place, ast.expr]]:
        """What the findings that are reported say."""
        for name, at in _REPORTS.items():
            for place, call in self.calls[name]:
                if _of_findings(call.func) and len(call.args) > at:
                    yield place, call.args[at]
        for place, call in self.calls[_SIGN]:
            yield from ((place, one.value) for one in call.keywords if one.arg == "told")

    def _take(self, place: Place, node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            self.calls[name_of(node.func)].append((place, node))
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            said = (one for key, one in pairs if isinstance(key, ast.Constant) and key.value == "description")
            self.descriptions += [(place, one) for one in said]
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                self._assign(place, target, node.value)
        elif isinstance(node, ast.NamedExpr):
            self._assign(place, node.target, node.value)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self.functions[node.name].append((Place(place.path, node), node))

    def _assign(self, place: Place, target: ast.expr, value: ast.expr) -> None:
        if (
            isinstance(target, ast.Tuple)
            and isinstance(value, ast.Tuple)
            and len(target.elts) == len(value.elts)
        ):
            for one, of in zip(target.elts, value.elts, strict=True):
                self._assign(place, one, of)
        elif isinstance(target, ast.Name):
            self.values[target.id].append((place, value))


def _of_findings(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and name_of(node.value) == "findings"


def name_of(node: ast.AST) -> str:
    """``NotFound`` of ``errors.NotFound``."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _walk(node: ast.AST, place: Place) -> Iterator[tuple[Place, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        yield place, child
        inner = Place(place.path, child) if isinstance(child, _FUNCTIONS) else place
        yield from _walk(child, inner)
