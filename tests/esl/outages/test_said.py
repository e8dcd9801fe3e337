"""What was said of outages and what was announced: kept, shown, and what a tenant's outages come to."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from esl.models import Outage
from esl.outages import classes, directory, plans, status
from esl.outages.parts import FORCE_MAJEURE, PLANNED, PROVIDER
from esl.outages.standing import ahead, of_tenant
from seatyard import clock
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from tests.factories import NodeFactory, OutageFactory, PlacementFactory, SeatFactory, TenantFactory

NOON = datetime(2026, 3, 5, 4, tzinfo=UTC)
"""12:00 in Shanghai, the operator's zone."""
WHO = {"reason": "a fibre was cut", "by": "li"}


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


class Home:
    def __init__(self) -> None:
        self.tenant = TenantFactory(name="acme")
        self.node = NodeFactory(name="fs1")
        PlacementFactory(tenant_id=self.tenant.id, node=self.node)
        for number in ("1001", "1002"):
            SeatFactory(tenant=self.tenant, number=number)
        db.session.commit()
        self.tenant_id = self.tenant.id

    def outage(self, starts: float = 0, ends: float | None = 10, **columns: Any) -> int:
        until = None if ends is None else at(ends)
        made = OutageFactory(node=self.node, starts_at=at(starts), ends_at=until, **columns)
        db.session.commit()
        return int(made.id)

    def parts(self) -> list[tuple[float, str, bool]]:
        db.session.rollback()
        span = at(-100), at(100)
        found = of_tenant(self.tenant_id, *span)
        assert of_tenant(self.tenant_id, *span, ahead([self.tenant_id])) == found
        for short in ((at(-100), at(0)), (at(1), at(2)), (at(10), at(100))):
            read = of_tenant(self.tenant_id, *short, ahead([self.tenant_id]))
            assert read == of_tenant(self.tenant_id, *short)
        return [((p.starts_at - NOON) / timedelta(hours=1), p.cause, p.announced) for p in found]


@pytest.fixture
def home(app: Flask) -> Home:
    return Home()


def test_every_word_is_kept_and_the_last_one_stands(home: Home) -> None:
    outage = home.outage()
    assert home.parts() == [(0, PROVIDER, True)]
    classes.classify(outage, "third_party", reason="the carrier's  fibre", by="li")
    classes.classify(outage, FORCE_MAJEURE, reason="the flood", by="wang")
    db.session.rollback()
    words = classes.history([outage])[outage]
    assert [(w.cause, w.reason, w.by) for w in words] == [
        ("third_party", "the carrier's fibre", "li"),
        (FORCE_MAJEURE, "the flood", "wang"),
    ]
    assert classes.standing([outage])[outage].cause == FORCE_MAJEURE
    assert home.parts() == [(0, FORCE_MAJEURE, True)]


def test_what_was_no_outage_counts_no_more(home: Home) -> None:
    outage = home.outage()
    classes.classify(outage, "none", **WHO)
    assert home.parts() == []


def test_what_goes_on_cannot_be_none_yet(home: Home) -> None:
    """Or a node that dies meanwhile would be no outage: a node has one at a time."""
    outage = home.outage(ends=None)
    with pytest.raises(Conflict, match="it goes on"):
        classes.classify(outage, "none", **WHO)
    classes.classify(outage, "third_party", **WHO)
    assert home.parts() == [(0, "third_party", True)]


def test_now_is_no_plan_to_come(home: Home) -> None:
    """An outage that goes on into work that was announced is out of order now, by today's cause."""
    home.outage(ends=None)
    with clock.frozen(at(-1)):
        plans.plan(PLANNED, at(2), at(3), **WHO)
    with clock.frozen(at(1)):
        now = status.of(home.tenant_id)
    assert [(p.starts_at, p.cause) for p in now.lasting] == [(at(0), PROVIDER)]
    assert now.past == []
    with clock.frozen(at(2.5)):
        now = status.of(home.tenant_id)
    assert [(p.starts_at, p.cause) for p in now.lasting] == [(at(2), PLANNED)]
    assert [(p.starts_at, p.ends_at, p.cause) for p in now.past] == [(at(0), at(2), PROVIDER)]


