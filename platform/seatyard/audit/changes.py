"""Changes of audited rows, noted as the session writes them: the one place for all of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ClauseElement, Connection, Row, Table, and_, event, inspect, select
from sqlalchemy.orm import Mapper, object_session
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.orm.base import PASSIVE_NO_INITIALIZE

from . import contents
from .models import CHANGE
from .notes import Note, Pending, pending
from .rules import AUDITED, Rule


def note(
    waiting: Pending,
    connection: Connection,
    table: Table,
    row: dict[str, Any],
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    """Note that ``row`` of an audited table changed so; ``row`` has at least its key, and whose it is."""
    key = "/".join(str(row[column.key]) for column in table.primary_key)
    owner = _owner(waiting, connection, table, row)
    waiting.notes.append(Note(CHANGE, f"{table.name}/{key}", owner, before, after))


def stored(connection: Connection, table: Table, key: tuple[Any, ...]) -> dict[str, Any]:
    """A row as the database has it; empty where there is none."""
    its = and_(*(column == value for column, value in zip(table.primary_key, key, strict=True)))
    row: Row[Any] | None = connection.execute(select(table).where(its)).first()
    return {} if row is None else dict(row._mapping)


@event.listens_for(Mapper, "after_insert")
def _added(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    rule, table = _rule(mapper)
    if rule is None or table is None:
        return
    row = dict.fromkeys(table.columns.keys()) | _values(mapper, target)
    waiting = _pending(target)
    waiting.tenants[table.name, row.get("id")] = (
        row["id"] if table.name == "tenants" else row.get("tenant_id")
    )
    if rule.born:
        note(waiting, connection, table, row, None, contents.of_row(rule, row))


@event.listens_for(Mapper, "before_update")
def _changed(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    """Where what was there is not at hand (the row had expired), it is read."""
    rule, table = _rule(mapper)
    if rule is None or table is None:
        return
    old, new = dict[str, Any](), dict[str, Any]()
    unknown = False
    for attribute in mapper.column_attrs:
        history = get_history(target, attribute.key, PASSIVE_NO_INITIALIZE)
        name = attribute.columns[0].key
        if not history.added or not rule.notes(name):
            continue
        new[name] = history.added[0]
        if isinstance(new[name], ClauseElement):
            raise TypeError(f"{table.name}.{name} is audited: it takes a value, not an expression")
        unknown = unknown or not history.deleted
        old[name] = history.deleted[0] if history.deleted else None
    if not new:
        return
    row = _values(mapper, target) | dict(zip(table.primary_key.columns.keys(), _key(target), strict=True))
    owner = rule.via[0] if rule.via else "tenant_id"
    if unknown or (owner in table.columns and owner not in row):
        there = stored(connection, table, _key(target))
        old, row = there, {**there, **new}
    if (said := contents.difference(rule, old, new)) is not None:
        note(_pending(target), connection, table, row, *said)


@event.listens_for(Mapper, "before_delete")
def _removed(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    rule, table = _rule(mapper)
    if rule is not None and table is not None and rule.dies:
        row = stored(connection, table, _key(target))
        if row:
            note(_pending(target), connection, table, row, contents.of_row(rule, row), None)


def _rule(mapper: Mapper[Any]) -> tuple[Rule | None, Table | None]:
    table = mapper.local_table
    return (AUDITED.get(table.name), table) if isinstance(table, Table) else (None, None)


def _values(mapper: Mapper[Any], target: Any) -> dict[str, Any]:
    """Those that are at hand."""
    at_hand = inspect(target).dict
    return {one.columns[0].key: at_hand[one.key] for one in mapper.column_attrs if one.key in at_hand}


def _key(target: Any) -> tuple[Any, ...]:
    identity: tuple[Any, ...] = inspect(target).identity
    return identity


def _pending(target: Any) -> Pending:
    session = object_session(target)
    assert session is not None
    return pending(session)


def _owner(waiting: Pending, connection: Connection, table: Table, row: dict[str, Any]) -> int | None:
    """The tenant whose row it is; none of what is the house's."""
    if table.name == "tenants":
        return int(row["id"])
    rule = AUDITED[table.name]
    if rule.via is None:
        return row.get("tenant_id")
    column, parent = rule.via
    which = parent, row[column]
    if which not in waiting.tenants:
        above = table.metadata.tables[parent]
        asked = select(above.c.tenant_id).where(above.c.id == row[column])
        waiting.tenants[which] = connection.scalar(asked)
    return waiting.tenants[which]
