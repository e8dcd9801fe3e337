"""Legs that cross to a carrier again, from the database to the invoice's line and back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from billing.calls import Calls
from billing.invoices import charged, service
from billing.invoices.crossings import crossings
from billing.models import Invoice, InvoiceLine
from esl.models import Conversation, Leg
from seatyard.cli import main
from seatyard.db import db
from tests.factories import LegFactory

from .cases import MARCH, at
from .month import Leased, april, leased

RATES = {"rates": {"outbound": {"+86": "0.10", "default": 1}, "inbound": {"default": "0.05"}}}
SENT_ON = "Outbound calls, sent on by seats, +86"
PAID = RATES | {"directions": {"transferred": "outbound"}}


def tenant(charges: dict[str, Any] = PAID) -> Leased:
    return leased(0, overrides={"call_charges": charges})


def further(acme: Leased, call: str, uuid: str, starts: str, seconds: float, **columns: Any) -> None:
    """A leg to a mobile number that a seat sent the caller on to."""
    LegFactory(
        conversation=db.session.get_one(Conversation, (acme.tenant.id, call)),
        uuid=uuid,
        leg="b",
        **{"direction": "outbound", "kind": "transferred", "callee": "+8613900139000"} | columns,
        started_at=at(starts),
        answered_at=at(starts),
        billusec=round(seconds * 1_000_000),
    )


def closed(month: str = "2026-03") -> dict[str, InvoiceLine]:
    """The lines of the month's invoice by what they say."""
    db.session.commit()
    with april():
        (outcome,) = service.close(month)
    invoice = db.session.query(Invoice).filter_by(number=outcome.number).one()
    return {line.description_en: line for line in invoice.lines if line.clause == "call_charges"}


def test_a_leg_has_its_own_times_and_its_own_line(app: Flask) -> None:
    acme = tenant()
    call = acme.call("03-10T10:00", 600, id="c-1")
    further(acme, call, "l-1", "03-10T10:02", 421)
    further(acme, call, "l-2", "03-10T10:09:30", 20)
    lines = closed()
    assert {said: (line.quantity, line.amount) for said, line in lines.items()} == {
        "Inbound calls": (10, Decimal("0.50")),
        SENT_ON: (9, Decimal("0.90")),
    }


def test_from_a_line_to_the_leg_and_from_the_call_to_its_lines(app: Flask) -> None:
    acme = tenant()
    call = acme.call("03-10T10:00", 600, id="c-1", caller="+8613800138000")
    further(acme, call, "l-1", "03-10T10:02", 421)
    other = acme.call("03-11T10:00", 60, id="c-2")
    lines = closed()
    sent_on = lines[SENT_ON]
    (row,) = charged.calls(sent_on).entries
    assert (row.id, row.kind, row.callee, row.billusec) == (
        "c-1",
        "transferred",
        "+8613900139000",
        421_000_000,
    )
    assert [row.kind for row in charged.calls(lines["Inbound calls"]).entries] == ["inbound", "inbound"]
    charging = charged.lines_charging(acme.tenant.id, call, ["c-1", "l-1"])
    assert [line.description_en for line in charging] == list(lines)
    assert charged.legs_charged(acme.tenant.id, ["c-1", "l-1"]) == {"l-1"}
    charging = charged.lines_charging(acme.tenant.id, other, [])
    assert [line.description_en for line in charging] == ["Inbound calls"]


def test_the_explanation_names_the_kind_of_leg(app: Flask) -> None:
    acme = tenant()
    further(acme, acme.call("03-10T10:00", 600), "l-1", "03-10T10:02", 421)
    acme.call("03-12T10:00", 60, direction="outbound", paid_kind="call_back", callee="+8613700137000")
    number = next(iter(closed().values())).invoice.number
    said = CliRunner().invoke(main, ["bill", "show", number, "--explain", "--language", "en"])
    assert "2026-03-10 10:02 +8613800138000 → +8613900139000 (transferred)" in said.output
    assert "+8613700137000 (call_back)" in said.output
    assert "1 × leg" in said.output


def test_a_contract_whose_table_is_silent_bills_what_it_billed(app: Flask) -> None:
    acme = tenant(RATES)
    further(acme, acme.call("03-10T10:00", 600), "l-1", "03-10T10:02", 421)
    assert list(closed()) == ["Inbound calls"]


