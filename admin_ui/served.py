"""The pages, and what their templates may ask for."""

from __future__ import annotations

from flask import Flask, url_for

from seatyard.identity.sessions import login_manager

from . import error_pages, folding, formats, i18n, labels, lead_words, navigation
from .routes import pages
from .views.assets import mark
from .views.guides import help_of


def init_app(app: Flask) -> None:
    for part in (i18n, formats, folding, labels, lead_words, navigation, error_pages):
        part.init_app(app)
    app.register_blueprint(pages)
    app.jinja_env.globals.update(
        help_of=help_of, asset=lambda name: url_for("ui.asset", name=name, v=mark(name))
    )
    login_manager.login_view = "ui.login"
    login_manager.login_message = None
