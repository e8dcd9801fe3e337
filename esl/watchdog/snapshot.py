"""What a switch says of its queues at one moment: agents, tiers, callers, channels, registrations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from seatyard import clock

from ..provisioning.actual import AGENTS, TIERS, Switch, table
from ..provisioning.desired import Phone
from ..provisioning.state import Row
from ..session import CommandRefused, Reply

MEMBERS = "callcenter_config queue list members"
CHANNELS = "show channels as json"
REGISTRATIONS = "show registrations as json"

BEFORE_NAME, AFTER_NAME = 5, 11
"""Columns of a member before and after the caller's name, in which a ``|`` may stand."""
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


@dataclass(frozen=True)
class Snapshot:
    """The parts are read one after the other, so they may differ by what happened in between."""

    at: datetime
    """By the switch's own clock."""
    agents: Mapping[str, Row]
    tiers: tuple[Row, ...] = ()
    members: tuple[Row, ...] = ()
    """Callers in queues; those that have given up stay as ``Abandoned`` for a while."""
    queued: frozenset[str] = frozenset()
    """Every uuid in the list of callers, also of a row that cannot be read."""
    channels: Mapping[str, Row] = field(default_factory=dict)
    """By uuid; up to 0.4 s behind (QUIRKS 10)."""
    registrations: tuple[Row, ...] = ()

    @property
    def registered(self) -> frozenset[Phone]:
        return frozenset((row["reg_user"], row["realm"]) for row in self.registrations)


def read(switch: Switch) -> Snapshot:
    """Ask for everything. Raises SwitchError when a part does not come whole."""
    agents = table(switch.bgapi(AGENTS), AGENTS)
    tiers = table(switch.bgapi(TIERS), TIERS)
    members = switch.bgapi(MEMBERS)
    channels = switch.bgapi(CHANNELS)
    return Snapshot(
        at=channels.at or clock.now(),
        agents={row["name"]: row for row in agents},
        tiers=tuple(tiers),
        members=tuple(members_of(members)),
        queued=frozenset(_UUID.findall(members.text)),
        channels={row["uuid"]: row for row in channels.rows()},
        registrations=tuple(switch.bgapi(REGISTRATIONS).rows()),
    )


def members_of(reply: Reply) -> Iterator[Row]:
    """The rows of ``queue list members``; a caller's name may hold the separator itself."""
    *lines, last = reply.text.rstrip("\n").split("\n")
    if last != "+OK":
        raise CommandRefused(f"not a whole table: it ends with {last[:60]!r}", where=MEMBERS)
    columns = lines[0].split("|") if lines else []
    for line in lines[1:]:
        cells = line.split("|")
        if len(cells) >= len(columns):
            name = "|".join(cells[BEFORE_NAME:-AFTER_NAME])
            yield dict(zip(columns, [*cells[:BEFORE_NAME], name, *cells[-AFTER_NAME:]], strict=True))
