"""Hang-ups as heard on the Event Socket: they check the records, and stand in for one that never comes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from seatyard import clock
from seatyard.db import db, insert, transaction

from ..calls.fields import LARGEST_ID, moment, number
from ..models import CdrRecord, Hangup
from ..outages import calling
from ..reconcile import telling
from ..reconcile.models import HeardLeg
from ..session import Event
from .spool import Spool

logger = logging.getLogger(__name__)

NAME = "CHANNEL_HANGUP_COMPLETE"
UNRECORDED = f"variable_{calling.UNRECORDED}"
"""``false``: no record of it will come, so none is missing."""
NEVER_CALLS = {"CALL_REJECTED", "WRONG_CALL_STATE"}
"""Why FreeSWITCH ends an INVITE before it is a call (CS_NEW, without a caller profile): it was refused with
403, or nobody answered the challenge. It makes no record (``tests/captures/esl/invite-refused.json.rx``)."""
BATCH = 500
"""Rows of one short transaction: others write too."""


def started(event: Event) -> datetime | None:
    """When the event's channel was made."""
    created = event.get("Caller-Channel-Created-Time")
    return clock.from_epoch_us(created) if created.isascii() and created.isdigit() else None


def _recorded(event: Event) -> bool:
    """Whether the switch makes a record of it."""
    a_call = event.get("Caller-Unique-ID") or event.get("Hangup-Cause") not in NEVER_CALLS
    return bool(a_call) and event.get(UNRECORDED) != "false"


def _nobody(_: str) -> None:
    return None


class Hangups:
    """Collects for one node, writes in batches. A hang-up heard twice is one."""

    def __init__(
        self, node_id: int, spool: Spool, first: Callable[[str], telling.Step | None] = _nobody
    ) -> None:
        """``spool`` keeps them until they are written; ``first`` knows with which profile each was made."""
        self.node_id = node_id
        self.spool = spool
        self._first = first

    def feed(self, event: Event) -> None:
        """A CHANNEL_HANGUP_COMPLETE (CHANNEL_HANGUP has no billing figures, QUIRKS 12). Needs no database."""
        if event.name == NAME and event.at is not None and _recorded(event):
            self.spool.put(self._said(event, event.at))

    def write(self) -> bool:
        """Write a batch; whether more waits. Needs an application around it.

        The record is posted before the hang-up is told (QUIRKS 20), so that mostly it is here by now. What
        was heard is kept of those alone whose record is not.
        """
        lines = self.spool.first(BATCH)
        if not lines:
            return False
        heard = [one for line in lines if (one := _Heard.read(line)) is not None]
        try:
            self._keep(heard)
        except (DataError, IntegrityError):
            self._keep_each(heard)
        self.spool.taken(lines)
        return bool(self.spool)

    def _keep(self, batch: list[_Heard]) -> None:
        if not batch:
            return
        with transaction():
            db.session.execute(insert(Hangup).on_conflict_do_nothing(), [one.hangup for one in batch])
            recorded = self._recorded(batch)
            legs = [one.leg for one in batch if one.hangup["uuid"] not in recorded]
            if legs:
                db.session.execute(insert(HeardLeg).on_conflict_do_nothing(), legs)

    def _keep_each(self, batch: list[_Heard]) -> None:
        """One that the database does not take stops no other."""
        for one in batch:
            try:
                self._keep([one])
            except (DataError, IntegrityError) as error:
                uuid, why = one.hangup["uuid"], type(error).__name__
                logger.error("node %d: the hang-up of %s is let go: %s", self.node_id, uuid, why)

    def _recorded(self, batch: list[_Heard]) -> set[str]:
        uuids = [one.hangup["uuid"] for one in batch]
        query = select(CdrRecord.uuid).where(CdrRecord.node_id == self.node_id, CdrRecord.uuid.in_(uuids))
        return set(db.session.scalars(query))

    def _said(self, event: Event, at: datetime) -> bytes:
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
        return orjson.dumps({"hangup": hangup, "core_uuid": event.core_uuid, "told": told})


@dataclass(frozen=True, slots=True)
class _Heard:
    """A line of the spool."""

    hangup: dict[str, Any]
    """A row of ``hangups``."""
    core_uuid: str
    told: dict[str, Any]
    """What a row of ``heard_legs`` says."""

    @property
    def leg(self) -> dict[str, Any]:
        name = {"node_id": self.hangup["node_id"], "uuid": self.hangup["uuid"]}
        return {**name, "core_uuid": self.core_uuid, "told": self.told}

    @classmethod
    def read(cls, line: bytes) -> _Heard | None:
        """None, and a word in the log, for one that a failing disk spoilt."""
        try:
            said = orjson.loads(line)
            hangup = said["hangup"]
            for name in ("started_at", "at"):
                hangup[name] = hangup[name] and datetime.fromisoformat(hangup[name])
            return cls(hangup, said["core_uuid"], said["told"])
        except (ValueError, KeyError, TypeError) as error:
            logger.error("a line of %d bytes is no hang-up: %s", len(line), type(error).__name__)
            return None
