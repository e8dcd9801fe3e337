"""Why a posted call record is refused; each is counted under its ``kind``.

CdrRefused
├── NotJson     400   no JSON object in the body, or one wrapped so that it cannot be read back safely
├── Nameless    400   no uuid in the record nor in the request: nothing to keep it under
└── TooBig      413   over ``Settings.cdr_limit``
"""

from __future__ import annotations

from seatyard.errors import InvalidInput, SeatyardError, TooLarge


class CdrRefused(SeatyardError):
    kind: str
    """Of the finding that counts it."""


class NotJson(CdrRefused, InvalidInput):
    kind = "cdr_not_json"


class Nameless(CdrRefused, InvalidInput):
    kind = "cdr_incomplete"


class TooBig(CdrRefused, TooLarge):
    kind = "cdr_too_large"
