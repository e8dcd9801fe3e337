"""Who is asking: people with a role, and the nodes with their tokens."""

from __future__ import annotations

from flask import Flask

from .. import due
from . import kept_sessions, links, people, provider, sessions, throttle

HOUR, SOON = 3600.0, 5.0


def init_app(app: Flask) -> None:
    sessions.init_app(app)
    provider.init_app()
    due.register("forgotten passwords", SOON, people.send_forgotten)
    due.register("logins", HOUR, throttle.prune)
    due.register("password links", HOUR, links.prune)
    due.register("login sessions", HOUR, kept_sessions.prune)
