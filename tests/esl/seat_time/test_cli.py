"""``seatyard seat time``: by seat and day, for people, programs and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from esl.seat_time.models import NodeWatch
from esl.seat_time.registrations import HEARD, Noted, keep
from esl.seats import service as says
from esl.seats.notes import Note
from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import NodeFactory, PlacementFactory, SeatFactory, SeatTenureFactory, TenantFactory

from .facts import START, minute


@pytest.fixture
def acme(app: Flask) -> str:
    """Seat 1001 is there from 09:00 to 10:30 in Shanghai, with a meal from 09:30 to 09:45; 1002 never."""
    tenant, node = TenantFactory(name="acme"), NodeFactory(name="fs1")
    PlacementFactory(tenant=tenant, node=node)
    for number, name in (("1001", "李雷"), ("1002", "=HYPERLINK()")):
        seat = SeatFactory(tenant=tenant, number=number, name=name, type="inbound")
        SeatTenureFactory(seat=seat, starts_at=START - timedelta(days=90), ends_at=None)
        if number == "1001":
            first = seat
    db.session.add(NodeWatch(node_id=node.id, starts_at=minute(-60), core_uuid="c", ends_at=minute(100)))
    db.session.commit()
    phone = ("1001", tenant.domain)
    keep(
        node.id,
        [Noted(phone, minute(0), frozenset("x"), HEARD), Noted(phone, minute(90), frozenset(), HEARD)],
    )
    says.record([Note(first.id, "c1", minute(30), "busy", 2), Note(first.id, "c2", minute(45), "ready")])
    db.session.commit()
    return "acme"


def run(command: Any, *arguments: str) -> Any:
    done = command("seat", "time", "acme", *arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_for_people(acme: str, command: Any) -> None:
    said = run(command, "--from", "2026-03-02", "--to", "2026-03-03", "--seat", "1001")
    assert said == (
        "1001  2026-03-02  signed in 1:30:00  ready 1:15:00  busy:2 0:15:00  unregistered 1:10:00"
        "  unknown 21:20:00\n"
    )
    lines = run(command, "--from", "2026-03-02T09:20", "--to", "2026-03-02T09:40", "--intervals").splitlines()
    assert lines[1:3] == [
        "    2026-03-02 09:20:00  2026-03-02 09:30:00  ready  phone x",
        "    2026-03-02 09:30:00  2026-03-02 09:40:00  busy:2  said star_code 2026-03-02T01:30:00+00:00",
    ]


def test_for_programs(acme: str, command: Any) -> None:
    found = json.loads(run(command, "--from", "2026-03-01T12:00", "--to", "2026-03-03", "--json"))
    assert (found["timezone"], found["from"]) == ("Asia/Shanghai", "2026-03-01T12:00:00+08:00")
    first, second = found["seats"]
    assert [day["microseconds"] for day in first["days"]] == [12 * 3_600_000_000, 24 * 3_600_000_000]
    assert (first["seat_days"], first["signed_in"], second["seat_days"]) == (1, 90 * 60_000_000, 0)
    assert {"state": "busy", "reason": 2, "reason_name": "用餐", "microseconds": 15 * 60_000_000} in first[
        "states"
    ]
    for day in first["days"]:
        assert sum(one["microseconds"] for one in day["states"]) == day["microseconds"]
        assert day["intervals"][-1]["to"] >= day["intervals"][0]["from"]


def test_for_spreadsheets(acme: str, command: Any) -> None:
    said = run(command, "--from", "2026-03-02", "--to", "2026-03-03", "--csv")
    assert said.startswith("\ufeff")
    first, second = csv.DictReader(io.StringIO(said.removeprefix("\ufeff")))
    assert (first["seat"], first["day"], first["length"]) == ("1001", "2026-03-02", "86400")
    assert (first["signed_in"], first["busy"], first["busy_2"], first["busy_1"]) == (
        "5400",
        "900",
        "900",
        "0",
    )
    assert (second["name"], second["signed_in"]) == ("'=HYPERLINK()", "0")


def test_today_so_far(acme: str, command: Any) -> None:
    with clock.frozen(minute(40)):
        found = json.loads(run(command, "--json", "--seat", "1001"))
    assert (found["from"], found["to"]) == ("2026-03-02T00:00:00+08:00", "2026-03-02T09:40:00+08:00")


def test_time_to_come_is_left_out(acme: str, command: Any) -> None:
    with clock.frozen(minute(40)):
        found = json.loads(run(command, "--json", "--to", "2026-03-09"))
        refused = command("seat", "time", "acme", "--from", "2026-03-05")
    assert found["to"] == "2026-03-02T09:40:00+08:00"
    assert refused.exit_code == 2
    assert "nothing lies between 2026-03-05" in refused.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["beta"], "no tenant beta"),
        (["acme", "--seat", "9"], "no seat 9 of tenant acme"),
        (["acme", "--from", "2026-03-03", "--to", "2026-03-02"], "nothing lies between"),
        (["acme", "--from", "0001-01-01"], "far away"),
        (["acme", "--to", "9999-12-31T23:00-02:00"], "far away"),
    ],
)
def test_what_is_not_there_is_one_line(acme: str, command: Any, arguments: list[str], said: str) -> None:
    done = command("seat", "time", *arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert done.output.count("\n") == 1


def test_before_any_lease(acme: str, command: Any) -> None:
    assert run(command, "--from", "2020-01-01", "--to", "2020-01-02") == "no seat was leased then\n"


def test_a_day_of_23_hours(acme: str, command: Any) -> None:
    db.session.scalars(select(Tenant)).one().timezone = "Europe/Berlin"
    db.session.commit()
    found = json.loads(run(command, "--from", "2026-03-28", "--to", "2026-03-31", "--json", "--seat", "1001"))
    hours = [day["microseconds"] / 3_600_000_000 for day in found["seats"][0]["days"]]
    assert hours == [24, 23, 24]
