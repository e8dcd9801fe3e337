"""What the month that runs will bring, as things are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete

from billing.invoices import service as invoices
from billing.outlook import service
from billing.outlook.models import OutlookTotal
from esl.models import OUTBOUND
from seatyard import clock
from seatyard.db import db, snapshot
from tests.billing.cases import at
from tests.billing.month import Leased, leased
from tests.support.statements import heard


@pytest.fixture(autouse=True)
def _in_march(app: Flask) -> Iterator[None]:
    with clock.frozen(at("03-10T09:00")):
        yield


@pytest.fixture
def acme() -> Leased:
    """Two seats of 2,000 and a call of two minutes."""
    made = leased(2)
    made.call("03-03T09:00", 61, direction=OUTBOUND)
    db.session.commit()
    return made


def test_each_day_has_its_total_once_and_the_close_comes_to_the_last(acme: Leased) -> None:
    assert (service.due_now(), service.due_now()) == (1, 0)
    with clock.frozen(at("03-11T09:00")):
        acme.call("03-11T08:00", 60, direction=OUTBOUND)
        db.session.commit()
        assert (service.due_now(), service.due_now()) == (1, 0)
    found = service.days("2026-03")
    assert [(day.on, day.totals, day.contracts) for day in found] == [
        (date(2026, 3, 10), {"CNY": Decimal("4000.30")}, 1),
        (date(2026, 3, 11), {"CNY": Decimal("4000.45")}, 1),
    ]
    leased(1, name="late")
    with clock.frozen(at("03-12T09:00")):
        service._keep(*service._missing()[1])
    so_far = service.together("2026-03")
    assert so_far == service.Day(date(2026, 3, 12), {"CNY": Decimal("6000.45")}, 2), (
        "not the last day's alone"
    )
    with clock.frozen(at("04-01")):
        (made,) = invoices.close("2026-03", "acme")
    assert made.total == Decimal("4000.45")


def test_a_month_keeps_its_last_total_and_the_next_one_gets_its_own(acme: Leased) -> None:
    for day in ("03-10", "03-11", "03-30", "04-01", "04-02"):
        with clock.frozen(at(f"{day}T09:00")):
            service.compute("acme")
            service.compute("acme")
    found = {period: [row.on for row in service.latest(period)] for period in ("2026-03", "2026-04", "")}
    assert found == {"2026-03": [date(2026, 3, 30)], "2026-04": [date(2026, 4, 2)], "": []}
    assert [row.on for row in service.latest("2026-04", acme.tenant.id)] == [date(2026, 4, 2)]
    assert service.together("") is None


def test_days_that_are_over_are_summed_up_once_until_one_goes(acme: Leased) -> None:
    beta = leased(1, name="beta")
    for day in ("03-10", "03-11", "03-14"):
        with clock.frozen(at(f"{day}T09:00")):
            service.compute()

    def asked() -> tuple[list[tuple[int, Decimal]], int]:
        with clock.frozen(at("03-14T10:00")), snapshot(), heard() as told:
            found = [(one.on.day, one.totals["CNY"]) for one in service.days("2026-03")]
        return found, sum("sum(" in one.text for one in told.statements)

    of_both = [(day, Decimal("6000.30")) for day in (10, 11, 14)]
    assert asked() == (of_both, 2)
    assert asked() == (of_both, 1), "those of days on which a total may still come"
    gone = delete(OutlookTotal).where(
        OutlookTotal.contract_id == beta.contract.id, OutlookTotal.on == date(2026, 3, 10)
    )
    db.session.execute(gone)
    db.session.commit()
    assert asked() == ([(10, Decimal("4000.30")), *of_both[1:]], 2)


def test_what_cannot_be_computed_is_told_and_stops_nobody(
    acme: Leased, monkeypatch: pytest.MonkeyPatch
) -> None:
    leased(1, name="beta")
    right = service.computed

    def wrong(due, issued):  # type: ignore[no-untyped-def]
        if due.tenant == "acme":
            raise ZeroDivisionError("by nobody")
        return right(due, issued)

    monkeypatch.setattr(service, "computed", wrong)
    assert service.due_now() == 2
    (day,) = service.days("2026-03")
    assert (day.contracts, day.problems, day.totals) == (2, 1, {"CNY": Decimal("2000.00")})
    assert [row.problem for row in service.latest("2026-03")] == ["", "ZeroDivisionError: by nobody"]


def test_what_is_old_is_forgotten_and_a_contract_that_has_not_begun_has_none(acme: Leased) -> None:
    service.due_now()
    with clock.frozen(at("02-01")):
        assert service.due_now() == 0
    assert service.running_month() == "2026-03"
    with clock.frozen(at("03-10").replace(year=2028)):
        service.due_now()
    assert service.days("2026-03") == []


def test_the_command(acme: Leased, command: Callable[..., Result]) -> None:
    assert command("bill", "outlook").stdout.startswith("nothing was computed yet")
    said = command("bill", "outlook", "--now").stdout
    assert said == "2026-03-10  CNY 4,000.30  1 contracts\n  acme  CNY 4,000.30  2026-03-10\n"
    told = json.loads(command("bill", "outlook", "--tenant", "acme", "--json").stdout)
    assert told["contracts"][0]["total"] == "4000.30"
    assert command("bill", "outlook", "--tenant", "nobody").exit_code == 2
