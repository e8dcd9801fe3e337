"""The tenant that the captures were made with, its calls posted and folded, and what came of them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from flask import Flask
from sqlalchemy import select

from esl.calls import fold
from esl.models import CdrRecord, Conversation, Leg, LegLink
from seatyard.db import db
from seatyard.identity.nodes import token_for
from tests.factories import NodeFactory, SeatFactory, TenantFactory
from tests.support import captures

SEATS = ("1000", "1001", "1002", "1003", "1005")


def acme() -> int:
    """Tenant with the domain of the captures, its seats, and two nodes; the tenant's id."""
    tenant = TenantFactory(name="acme", domain="acme.test")
    for number in SEATS:
        SeatFactory(tenant=tenant, number=number)
    for name in ("fs1", "fs2"):
        NodeFactory(name=name)
    db.session.commit()
    return int(tenant.id)


def post(app: Flask, bodies: Iterable[bytes], *, node: str = "fs1", query: str = "") -> None:
    auth = (node, token_for(node, app.config["SECRET_KEY"]))
    client = app.test_client()
    for body in bodies:
        answer = client.post(
            f"/switch/{node}/cdr", query_string=query, data=body, auth=auth, content_type="application/json"
        )
        assert answer.status_code == 200, answer.text


def shuffled(bodies: Iterable[bytes], seed: int) -> list[bytes]:
    mixed = list(bodies)
    random.Random(seed).shuffle(mixed)
    return mixed


def everything() -> list[bytes]:
    return [body for scenario in captures.scenarios() for body in captures.bodies(scenario)]


def uuids(scenario: str) -> list[str]:
    return [orjson.loads(body)["variables"]["uuid"] for body in captures.bodies(scenario)]


@dataclass
class Outcome:
    """What folding made of one scenario."""

    conversations: list[Conversation]
    legs: dict[str, list[Leg]]
    """By conversation id."""
    parked: int

    def seat_numbers(self) -> list[str | None]:
        return [SEATS[c.seat_id - 1] if c.seat_id else None for c in self.conversations]


def outcome(scenario: str) -> Outcome:
    names = uuids(scenario)
    legs = db.session.scalars(select(Leg).where(Leg.uuid.in_(names)).order_by(Leg.uuid)).all()
    ids = {leg.conversation_id for leg in legs}
    query = select(Conversation).where(Conversation.id.in_(ids)).order_by(Conversation.started_at)
    waiting = select(CdrRecord).where(CdrRecord.uuid.in_(names), CdrRecord.parked_at.is_not(None))
    return Outcome(
        list(db.session.scalars(query)),
        {one: [leg for leg in legs if leg.conversation_id == one] for one in ids},
        len(db.session.scalars(waiting).all()),
    )


def rows() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """All that folding wrote, to compare one way of folding with another; row ids are left out."""
    conversations = db.session.execute(select(Conversation.__table__).order_by("id")).tuples().all()
    columns = [column for column in Leg.__table__.c if column.name != "cdr_id"]
    legs = db.session.execute(select(*columns).order_by(Leg.uuid)).tuples().all()
    return [tuple(row) for row in conversations], [tuple(row) for row in legs]


def fold_in_pieces(app: Flask, bodies: list[bytes], seed: int) -> None:
    """Post a few, fold a few, as a worker does while calls end."""
    dice = random.Random(seed)
    while bodies:
        count = dice.randint(1, 7)
        post(app, bodies[:count])
        bodies = bodies[count:]
        fold.fold_batch(dice.randint(1, 5))
    while fold.fold_batch(dice.randint(1, 5)):
        pass


def forget() -> None:
    """Drop all records and what was made of them."""
    for model in (Leg, Conversation, LegLink, CdrRecord):
        db.session.execute(model.__table__.delete())
    db.session.commit()


def at(epoch_us: int) -> datetime:
    return datetime.fromtimestamp(epoch_us // 1_000_000, UTC).replace(microsecond=epoch_us % 1_000_000)
