"""Who is asking: people with a role, and the nodes with their tokens."""

from __future__ import annotations

from .. import due
from . import kept_sessions, links, people, throttle

HOUR, SOON = 3600.0, 5.0


def init_app() -> None:
    due.register("forgotten passwords", SOON, people.send_forgotten)
    due.register("logins", HOUR, throttle.prune)
    due.register("password links", HOUR, links.prune)
    due.register("login sessions", HOUR, kept_sessions.prune)
