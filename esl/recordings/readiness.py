"""When may a file be taken: not while the switch may still write it.

The header of an unfinished file tells on it (``wav``), but one that is reopened to be appended to looks
whole for a moment; so the call's end is asked for too: its record, or its hang-up as heard (RECORD_STOP
comes before both, QUIRKS 17). Where neither ever came, age decides.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import exists, select

from seatyard.db import db

from ..models import CdrRecord, Hangup
from .wav import Wav

QUIET = timedelta(seconds=3)
"""Since the last byte was written, in any case."""
WHOLE_FOR = timedelta(hours=1)
"""After this a closed file is taken though its call's end is not known."""
BROKEN_FOR = timedelta(hours=24)
"""After this a file that was never closed is: the node crashed, and its call's record went with it."""


class Readiness(StrEnum):
    WAIT = "wait"
    TAKE = "take"
    CLOSE = "close"
    """Its header is to be completed first: nobody will."""
    DROP = "drop"
    """Nobody talked while it was open."""


def readiness(found: Wav, age: timedelta, call_over: bool) -> Readiness:
    """What to do with a file that was last written ``age`` ago."""
    if age < QUIET:
        return Readiness.WAIT
    if found.closed:
        if not (call_over or age >= WHOLE_FOR):
            return Readiness.WAIT
        return Readiness.TAKE if found.whole else Readiness.DROP
    if not (call_over and age >= 10 * QUIET) and age < BROKEN_FOR:
        return Readiness.WAIT
    return Readiness.CLOSE if found.size > found.audio_at else Readiness.DROP


def call_over(node_id: int, uuid: str | None) -> bool:
    """Whether the channel is known to have ended; in the caller's transaction."""
    if uuid is None:
        return False
    recorded = exists().where(CdrRecord.node_id == node_id, CdrRecord.uuid == uuid)
    heard = exists().where(Hangup.node_id == node_id, Hangup.uuid == uuid)
    return bool(db.session.scalar(select(recorded | heard)))
