"""Can the code of one schema go on over another? Asked of the database, and of what it tells of itself.

The old code's statements name the columns of its own models, which are those of its schema (a test of each
release holds models and migrations together). Each kind of them is planned, not run, on the new schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Inspector, inspect, text
from sqlalchemy.exc import DBAPIError

from seatyard import migrations


@dataclass(frozen=True)
class Table:
    columns: dict[str, dict[str, Any]]
    rules: frozenset[str] = field(default_factory=frozenset)
    """Unique keys, checks and foreign keys, each in words that tell it from another."""


def tables(connection: Connection) -> dict[str, Table]:
    inspector = inspect(connection)
    wanted = migrations.without_parts(connection)
    names = [name for name in inspector.get_table_names() if wanted(name, "table", {})]
    return {
        name: Table(
            {str(column["name"]): dict(column) for column in inspector.get_columns(name)},
            frozenset(_rules(inspector, name)),
        )
        for name in names
        if name != "alembic_version"
    }


def _rules(inspector: Inspector, name: str) -> Iterator[str]:
    for unique in inspector.get_unique_constraints(name):
        yield f"unique ({', '.join(unique['column_names'])})"
    for index in inspector.get_indexes(name):
        if index["unique"]:
            yield f"unique ({', '.join(str(one) for one in index['column_names'])})"
    for key in inspector.get_foreign_keys(name):
        yield f"foreign key ({', '.join(key['constrained_columns'])}) to {key['referred_table']}"
    for check in inspector.get_check_constraints(name):
        yield f"check {check['sqltext']}"


def unsafe(old: dict[str, Table], connection: Connection) -> list[str]:
    """What the old code would stumble over, a line each."""
    new = tables(connection)
    found = []
    for name, before in old.items():
        if name not in new:
            found.append(f"{name}: the table is gone")
            continue
        found += [f"{name}: {fault}" for fault in _columns(before.columns, new[name].columns)]
        found += [f"{name}: new rule: {rule}" for rule in sorted(new[name].rules - before.rules)]
        found += [f"{name}: {fault}" for fault in _statements(name, list(before.columns), connection)]
    return found


def _columns(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> Iterator[str]:
    for name, column in after.items():
        old = before.get(name)
        given = (
            column["nullable"] or column.get("default") or column.get("computed") or column.get("identity")
        )
        if old is None and not given:
            yield f"{name} is new, and must be given"
        if old is not None and str(old["type"]) != str(column["type"]):
            yield f"{name} was {old['type']} and is {column['type']}"
        if old is not None and old["nullable"] and not column["nullable"]:
            yield f"{name} may be empty no more"


def _statements(table: str, columns: list[str], connection: Connection) -> Iterator[str]:
    listed = ", ".join(f'"{name}"' for name in columns)
    read = ", ".join(f'"{table}"."{name}"' for name in columns)  # else SQLite takes a strange name for a text
    same = ", ".join(f'"{name}" = "{name}"' for name in columns)
    for statement in (
        f'SELECT {read} FROM "{table}"',  # noqa: S608
        f'INSERT INTO "{table}" ({listed}) SELECT {read} FROM "{table}"',  # noqa: S608
        f'UPDATE "{table}" SET {same}',  # noqa: S608
        f'DELETE FROM "{table}"',  # noqa: S608
    ):
        savepoint = connection.begin_nested()
        try:
            connection.execute(text(f"EXPLAIN {statement}")).all()
        except DBAPIError as error:
            yield f"{statement.split()[0]}: {str(error.orig).splitlines()[0]}"
        finally:
            savepoint.rollback()
