"""Limits as the dialplan has them, the hours in which a tenant calls, and the number that it shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import NumberFactory, TrunkFactory

from .questions import ask, captured
from .walking import Actions, Leg, Try, arrive, one_by_one, tries

FIRST, SECOND = "+861088880001", "+861088880002"
MAY = {"seatyard_outbound": "true", "seatyard_seat": "7", "timezone": "Asia/Shanghai"}
OUTBOUND = {"caller_numbers": [FIRST, SECOND], "allow": ["+86"]}


@pytest.fixture(autouse=True)
def _numbers(acme: Tenant) -> None:
    TrunkFactory(name="carrier1", host="192.0.2.10", max_channels=1)
    for e164 in (FIRST, SECOND):
        NumberFactory(e164=e164, tenant=acme, flow=acme.flows[0])
    policies(acme)


def policies(acme: Tenant, outbound: dict[str, Any] = OUTBOUND, **sections: Any) -> None:
    acme.policies = {"outbound": outbound, **sections}
    acme.generation += 1
    db.session.commit()


def dial(client: FlaskClient, number: str, **variables: str) -> tuple[Actions, list[Try]]:
    leg = Leg({"destination_number": number}, MAY | {"uuid": str(UUID(int=0))} | variables)
    done = arrive(client, "acme.test", leg)
    return [(name, leg.expand(data)) for name, data in done], tries(done, leg)


def limits(done: Actions) -> list[str]:
    return [data.removeprefix("hash seatyard ") for name, data in done if name == "limit"]


def test_calls_are_counted_without_a_limit_too(client: FlaskClient, acme: Tenant) -> None:
    done, (tried,) = dial(client, "13900138000")
    assert limits(done) == [f"number-{FIRST} -1", f"tenant-{acme.id} -1"]
    assert tried.variables["accountcode"] == f"tenant-{acme.id};number-{FIRST};carrier-carrier1"


def test_what_is_one_too_many_is_refused_with_its_reason(client: FlaskClient, acme: Tenant) -> None:
    own = {"concurrent_calls": 1, "calls_per_second": 3}
    policies(acme, limits={"concurrent_calls": 10, "calls_per_second": 2, "numbers": {SECOND: own}})
    done, _ = dial(client, "13900138000")
    tenant = [
        ("set", "seatyard_refused=tenant_calls"),
        ("limit", f"hash seatyard tenant-{acme.id} 10 !NORMAL_CIRCUIT_CONGESTION"),
        ("set", "seatyard_refused=tenant_rate"),
        ("limit", f"hash seatyard tenant-{acme.id}-rate 2/1 !SWITCH_CONGESTION"),
        ("unset", "seatyard_refused"),
    ]
    assert done[:6] == [("limit", f"hash seatyard number-{FIRST} -1"), *tenant]
    done, _ = dial(client, "*6213900138000")
    assert limits(done)[:2] == [
        f"number-{SECOND} 1 !NORMAL_CIRCUIT_CONGESTION",
        f"number-{SECOND}-rate 3/1 !SWITCH_CONGESTION",
    ]


def test_a_count_that_was_begun_anew_goes_by_its_new_name(client: FlaskClient, acme: Tenant) -> None:
    done, (tried,) = dial(client, "13900138000", **{f"seatyard_again_number-{FIRST}": ".2"})
    assert limits(done)[0] == f"number-{FIRST}.2 -1"
    assert tried.variables["execute_on_answer_2"] == f"limit hash seatyard number-{FIRST}.2"


def test_a_call_to_a_number_is_counted_before_it_is_answered(client: FlaskClient, acme: Tenant) -> None:
    policies(acme, limits={"concurrent_calls": 10, "numbers": {SECOND: {"calls_per_second": 1}}})
    question = captured("call-queue.01.dialplan-public-7000") | {"Hunt-Destination-Number": SECOND}
    answer = ask(client, question)
    actions = list(one_by_one((a.get("application"), a.get("data", "")) for a in answer.iter("action")))
    counted = actions.index(("set", f"accountcode=tenant-{acme.id};number-{SECOND}"))
    told = [data for name, data in actions[counted:] if name in ("limit", "transfer")]
    assert [data.split()[-1] for data in told] == ["-1", "!USER_BUSY", "!USER_BUSY", "acme.test"]
    assert ("set", "limit_ignore_transfer=true") in actions[:counted]


@pytest.mark.parametrize("dialled", ["110", "*62110"])
def test_help_is_never_limited(client: FlaskClient, acme: Tenant, dialled: str) -> None:
    closed = {**OUTBOUND, "hours": {"when": "Mon 00:00-00:01"}}
    policies(acme, closed, limits={"concurrent_calls": 1, "calls_per_second": 1})
    done, tried = dial(client, dialled, seatyard_outbound="false")
    assert (limits(done), tried) == ([], [Try("carrier1", "110", FIRST, -1)])
    held = tried[0].variables
    assert held["accountcode"] == "carrier-carrier1"
    assert held["api_on_answer_1"] == f"uuid_limit_release {UUID(int=0)} hash seatyard carrier-carrier1"


def test_a_line_that_goes_on_to_outside_stays_counted(client: FlaskClient, acme: Tenant) -> None:
    """Then there are two."""
    _, (tried,) = dial(client, "13900138000", seatyard_carrier="carrier1")
    assert tried.variables["api_on_answer_1"] == f"uuid_limit_release none hash seatyard tenant-{acme.id}"


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-03-02T09:00:00+08:00", True),
        ("2026-03-02T08:59:59+08:00", False),
        ("2026-03-02T18:00:00+08:00", False),
        ("2026-03-07T10:00:00+08:00", False),
        ("2026-10-01T10:00:00+08:00", False),
        ("2026-12-24T10:00:00+08:00", False),
        ("2026-12-26T10:00:00+08:00", True),
    ],
)
def test_nobody_is_called_outside_the_hours(
    client: FlaskClient, acme: Tenant, moment: str, open_: bool
) -> None:
    days = {"2026-12-24": "closed", "2026-12-26": "09:00-12:00"}
    hours = {"when": "Mon-Fri 09:00-18:00", "holidays": "CN", "days": days}
    with clock.frozen(datetime.fromisoformat(moment)):
        policies(acme, {**OUTBOUND, "hours": hours})
        done, tried = dial(client, "13900138000")
    assert bool(tried) == open_
    if not open_:
        assert done == [("set", "seatyard_refused=hours"), ("hangup", "OUTGOING_CALL_BARRED")]


@pytest.mark.parametrize(
    ("dialled", "shown"),
    [("13900138000", SECOND), ("*6113900138000", FIRST), ("*62+8613900138000", SECOND), ("*690139", None)],
)
def test_a_seat_shows_its_own_number_or_the_one_that_it_asks_for(
    client: FlaskClient, dialled: str, shown: str | None
) -> None:
    done, tried = dial(client, dialled, seatyard_shown=FIRST)
    assert [one.shown for one in tried] == ([FIRST if dialled[0] == "1" else shown] if shown else [])
    if not shown:
        assert ("set", "seatyard_refused=no_caller_number") in done or done[-1][1] == "NO_ROUTE_DESTINATION"


def test_what_the_file_says_for_seats_and_queues(client: FlaskClient, acme: Tenant) -> None:
    name = acme.queues[0].name
    queues, seats = {name: {"caller_number": SECOND}}, {"1000": {"caller_number": SECOND}}
    policies(acme, {**OUTBOUND, "queues": queues, "seats": seats})
    assert [_shown(client, number) for number in ("1000", "1002", "1003")] == [SECOND, None, SECOND]
    _, (tried,) = dial(client, "13900138000", seatyard_shown=SECOND)
    assert tried.shown == SECOND
    _, (tried,) = dial(client, "13900138000", seatyard_shown="+8610999")
    assert tried.shown == FIRST, "whoever says so"
    policies(acme, {**OUTBOUND, "seats": {"1000": {"caller_number": "+861099990000"}}})
    assert _shown(client, "1000") is None, "a number that is the tenant's no more"


def _shown(client: FlaskClient, number: str) -> str | None:
    question = captured("call-1000-to-1002.03.directory-acme.test-user_call") | {
        "user": number,
        "domain": "acme.test",
    }
    found = ask(client, question).xpath("//variable[@name='seatyard_shown']/@value")
    return found[0] if found else None
