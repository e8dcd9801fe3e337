"""What the bench of the API serves: Seatyard, and beside it an empty Flask application on ``/empty``."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from seatyard.app import create_app


def create() -> Flask:
    app, empty = create_app(), Flask("empty")
    empty.add_url_rule("/", view_func=lambda: {"items": []}, endpoint="empty")
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/empty": empty})  # type: ignore[method-assign]
    return app