def test_a_month_with_further_legs_closes_again_to_the_same_bytes(app: Flask) -> None:
    acme = tenant()
    further(acme, acme.call("03-10T10:00", 600), "l-1", "03-10T10:02", 421)
    closed()
    with april():
        (again,) = service.close("2026-03")
    assert again.status == "unchanged"


def test_each_leg_belongs_to_the_month_in_which_it_started(app: Flask) -> None:
    """A call of February whose caller is sent on in March: each leg in one month."""
    acme = tenant()
    call = acme.call("02-28T23:50", 1200, id="c-1")
    further(acme, call, "l-1", "03-01T00:02", 480)
    assert [(c.id, c.direction, c.leg) for c in Calls(acme.tenant.id, MARCH.span)] == [
        ("c-1", "inbound", ""),
        ("c-1", "transferred", "l-1"),
    ]
    assert list(closed()) == [SENT_ON]


def test_legs_come_in_their_order_between_the_calls(app: Flask) -> None:
    acme = tenant()
    first = acme.call("03-10T10:00", 600, id="c-1")
    acme.call("03-10T10:05", 60, id="c-2")
    further(acme, first, "l-2", "03-10T10:06", 60)
    further(acme, first, "l-1", "03-10T10:04", 60)
    further(acme, first, "l-3", "03-10T10:05", 60)
    db.session.commit()
    told = [(call.id, call.leg) for call in Calls(acme.tenant.id, MARCH.span)]
    assert told == [("c-1", ""), ("c-1", "l-1"), ("c-1", "l-3"), ("c-2", ""), ("c-1", "l-2")]


def test_what_nobody_answered_or_another_won_is_no_crossing(app: Flask) -> None:
    acme = tenant()
    call = acme.call("03-10T10:00", 600, id="c-1")
    further(acme, call, "l-1", "03-10T10:02", 3, cause="LOSE_RACE")
    further(acme, call, "l-2", "03-10T10:03", 0)
    db.session.execute(Leg.__table__.update().where(Leg.uuid == "l-2").values(answered_at=None))
    db.session.commit()
    assert [c.leg for c in Calls(acme.tenant.id, MARCH.span)] == [""]


def test_another_tenants_legs_are_no_business_of_this_one(app: Flask) -> None:
    acme, other = tenant(), leased(0, name="other")
    further(other, other.call("03-10T10:00", 600, id="c-9"), "l-9", "03-10T10:02", 421)
    db.session.commit()
    assert list(Calls(acme.tenant.id, MARCH.span)) == []
    assert charged.lines_charging(acme.tenant.id, "c-9", ["l-9"]) == []


def test_what_crossed_in_a_month_and_who_pays(app: Flask) -> None:
    """Also what no row names a rate for: the operator owes it to its carriers."""
    acme = tenant()
    call = acme.call("03-10T10:00", 600.25, id="c-1")
    further(acme, call, "l-1", "03-10T10:02", 421)
    further(acme, call, "l-2", "03-10T10:02", 30, kind="telephone")
    further(acme, call, "l-3", "04-01T00:00", 30)
    acme.call("03-12T10:00", 60, direction="outbound", paid_kind="clicked", callee="+8613700137000")
    db.session.commit()
    said = CliRunner().invoke(main, ["bill", "crossings", "2026-03", "--tenant", "acme"]).output
    assert [line.split() for line in said.splitlines()] == [
        line.split()
        for line in (
            "acme inbound 1 legs 600.250000 s paid by: the tenant, by inbound rates",
            "acme clicked 1 legs 60.000000 s paid by: the tenant, by outbound rates",
            "acme transferred 1 legs 421.000000 s paid by: the tenant, by outbound rates",
            "acme telephone 1 legs 30.000000 s paid by: nobody",
        )
    ]


def test_without_a_clause_for_calls_nobody_pays(app: Flask) -> None:
    acme = leased(0, overrides={"call_charges": None})
    acme.call("03-10T10:00", 60)
    db.session.commit()
    assert [(row.kind, row.legs, row.pays) for row in crossings("2026-03")] == [("inbound", 1, "nobody")]
    assert crossings("2026-04") == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["2026-13"], "2026-13"), (["2026-03", "--tenant", "nobody"], "nobody")],
)
def test_a_month_or_a_tenant_that_there_is_not(app: Flask, arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(main, ["bill", "crossings", *arguments])
    assert done.exit_code == 2
    assert said in done.output
    assert len(done.output.splitlines()) == 1
