"""The clauses are arithmetic: no web, no database, no clock, no float."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import billing.clauses

MODULES = sorted(Path(billing.clauses.__file__).parent.glob("*.py"))
ALLOWED = {"seatyard.errors"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_clause_imports_nothing_but_arithmetic(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            root = node.module.split(".")[0]
            assert root not in ("flask", "sqlalchemy", "esl", "tenants", "time"), node.module
            assert root != "seatyard" or node.module in ALLOWED, node.module


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_clause_knows_neither_floats_nor_the_present(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), node.lineno
        assert not (isinstance(node, ast.Name) and node.id == "float"), node.lineno
        assert not (isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")), node.lineno
