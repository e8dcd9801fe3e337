"""Why a prompt cannot be had.

Unspeakable     400   a text in other letters than Chinese and Latin, too long, or with nothing to say
SpeechFailed    502   the engine stumbled over a text that it should take
"""

from __future__ import annotations

from seatyard.errors import InvalidInput, SeatyardError


class Unspeakable(InvalidInput):
    pass


class SpeechFailed(SeatyardError):
    status = 502
