"""A database of PostgreSQL made as it was before a test, which takes a tenth of the time of a new one.

Rows go and numbers begin again. One that the test changed in another way (a table, a column, statistics), or
filled with much, is not used again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import Connection, sql

MOST = 5_000
"""Rows; what was there leaves room behind, which later tests would read through."""

_CATALOGUES: tuple[tuple[LiteralString, LiteralString], ...] = (
    ("pg_attrdef", "adrelid"),
    ("pg_attribute", "attrelid"),
    ("pg_class", "oid"),
    ("pg_constraint", "oid"),
    ("pg_index", "indexrelid"),
    ("pg_inherits", "inhrelid"),
    ("pg_namespace", "oid"),
    ("pg_proc", "oid"),
    ("pg_statistic", "starelid"),
    ("pg_trigger", "oid"),
    ("pg_type", "oid"),
)
_CATALOGUE: LiteralString = " UNION ALL ".join(
    f"SELECT '{name}', count(*), max(xmin::text::bigint) FROM {name} WHERE {key} >= 16384"  # noqa: S608
    for name, key in _CATALOGUES
)
"""Whatever is altered is written anew, by a later transaction."""
_COUNTED: LiteralString = """
    SELECT 'reltuples', count(*), sum(reltuples)::bigint FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')
"""
"""What VACUUM and ANALYZE write in place."""
_TABLES: LiteralString = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
"""
"""Those that have, or had, a row."""
_NUMBERS: LiteralString = "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"
_AGAIN: LiteralString = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""


@dataclass(frozen=True)
class Template:
    """What a database is like before any test."""

    catalogue: list[tuple[object, ...]]
    rows: dict[str, list[tuple[object, ...]]]
    """Of the tables that have some."""
    numbers: list[tuple[object, ...]]

    @classmethod
    def of(cls, address: str) -> Template:
        with psycopg.connect(address) as connection:
            rows = {name: _rows(connection, name) for name in _filled(connection)}
            return cls(_catalogue(connection), rows, connection.execute(_NUMBERS).fetchall())

    def restored(self, address: str) -> bool:
        """Empty a database that was made from this one; whether it is like it again."""
        with psycopg.connect(address) as connection:
            if _catalogue(connection) != self.catalogue:
                return False
            connection.execute("SET LOCAL session_replication_role = replica")  # in any order
            gone = 0
            for name in _filled(connection) - self.rows.keys():
                gone += connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name))).rowcount
            connection.execute(_AGAIN)
            return (
                gone <= MOST
                and all(_rows(connection, name) == rows for name, rows in self.rows.items())
                and connection.execute(_NUMBERS).fetchall() == self.numbers
            )


def _catalogue(connection: Connection) -> list[tuple[object, ...]]:
    return sorted(connection.execute(f"{_CATALOGUE} UNION ALL {_COUNTED}").fetchall())


def _filled(connection: Connection) -> set[str]:
    """The tables that have a row."""
    tables = [str(row[0]) for row in connection.execute(_TABLES)]
    ask = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    each = [ask.format(sql.Literal(name), sql.Identifier(name)) for name in tables]
    return {str(row[0]) for row in connection.execute(sql.SQL(" UNION ALL ").join(each))}


def _rows(connection: Connection, name: str) -> list[tuple[object, ...]]:
    text = sql.SQL("SELECT t::text FROM {} AS t ORDER BY 1").format(sql.Identifier(name))
    return connection.execute(text).fetchall()
