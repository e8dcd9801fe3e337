"""What a command says in one line when the database is away, or has another schema than ours."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from .. import away
from ..errors import InvalidInput, SeatyardError, Unavailable


def as_ours(error: Exception) -> SeatyardError | None:
    """The error that it stands for; None for a fault of the program."""
    if isinstance(error, SQLAlchemyError) and away.is_away(error):
        return Unavailable(f"it is away: {away.said(error)}", where="database")
    if isinstance(error, DBAPIError) and _lacks(error.orig):
        return InvalidInput("the schema is missing or old; run: seatyard db upgrade", where="database")
    return None


def _lacks(error: BaseException | None) -> bool:
    """Whether a table or a column is not there."""
    if isinstance(error, sqlite3.Error):
        return str(error).startswith(("no such table", "no such column")) or "has no column" in str(error)
    return getattr(error, "sqlstate", "") in ("42P01", "42703")  # undefined_table, undefined_column
