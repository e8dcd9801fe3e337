"""Hang-ups as heard on the Event Socket: they check the records, and stand in for one that never comes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select

from seatyard import clock
from seatyard.db import db, insert, transaction

from ..calls.fields import LARGEST_ID, moment, number
from ..models import CdrRecord, Hangup
from ..outages import calling
from ..reconcile import telling
from ..reconcile.models import HeardLeg
from ..session import Event

logger = logging.getLogger(__name__)

NAME = "CHANNEL_HANGUP_COMPLETE"
UNRECORDED = f"variable_{calling.UNRECORDED}"
"""``false``: no record of it will come, so none is missing."""
NEVER_CALLS = {"CALL_REJECTED", "WRONG_CALL_STATE"}
"""Why FreeSWITCH ends an INVITE before it is a call (CS_NEW, without a caller profile): it was refused with
403, or nobody answered the challenge. It makes no record (``tests/captures/esl/invite-refused.json.rx``)."""
BATCH = 500
"""Rows of one short transaction: others write too."""
KEPT = 50_000
"""Rows kept while the database is away; beyond them the oldest are let go."""


def started(event: Event) -> datetime | None:
    """When the event's channel was made."""
    created = event.get("Caller-Channel-Created-Time")
    return clock.from_epoch_us(created) if created.isascii() and created.isdigit() else None


@dataclass(frozen=True, slots=True)
class _Heard:
    hangup: dict[str, Any]
    """A row of ``hangups``."""
    core_uuid: str
    told: bytes
    """What a row of ``heard_legs`` says, in JSON: they may have to wait while the database is away."""

    @property
    def leg(self) -> dict[str, Any]:
        name = {"node_id": self.hangup["node_id"], "uuid": self.hangup["uuid"]}
        return {**name, "core_uuid": self.core_uuid, "told": orjson.loads(self.told)}


def _recorded(event: Event) -> bool:
    """Whether the switch makes a record of it."""
    a_call = event.get("Caller-Unique-ID") or event.get("Hangup-Cause") not in NEVER_CALLS
    return bool(a_call) and event.get(UNRECORDED) != "false"


def _nobody(_: str) -> None:
    return None


class Hangups:
    """Collects for one node, writes in batches. A hang-up heard twice is one."""

    def __init__(self, node_id: int, first: Callable[[str], telling.Step | None] = _nobody) -> None:
        """``first`` knows the profile that a channel was made with (``reconcile.channels``)."""
        self.node_id = node_id
        self._first = first
        self._heard: list[_Heard] = []
        self._writing = 0
        """Of them, the first that many are on their way to the database."""

    def __len__(self) -> int:
        return len(self._heard)

    def feed(self, event: Event) -> None:
        """A CHANNEL_HANGUP_COMPLETE (CHANNEL_HANGUP has no billing figures, QUIRKS 12)."""
        if event.name != NAME or event.at is None or not _recorded(event):
            return
        self._heard.append(self._rows(event, event.at))
        if len(self._heard) - self._writing > KEPT:
            logger.error("node %d: the database is behind: a hang-up is let go", self.node_id)
            del self._heard[self._writing]

    def write(self) -> bool:
        """Write a batch; whether more waits. Needs an application around it.

        The record is posted before the hang-up is told (QUIRKS 20), so that mostly it is here by now. What
        was heard is kept of those alone whose record is not.
        """
        batch = self._heard[:BATCH]
        if not batch:
            return False
        self._writing = len(batch)
        try:
            with transaction():
                self._keep(batch)
            del self._heard[: len(batch)]
        finally:
            self._writing = 0
        return bool(self._heard)

    def _keep(self, batch: list[_Heard]) -> None:
        db.session.execute(insert(Hangup).on_conflict_do_nothing(), [one.hangup for one in batch])
        recorded = self._recorded(batch)
        legs = [one.leg for one in batch if one.hangup["uuid"] not in recorded]
        if legs:
            db.session.execute(insert(HeardLeg).on_conflict_do_nothing(), legs)

    def _recorded(self, batch: list[_Heard]) -> set[str]:
        uuids = [one.hangup["uuid"] for one in batch]
        query = select(CdrRecord.uuid).where(CdrRecord.node_id == self.node_id, CdrRecord.uuid.in_(uuids))
        return set(db.session.scalars(query))

    def _rows(self, event: Event, at: datetime) -> _Heard:
        uuid = event.get("Unique-ID")
        tenant_id = number(event.get("variable_seatyard_tenant"))
        hangup = {
            "node_id": self.node_id,
            "uuid": uuid,
            "tenant_id": tenant_id if 0 < tenant_id <= LARGEST_ID else None,
            "started_at": started(event),
            "at": at,
            "billusec": moment(number(event.get("variable_billusec"))),
            "cause": event.get("Hangup-Cause"),
        }
        told = telling.of_event(event, self._first(uuid))
        return _Heard(hangup, event.core_uuid, orjson.dumps(told))
