"""Login sessions (flask-login) and the protection of forms (CSRF)."""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from .. import away
from ..db import db
from .models import User

login_manager = LoginManager()
csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    app.config.update(SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax")
    login_manager.init_app(app)
    csrf.init_app(app)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load(user_id: str) -> User | None:
    """Nobody once the database was found away: the page that says so is for everyone."""
    if away.noticed():
        return None
    user = db.session.get(User, int(user_id))
    return user if user is not None and user.locked_at is None else None
