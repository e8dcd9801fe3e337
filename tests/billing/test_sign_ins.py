"""A month by the hour signed in, from what the switch told to the line, its evidence and its notice."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from billing import sign_ins
from billing.contracts.service import agreement_of
from billing.engine import Facts, Month
from billing.facts import facts_of
from billing.invoices import evidence, service, signed_in
from billing.invoices.names import names_of
from billing.models import Invoice, InvoiceLine
from esl.seat_time.models import NodeWatch
from esl.seat_time.registrations import HEARD, Noted, keep
from seatyard import clock
from seatyard.db import db
from tenants.models import Seat, SeatTenure

from .cases import SHANGHAI, at
from .month import Leased, april, leased

MARCH = Month(2026, 3, SHANGHAI).span


@pytest.fixture
def acme(app: Flask) -> Leased:
    """Two seats by the hour, 10 each; the switch was down on 20 March from 12:00 to 14:00."""
    made = leased(2, overrides={"seat_rent": {"basis": "seat_hour", "price": {"standard": 10}}})
    for starts, ends in (("02-28", "03-20T12:00"), ("03-20T14:00", "04-02")):
        db.session.add(
            NodeWatch(node_id=made.node.id, starts_at=at(starts), core_uuid=starts, ends_at=at(ends))
        )
    db.session.commit()
    return made


def phone(acme: Leased, number: str, *there: tuple[str, str]) -> None:
    who = (number, acme.tenant.domain)
    for starts, ends in there:
        keep(
            acme.node.id,
            [Noted(who, at(starts), frozenset("x"), HEARD), Noted(who, at(ends), frozenset(), HEARD)],
        )
    db.session.commit()


def told(acme: Leased) -> list[tuple[str, str]]:
    return [(local(one.starts), local(one.ends)) for one in known(acme).sign_ins if one.ends]


def known(acme: Leased) -> Facts:
    return facts_of(acme.tenant.id, acme.contract.id, agreement_of(acme.contract), MARCH)


def local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%m-%dT%H:%M")


def seat(number: str) -> Seat:
    return db.session.scalars(select(Seat).filter_by(number=number)).one()


def test_the_hours_of_a_month_with_their_evidence(acme: Leased) -> None:
    phone(
        acme,
        "1001",
        ("02-28T20:00", "03-01T01:00"),
        ("03-02T09:00", "03-02T17:30"),
        ("03-31T22:00", "04-01T03:00"),
    )
    phone(acme, "1002", ("03-20T09:00", "03-20T16:00"))
    with april():
        service.close("2026-03")
    line = db.session.scalars(select(InvoiceLine).filter_by(clause="seat_rent")).one()
    hours = Decimal(1) + Decimal("8.5") + 2 + 3 + 2
    assert (line.quantity, line.amount) == (hours, hours * 10)
    rows = signed_in.sign_ins(line)
    assert [(row.number, local(row.starts_at), row.quantity, row.known) for row in rows] == [
        ("1001", "03-01T00:00", 1, True),
        ("1001", "03-02T09:00", Decimal("8.5"), True),
        ("1001", "03-20T12:00", 0, False),
        ("1001", "03-31T22:00", 2, True),
        ("1002", "03-20T09:00", 3, True),
        ("1002", "03-20T12:00", 0, False),
        ("1002", "03-20T14:00", 2, True),
    ]
    assert evidence.facts(line) == []
    names = names_of(line.invoice)[line.position]
    assert names["sign_in"][0] == "1001 2026-03-01 00:00 – 2026-03-01 01:00"
    assert names["unheard"] == [f"{seat} 2026-03-20 12:00 – 2026-03-20 14:00" for seat in (1001, 1002)]
    (notice,) = db.session.scalars(select(Invoice)).one().notices["items"]
    assert notice["kind"] == "sign_in_unknown"
    assert "4.00 seat-hours, seats: 2" in notice["text"]["en"]


def test_closed_again_it_is_the_same(acme: Leased) -> None:
    phone(acme, "1001", ("03-02T09:00", "03-02T17:30"))
    with april():
        service.close("2026-03")
        before = db.session.scalars(select(Invoice)).one().fingerprint
        service.close("2026-03")
    assert db.session.scalars(select(Invoice)).one().fingerprint == before


def test_each_hour_is_of_the_type_that_the_seat_had_then(acme: Leased) -> None:
    phone(acme, "1001", ("03-02T09:00", "03-02T17:00"))
    tenure = db.session.scalars(select(SeatTenure).filter_by(seat_id=seat("1001").id)).one()
    tenure.ends_at = at("03-02T12:00")
    db.session.add(
        SeatTenure(
            seat_id=tenure.seat_id, type="gold", starts_at=at("03-02T12:00"), ends_at=at("03-02T15:00")
        )
    )
    db.session.commit()
    facts = known(acme)
    assert [
        (one.type, (one.ends - one.starts) / timedelta(hours=1)) for one in facts.sign_ins if one.ends
    ] == [
        ("standard", 3),
        ("gold", 3),
    ]


def test_time_to_come_is_neither_signed_in_nor_unknown(acme: Leased) -> None:
    phone(acme, "1001", ("03-02T09:00", "04-01T00:00"))
    with clock.frozen(at("03-02T12:00")):
        assert told(acme) == [("03-02T09:00", "03-02T12:00")]
    with clock.frozen(at("02-20")):
        assert told(acme) == []


def test_a_contract_by_the_month_asks_for_none(app: Flask) -> None:
    acme = leased(1)
    assert told(acme) == []
    assert not sign_ins.counted_by(agreement_of(acme.contract))


def test_what_is_no_id_of_ours() -> None:
    assert sign_ins.read("F17") is None
    assert sign_ins.read("1/2/3") is None
