"""The database is away: which errors mean that, and requests that fail by it, told in one line each.

They are answered 503 as ``Unavailable`` is, in the shape of their path. A node takes that for "ask your own
files" (mod_xml_curl) and "keep it" (mod_json_cdr).
"""

from __future__ import annotations

import logging
import sqlite3

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from .errors import Unavailable
from .rarely import Rarely
from .watch.connections import AWAY

log = logging.getLogger(__name__)

_LINES = "lines about the database being away"
_SQLITE = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    )
)
"""Of its primary result codes: all else (no such table, a wrong statement) is a fault of the program."""


def init_app(app: Flask) -> None:
    app.extensions[_LINES] = Rarely()
    for kind in (DBAPIError, PoolTimeout):
        app.register_error_handler(kind, _answer)


def is_away(error: SQLAlchemyError) -> bool:
    """Whether the database did not answer, or could not just now: the same again may succeed."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _SQLITE
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def said(error: SQLAlchemyError) -> str:
    """The first line of what the database or its driver said, without the statement."""
    words = str(getattr(error, "orig", None) or "").strip() or type(error).__name__
    return words.partition("\n")[0][:200]


def tell(error: SQLAlchemyError) -> None:
    """Log that this request fails by it: one line, and not for each of many."""
    g.database_away = True
    AWAY.inc()
    lines: Rarely = current_app.extensions[_LINES]
    more = lines.due(f"{request.method} {request.url_rule}")
    if more is not None:
        path = request.path.encode("unicode_escape").decode()
        log.error("%s %s: the database is away: %s%s", request.method, path, said(error), more)


def noticed() -> bool:
    """Whether this request has found it away: no use to ask it for what its error page could do without."""
    return bool(g.get("database_away"))


def _answer(error: SQLAlchemyError) -> ResponseReturnValue | HTTPException:
    if not is_away(error):
        raise error
    tell(error)
    return current_app.handle_user_exception(Unavailable("the database does not answer just now"))
