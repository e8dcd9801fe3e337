"""The application: ground floor first, then every feature by its name."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from . import audit as _audit  # noqa: F401  (it listens to every session)
from . import away, db, error_answers, identity, request_ids, requested, scope
from . import findings as _findings  # noqa: F401  (its table belongs to the metadata)
from . import row_security as _row_security  # noqa: F401  (tells PostgreSQL the scope)
from . import walls as _walls  # noqa: F401  (listens to every session)
from .api import frame
from .api import models as _api  # noqa: F401
from .config import Settings
from .findings.figures import figures as findings_figures
from .traces import setting as traces
from .watch import connections, figures
from .watch import requests as watched

FEATURES = ("tenants", "esl", "billing", "admin_ui")
"""Lower floors first. Each is a package with ``init_app(app)`` and ``cli.commands``."""


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application over ``settings`` (from the environment by default)."""
    settings = settings or Settings.from_env()
    app = Flask("seatyard", static_folder=None)
    app.extensions["settings"] = settings
    app.config["SECRET_KEY"] = settings.secret_key
    watched.init_app(app)
    request_ids.init_app(app)
    error_answers.init_app(app)
    away.init_app(app)
    scope.init_app(app)
    requested.init_app(app)
    db.init_app(app, settings.database_url, settings.database_direct_url, settings.replica_url)
    connections.init_app(app)
    traces.init_app(app)
    identity.init_app(app)
    frame.init_app(app)
    figures.register("findings", findings_figures)
    for name in FEATURES:
        import_module(name).init_app(app)
    return app


def settings_of(app: Flask) -> Settings:
    settings = app.extensions["settings"]
    assert isinstance(settings, Settings)
    return settings
