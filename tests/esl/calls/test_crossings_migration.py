"""Legs of before there was a direction table get the part that their rows show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from alembic import command
from flask import Flask
from sqlalchemy import select

from esl.models import INTERNAL, OUTBOUND, Conversation, Leg
from seatyard import migrations
from seatyard.db import db
from tests.factories import ConversationFactory, LegFactory

BEFORE = "0026"
"""The revision before the parts of legs."""


def leg(call: Conversation, uuid: str, *, after: int = 0, **columns: Any) -> None:
    at = call.started_at + timedelta(seconds=after)
    LegFactory(conversation=call, uuid=uuid, **{"answered_at": at, **columns}, started_at=at)


def test_legs_of_before_keep_what_they_were(app: Flask) -> None:
    came_in = ConversationFactory(id="in")
    leg(came_in, "in")
    leg(came_in, "phone", after=1, side="seat", direction=OUTBOUND)
    leg(came_in, "sent-on", after=9, direction=OUTBOUND)
    leg(came_in, "bound", after=1, direction=OUTBOUND, seat_id=7)
    leg(came_in, "second", after=5)
    diverted = ConversationFactory(id="in-2")
    leg(diverted, "in-2")
    leg(diverted, "diverted", after=3, direction=OUTBOUND)
    went_out = ConversationFactory(id="out", direction=OUTBOUND, paid_uuid="taken")
    leg(went_out, "tried", direction=OUTBOUND, answered_at=None)
    leg(went_out, "taken", after=2, direction=OUTBOUND)
    inside = ConversationFactory(id="inside", direction=INTERNAL, paid_uuid=None)
    leg(inside, "inside", side="seat")
    db.session.commit()
    db.session.remove()
    config = migrations.config_for(app)
    command.downgrade(config, BEFORE)
    command.upgrade(config, "head")
    kinds = db.session.execute(select(Leg.uuid, Leg.kind)).tuples().all()
    assert dict(kinds) == {
        "in": "inbound",
        "phone": "internal",
        "sent-on": "transferred",
        "bound": "telephone",
        "second": "joined",
        "in-2": "inbound",
        "diverted": "forwarded",
        "tried": "outbound",
        "taken": "outbound",
        "inside": "internal",
    }
    paid = db.session.execute(select(Conversation.id, Conversation.paid_kind)).tuples().all()
    assert dict(paid) == {"in": "inbound", "in-2": "inbound", "out": "outbound", "inside": None}