def test_planned_work_says_when_it_was_announced(home: Home) -> None:
    outage = home.outage()
    with pytest.raises(InvalidInput, match="when was it announced"):
        classes.classify(outage, PLANNED, **WHO)
    with pytest.raises(InvalidInput, match="when was it announced"):
        classes.classify(outage, "tenant", announced_at=at(-1), **WHO)
    classes.classify(outage, PLANNED, announced_at=at(1), **WHO)
    assert home.parts() == [(0, PLANNED, False)]
    classes.classify(outage, PLANNED, announced_at=at(-1), **WHO)
    assert home.parts() == [(0, PLANNED, True)]


@pytest.mark.parametrize(
    ("reason", "cause"), [("", PROVIDER), (" \n", PROVIDER), ("x" * 501, PROVIDER), ("x", "?")]
)
def test_a_word_needs_a_reason_and_a_cause(home: Home, reason: str, cause: str) -> None:
    with pytest.raises(InvalidInput):
        classes.classify(home.outage(), cause, reason=reason, by="li")


def test_what_one_signal_tells_of_is_no_outage_yet(home: Home) -> None:
    outage = home.outage(ends=None, certain=False)
    assert home.parts() == []
    with pytest.raises(Conflict, match="one signal alone"):
        classes.classify(outage, PROVIDER, **WHO)
    with pytest.raises(NotFound):
        classes.classify(999, PROVIDER, **WHO)


def test_a_plan_cuts_what_nobody_spoke_of(home: Home) -> None:
    spoken = home.outage(20, 22)
    classes.classify(spoken, "tenant", **WHO)
    home.outage(0, 10)
    with clock.frozen(at(-5)):
        made = plans.plan(PLANNED, at(2), at(21), **WHO)
    assert home.parts() == [(0, PROVIDER, True), (2, PLANNED, True), (20, "tenant", True)]
    plans.withdraw(made.id, reason="not done", by="li")
    assert home.parts() == [(0, PROVIDER, True), (20, "tenant", True)]
    with pytest.raises(Conflict, match="withdrawn already by li: not done"):
        plans.withdraw(made.id, reason="again", by="li")


def test_a_plan_told_too_late_is_not_announced(home: Home) -> None:
    home.outage()
    with clock.frozen(at(1)):
        plans.plan(PLANNED, at(0), at(10), **WHO)
    assert home.parts() == [(0, PLANNED, False)]


def test_whom_a_plan_is_for(home: Home) -> None:
    home.outage()
    other = Home.__new__(Home)
    other.tenant = TenantFactory(name="beta")
    other.node = NodeFactory(name="fs2")
    PlacementFactory(tenant_id=other.tenant.id, node=other.node)
    SeatFactory(tenant=other.tenant, number="1001")
    db.session.commit()
    other.tenant_id = other.tenant.id
    other.outage()

    def made(**scope: Any) -> tuple[list[str], list[str]]:
        with clock.frozen(at(-5)):
            known = plans.plan(FORCE_MAJEURE, at(-1), None, **scope, **WHO)
        found = [cause for _, cause, _ in home.parts()], [cause for _, cause, _ in other.parts()]
        plans.withdraw(known.id, **WHO)
        return found

    everybodys, own = [FORCE_MAJEURE], [PROVIDER]
    assert made() == (everybodys, everybodys)
    assert made(nodes=["fs1"]) == (everybodys, own)
    assert made(tenants=["beta"]) == (own, everybodys)
    assert made(seats=["acme/1001"]) == ([FORCE_MAJEURE, PROVIDER], own)
    assert made(seats=["acme/1001", "acme/1002"]) == (everybodys, own)


