"""The second wall between tenants: PostgreSQL's row-level security is told, in each transaction, whose rows
may be seen and written.

The setting ends with the transaction, so that a pool of connections (PgBouncer) hands on nothing of it. A
transaction that says nothing sees no tenant's row.
"""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import Connection, Engine, event

from . import scope
from .db import db

logger = logging.getLogger(__name__)

_SAID = "seatyard_said"
_SAY = "SELECT set_config('seatyard.tenant', %(setting)s, true)"
_SAVEPOINTS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
_BYPASSES = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


def bypassed() -> bool:
    """Whether the role that we connect as is above policies: then the first wall stands alone."""
    if db.engine.dialect.name != "postgresql":
        return False
    with db.engine.connect() as connection:
        return bool(connection.exec_driver_sql(_BYPASSES).scalar())


def tell_if_bypassed() -> None:
    """One line at the start of a process."""
    if bypassed():
        logger.warning(
            "database: this role bypasses row-level security; connect as one that is NOSUPERUSER NOBYPASSRLS"
        )


def said_with(connection: Connection, query: str) -> Any:
    """The one value that ``query`` tells of a table of the house's own.

    PostgreSQL is told in the same message whose rows may be seen from then on: nothing waits for that.
    """
    if connection.dialect.name != "postgresql":
        return connection.exec_driver_sql(query).scalar()
    setting = connection.info[_SAID] = scope.current().setting
    return connection.exec_driver_sql(f"{_SAY}, ({query})", {"setting": setting}).one()[1]


@event.listens_for(Engine, "before_cursor_execute")
def _say(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
    """Before the first statement of a transaction, and when the scope has changed since.

    Not before one about a savepoint: what failed is undone by it, and until then nothing else is heard.
    """
    if connection.dialect.name != "postgresql" or statement.startswith(_SAVEPOINTS):
        return
    setting = scope.current().setting
    if connection.info.get(_SAID) != setting:
        connection.info[_SAID] = setting
        connection.exec_driver_sql(_SAY, {"setting": setting})


@event.listens_for(Engine, "begin")
@event.listens_for(Engine, "commit")
@event.listens_for(Engine, "rollback")
def _forget(connection: Connection) -> None:
    if not connection.invalidated:  # one that was lost has nothing left of what was said to it
        connection.info.pop(_SAID, None)


@event.listens_for(Engine, "rollback_savepoint")
def _forget_within(connection: Connection, *_savepoint: Any) -> None:
    _forget(connection)
