"""Who is asking: people with a role, and the nodes with their tokens."""

from __future__ import annotations

from flask import Flask

from .. import due
from . import sessions, throttle

HOUR = 3600.0


def init_app(app: Flask) -> None:
    sessions.init_app(app)
    due.register("logins", HOUR, throttle.prune)
