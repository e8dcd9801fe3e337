"""The clauses are arithmetic: no clock, no float."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import billing.clauses
import billing.engine
import billing.rating

MODULES = sorted(
    path
    for package in (billing.clauses, billing.engine, billing.rating)
    for path in Path(package.__file__ or "").parent.glob("*.py")
)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_clause_knows_neither_floats_nor_the_present(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), node.lineno
        assert not (isinstance(node, ast.Name) and node.id == "float"), node.lineno
        assert not (isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")), node.lineno
