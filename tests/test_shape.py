"""The house keeps its shape: arrows between floors, packages in the wheel, routes behind roles, one head."""

from __future__ import annotations

import ast
import configparser
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from seatyard import migrations
from seatyard.db import db

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ["seatyard", "tenants", "esl", "billing", "admin_ui"]
"""From the ground up: each knows only those before it."""
SOURCES = {floor: ROOT / ("platform/seatyard" if floor == "seatyard" else floor) for floor in FLOORS}


def modules() -> list[tuple[str, Path]]:
    return [(floor, path) for floor, folder in SOURCES.items() for path in sorted(folder.rglob("*.py"))]


def imports_of(path: Path) -> set[str]:
    """Top-level packages that a module names, wherever in it the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("floor", FLOORS)
def test_a_floor_knows_only_those_under_it(floor: str) -> None:
    above = set(FLOORS[FLOORS.index(floor) + 1 :])
    wrong = [
        f"{path.relative_to(ROOT)} imports {', '.join(imports_of(path) & above)}"
        for owner, path in modules()
        if owner == floor and imports_of(path) & above
    ]
    assert wrong == []


def test_imports_are_relative_inside_a_floor() -> None:
    wrong = [str(path.relative_to(ROOT)) for floor, path in modules() if floor in imports_of(path)]
    assert wrong == []


def test_clauses_are_pure() -> None:
    """They are also what `seatyard simulate` runs: no framework, no session, no clock."""
    impure = {"flask", "flask_sqlalchemy", "sqlalchemy", "esl", "tenants", "time", "random", "os"}
    ground = ("calendar", "collector", "errors", "hours", "leg_kinds", "months")
    pure = {f"seatyard.{name}" for name in ground}
    wrong = {
        path.name: sorted(named)
        for room in ("clauses", "engine", "rating")
        for path in sorted((ROOT / "billing" / room).glob("*.py"))
        if (named := (imports_of(path) & impure) | (seatyard_modules(path) - pure))
    }
    assert wrong == {}


def seatyard_modules(path: Path) -> set[str]:
    """The modules of the ground floor that a module takes something from, or takes whole."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    taken = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    whole = {f"seatyard.{name.name}" for node in taken if node.module == "seatyard" for name in node.names}
    named = {node.module for node in taken if node.module and node.module.startswith("seatyard.")}
    return named | whole


def test_pythons_own_modules_are_not_shadowed() -> None:
    assert not (ROOT / "platform/__init__.py").exists()
    assert not (ROOT / "alembic/__init__.py").exists()
    code = "import platform, alembic; print(platform.system(), alembic.__version__)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def listed_packages() -> set[str]:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    return set(config["options"]["packages"].split())


def test_every_package_is_listed() -> None:
    """An unlisted one is importable in the checkout and silently missing from the wheel."""
    there = {
        ".".join([floor, *path.parent.relative_to(SOURCES[floor]).parts])
        for floor, path in modules()
        if path.name == "__init__.py"
    }
    assert there - listed_packages() == set()


def test_every_listed_package_is_there() -> None:
    folders = {**SOURCES, "seatyard_migrations": ROOT / "alembic"}
    folders |= {"seatyard_freeswitch_conf": ROOT / "freeswitch-conf", "seatyard_deploy": ROOT / "deploy"}
    for package in listed_packages():
        top, *rest = package.split(".")
        assert folders[top].joinpath(*rest).is_dir(), package


def test_every_route_is_behind_a_role(app: Flask) -> None:
    open_routes = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        and not rule.endpoint.endswith(".static")
        and not getattr(app.view_functions[rule.endpoint], "allowed_roles", ())
    ]
    assert open_routes == []


def test_modules_are_small() -> None:
    long = {str(p.relative_to(ROOT)): n for _, p in modules() if (n := len(p.read_text().splitlines())) > 400}
    assert long == {}


def test_there_is_one_migration_head(app: Flask) -> None:
    script = ScriptDirectory.from_config(migrations.config_for(app))
    assert len(script.get_heads()) == 1


def test_models_and_migrations_agree(app: Flask) -> None:
    with db.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": migrations.without_parts(connection)}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, db.metadata) == []
