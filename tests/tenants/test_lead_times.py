"""Seats inside the contract's lead time: taken, dated, shown; begun and ended without anybody's hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from esl.answers.callcenter import wanted
from seatyard import clock
from seatyard.db import db
from tenants import directory, numbers, tenures
from tenants.models import Seat, Tenant
from tests.factories import NodeFactory

from .files import DID, acme, write

ASKED = datetime(2026, 3, 9, 16, 30, tzinfo=UTC)
"""Half past midnight of Tuesday the 10th, in Shanghai."""
MIDNIGHT = datetime(2026, 3, 18, 16, tzinfo=UTC)
"""When the 19th begins there: seven business days later."""
BEFORE = MIDNIGHT - timedelta(microseconds=1)
NEW = {"number": "1003", "type": "inbound", "password": "long-enough"}


@pytest.fixture(autouse=True)
def _acme(app: Flask, command: Any, tmp_path: Path) -> None:
    NodeFactory(name="fs1")
    numbers.add(DID)
    db.session.commit()
    command("tenant", "onboard", write(tmp_path, acme()))


@pytest.fixture
def onboard(command: Any, tmp_path: Path) -> Any:
    """Onboard acme with these seats, at a moment."""

    def run(seats: list[dict[str, Any]], *options: str, at: datetime = ASKED, **sections: Any) -> Result:
        document = acme(seats=seats, **sections)
        listed = {seat["number"] for seat in seats}
        for queue in document["queues"]:
            queue["seats"] = [
                one for one in queue["seats"] if (one["number"] if isinstance(one, dict) else one) in listed
            ]
        with clock.frozen(at):
            result: Result = command("tenant", "onboard", write(tmp_path, document), *options)
        assert result.exit_code == 0, result.output
        return result

    return run


def seats() -> list[dict[str, Any]]:
    return list(acme()["seats"])


def seat(number: str) -> Seat:
    db.session.expire_all()
    return db.session.scalars(select(Seat).filter_by(number=number)).one()


def turned(at: datetime) -> int:
    with clock.frozen(at):
        return tenures.turn()


def generation() -> int:
    db.session.expire_all()
    return db.session.scalars(select(Tenant.generation)).one()


def on_the_switch() -> tuple[set[str], set[str]]:
    """Who may register, and who is offered the queue's calls."""
    tenant = db.session.scalars(select(Tenant)).one()
    named = {one.switch_name: one.number for one in tenant.seats}
    part = wanted(tenant)
    return {named[agent.name] for agent in part.agents}, {named[tier.agent] for tier in part.tiers}


def test_an_added_seat_begins_at_local_midnight_of_the_first_day(onboard: Any) -> None:
    output = onboard([*seats(), NEW]).output
    assert "  + seat 1003: inbound, 1003; from 2026-03-19 (lead_times.seats_added: 7 business days)" in output
    assert (seat("1003").active, seat("1003").tenures[0].starts_at) == (False, MIDNIGHT)
    assert on_the_switch()[0] == {"1001", "1002"}
    before = generation()
    assert (turned(BEFORE), generation(), seat("1003").active) == (0, before, False)
    assert (turned(MIDNIGHT), generation(), seat("1003").active) == (1, before + 1, True)
    assert on_the_switch()[0] == {"1001", "1002", "1003"}
    assert (turned(MIDNIGHT), generation()) == (0, before + 1)


def test_asked_again_it_is_not_asked_anew(onboard: Any) -> None:
    onboard([*seats(), NEW])
    later = onboard([*seats(), NEW], at=ASKED + timedelta(days=3))
    assert "nothing to change" in later.output
    assert seat("1003").tenures[0].starts_at == MIDNIGHT


def test_a_released_seat_stays_to_the_end_of_its_lead_time(onboard: Any) -> None:
    output = onboard(seats()[:1]).output
    assert "  - seat 1002: released; from 2026-03-19 (lead_times.seats_released: 7 business days)" in output
    assert (seat("1002").active, seat("1002").tenures[0].ends_at) == (True, MIDNIGHT)
    assert on_the_switch() == ({"1001", "1002"}, {"1001", "1002"})
    assert "nothing to change" in onboard(seats()[:1]).output
    before = generation()
    assert turned(BEFORE) == 0
    assert (turned(MIDNIGHT), generation()) == (1, before + 1)
    assert on_the_switch() == ({"1001"}, {"1001"})
    assert "nothing to change" in onboard(seats()[:1], at=MIDNIGHT).output


def test_a_release_may_be_taken_back_before_it_takes_effect(onboard: Any) -> None:
    onboard(seats()[:1])
    assert "  ~ seat 1002: release taken back" in onboard(seats()).output
    assert [one.ends_at for one in seat("1002").tenures] == [None]
    assert turned(MIDNIGHT) == 0
    assert on_the_switch() == ({"1001", "1002"}, {"1001", "1002"})


