"""What the ground floor does at each request, and the frame that resources of the API stand in."""

from __future__ import annotations

from flask import Flask

from . import away, error_answers, request_ids, requested, scope
from .api import frame
from .identity import provider, sessions
from .watch import requests as watched


def init_app(app: Flask) -> None:
    watched.init_app(app)
    request_ids.init_app(app)
    error_answers.init_app(app)
    away.init_app(app)
    scope.init_app(app)
    requested.init_app(app)
    sessions.init_app(app)
    provider.init_app()
    frame.init_app(app)
