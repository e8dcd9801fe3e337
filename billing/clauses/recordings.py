"""Recordings, 002:B7: how long they are kept, and how a tenant fetches them in bulk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from ..engine.clause import Clause, Stage
from ..engine.parameters import Choice, Several, parameter


class Way(StrEnum):
    """Of fetching recordings to a server of one's own."""

    SFTP = "sftp"
    HTTPS = "https"
    S3 = "s3"


@dataclass(frozen=True, slots=True)
class Retention:
    """A length of time by the calendar, such as ``1 month``."""

    count: int
    unit: str
    """``day``, ``month`` or ``year``."""


@dataclass(frozen=True, slots=True)
class RetentionText:
    def schema(self) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": r"^[1-9][0-9]{0,3} (day|month|year)s?$",
            "description": "a number of days, months or years such as '1 month'",
        }

    def read(self, value: Any) -> Retention:
        count, unit = str(value).split()
        return Retention(int(count), unit.rstrip("s"))


@dataclass(frozen=True, slots=True)
class Recordings(Clause):
    """No money: what recordings are kept and deleted by."""

    name: ClassVar[str] = "recordings"
    stage: ClassVar[Stage] = Stage.FACTS

    retention: Retention = parameter(
        RetentionText(), "How long after the call a recording is kept", default=Retention(1, "month")
    )
    fetch: tuple[Way, ...] = parameter(
        Several(Choice(Way)), "Ways in which the tenant may fetch them in bulk", default=(Way.SFTP, Way.HTTPS)
    )
