"""Recordings, 002:B7: how long they are kept, and how a tenant fetches them in bulk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from ..engine.clause import Clause, Stage
from ..engine.parameters import CalendarTime, Choice, Several, parameter
from ..engine.periods import Period, Unit


class Way(StrEnum):
    """Of fetching recordings to a server of one's own."""

    SFTP = "sftp"
    HTTPS = "https"
    S3 = "s3"


@dataclass(frozen=True, slots=True)
class Recordings(Clause):
    """No money: what recordings are kept and deleted by."""

    name: ClassVar[str] = "recordings"
    stage: ClassVar[Stage] = Stage.FACTS

    retention: Period = parameter(
        CalendarTime(), "How long after the call a recording is kept", default=Period(1, Unit.MONTH)
    )
    fetch: tuple[Way, ...] = parameter(
        Several(Choice(Way)), "Ways in which the tenant may fetch them in bulk", default=(Way.SFTP, Way.HTTPS)
    )
