"""What a switch says that mod_callcenter has, from its three pipe tables (tests/captures/api)."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from typing import Protocol

from gevent.pool import Group

from seatyard import traces
from seatyard.errors import SwitchError

from ..session import CommandRefused, Reply
from .state import Row, State, domain_of

logger = logging.getLogger(__name__)

QUEUES = "callcenter_config queue list"
AGENTS = "callcenter_config agent list"
TIERS = "callcenter_config tier list"
FEW = 50
"""Agents that are asked for one by one; of more, the whole table is quicker."""
Cells = tuple[list[str], list[list[str]]]
"""A table: the names of its columns, and its rows."""


class Switch(Protocol):
    """What provisioning needs of a Session or a Link."""

    def bgapi(self, command: str, timeout: float | None = None) -> Reply: ...


def read(switch: Switch) -> State:
    """Ask for all three tables. Raises SwitchError when one does not come whole."""
    queues, agents, tiers = _asked(switch, QUEUES, AGENTS, TIERS)
    return State(
        queues={row["name"]: row for row in queues},
        agents={row["name"]: row for row in agents},
        tiers={(row["queue"], row["agent"]): row for row in tiers},
    )


def tables(switch: Switch) -> list[Cells]:
    """All three, queues, agents, tiers, as they come: of a large node quicker by far than ``read``."""
    commands = (QUEUES, AGENTS, TIERS)
    return [cells(*pair) for pair in zip(together(switch, commands), commands, strict=True)]


def read_of(
    switch: Switch, domains: Collection[str], queues: Iterable[str], agents: Collection[str]
) -> State:
    """The part of these domains, by their ``queues`` and by all ``agents`` that they may have there.

    On a node of a thousand tenants the whole tables take longer than all the rest of a change. What lies
    there under a name that nobody knows is found when all of the node is looked at for drift.
    """
    known = sorted(set(queues))
    listed, *parts = _asked(switch, QUEUES, *_of_queues(known))
    there = {row["name"]: row for row in listed if domain_of(row["name"]) in domains}
    parts += _asked(switch, *_of_queues(sorted(there.keys() - known)))
    tiers = {(row["queue"], row["agent"]): row for part in parts[::2] for row in part}
    found = {row["name"]: row for part in parts[1::2] for row in part}
    left = sorted(set(agents) - found.keys())
    asked = [AGENTS] if len(left) > FEW else [f"{AGENTS} {name}" for name in left]
    found |= {row["name"]: row for part in _asked(switch, *asked) for row in part}
    return State(there, {name: row for name, row in found.items() if domain_of(name) in domains}, tiers)


def _of_queues(names: Iterable[str]) -> list[str]:
    """For each queue what its tiers are, and what its agents."""
    return [f"{QUEUES} {what} {name}" for name in names for what in ("tiers", "agents")]


def _asked(switch: Switch, *commands: str) -> list[list[Row]]:
    """The tables of all commands, asked for at once: the switch lets each answer wait some 20 ms."""
    return [table(*pair) for pair in zip(together(switch, commands), commands, strict=True)]


def together(switch: Switch, commands: Collection[str]) -> list[Reply]:
    """The replies of commands that do not depend on each other. Raises the first error."""

    def ask(command: str) -> Reply | SwitchError:
        """An error is handed over: one that ends a greenlet is printed with all its lines."""
        try:
            return switch.bgapi(command)
        except SwitchError as error:
            return error

    replies: list[Reply] = []
    for told in Group().map(traces.carried(ask), commands):
        if isinstance(told, SwitchError):
            raise told
        replies.append(told)
    return replies


def table(reply: Reply, command: str) -> list[Row]:
    """The rows of a ``… list``."""
    header, rows = cells(reply, command)
    return [dict(zip(header, row, strict=True)) for row in rows]


def cells(reply: Reply, command: str) -> Cells:
    """The names of the columns, and the rows. An empty table is ``+OK`` alone, without even its header.

    A row whose text holds a ``|`` cannot be read (the switch does not escape it); it is
    left out. Seatyard writes none such.
    """
    *lines, last = reply.text.rstrip("\n").split("\n")
    if last != "+OK":
        raise CommandRefused(f"not a whole table: it ends with {last[:60]!r}", where=command)
    if not lines:
        return [], []
    header, *written = (line.split("|") for line in lines)
    rows = [row for row in written if len(row) == len(header)]
    if len(rows) < len(written):
        logger.warning("%s: %d rows are not readable", command, len(written) - len(rows))
    return header, rows
