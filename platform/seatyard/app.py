"""The application: ground floor first, then every feature by its name."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from . import audit as _audit  # noqa: F401  (it listens to every session)
from . import collector, db, due, identity
from . import findings as _findings  # noqa: F401  (its table belongs to the metadata)
from . import row_security as _row_security  # noqa: F401  (tells PostgreSQL the scope)
from . import walls as _walls  # noqa: F401  (listens to every session)
from .api import idempotency
from .config import Settings
from .features import FEATURES, FLOORS
from .findings.figures import figures as findings_figures
from .traces import setting as traces
from .watch import connections, figures


@collector.waiting()
def create_app(settings: Settings | None = None, *, served: bool = True) -> Flask:
    """Build the application over ``settings`` (from the environment by default).

    A command has one that is not ``served``: with all tables, and with all that floors register, but without
    pages and resources, which take longer to load than most commands to run.
    """
    settings = settings or Settings.from_env()
    app = Flask("seatyard", static_folder=None)
    app.extensions["settings"] = settings
    app.config["SECRET_KEY"] = settings.secret_key
    db.init_app(app, settings.database_url, settings.database_direct_url, settings.replica_url)
    connections.init_app(app)
    traces.init_app(app)
    identity.init_app()
    due.register("idempotency keys", idempotency.EVERY, idempotency.prune)
    figures.register("findings", findings_figures)
    for name in FLOORS:
        import_module(name).init_app(app)
    if served:
        for name in ("seatyard", *FEATURES):
            import_module(f"{name}.served").init_app(app)
    return app


def settings_of(app: Flask) -> Settings:
    settings = app.extensions["settings"]
    assert isinstance(settings, Settings)
    return settings
