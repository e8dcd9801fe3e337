"""Queues and flows inside the contract's lead times: taken, dated, shown; made so without anybody's hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import event, select

from seatyard import clock, findings
from seatyard.db import db
from tenants import directory, numbers
from tenants.models import Arrangement, Number, Queue, Tenant
from tenants.onboarding import arrangements
from tests.factories import NodeFactory

from .files import DID, acme, write

ASKED = datetime(2026, 3, 12, 8, tzinfo=UTC)
"""Thursday afternoon in Shanghai; the next business day is Friday the 13th."""
FRIDAY = datetime(2026, 3, 12, 16, tzinfo=UTC)
MONDAY = datetime(2026, 3, 15, 16, tzinfo=UTC)
SECOND_DID = "+861088880002"
FREE = acme()["contract"] | {"overrides": {"lead_times": None}}
SLOW = acme()["contract"] | {"overrides": {"lead_times": {"ivr": "2 business days"}}}
OLD = {"name": "old", "seats": ["1001"]}
NIGHT = {"night": {"start": "sales", "nodes": {"sales": {"queue": "sales"}}}}


@pytest.fixture(autouse=True)
def _acme(app: Flask, command: Any, tmp_path: Path) -> None:
    NodeFactory(name="fs1")
    numbers.add(DID)
    numbers.add(SECOND_DID)
    db.session.commit()
    command("tenant", "onboard", write(tmp_path, acme()))


@pytest.fixture
def onboard(command: Any, tmp_path: Path) -> Any:
    """Onboard acme with these sections, at a moment; what it says of the changes."""

    def run(*options: str, at: datetime = ASKED, **sections: Any) -> list[str]:
        with clock.frozen(at):
            result = command("tenant", "onboard", write(tmp_path, acme(**sections)), *options)
        assert result.exit_code == 0, result.output
        return [line.strip() for line in result.output.splitlines()[1:]]

    return run


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What the database is asked, as it is asked."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


def sales(**settings: Any) -> list[dict[str, Any]]:
    return [acme()["queues"][0] | settings]


def flows(digit: str = "2") -> dict[str, Any]:
    changed = acme()["flows"]
    changed["main"]["nodes"]["hello"]["menu"]["digits"][digit] = "sales"
    return dict(changed)


def tenant() -> Tenant:
    db.session.expire_all()
    return db.session.scalars(select(Tenant)).one()


def queue() -> Queue:
    return tenant().queues[0]


def turned(at: datetime) -> bool:
    """Whether a turn at that moment changed anything."""
    before = tenant().generation
    with clock.frozen(at):
        arrangements.turn()
    return tenant().generation > before


def waiting() -> list[datetime]:
    db.session.expire_all()
    return list(db.session.scalars(select(Arrangement.takes_effect_at).order_by(Arrangement.takes_effect_at)))


def test_a_skill_group_changes_on_the_next_business_day(onboard: Any) -> None:
    assert onboard(queues=sales(wrap_up=30)) == [
        "~ queue sales: wrap_up 10 → 30; from 2026-03-13 (lead_times.skill_group: 1 business day)"
    ]
    assert (queue().wrap_up, waiting()) == (10, [FRIDAY])
    assert (turned(FRIDAY - timedelta(microseconds=1)), queue().wrap_up) == (False, 10)
    assert (turned(FRIDAY), queue().wrap_up) == (True, 30)
    assert (turned(FRIDAY), waiting()) == (False, [])


def test_asked_on_friday_it_changes_on_monday(onboard: Any) -> None:
    (said,) = onboard(flows=flows(), at=FRIDAY)
    assert said == "~ flow main: version 1 → 2; from 2026-03-16 (lead_times.ivr: 1 business day)"
    assert (turned(MONDAY), tenant().flows[0].published) == (True, 2)


def test_asked_again_it_is_not_asked_anew(onboard: Any) -> None:
    onboard(queues=sales(wrap_up=30))
    assert onboard(queues=sales(wrap_up=30), at=ASKED + timedelta(hours=7)) == []
    assert waiting() == [FRIDAY]
    turned(FRIDAY)
    assert onboard(queues=sales(wrap_up=30), at=FRIDAY) == []


def test_a_seat_that_moves_is_regrouped(onboard: Any) -> None:
    (said,) = onboard(queues=sales(seats=["1001"]))
    assert said.startswith("~ queue sales: seats 1001@1.1,1002@2.1 → 1001@1.1; from 2026-03-13")
    assert len(queue().tiers) == 2
    turned(FRIDAY)
    assert [tier.seat.number for tier in queue().tiers] == ["1001"]


def test_a_new_seat_joins_its_queue_with_its_lease(onboard: Any) -> None:
    new = {"number": "1003", "type": "inbound", "password": "long-enough"}
    said = onboard(seats=[*acme()["seats"], new], queues=sales(seats=["1001", "1002", "1003"], wrap_up=30))
    assert "~ queue sales: with seats 1003@1.1" in said, "its lease has a lead time of its own"
    assert {tier.seat.number for tier in queue().tiers} == {"1001", "1002", "1003"}
    turned(FRIDAY)
    assert {(tier.seat.number, tier.level) for tier in queue().tiers} == {
        ("1001", 1),
        ("1002", 1),
        ("1003", 1),
    }


def test_a_seat_given_back_meanwhile_is_no_more_of_it(onboard: Any) -> None:
    onboard(queues=sales(seats=["1001", {"number": "1002", "level": 3}]))
    onboard("--waive", "agreed", seats=acme()["seats"][:1], queues=sales(seats=["1001"]))
    assert [tier.seat.number for tier in queue().tiers] == ["1001"]
    turned(FRIDAY)
    assert [tier.seat.number for tier in queue().tiers] == ["1001"]


def test_a_flow_never_leads_to_a_queue_that_is_not_there_yet(onboard: Any) -> None:
    more = [*acme()["queues"], {"name": "service", "seats": ["1002"]}]
    changed = flows()
    changed["main"]["nodes"]["service"] = {"queue": "service"}
    changed["main"]["nodes"]["hello"]["menu"]["digits"]["2"] = "service"
    onboard(queues=more, flows=changed)
    assert ([one.name for one in tenant().queues], tenant().flows[0].published) == (["sales"], 1)
    turned(FRIDAY)
    assert ([one.name for one in tenant().queues], tenant().flows[0].published) == (["sales", "service"], 2)


def test_all_of_a_file_takes_effect_on_the_latest_of_its_days(onboard: Any) -> None:
    onboard(contract=SLOW, at=datetime(2026, 2, 20, tzinfo=UTC))
    said = onboard(contract=SLOW, queues=sales(wrap_up=30), flows=flows())
    assert len(said) == 2
    assert all(one.endswith("; from 2026-03-16 (lead_times.ivr: 2 business days)") for one in said)


def test_what_has_not_taken_effect_may_be_taken_back(onboard: Any) -> None:
    onboard(queues=sales(wrap_up=30))
    assert onboard() == ["~ queue sales: what was asked for is taken back"]
    assert (turned(FRIDAY), queue().wrap_up) == (False, 10)


def test_a_part_of_it_may_be_taken_back(onboard: Any) -> None:
    onboard(queues=sales(wrap_up=30), flows=flows())
    later = ASKED + timedelta(hours=1)
    assert onboard(flows=flows(), at=later) == ["~ queue sales: what was asked for is taken back"]
    assert waiting() == [FRIDAY]
    turned(FRIDAY)
    assert (queue().wrap_up, tenant().flows[0].published) == (10, 2)


def test_what_waits_goes_with_what_is_asked_for_later(onboard: Any) -> None:
    onboard(contract=SLOW, at=datetime(2026, 2, 20, tzinfo=UTC))
    onboard(contract=SLOW, queues=sales(wrap_up=30))
    (said,) = onboard(contract=SLOW, queues=sales(wrap_up=30), flows=flows())
    assert said == "~ flow main: version 1 → 2; from 2026-03-16 (lead_times.ivr: 2 business days)"
    assert waiting() == [MONDAY]
    assert (turned(FRIDAY), queue().wrap_up) == (False, 10)
    assert (turned(MONDAY), queue().wrap_up, tenant().flows[0].published) == (True, 30, 2)


def test_asked_otherwise_the_last_word_holds(onboard: Any) -> None:
    onboard(queues=sales(wrap_up=30))
    onboard(queues=sales(wrap_up=40))
    turned(MONDAY + timedelta(days=30))
    assert (queue().wrap_up, waiting()) == (40, [])


def test_a_waiver_makes_it_so_at_once(onboard: Any) -> None:
    onboard(queues=sales(wrap_up=30))
    (said,) = onboard("--waive", "a campaign", "--by", "wang", queues=sales(wrap_up=30))
    assert said.endswith("at once, lead_times.skill_group: 1 business day waived: a campaign")
    assert (queue().wrap_up, waiting()) == (30, [])
    (waiver,) = directory.waivers(tenant().id)
    assert (waiver.subject, waiver.clause) == ("queue sales", "lead_times.skill_group: 1 business day")


def test_a_number_waits_for_its_flow_and_is_the_tenants_meanwhile(onboard: Any) -> None:
    both = acme()["flows"] | {"night": {"start": "sales", "nodes": {"sales": {"queue": "sales"}}}}
    led = [{"e164": DID, "flow": "main"}, {"e164": SECOND_DID, "flow": "night"}]
    said = onboard(flows=both, numbers=led)
    assert f"+ number {SECOND_DID}: to flow night; from 2026-03-13 (lead_times.ivr: 1 business day)" in said
    number = db.session.get_one(Number, SECOND_DID)
    assert (number.tenant, number.flow) == (tenant(), None)
    assert onboard(flows=both, numbers=led) == []
    turned(FRIDAY)
    assert db.session.get_one(Number, SECOND_DID).flow.name == "night"
    assert onboard(flows=both, numbers=led, at=FRIDAY) == []


def test_a_number_leads_to_a_flow_that_is_there_at_once(onboard: Any) -> None:
    assert onboard(numbers=[*acme()["numbers"], {"e164": SECOND_DID, "flow": "main"}]) == [
        f"+ number {SECOND_DID}: to flow main"
    ]


def test_a_flow_renamed_goes_on_the_day_of_the_new_one(onboard: Any) -> None:
    onboard(flows={"new": acme()["flows"]["main"]}, numbers=[{"e164": DID, "flow": "new"}])
    assert db.session.get_one(Number, DID).flow.name == "main"
    turned(FRIDAY)
    assert ([flow.name for flow in tenant().flows], db.session.get_one(Number, DID).flow.name) == (
        ["new"],
        "new",
    )


def test_the_export_is_what_was_asked_for(onboard: Any, command: Any, tmp_path: Path) -> None:
    both = acme()["flows"] | {"night": {"start": "sales", "nodes": {"sales": {"queue": "sales"}}}}
    led = [{"e164": DID, "flow": "main"}, {"e164": SECOND_DID, "flow": "night"}]
    onboard(queues=sales(wrap_up=30), flows=both, numbers=led)
    exported = yaml.safe_load(command("tenant", "export", "acme").output)
    with clock.frozen(ASKED):
        again = command("tenant", "onboard", write(tmp_path, exported, "again.yaml"))
    assert "nothing to change" in again.output, again.output


def test_without_lead_times_all_is_at_once(onboard: Any) -> None:
    onboard(contract=FREE, at=datetime(2026, 2, 20, tzinfo=UTC))
    assert onboard(contract=FREE, queues=sales(wrap_up=30)) == ["~ queue sales: wrap_up 10 → 30"]
    assert (queue().wrap_up, waiting()) == (30, [])


def test_a_seat_waived_away_beside_a_change_of_its_queue(onboard: Any) -> None:
    onboard("--waive", "x", seats=acme()["seats"][:1], queues=sales(seats=["1001"], wrap_up=30))
    assert (queue().wrap_up, [tier.seat.number for tier in queue().tiers]) == (30, ["1001"])


def test_a_queue_that_stays_after_all_never_goes(onboard: Any) -> None:
    onboard("--waive", "x", queues=[*sales(), OLD])
    assert onboard()[0].startswith("- queue old; from 2026-03-13")
    assert onboard(queues=[*sales(), OLD]) == ["~ queue old: what was asked for is taken back"]
    assert (turned(FRIDAY), [one.name for one in tenant().queues]) == (False, ["old", "sales"])


def test_a_removal_taken_back_is_said(onboard: Any) -> None:
    onboard("--waive", "x", queues=[*sales(), OLD])
    onboard(queues=sales(wrap_up=30))
    assert onboard(queues=[*sales(wrap_up=30), OLD]) == ["~ queue old: what was asked for is taken back"]
    turned(FRIDAY)
    assert [(one.name, one.wrap_up) for one in tenant().queues] == [("old", 10), ("sales", 30)]


def test_a_number_never_loses_the_flow_that_stays_after_all(onboard: Any) -> None:
    onboard(contract=SLOW, flows=acme()["flows"] | NIGHT, at=datetime(2026, 2, 20, tzinfo=UTC))
    onboard(contract=SLOW)
    led = [{"e164": DID, "flow": "night"}]
    onboard(contract=SLOW, flows=NIGHT, numbers=led, at=FRIDAY)
    turned(MONDAY + timedelta(days=2))
    assert db.session.get_one(Number, DID).flow.name == "night"
    assert [flow.name for flow in tenant().flows] == ["night"]


def test_a_rename_taken_back_leaves_the_number_alone(onboard: Any) -> None:
    led = [{"e164": DID, "flow": "new"}]
    onboard(flows={"new": acme()["flows"]["main"]}, numbers=led)
    onboard(flows={"new": flows()["main"]}, numbers=led)
    onboard(queues=sales(wrap_up=40))
    turned(FRIDAY)
    assert db.session.get_one(Number, DID).flow.name == "main"
    assert [flow.name for flow in tenant().flows] == ["main"]


def test_a_tenant_that_fails_does_not_stop_the_others(
    onboard: Any, command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = acme(tenant=acme()["tenant"] | {"name": "beta", "domain": "beta.seats.example"}, numbers=[])
    command("tenant", "onboard", write(tmp_path, other))
    onboard(queues=sales(wrap_up=30))
    with clock.frozen(ASKED):
        command("tenant", "onboard", write(tmp_path, other | {"queues": sales(wrap_up=30)}))
    first, second = db.session.scalars(select(Tenant.id).order_by(Tenant.id)).all()
    real = arrangements._turn
    monkeypatch.setattr(arrangements, "_turn", lambda id: real(id) if id != first else {}["broken"])
    with clock.frozen(FRIDAY):
        arrangements.turn()
        db.session.expire_all()
        assert db.session.get_one(Tenant, second).queues[0].wrap_up == 30
        assert [one.key for one in findings.still_open(arrangements.REFUSED)] == [f"tenant {first}"]
        monkeypatch.setattr(arrangements, "_turn", real)
        arrangements.turn()
        assert findings.still_open(arrangements.REFUSED) == []


def test_a_release_taken_back_outside_its_queue_is_asked_for_once(onboard: Any) -> None:
    onboard(seats=acme()["seats"][:1], queues=sales(seats=["1001"]))
    said = onboard(queues=sales(seats=["1001"]))
    assert said[0] == "~ seat 1002: release taken back"
    assert said[1].startswith("~ queue sales: seats 1001@1.1,1002@2.1 → 1001@1.1; from 2026-03-13")
    assert onboard(queues=sales(seats=["1001"])) == []


def test_another_time_zone_moves_nothing_that_waits(onboard: Any) -> None:
    contract = acme()["contract"] | {"overrides": {"timezone": "Asia/Shanghai"}}
    onboard(contract=contract, at=datetime(2026, 2, 20, tzinfo=UTC))
    onboard(contract=contract, queues=sales(wrap_up=30))
    away = acme()["tenant"] | {"timezone": "America/New_York"}
    onboard(contract=contract, tenant=away, queues=sales(wrap_up=30))
    assert waiting() == [FRIDAY]


def test_digits_without_quotes_are_asked_for_once(onboard: Any) -> None:
    changed = flows()
    changed["main"]["nodes"]["hello"]["menu"]["digits"] = {1: "sales", 2: "sales"}
    onboard(flows=changed)
    assert (onboard(flows=changed), waiting()) == ([], [FRIDAY])


def test_it_is_read_in_few_queries_however_many_seats(onboard: Any, statements: list[str]) -> None:
    many = [{"number": str(1001 + at), "type": "inbound", "password": "long-enough"} for at in range(60)]
    onboard("--waive", "x", seats=many, queues=sales(seats=[seat["number"] for seat in many]))
    onboard(seats=many, queues=sales(seats=[seat["number"] for seat in many], wrap_up=30))
    statements.clear()
    turned(FRIDAY)
    assert queue().wrap_up == 30
    assert len(statements) < 30
