"""A call whose record comes after its month was invoiced is on no invoice: then it is a finding."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from billing.invoices import computing, late_calls, prepared, service
from billing.models import LineEvidence
from esl.calls import fold
from esl.calls.charged import Crossing
from esl.reconcile.models import LiveChannel
from seatyard import findings
from seatyard.db import db, transaction
from seatyard.findings import Finding
from tests.support.processes import until

from .cases import at
from .month import Leased, april, leased

KIND = "call_after_invoice"


@pytest.fixture(autouse=True)
def _in_april(app: Flask):
    with april():
        yield


@pytest.fixture
def acme() -> Leased:
    """March's invoice is made, with one call on it."""
    made = leased(1, name="acme")
    made.came("u-1", "03-03T09:00")
    assert closed("2026-03") == ["finalised"]
    return made


def closed(period: str) -> list[str]:
    return [outcome.status for outcome in service.close(period)]


def told() -> list[Finding]:
    return findings.still_open(KIND)


def test_it_names_the_invoice_and_the_call(acme: Leased) -> None:
    acme.came("u-2", "03-31T23:59:59")
    (finding,) = told()
    assert (finding.key, finding.tenant_id, finding.billable) == ("SY-2026-000001", acme.tenant.id, False)
    assert (finding.count, finding.detail["calls"]) == (1, ["u-2"])
    assert finding.message == (
        "a call of 2026-03 came or changed after SY-2026-000001 was made: `bill close 2026-03` shows what it"
        " comes to now"
    )


def test_the_next_close_of_the_month_takes_its_place(acme: Leased) -> None:
    acme.came("u-2", "03-31T23:59:59")
    assert closed("2026-03") == ["differs"]
    assert [one.kind for one in findings.still_open()] == ["invoice_differs"]


def test_a_month_that_a_call_goes_on_from_waits_for_it() -> None:
    acme = leased(1)
    about = {"variables": {"seatyard_tenant": str(acme.tenant.id)}, "callflow": [{"caller_profile": {}}]}
    began = at("03-31T23:59:59")
    row = LiveChannel(
        node_id=acme.node.id, uuid="u-1", core_uuid="c", started_at=began, seen_at=began, told=about
    )
    db.session.add(row)
    db.session.commit()
    assert closed("2026-03") == ["refused"]
    db.session.delete(row)
    acme.came("u-1", "03-31T23:59:59")
    assert closed("2026-03") == ["finalised"]
    assert findings.still_open() == []


def test_one_that_comes_while_the_month_is_compared_is_told_all_the_same(
    acme: Leased, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme.came("u-2", "03-31T23:59:59")
    computed = computing.bill

    def slow(*facts: Any) -> Any:
        made = computed(*facts)
        acme.came("u-3", "03-31T23:59:58")
        return made

    monkeypatch.setattr(computing, "bill", slow)
    assert closed("2026-03") == ["differs"]
    assert [one.count for one in told()] == [2]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_one_that_is_folded_while_the_invoice_is_stored_is_in_it_or_told(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fold has asked which months are invoiced and has not committed yet: the invoice waits for it."""
    acme = leased(1)
    monkeypatch.setattr(prepared, "fold_all", lambda again: None)

    def closes() -> list[str]:
        with app.app_context(), april():
            return closed("2026-03")

    with ThreadPoolExecutor(1) as elsewhere:
        with transaction():
            fold.lock()
            late = acme.call("03-03T09:00", 60, direction="outbound")
            db.session.flush()
            closing = elsewhere.submit(closes)
            waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            until(lambda: db.session.scalar(waiting), lambda: "the close waits", 20)
        assert closing.result() == ["refused"]
    assert closed("2026-03") == ["finalised"]
    assert late in {one.subject for one in db.session.scalars(select(LineEvidence))}


def test_a_call_of_an_open_month_is_none(acme: Leased) -> None:
    acme.came("u-2", "04-01T00:00")
    leased(name="other").came("u-3", "03-31T23:59:59")
    assert told() == []


def test_a_call_before_the_contract_began_is_none_of_it() -> None:
    made = leased(1, starts=date(2026, 3, 10))
    assert closed("2026-03") == ["finalised"]
    made.came("u-2", "03-09T23:59:59")
    assert told() == []


def test_a_leg_that_charges_nothing_new_is_none(acme: Leased) -> None:
    seat = {"direction": "outbound", "channel_name": "sofia/internal/1001@10.0.0.1", "dialed_user": "1001"}
    acme.came("u-2", "03-03T09:00:01", originating_leg_uuid="u-1", **seat)
    assert told() == []
    assert closed("2026-03") == ["unchanged"]


def test_a_further_leg_outside_is_one(acme: Leased) -> None:
    outside = {"direction": "outbound", "channel_name": "sofia/external/13900139000", "seatyard_seat": "7"}
    acme.came("u-2", "03-03T09:00:01", originating_leg_uuid="u-1", **outside)
    assert [one.detail["calls"] for one in told()] == [["u-1"]]


def test_many_calls_are_counted_and_the_first_named(acme: Leased) -> None:
    began = at("03-05T09:00")
    late_calls.late(
        [
            Crossing(acme.tenant.id, f"u-{number:03}", began, f"u-{number:03}", "inbound", "", began, 1)
            for number in range(70)
        ]
    )
    db.session.commit()
    (finding,) = told()
    assert (finding.count, len(finding.detail["calls"])) == (70, 50)
