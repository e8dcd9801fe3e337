"""Files that pages load, and the sign of life."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import jsonify, send_from_directory
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from billing.documents import fonts
from seatyard import __version__
from seatyard.db import db
from seatyard.identity.roles import public

_WEEK = 7 * 24 * 60 * 60
_STATIC = Path(__file__).parent.parent / "static"


@public
def asset(name: str) -> ResponseReturnValue:
    return send_from_directory(_folder(name), name, max_age=_WEEK)


@cache
def mark(name: str) -> str:
    """Changes when the file does, so that a browser never shows a new page in an old style."""
    return sha256((_folder(name) / name).read_bytes()).hexdigest()[:8]


def _folder(name: str) -> Path:
    return fonts.FOLDER if name == fonts.FILE else _STATIC


@public
def healthz() -> ResponseReturnValue:
    """200 while this process answers and reaches its database."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok", version=__version__)
