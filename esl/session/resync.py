"""What a fresh connection asks first: who the switch is, and what went on while nobody listened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .errors import CommandRefused
from .link import Link


@dataclass(frozen=True)
class Resync:
    """The state of the switch at ``at``: events missed in a gap are gone (QUIRKS 3), this is not."""

    core_uuid: str
    """Another one than before means that the switch was restarted in between."""
    at: datetime
    """The first proof of life on this connection, by the switch's own clock."""
    channels: list[dict[str, str]]
    """``show channels as json``; it lags 76–354 ms behind an answer (QUIRKS 10)."""
    registrations: list[dict[str, str]]
    """``show registrations as json``: ``reg_user``, ``realm`` (the domain), ``url``, ``expires``…"""


def read(link: Link) -> Resync:
    """Ask the switch. Raises SwitchError when it does not answer, or not like FreeSWITCH."""
    channels = link.bgapi("show channels as json")
    if not channels.core_uuid or channels.at is None:
        raise CommandRefused("a job's result without Core-UUID or timestamp", where=str(link.address))
    return Resync(
        core_uuid=channels.core_uuid,
        at=channels.at,
        channels=channels.rows(),
        registrations=link.bgapi("show registrations as json").rows(),
    )
