"""One node's provisioning as it goes on: what is due, when to try again, what to record."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence

from seatyard import claims
from seatyard.errors import SwitchError

from . import actual, wishes
from .actual import Switch
from .apply import Outcome, apply, held_generations
from .desired import Phone
from .prints import prints

logger = logging.getLogger(__name__)

RETRY_FIRST, RETRY_MOST = 1.0, 30.0
"""Seconds between attempts at a tenant that the switch refuses: doubling from the first to the most."""
NAMED = 10
"""Tenants that a line of the log names."""


class Provisioner:
    """Brings a node's tenants to their generations, step by step. Needs an application around it."""

    def __init__(self, node_id: int, switch: Switch, registered: Callable[[], Collection[Phone]]) -> None:
        self.node_id = node_id
        self._switch = switch
        self._registered = registered
        self._seen: dict[int, tuple[int, float]] = {}
        """By tenant: the generation that waits, and when it was first seen to."""
        self._pauses: dict[int, tuple[float, float]] = {}
        """By tenant that failed: when to try again, and how long to wait after that."""
        self._prints: dict[str, int] = {}
        """What each tenant's part of the switch looked like, by its domain."""
        self._doubted: set[int] = set()
        """Tenants to look at again though they are acknowledged: the link was away."""

    @property
    def settled(self) -> bool:
        """Whether every tenant has been looked at since the link came up."""
        return not self._doubted

    def resume(self) -> None:
        """After a connection: whoever the node has forgotten is pending again; all are looked at."""
        held = held_generations(self._switch)
        acknowledged = wishes.placed(self.node_id)
        lost = [tenant for tenant, generation in acknowledged.items() if held.get(tenant, 0) != generation]
        if lost:
            logger.info("node %d: has forgotten the generations of %d tenants", self.node_id, len(lost))
            wishes.forgotten(self.node_id, lost)
        self._pauses.clear()
        self.doubt()

    def doubt(self) -> None:
        """Look at all tenants of the node again, acknowledged or not, for what has drifted."""
        self._doubted = set(wishes.placed(self.node_id))

    def look(self) -> None:
        """Doubt the tenants whose part of the switch is not as it was at the last look."""
        before, self._prints = self._prints, prints(*actual.tables(self._switch))
        domains = {
            domain
            for domain in before.keys() | self._prints
            if before.get(domain) != self._prints.get(domain)
        }
        self._doubted |= wishes.of_domains(self.node_id, domains)

    def step(self) -> Outcome | None:
        """Apply what is due now; None when nothing is, or another worker is at it."""
        due = self._due()
        if not due:
            return None
        with claims.claimed(f"apply:{self.node_id}") as had:
            if not had:
                return None
            outcome = self._attempt(due, whole=bool(due & self._doubted))
        self._record(outcome)
        self._doubted -= due
        return outcome

    def _due(self) -> set[int]:
        waiting = wishes.pending(self.node_id)
        now = time.monotonic()
        for gone in self._seen.keys() - waiting.keys():  # moved away, or brought there by somebody else
            del self._seen[gone]
        for tenant, generation in waiting.items():
            if self._seen.get(tenant, (0, 0.0))[0] != generation:
                self._seen[tenant] = (generation, now)
                self._pauses.pop(tenant, None)
        return {
            tenant for tenant in waiting.keys() | self._doubted if self._pauses.get(tenant, (0.0,))[0] <= now
        }

    def _attempt(self, due: set[int], whole: bool) -> Outcome:
        try:
            return apply(self._switch, lambda: wishes.read(self.node_id, due, self._registered()), whole)
        except SwitchError as error:
            return Outcome(problems=dict.fromkeys(due, str(error)))

    def _record(self, outcome: Outcome) -> None:
        drifted = {
            tenant: [command.text for command in commands if not command.passing]
            for tenant, commands in outcome.differences.items()
            if tenant not in self._seen
        }
        wishes.drifted(self.node_id, {tenant: texts for tenant, texts in drifted.items() if texts})
        now = time.monotonic()
        for wish in outcome.acknowledged:
            began = self._seen.pop(wish.tenant_id, (0, now))[1]
            self._pauses.pop(wish.tenant_id, None)
            wishes.acknowledged(self.node_id, wish, round(now - began, 3))
            logger.info("tenant %d: generation %d is live", wish.tenant_id, wish.generation)
        for problem, tenants in _together(outcome.problems).items():
            logger.warning("tenants %s: %s", _named(tenants), problem)
            wishes.failed(self.node_id, tenants, problem)
        for tenant in outcome.problems:
            wait = self._pauses.get(tenant, (0.0, RETRY_FIRST))[1]
            self._pauses[tenant] = (now + wait, min(wait * 2, RETRY_MOST))


def _together(problems: Mapping[int, str]) -> dict[str, list[int]]:
    """The tenants of each problem: a link that is lost is one to all of a node."""
    found: dict[str, list[int]] = {}
    for tenant, problem in problems.items():
        found.setdefault(problem, []).append(tenant)
    return found


def _named(tenants: Sequence[int]) -> str:
    more = f" and {len(tenants) - NAMED} more" if len(tenants) > NAMED else ""
    return ", ".join(map(str, tenants[:NAMED])) + more
