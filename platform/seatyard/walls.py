"""The first wall between tenants: every statement is held to what ``scope`` says, before it is sent.

For one tenant, what the ORM asks is narrowed to the tenant's rows, wherever one of its tables stands in a
statement. What does not come through the ORM is refused, as is everything while nothing was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Table, TextClause, bindparam, event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.sql import visitors

from . import scope, tenancy
from .db import Base, Model, db
from .scope import EVERYONE, Foreign, Unscoped

_HELD = "seatyard_held"
_WORD = re.compile(r"[a-z_]+")


def _tenant_id() -> int | None:
    """Read when a statement runs; the statement itself, kept compiled, is the same for all tenants."""
    return scope.current().tenant_id


class _Narrowed(CriteriaOption):
    """All tables' conditions, added when a statement is compiled: with nothing to compare, none to copy."""

    _is_compile_state = True
    propagate_to_loaders = False
    _cache_key_traversal: Any = []
    inherit_cache = True

    def process_compile_state(self, compile_state: Any) -> None:
        self.get_global_criteria(compile_state.global_attributes)

    def process_compile_state_replaced_entities(self, compile_state: Any, mapper_entities: Any) -> None:
        self.process_compile_state(compile_state)

    def get_global_criteria(self, attributes: dict[Any, Any]) -> None:
        for one in _conditions():
            one.get_global_criteria(attributes)


_NARROWED = _Narrowed()
_made: list[Any] = []


def _conditions() -> list[Any]:
    if not _made:
        tenant = bindparam("seatyard_tenant", callable_=_tenant_id, type_=Integer, unique=True)
        for mapper in Model.registry.mappers:
            table = mapper.local_table
            if isinstance(table, Table) and tenancy.is_tenants(table):
                its = tenancy.owned(table, Base.metadata, tenant)
                _made.append(
                    with_loader_criteria(mapper.class_, its, include_aliases=True, propagate_to_loaders=False)
                )
    return _made


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    said = scope.current()
    if said.tenant_id is None or not state.is_orm_statement:
        return
    if state.is_insert:
        for row in _rows(state.statement, state.parameters):
            _check(row.get("tenant_id", said.tenant_id), said.tenant_id, str(state.bind_mapper))
    else:
        state.statement = state.statement.options(_NARROWED)
    state.update_execution_options(**{_HELD: True})


@event.listens_for(Session, "before_flush")
def _check_flush(session: Session, _context: object, _instances: object) -> None:
    said = scope.current()
    if said.tenant_id is None:
        return
    for one in (*session.new, *session.dirty, *session.deleted):
        _check(scope.owner(one, said.tenant_id), said.tenant_id, type(one).__name__)


@event.listens_for(Engine, "before_execute")
def _hold(
    connection: Connection, statement: Any, _multi: object, _params: object, options: dict[str, Any]
) -> None:
    said = scope.current()
    if said is EVERYONE or _HELD in options or (said.tenant_id is not None and _flushing(connection)):
        return
    for name in _named(statement):
        told = "not through the ORM" if said.tenant_id else "nobody said whose rows are meant"
        raise Unscoped(f"{name}: {told} (seatyard.scope)")


def _check(owner: object, tenant_id: int, what: str) -> None:
    if owner != tenant_id:
        raise Foreign(f"{what}: of tenant {owner}, in the scope of tenant {tenant_id}")


def _rows(statement: Any, parameters: Any) -> Iterator[dict[str, Any]]:
    """The values of an INSERT, by their columns' names."""
    many = parameters if isinstance(parameters, list) else [parameters] if parameters else []
    yield from many
    for values in (statement._values or {}, *(row for rows in statement._multi_values for row in rows)):
        if values:
            yield {_name(column): getattr(value, "value", value) for column, value in values.items()}


def _name(column: Any) -> str:
    return column if isinstance(column, str) else str(column.key)


def _flushing(connection: Connection) -> bool:
    """Whether it is the session's own writing, whose rows were looked at before."""
    session = db.session()
    return bool(session._flushing) and connection is session.connection()


def _named(statement: Any) -> Iterable[str]:
    """The tenants' tables that a statement names."""
    if isinstance(statement, TextClause):
        words = set(_WORD.findall(statement.text.lower()))
        tables = Base.metadata.tables
        return [name for name in tables if name in words and tenancy.is_tenants(tables[name])]
    parts = visitors.iterate(statement) if hasattr(statement, "get_children") else ()
    return [one.name for one in parts if isinstance(one, Table) and tenancy.is_tenants(one)]
