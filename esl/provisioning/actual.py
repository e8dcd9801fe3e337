"""What a switch says that mod_callcenter has, from its three pipe tables (tests/captures/api)."""

from __future__ import annotations

import logging
from typing import Protocol

from ..session import CommandRefused, Reply
from .state import Row, State

logger = logging.getLogger(__name__)

QUEUES = "callcenter_config queue list"
AGENTS = "callcenter_config agent list"
TIERS = "callcenter_config tier list"


class Switch(Protocol):
    """What provisioning needs of a Session or a Link."""

    def bgapi(self, command: str, timeout: float | None = None) -> Reply: ...


def read(switch: Switch) -> State:
    """Ask for all three tables. Raises SwitchError when one does not come whole."""
    return State(
        queues={row["name"]: row for row in table(switch.bgapi(QUEUES), QUEUES)},
        agents={row["name"]: row for row in table(switch.bgapi(AGENTS), AGENTS)},
        tiers={(row["queue"], row["agent"]): row for row in table(switch.bgapi(TIERS), TIERS)},
    )


def table(reply: Reply, command: str) -> list[Row]:
    """The rows of a ``… list``. An empty table is ``+OK`` alone, without even its header.

    A row whose text holds a ``|`` cannot be read (the switch does not escape it); it is
    left out. Seatyard writes none such.
    """
    *lines, last = reply.text.rstrip("\n").split("\n")
    if last != "+OK":
        raise CommandRefused(f"not a whole table: it ends with {last[:60]!r}", where=command)
    if not lines:
        return []
    header, *written = (line.split("|") for line in lines)
    rows: list[Row] = [
        dict(zip(header, cells, strict=True)) for cells in written if len(cells) == len(header)
    ]
    if len(rows) < len(written):
        logger.warning("%s: %d rows are not readable", command, len(written) - len(rows))
    return rows
