"""Files that pages load, and the sign of life."""

from __future__ import annotations

from pathlib import Path

from flask import jsonify, send_from_directory
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from billing.documents import fonts
from seatyard import __version__
from seatyard.db import db
from seatyard.identity.roles import public

_STATIC = Path(__file__).parent.parent / "static"


@public
def asset(name: str) -> ResponseReturnValue:
    folder = fonts.FOLDER if name == fonts.FILE else _STATIC
    return send_from_directory(folder, name, max_age=86400)


@public
def healthz() -> ResponseReturnValue:
    """200 while this process answers and reaches its database."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok", version=__version__)
