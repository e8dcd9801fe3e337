"""Changes of audited rows by statements (``update(Tenant).where(…)``), which no object in the session shows.

The rows that a statement touches are read before and after it. One that only writes columns that are not
noted passes as it is: a node's signs of life cost nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Result, Table, Update, event, select, tuple_
from sqlalchemy.orm import ORMExecuteState, Session

from .. import scope
from ..db import slices
from . import contents
from .changes import note
from .notes import Pending, pending
from .rules import AUDITED, Rule

PARAMETERS = 8_000
"""Of one statement."""
Rows = dict[tuple[Any, ...], dict[str, Any]]
"""By primary key."""


@event.listens_for(Session, "do_orm_execute")
def _noted(state: ORMExecuteState) -> Result[Any] | None:
    if not (state.is_insert or state.is_update or state.is_delete) or state.bind_mapper is None:
        return None
    table = state.bind_mapper.local_table
    rule = AUDITED.get(table.name) if isinstance(table, Table) else None
    if rule is None or not isinstance(table, Table) or _passes(state, rule):
        return None
    state.session.flush()
    connection = state.session.connection()
    if isinstance(state.statement, Insert):
        return _inserted(state, state.statement, pending(state.session), connection, table)
    assert isinstance(state.statement, Update | Delete)
    where = state.statement.whereclause
    touched = select(table) if where is None else select(table).where(where)
    with scope.everyone():
        before = _by_key(table, connection.execute(touched.with_for_update(of=table)).mappings())
    result = state.invoke_statement()
    _note(pending(state.session), connection, table, before, _found(connection, table, before))
    return result


def _passes(state: ORMExecuteState, rule: Rule) -> bool:
    """Whether it writes nothing that is noted. TypeError for what cannot be followed."""
    if state.is_insert:
        return not rule.born
    if state.is_delete:
        return not rule.dies
    if isinstance(state.parameters, list):
        raise TypeError("rows of an audited table are changed by their objects, or one statement each")
    assert isinstance(state.statement, Update)
    written: Iterable[Any] = [*(state.statement._values or ()), *(state.parameters or ())]
    return not any(rule.notes(_name(column)) for column in written)


def _inserted(
    state: ORMExecuteState, statement: Insert, waiting: Pending, connection: Connection, table: Table
) -> Result[Any]:
    """By their keys, where those are given; else the database tells them, of those that are new."""
    names = [column.key for column in table.primary_key]
    given = _given(state, statement)
    if all(name in row for row in given for name in names):
        keys = [tuple(row[name] for name in names) for row in given]
        before = _found(connection, table, keys)
        result = state.invoke_statement()
    else:
        before = {}
        result = state.invoke_statement(statement=statement.returning(*table.primary_key))
        keys = [tuple(row) for row in result]
    _note(waiting, connection, table, before, _found(connection, table, keys))
    return result


def _given(state: ORMExecuteState, statement: Insert) -> list[dict[str, Any]]:
    if given := state.parameters:
        return [dict(given)] if isinstance(given, Mapping) else [dict(one) for one in given]
    values = (statement._values or {}).items()
    return [{_name(column): getattr(value, "value", value) for column, value in values}]


def _name(column: Any) -> str:
    return str(getattr(column, "key", column))


def _found(connection: Connection, table: Table, keys: Iterable[tuple[Any, ...]]) -> Rows:
    key = tuple_(*table.primary_key)
    rows: Rows = {}
    for some in slices(keys, PARAMETERS // len(table.primary_key)):
        with scope.everyone():
            rows |= _by_key(table, connection.execute(select(table).where(key.in_(some))).mappings())
    return rows


def _by_key(table: Table, rows: Iterable[Any]) -> Rows:
    return {tuple(row[column] for column in table.primary_key): {**row} for row in rows}


def _note(waiting: Pending, connection: Connection, table: Table, before: Rows, after: Rows) -> None:
    rule = AUDITED[table.name]
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old is None and new is not None:
            note(waiting, connection, table, new, None, contents.of_row(rule, new))
        elif new is None and old is not None:
            note(waiting, connection, table, old, contents.of_row(rule, old), None)
        elif old and new and (said := contents.difference(rule, old, new)) is not None:
            note(waiting, connection, table, new, *said)
