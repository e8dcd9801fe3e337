"""Tells waiting callers their place and the wait to be expected, again and again while the worker is up."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from seatyard.db import db, snapshot
from tenants.models import Queue, Tenant

from ..flows import waiting as waiting_words
from ..flows.prompts import house_row
from ..models import Placement
from ..provisioning.actual import Switch
from ..watchdog.snapshot import Snapshot
from . import estimate, sentences
from .handling import Handling
from .places import Waiting, seats, waiting

logger = logging.getLogger(__name__)

FIRST, EVERY = 20, 45
"""Seconds after joining, and between two times; the switch itself says the place when a caller joins."""


@dataclass(frozen=True)
class Announced:
    """A queue whose callers are told."""

    id: int
    tenant_id: int
    language: str
    wrap_up: int
    place: bool
    """Whether they are told their place."""
    offer: bool
    """Whether they may ask to be called back."""


class Announcer:
    """For one node. Needs an application around it."""

    def __init__(self, node_id: int, switch: Switch) -> None:
        self.node_id = node_id
        self._switch = switch
        self._handling = Handling()
        self._told: dict[str, int] = {}
        """By channel: when the caller was told last, epoch seconds of the switch."""

    def speak(self, seen: Snapshot) -> None:
        """Tell those whose turn it is. Raises SwitchError when the link is lost."""
        callers = waiting(seen)
        self._told = {caller.session: self._told.get(caller.session, 0) for caller in callers}
        now = int(seen.at.timestamp())
        due = [caller for caller in callers if self._is_due(caller, now)]
        if not due:
            return
        queues = announced(self.node_id, {caller.queue for caller in due})
        serving = seats(seen, callers)
        for caller in due:
            if queue := queues.get(caller.queue):
                self._told[caller.session] = now
                self._tell(caller, queue, serving[caller.queue])

    def _is_due(self, caller: Waiting, now: int) -> bool:
        told = self._told[caller.session]
        return not caller.ringing and now - caller.joined >= FIRST and now - told >= EVERY

    def _tell(self, caller: Waiting, queue: Announced, serving: float) -> None:
        names = [waiting_words.OFFER] if queue.offer else []
        if queue.place:
            handling = self._handling.seconds(queue.tenant_id, queue.id, queue.wrap_up)
            names = [*sentences.told(caller.place, estimate.wait(caller.place, handling, serving)), *names]
        command = f"uuid_broadcast {caller.session} {house_row(queue.language, *names)} aleg"
        reply = self._switch.bgapi(command)
        logger.info("%s: %s is told %s: %s", caller.queue, caller.session, names, reply.text.strip())


def announced(node_id: int, names: Iterable[str]) -> dict[str, Announced]:
    """Those of these queues of the node whose callers are to be told, by their names on the switch."""
    ids = [int(name.partition("@")[0].removeprefix("queue-")) for name in names if name.startswith("queue-")]
    query = (
        select(
            Queue.id,
            Queue.tenant_id,
            Queue.wrap_up,
            Queue.announce_position,
            Queue.call_back,
            Tenant.language,
            Tenant.domain,
        )
        .join(Queue.tenant)
        .join(Placement, Placement.tenant_id == Tenant.id)
        .where(Placement.node_id == node_id, Queue.id.in_(ids))
    )
    with snapshot():
        return {
            f"queue-{row.id}@{row.domain}": Announced(
                row.id,
                row.tenant_id,
                row.language,
                row.wrap_up,
                place=row.announce_position,
                offer=bool(row.call_back),
            )
            for row in db.session.execute(query)
            if row.announce_position or row.call_back
        }
