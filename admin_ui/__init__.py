"""Faces: pages for operator staff, finance and tenants. No rule of the business lives here."""

from __future__ import annotations

from flask import Flask

from seatyard.identity.sessions import login_manager


def init_app(app: Flask) -> None:
    from . import error_pages, formats, i18n, labels, navigation
    from .routes import pages

    for part in (i18n, formats, labels, navigation, error_pages):
        part.init_app(app)
    app.register_blueprint(pages)
    login_manager.login_view = "ui.login"
    login_manager.login_message = None
