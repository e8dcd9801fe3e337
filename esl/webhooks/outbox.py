"""Putting messages into the outbox, in the transaction of whatever they tell of."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from seatyard.db import db, insert

from .models import KEPT, WAITING, Delivery

NAMESPACE = uuid.UUID("5d0b7f0e-6f0a-4c39-9b0c-8d7f3a1f6f52")


@dataclass(frozen=True)
class Message:
    """Something that a tenant is told: ``about`` and ``kind`` make it one, whoever tells it and how often."""

    tenant_id: int
    kind: str
    about: str
    at: datetime
    data: Mapping[str, Any]
    seat_id: int | None = None
    wanted: bool = True
    """Whether the tenant has a webhook; otherwise it is kept for its pages alone."""

    @property
    def id(self) -> str:
        return f"msg_{uuid.uuid5(NAMESPACE, f'{self.tenant_id}/{self.kind}/{self.about}').hex}"


def put(messages: Collection[Message]) -> None:
    """In the caller's transaction; what is there already stays as it is."""
    rows = [
        {
            "tenant_id": one.tenant_id,
            "id": one.id,
            "kind": one.kind,
            "at": one.at,
            "data": dict(one.data),
            "seat_id": one.seat_id,
            "state": WAITING if one.wanted else KEPT,
        }
        for one in messages
    ]
    if rows:
        db.session.execute(insert(Delivery).on_conflict_do_nothing(), rows)
