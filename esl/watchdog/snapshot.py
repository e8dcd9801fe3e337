"""What a switch says of its queues at one moment: agents, tiers, callers, channels, registrations."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
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
ANNOUNCEMENT = re.compile(r"/house/[a-z]+/(?:you-are-number|all-seats-busy|call-back-offer)\.wav")
"""What is played to callers while they wait, and to nobody else (``esl/queues``, ``flows/waiting.py``)."""
WAITS_IN = "waits_in"
"""Of a channel: the queue whose music it hears."""
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
    queued = frozenset(_UUID.findall(members.text))
    return Snapshot(
        at=channels.at or clock.now(),
        agents={row["name"]: row for row in agents},
        tiers=tuple(tiers),
        members=tuple(members_of(members)),
        queued=queued,
        channels={row["uuid"]: row | _waits(switch, row, queued) for row in channels.rows()},
        registrations=tuple(switch.bgapi(REGISTRATIONS).rows()),
    )


def _waits(switch: Switch, channel: Row, queued: Collection[str]) -> dict[str, str]:
    """In which queue the channel waits, as ``WAITS_IN``; nothing for one that does not.

    Whoever has heard an announcement is said to execute that from then on, and is asked, unless listed.
    """
    uuid, application = channel["uuid"], channel.get("application")
    if channel.get("state") != "CS_EXECUTE":
        return {}
    if application == "callcenter":
        return {WAITS_IN: channel["application_data"]}
    announced = application == "playback" and ANNOUNCEMENT.search(channel["application_data"])
    if not announced or uuid in queued:
        return {}
    return {WAITS_IN: switch.bgapi(f"uuid_getvar {uuid} cc_queue").text.strip()}


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
