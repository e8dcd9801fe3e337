"""Queues and flows inside the contract's lead times: taken, dated, shown; made so without anybody's hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import select

from seatyard import clock
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


def turned(at: datetime) -> int:
    with clock.frozen(at):
        return arrangements.turn()


def waiting() -> list[datetime]:
    db.session.expire_all()
    return list(db.session.scalars(select(Arrangement.takes_effect_at).order_by(Arrangement.takes_effect_at)))


def test_a_skill_group_changes_on_the_next_business_day(onboard: Any) -> None:
    assert onboard(queues=sales(wrap_up=30)) == [
        "~ queue sales: wrap_up 10 → 30; from 2026-03-13 (lead_times.skill_group: 1 business day)"
    ]
    assert (queue().wrap_up, waiting()) == (10, [FRIDAY])
    before = tenant().generation
    assert (turned(FRIDAY - timedelta(microseconds=1)), queue().wrap_up) == (0, 10)
    assert (turned(FRIDAY), queue().wrap_up, tenant().generation) == (1, 30, before + 1)
    assert (turned(FRIDAY), tenant().generation, waiting()) == (0, before + 1, [])


def test_asked_on_friday_it_changes_on_monday(onboard: Any) -> None:
    (said,) = onboard(flows=flows(), at=FRIDAY)
    assert said == "~ flow main: version 1 → 2; from 2026-03-16 (lead_times.ivr: 1 business day)"
    assert (turned(MONDAY), tenant().flows[0].published) == (1, 2)


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
    contract = acme()["contract"] | {"overrides": {"lead_times": {"ivr": "2 business days"}}}
    onboard(contract=contract, at=datetime(2026, 2, 20, tzinfo=UTC))
    said = onboard(contract=contract, queues=sales(wrap_up=30), flows=flows())
    assert len(said) == 2
    assert all(one.endswith("; from 2026-03-16 (lead_times.ivr: 2 business days)") for one in said)


def test_what_has_not_taken_effect_may_be_taken_back(onboard: Any) -> None:
    onboard(queues=sales(wrap_up=30))
    assert onboard() == ["- what was asked for from 2026-03-13: ~ queue sales: wrap_up 10 → 30"]
    assert (turned(FRIDAY), queue().wrap_up) == (0, 10)


def test_a_part_of_it_may_be_taken_back(onboard: Any) -> None:
    onboard(queues=sales(wrap_up=30), flows=flows())
    later = ASKED + timedelta(hours=1)
    assert onboard(flows=flows(), at=later) == ["~ queue sales: what was asked for is taken back"]
    assert waiting() == [FRIDAY]
    turned(FRIDAY)
    assert (queue().wrap_up, tenant().flows[0].published) == (10, 2)


def test_a_later_request_waits_for_its_own_day(onboard: Any) -> None:
    onboard(queues=sales(wrap_up=30))
    (said,) = onboard(queues=sales(wrap_up=30), flows=flows(), at=FRIDAY)
    assert said.startswith("~ flow main: version 1 → 2; from 2026-03-16")
    assert waiting() == [FRIDAY, MONDAY]
    turned(FRIDAY)
    assert (queue().wrap_up, tenant().flows[0].published, waiting()) == (30, 1, [MONDAY])
    turned(MONDAY)
    assert (queue().wrap_up, tenant().flows[0].published, waiting()) == (30, 2, [])


def test_two_that_are_due_are_made_so_in_order(onboard: Any) -> None:
    onboard(queues=sales(wrap_up=30))
    onboard(queues=sales(wrap_up=40), at=FRIDAY)
    assert (turned(MONDAY + timedelta(days=30)), queue().wrap_up, waiting()) == (1, 40, [])


def test_a_waiver_makes_it_so_at_once(onboard: Any) -> None:
    onboard(queues=sales(wrap_up=30))
    (said, dropped) = onboard("--waive", "a campaign", "--by", "wang", queues=sales(wrap_up=30))
    assert said.endswith("at once, lead_times.skill_group: 1 business day waived: a campaign")
    assert dropped.startswith("- what was asked for from 2026-03-13")
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
    free = acme()["contract"] | {"overrides": {"lead_times": None}}
    onboard(contract=free, at=datetime(2026, 2, 20, tzinfo=UTC))
    assert onboard(contract=free, queues=sales(wrap_up=30)) == ["~ queue sales: wrap_up 10 → 30"]
    assert (queue().wrap_up, waiting()) == (30, [])
