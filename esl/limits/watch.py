"""Recounts a node's lines, time and again, and mends a count that stays wrong.

mod_hash counts up and down with the channels, and has not been seen to be wrong by itself; but a count that
once is too high refuses calls for good. So it is held against the channels that exist: what stays different
over several looks is counted anew, and is a finding.
"""

from __future__ import annotations

import logging
import re

from seatyard import findings
from seatyard.db import transaction

from ..answers.lines import AGAIN, REALM
from ..provisioning.actual import Switch
from . import counts
from .counts import CHANNELS, HELD, Listing, Miscount

logger = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between two readings, of the counts and of the channels in turn."""
TIMES = 3
"""Looks, one after the other, at which a count must be wrong."""
FINDING = "limit_miscounted"
"""Keyed by ``<node> <counter>``."""


class LimitsWatch:
    """For one node. Needs an application around it."""

    def __init__(self, node: str, switch: Switch) -> None:
        self.node = node
        self._switch = switch
        self._before: Listing | None = None
        self._held: dict[str, int] | None = None
        self._wrong: dict[str, int] = {}
        """By counter, at how many looks it has been wrong."""

    def forget(self) -> None:
        """The link was away: what was read before says nothing now."""
        self._before = self._held = None
        self._wrong.clear()

    def step(self) -> None:
        """Read the channels, or between two such readings the counts. Raises SwitchError without a link."""
        if self._before is not None and self._held is None:
            self._held = counts.held_by_name(self._switch.bgapi(HELD).text)
            return
        after = counts.listing(self._switch.bgapi(CHANNELS).rows())
        if self._before is not None and self._held is not None:
            self._judge(self._before, self._held, after)
        self._before, self._held = after, None

    def _judge(self, before: Listing, held: dict[str, int], after: Listing) -> None:
        wrong: dict[str, int] = {}
        for counter in counts.suspects(held, before, after):
            name = counter + self._again(counter)
            found = counts.miscount(counter, held.get(name, 0), before, after)
            if found is None:
                continue
            wrong[counter] = self._wrong.get(counter, 0) + 1
            if wrong[counter] >= TIMES:
                self._mend(found, name, after.up.get(counter, counts.NONE))
                del wrong[counter]
        self._wrong = wrong

    def _again(self, counter: str) -> str:
        """What is added to the counter's name now."""
        said = self._switch.bgapi(f"global_getvar {AGAIN}{counter}").text.strip()
        return said if re.fullmatch(r"\.\d{1,9}", said) else ""

    def _mend(self, found: Miscount, name: str, lines: frozenset[str]) -> None:
        """Count the lines that exist; where too many were counted, under a new name."""
        commands = []
        if found.too_many:
            again = int(name.removeprefix(found.counter).removeprefix(counts.AGAIN) or 1) + 1
            fresh = f"{found.counter}{counts.AGAIN}{again}"
            commands.append(f"global_setvar {AGAIN}{found.counter}={counts.AGAIN}{again}")
        else:
            fresh = name
        for uuid in sorted(lines):
            commands.append(f"uuid_limit {uuid} hash {REALM} {fresh}")
            if fresh != name:
                commands.append(f"uuid_limit_release {uuid} hash {REALM} {name}")
        replies = {command: self._switch.bgapi(command).text.strip() for command in commands}
        self._report(found, replies)

    def _report(self, found: Miscount, replies: dict[str, str]) -> None:
        message = f"{found.told}: counted anew"
        logger.warning("%s: %s", self.node, message)
        with transaction():
            findings.report(FINDING, f"{self.node} {found.counter}", message, commands=replies)
