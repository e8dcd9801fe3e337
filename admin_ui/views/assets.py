"""Files that pages load, and the sign of life."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import current_app, jsonify, request, send_from_directory
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from billing.documents import fonts
from seatyard import __version__, away
from seatyard.db import db, reading
from seatyard.identity.roles import public
from seatyard.watch.readiness import readiness

_WEEK, _YEAR = 7 * 24 * 60 * 60, 365 * 24 * 60 * 60
_STATIC = Path(__file__).parent.parent / "static"


@public
def asset(name: str) -> ResponseReturnValue:
    """A file by its name; one asked for by its mark, too, never changes, and is kept for a year.

    Modules ask for each other without a mark: each time it is looked whether they are another.
    """
    sent = send_from_directory(_folder(name), name, max_age=0 if name.endswith(".js") else _WEEK)
    if request.args.get("v") == mark(name):
        sent.cache_control.max_age, sent.cache_control.immutable = _YEAR, True
    return sent


@cache
def mark(name: str) -> str:
    """Changes when the file does, so that a browser never shows a new page in an old style."""
    return sha256((_folder(name) / name).read_bytes()).hexdigest()[:8]


def _folder(name: str) -> Path:
    return fonts.FOLDER if name == fonts.FILE else _STATIC


@public
def healthz() -> ResponseReturnValue:
    """200 while this process answers and reaches its database, 503 while it does not reach it."""
    try:
        reading()
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        away.tell(error)
        return jsonify(status="no database", version=__version__), 503
    return jsonify(status="ok", version=__version__)


@public
def readyz() -> ResponseReturnValue:
    """200 while this process may be given requests, 503 while its database is away or its schema old, and
    once the process was told to end."""
    found = readiness(current_app._get_current_object())  # type: ignore[attr-defined]
    return jsonify(found.as_json()), found.status
