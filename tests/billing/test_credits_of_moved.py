"""Credits of a tenant that moved in the middle of an outage: those of its own time without service."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from billing.invoices import service
from billing.models import Invoice
from esl.models import Node, Outage, Placement
from esl.nodes import moving
from esl.nodes.models import FAILED_OVER, Move
from esl.outages import rows
from esl.outages.standing import of_tenant
from seatyard import findings
from seatyard.db import db, transaction
from tests.factories import NodeFactory, OutageFactory

from .cases import at
from .month import Leased, april, leased


@pytest.fixture(autouse=True)
def _in_april(app: Flask):
    with april():
        yield


def moved(acme: Leased, to: Node, when: str, live: str | None) -> Move:
    row = Move(tenant_id=acme.tenant.id, from_id=acme.node.id, to_id=to.id, why=FAILED_OVER, asked_by="li")
    row.at, row.live_at, row.leave_by = at(when), at(live) if live else None, at(when)
    db.session.add(row)
    db.session.get_one(Placement, acme.tenant.id).node_id = to.id
    return row


def credit(name: str) -> Decimal:
    """Of March's invoice."""
    (outcome,) = service.close("2026-03", tenant=name)
    assert outcome.number is not None
    lines = service.by_number(outcome.number).lines
    return sum((line.amount for line in lines if line.clause == "outage_credit"), Decimal())


MIDST = ("03-05T10:00", "03-09T12:00")
LATER = ("03-12T00:00", "03-14T07:00")
Spans = list[tuple[str, str]]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([MIDST], [LATER]),
        ([MIDST, ("03-20T00:00", "03-23T00:00")], [("03-02T00:00", "03-04T00:00"), LATER]),
    ],
    ids=["of its homes at the time", "and others of nodes that were not its home then"],
)
def test_credits_are_those_of_the_time_without_service(old: Spans, new: Spans) -> None:
    acme, there = leased(10, name="acme"), NodeFactory()
    moved(acme, there, "03-06T20:00", "03-06T22:13:07")
    for starts, ends in old:
        acme.outage(starts, ends)
    for starts, ends in new:
        OutageFactory(node=there, starts_at=at(starts), ends_at=at(ends))
    stayed = leased(10, name="beta")
    stayed.outage("03-05T10:00", "03-06T22:13:07")
    stayed.outage(*LATER)
    db.session.commit()
    assert credit("acme") == credit("beta") < 0


def test_before_and_after_the_move() -> None:
    """An outage of more than a month, until the new home is live; who stays is credited to the end."""
    acme, there = leased(10, name="acme"), NodeFactory()
    beta = leased(10, name="beta", node=acme.node)
    gamma = leased(10, name="gamma")
    acme.outage("03-05T10:00", None)
    gamma.outage("03-05T10:00", "03-08T11:00")
    moved(acme, there, "03-08T10:00", "03-08T11:00")
    db.session.commit()
    assert beta.node.id == acme.node.id
    assert credit("acme") == credit("gamma") < 0
    assert credit("beta") < credit("acme")


def test_an_invoice_that_was_before_the_word_of_the_new_home_is_told() -> None:
    """Closed while it was on its way: an outage whose end is known now is a finding of that month."""
    acme, there = leased(10, name="acme"), NodeFactory()
    acme.outage("03-05T10:00", None)
    moved(acme, there, "03-08T10:00", None)
    db.session.commit()
    before = credit("acme")
    with transaction():
        moving.arrived(acme.tenant.id, there.id, at("03-08T11:00"))
    assert [one.kind for one in findings.still_open()] == ["outage_after_invoice"]
    (part,) = of_tenant(acme.tenant.id, at("03-01"), at("04-01"))
    assert (part.starts_at, part.ends_at) == (at("03-05T10:00"), at("03-08T11:00"))
    assert before < 0


def test_an_outage_that_becomes_certain_afterwards_is_told_to_whom_it_befell() -> None:
    """The node comes back days later: its outage was that of a tenant which has moved away meanwhile."""
    acme, there = leased(10, name="acme"), NodeFactory()
    late = leased(2, name="beta", node=there)
    moved(acme, there, "03-08T10:00", "03-08T11:00")
    db.session.commit()
    credit("acme")
    number = str(db.session.scalars(select(Invoice.number)).one())
    credit("beta")
    with transaction():
        made = Outage(node_id=acme.node.id, starts_at=at("03-05T10:00"), ends_at=at("03-20"), evidence={})
        db.session.add(made)
        rows.tell(made)
    (found,) = findings.still_open()
    assert found.detail["invoices"] == [number]
    assert late.node.id == there.id
