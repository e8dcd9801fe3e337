"""The node's script that gives mod_callcenter's tables indexes, run as mod_lua runs it, on SQLite itself."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Template
from lupa.lua54 import LuaRuntime

from seatyard.resources import folder

SCRIPT = folder("seatyard_freeswitch_conf") / "scripts" / "queue-indexes.lua.j2"
TABLES = """
CREATE TABLE members (queue, uuid, session_uuid, state);
CREATE TABLE agents (name, status, state, last_bridge_end);
CREATE TABLE tiers (queue, agent, state, level, position);
"""
OFFERED = (
    "SELECT name, agents.state FROM agents LEFT JOIN tiers ON (agents.name = tiers.agent)"
    " WHERE tiers.queue = 'q'"
    " AND (agents.status = 'Available' OR agents.status = 'On Break') ORDER BY level, agents.last_bridge_end"
)
"""How mod_callcenter looks for a seat, for each caller who waits; in short."""


@pytest.fixture
def tables(tmp_path: Path) -> sqlite3.Connection:
    there = sqlite3.connect(tmp_path / "callcenter.db")
    there.executescript(TABLES)
    return there


def started(tables: sqlite3.Connection, loaded_at: int = 0) -> list[str]:
    """What the script logs; the module is there when it has asked so often."""
    logged: list[str] = []
    asked: list[str] = []
    lua: Any = LuaRuntime(unpack_returned_tuples=True)

    def execute(_: Any, command: str, said: str) -> str:
        assert (command, said) == ("module_exists", "mod_callcenter")
        asked.append(said)
        return "true" if len(asked) > loaded_at else "false"

    def opened(dsn: str) -> Any:
        assert dsn == "sqlite://callcenter"
        return lua.table_from(
            {"query": lambda _, said: tables.execute(said) and True, "release": lambda _: True}
        )

    lua.globals().freeswitch = lua.table_from(
        {
            "API": lambda: lua.table_from({"execute": execute}),
            "Dbh": opened,
            "msleep": lambda milliseconds: None,
            "consoleLog": lambda level, said: logged.append(f"{level} {said}"),
        }
    )
    lua.execute(Template(SCRIPT.read_text(encoding="utf-8")).render())
    return logged


def plan(tables: sqlite3.Connection, query: str) -> list[str]:
    return [step[3] for step in tables.execute(f"EXPLAIN QUERY PLAN {query}")]


def test_a_queues_seats_are_looked_up_and_not_searched_for(tables: sqlite3.Connection) -> None:
    assert any(step.startswith("SCAN") for step in plan(tables, OFFERED))
    assert started(tables, loaded_at=3) == []
    assert [step.split(" (")[0] for step in plan(tables, OFFERED)][:2] == [
        "SEARCH tiers USING INDEX seatyard_tiers_of_queue",
        "SEARCH agents USING INDEX seatyard_agents_by_name",
    ]


@pytest.mark.parametrize(
    "query",
    [
        "UPDATE members SET state = 'x' WHERE uuid = 'u'",
        "UPDATE members SET state = 'x' WHERE session_uuid = 'u'",
        "SELECT count(*) FROM members WHERE queue = 'q'",
        "UPDATE agents SET state = 'x' WHERE name = 'n'",
        "UPDATE tiers SET state = 'x' WHERE agent = 'n' AND NOT queue = 'q'",
    ],
)
def test_so_is_what_a_call_changes(tables: sqlite3.Connection, query: str) -> None:
    started(tables)
    assert "USING" in plan(tables, query)[0]


def test_a_second_start_changes_nothing(tables: sqlite3.Connection) -> None:
    started(tables)
    first = tables.execute("SELECT sql FROM sqlite_master").fetchall()
    assert started(tables) == []
    assert tables.execute("SELECT sql FROM sqlite_master").fetchall() == first


def test_a_node_without_the_module_says_so(tables: sqlite3.Connection) -> None:
    (logged,) = started(tables, loaded_at=10_000)
    assert "mod_callcenter is not there" in logged
