"""Whether a process may be given work: its database answers, has the schema, and nobody told it to end."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from .. import __version__, away, migrations

OK, AWAY, BEHIND, UNKNOWN = "ok", "away", "behind", "unknown"

_ending = Event()


def ending() -> None:
    """This process was told to end: it finishes what it has, and asks for no more."""
    _ending.set()


@dataclass(frozen=True, slots=True)
class Readiness:
    database: str
    """``ok`` or ``away``."""
    schema: str
    """``ok``; ``behind`` the code; ``unknown`` while the database is away. One that is ahead is ok: the next
    version's migrations leave this one working."""
    draining: bool

    @property
    def ready(self) -> bool:
        return self.database == OK and self.schema == OK and not self.draining

    @property
    def status(self) -> int:
        """Of HTTP."""
        return 200 if self.ready else 503

    def as_json(self) -> dict[str, Any]:
        return {
            "status": "ready" if self.ready else "not ready",
            "checks": {"database": self.database, "schema": self.schema, "draining": self.draining},
            "version": __version__,
        }


def readiness(app: Flask) -> Readiness:
    """As it is now; asks the database."""
    try:
        behind = not migrations.is_current(app)
    except SQLAlchemyError as error:
        if not away.is_away(error):
            raise
        return Readiness(AWAY, UNKNOWN, _ending.is_set())
    return Readiness(OK, BEHIND if behind else OK, _ending.is_set())
