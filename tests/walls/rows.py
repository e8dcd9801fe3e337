"""One row of every table for each of two tenants, made without regard to what rows mean."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Connection, Date, LargeBinary, Table, text
from sqlalchemy.types import Boolean, Integer

from seatyard import scope, tenancy
from seatyard.audit.models import Stamp
from seatyard.db import Base, Document, Exact, UtcDateTime, db
from tests.support.unconstrained import CHECKS, FOREIGN_KEYS, loosen

A, B = 1, 2


def tenants() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if tenancy.is_tenants(table)]


def fill() -> None:
    """Commits. Each id, and each name of another row, is the number of the tenant."""
    with scope.everyone(), db.engine.begin() as connection:
        _without_constraints(connection)
        for number in (A, B):
            for table in Base.metadata.sorted_tables:
                connection.execute(table.insert().values(row(table, number)))
    db.session.remove()
    db.engine.dispose()  # what was switched off is on again


def row(table: Table, number: int) -> dict[str, Any]:
    wanted = (one for one in table.c if not one.nullable or one.name == "tenant_id" or one.foreign_keys)
    made = {one.name: _value(one, number) for one in wanted}
    return made | {"number": B} if table.name == "audit_head" else made  # more entries come after these


def key(table: Table, number: int) -> tuple[Any, ...]:
    made = row(table, number)
    return tuple(made[one.name] for one in table.primary_key)


def _value(column: Column[Any], number: int) -> Any:
    match column.type:
        case Boolean():
            return False
        case Integer():
            return number
        case UtcDateTime() | Stamp():
            return datetime(2026, 3, number, tzinfo=UTC)
        case Date():
            return date(2026, 3, number)
        case Exact():
            return Decimal(number)
        case Document():
            return {}
        case LargeBinary():
            return b"%d" % number
    return str(number)


def _without_constraints(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute("COMMIT")
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("PRAGMA ignore_check_constraints=ON")
        driver.execute("BEGIN")
        return
    loosen(connection, CHECKS, FOREIGN_KEYS)
    for table in Base.metadata.tables:
        connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
