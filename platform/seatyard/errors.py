"""Every error that Seatyard raises on purpose, and the one shape in which it is shown.

SeatyardError                 what went wrong, where, and what is allowed
├── InvalidInput      400     a file, form or command line that cannot be taken
│   └── Faults                several at once, a line each: of a list that people mend in one go
├── Unauthorized      401     no or wrong credentials
├── Forbidden         403     known, but not allowed
├── NotFound          404     no such thing, or not this tenant's
├── Conflict          409     it exists already, or belongs to somebody else
├── TooLarge          413     a body over its limit
├── KeyReused         422     an idempotency key that another request had
├── TooMany           429     attempts that come too fast: wait, then try again
├── SwitchError       502     the switch refused, or did not answer
└── Unavailable       503     nothing was done; the same again in a moment may succeed

On the command line: one line and exit status 2. Over HTTP: the status, and
``{"error": {"kind": …, "message": …, "where": …, "allowed": …}}``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class SeatyardError(Exception):
    """Something that the person or machine who asked can understand and mend.

    ``where`` names the place (a path in a file, a field, a node); ``allowed``
    says what would have been taken.
    """

    status = 500

    def __init__(self, message: str, *, where: str = "", allowed: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.allowed = allowed

    def __str__(self) -> str:
        line = f"{self.where}: {self.message}" if self.where else self.message
        return f"{line} (allowed: {self.allowed})" if self.allowed else line

    def as_json(self) -> dict[str, Any]:
        body = {"kind": type(self).__name__, "message": self.message}
        if self.where:
            body["where"] = self.where
        if self.allowed:
            body["allowed"] = self.allowed
        return {"error": body}


class InvalidInput(SeatyardError):
    status = 400


class Faults(InvalidInput):
    """The faults of a list, each already a line with its place."""

    MOST = 100
    """Lines told; how many more there are is the last one."""

    def __init__(self, lines: Sequence[str]) -> None:
        told = list(lines[: self.MOST])
        if len(lines) > self.MOST:
            told.append(f"and {len(lines) - self.MOST} more")
        super().__init__("\n".join(told))


class Unauthorized(SeatyardError):
    status = 401


class Forbidden(SeatyardError):
    status = 403


class NotFound(SeatyardError):
    status = 404


class Conflict(SeatyardError):
    status = 409


class TooLarge(SeatyardError):
    status = 413


class KeyReused(SeatyardError):
    status = 422


class TooMany(SeatyardError):
    status = 429

    def __init__(self, message: str, *, retry_after: int, where: str = "", allowed: str = "") -> None:
        super().__init__(message, where=where, allowed=allowed or f"again in {retry_after} s")
        self.retry_after = retry_after
        """Seconds after which the next attempt is heard."""


class SwitchError(SeatyardError):
    status = 502


class Unavailable(SeatyardError):
    status = 503
    retry_after = 2
    """Seconds after which asking again makes sense."""