@pytest.mark.parametrize(
    ("cause", "starts", "ends", "scope", "says"),
    [
        (PROVIDER, 1, 2, {}, "no cause provider"),
        (PLANNED, 1, None, {}, "planned work has an end"),
        (PLANNED, 2, 2, {}, "ends before it begins"),
        (PLANNED, 1, 2, {"nodes": ["fs9"]}, "no such node"),
        (PLANNED, 1, 2, {"tenants": ["nobody"]}, "no tenant nobody"),
        (PLANNED, 1, 2, {"seats": ["acme/9999"]}, "no seat acme/9999"),
        (PLANNED, 1, 2, {"announced_at": datetime(2100, 1, 1, tzinfo=UTC)}, "is in the future"),
    ],
)
def test_a_plan_that_cannot_be(
    home: Home, cause: str, starts: float, ends: float | None, scope: dict[str, Any], says: str
) -> None:
    with pytest.raises((InvalidInput, NotFound), match=says):
        plans.plan(cause, at(starts), None if ends is None else at(ends), **scope, **WHO)


def test_the_same_plan_twice_is_one(home: Home) -> None:
    plans.plan(PLANNED, at(1), at(2), **WHO)
    with pytest.raises(Conflict, match="P1 says the same"):
        plans.plan(PLANNED, at(1), at(2), **WHO)


def test_on_the_command_line(home: Home, command: Any) -> None:
    outage = home.outage()
    done = command("outage", "classify", str(outage), "third_party", "--reason", "fibre", "--by", "li")
    assert (done.exit_code, done.output) == (0, f"outage {outage}: third_party: fibre\n")
    done = command(
        "outage", "plan", "planned", "2026-03-07T01:00", "2026-03-07T03:00", "--node", "fs1",
        "--announced", "2026-03-01T09:00", "--reason", "new kernel", "--by", "li", "--json",
    )  # fmt: skip
    (told,) = json.loads(done.output)["plans"]
    assert (told["plan"], told["from"], told["for"], told["ahead"]) == (
        "P1",
        "2026-03-06 17:00:00+00:00",
        "fs1",
        True,
    )
    assert command("outage", "withdraw", "p1", "--reason", "put off").exit_code == 0
    assert "withdrawn: put off" in command("outage", "plans").output
    assert command("outage", "withdraw", str(outage), "--reason", "a false alarm").exit_code == 0
    listed = command("outage", "list").output
    assert f"{outage}  fs1  node_down  2026-03-05 12:00:00 - 2026-03-05 22:00:00  none" in listed
    assert "third_party: fibre" in listed
    assert json.loads(command("outage", "list", "--json").output)["outages"][0]["said"][0]["by"] == "li"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("withdraw", "X3", "--reason", "x"), "ID: 'X3' is no outage and no plan (allowed: 17, or P3)"),
        (("plan", "planned", "tomorrow", "x", "--reason", "x"), "FROM: 'tomorrow' is no time"),
        (("plan", "planned", "0001-01-01", "x", "--reason", "x"), "FROM: '0001-01-01' is far away"),
        (("classify", "1", "provider", "--reason", " "), "reason: a reason is needed"),
        (("classify", "1", "provider", "--reason", "x"), "outage 1: no such outage"),
    ],
)
def test_bad_input_is_one_line(home: Home, command: Any, words: tuple[str, ...], says: str) -> None:
    done = command("outage", *words)
    assert done.exit_code == 2
    assert says in done.output
    assert done.output.count("\n") == 1


def test_outages_of_one_moment_are_listed_in_one_order(home: Home) -> None:
    """As those of a database, which befall every node: or a second page repeats some of the first."""
    ids = [home.outage(), *(OutageFactory(starts_at=at(0), ends_at=at(1)).id for _ in range(3))]
    assert [one.id for one in directory.listing().entries] == ids[::-1]


def test_a_row_of_before_keeps_its_cause(home: Home) -> None:
    home.outage(cause="third_party")
    plans.plan(PLANNED, at(-1), at(11), **WHO)
    assert home.parts() == [(0, "third_party", True)]
    assert db.session.get(Outage, 1) is not None
