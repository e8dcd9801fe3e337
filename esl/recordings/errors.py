"""Why a recording cannot be taken, opened or deleted.

SeatyardError
├── Damaged       500   a sealed recording that is not what was sealed
├── KeyGone       410   sealed with a key that has been destroyed: nobody can open it any more
├── StoreFailed   502   the place where recordings are kept refused, or did not answer
└── NotYet        409   a file that the switch may still be writing
"""

from __future__ import annotations

from seatyard.errors import SeatyardError


class Damaged(SeatyardError):
    status = 500


class KeyGone(SeatyardError):
    status = 410


class StoreFailed(SeatyardError):
    status = 502


class NotYet(SeatyardError):
    status = 409