def test_what_has_not_begun_may_be_taken_back(onboard: Any) -> None:
    onboard([*seats(), NEW])
    assert "  - seat 1003: released\n" in onboard(seats()).output
    assert (seat("1003").active, seat("1003").tenures) == (False, [])
    assert turned(MIDNIGHT) == 0
    assert "nothing to change" in onboard(seats()).output


def test_a_type_changes_on_the_day(onboard: Any) -> None:
    changed = [seats()[0], seats()[1] | {"type": "bidirectional"}]
    assert "type inbound → bidirectional; from 2026-03-19 (lead_times.seats_added" in onboard(changed).output
    assert [one.type for one in seat("1002").tenures] == ["inbound", "bidirectional"]
    assert seat("1002").type == "inbound"
    assert "nothing to change" in onboard(changed).output
    assert (turned(MIDNIGHT), seat("1002").type, seat("1002").active) == (1, "bidirectional", True)


def test_a_change_of_type_may_be_taken_back(onboard: Any) -> None:
    onboard([seats()[0], seats()[1] | {"type": "bidirectional"}])
    assert "  ~ seat 1002: type bidirectional → inbound\n" in onboard(seats()).output
    assert [(one.type, one.ends_at) for one in seat("1002").tenures] == [("inbound", None)]
    assert turned(MIDNIGHT) == 0


def test_released_while_its_type_is_to_change(onboard: Any) -> None:
    onboard([seats()[0], seats()[1] | {"type": "bidirectional"}])
    onboard(seats()[:1])
    assert [(one.type, one.ends_at) for one in seat("1002").tenures] == [("inbound", MIDNIGHT)]
    assert (turned(MIDNIGHT), seat("1002").active) == (1, False)


def test_a_seat_given_back_is_leased_again_with_its_lead_time(onboard: Any) -> None:
    onboard(seats()[:1], "--waive", "agreed")
    assert not seat("1002").active
    output = onboard(seats()).output
    assert "  + seat 1002: leased again; from 2026-03-19 (lead_times.seats_added: 7 business days)" in output
    assert not seat("1002").active
    assert (turned(MIDNIGHT), seat("1002").active) == (1, True)


def test_a_waiver_applies_at_once_and_is_on_record(onboard: Any) -> None:
    output = onboard([*seats(), NEW], "--waive", "a campaign begins today", "--by", "wang").output
    assert "at once, lead_times.seats_added: 7 business days waived: a campaign begins today" in output
    assert (seat("1003").active, seat("1003").tenures[0].starts_at) == (True, ASKED)
    (waiver,) = directory.waivers(seat("1003").tenant_id)
    assert (waiver.subject, waiver.clause) == ("seat 1003", "lead_times.seats_added: 7 business days")
    assert (waiver.first_day, waiver.reason) == (date(2026, 3, 19), "a campaign begins today")
    assert (waiver.waived_by, waiver.waived_at) == ("wang", ASKED)


def test_a_waiver_needs_a_reason(command: Any, tmp_path: Path) -> None:
    result = command("tenant", "onboard", write(tmp_path, acme()), "--waive", " ")
    assert (result.exit_code, "--waive: a lead time is waived for a reason" in result.output) == (2, True)


def test_before_the_contract_begins_nothing_is_delayed(onboard: Any) -> None:
    output = onboard([*seats(), NEW], at=datetime(2026, 2, 25, tzinfo=UTC)).output
    assert "  + seat 1003: inbound, 1003\n" in output
    assert (seat("1003").active, seat("1003").tenures[0].starts_at) == (
        True,
        datetime(2026, 2, 28, 16, tzinfo=UTC),
    )
    assert turned(datetime(2026, 2, 26, tzinfo=UTC)) == 0, "it is there to be tried before the first day"


def test_flexible_seats_have_a_lead_time_of_their_own(onboard: Any) -> None:
    """000: '外包乙方按天计费的机动坐席,但需提前半个月通知乙方'"""
    flexible = {
        "overrides": {
            "seat_rent": {"basis": "per_day"},
            "lead_times": {"seats_added": None, "flexible_seats": "half a month"},
        }
    }
    by_day = acme()["contract"] | flexible
    onboard(seats(), at=datetime(2026, 2, 20, tzinfo=UTC), contract=by_day)
    output = onboard([*seats(), NEW], contract=by_day).output
    assert "  + seat 1003: inbound, 1003; from 2026-03-25 (lead_times.flexible_seats: 15 days)" in output


def test_a_contract_without_lead_times_delays_nothing(onboard: Any) -> None:
    free = acme()["contract"] | {"overrides": {"lead_times": None}}
    early = datetime(2026, 2, 20, tzinfo=UTC)
    onboard(seats(), at=early, contract=free)
    assert "  + seat 1003: inbound, 1003\n" in onboard([*seats(), NEW], contract=free).output
    assert seat("1003").tenures[0].starts_at == ASKED
