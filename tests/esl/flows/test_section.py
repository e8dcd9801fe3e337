"""What the switch's floor has to say of an onboarding file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import select

from esl.flows.notices import NOT_YET
from esl.models import Placement
from esl.prompts.unrecorded import KIND as UNRECORDED
from seatyard import findings
from seatyard.db import db
from tenants import numbers
from tenants.models import Tenant
from tests.factories import NodeFactory, PlacementFactory
from tests.tenants.files import ACME, DID, acme, write

from .documents import main


@pytest.fixture(autouse=True)
def _pool(app: Flask) -> None:
    numbers.add(DID)
    db.session.commit()


@pytest.fixture
def fs1(app: Flask) -> None:
    NodeFactory(name="fs1")
    db.session.commit()


def test_without_a_node_one_line_says_what_comes_first(command, tmp_path: Path) -> None:
    result = command("tenant", "onboard", write(tmp_path, acme()))
    assert result.exit_code == 2
    assert "`seatyard node add NAME --host --port --password-file` comes first" in result.output
    assert result.output.count("\n") == 1
    assert db.session.scalar(select(Tenant)) is None


def test_a_new_tenant_goes_to_the_node_with_the_fewest(command, tmp_path: Path) -> None:
    full, empty = NodeFactory(name="fs1"), NodeFactory(name="fs2")
    PlacementFactory(node=full)
    empty_id = empty.id
    db.session.commit()
    result = command("tenant", "onboard", write(tmp_path, acme()))
    assert "+ placement: on node fs2" in result.output
    tenant = db.session.scalars(select(Tenant).filter_by(name="acme")).one()
    assert db.session.get_one(Placement, tenant.id).node_id == empty_id


@pytest.mark.usefixtures("fs1")
def test_a_flow_that_leads_nowhere_is_one_line_with_its_path(command, tmp_path: Path) -> None:
    bad = main(desk={"seat": "1001", "no_answer": "nobody"})
    result = command("tenant", "onboard", write(tmp_path, acme(flows={"main": bad})))
    assert result.exit_code == 2
    assert result.output.startswith("seatyard: flows.main.nodes.desk.no_answer: there is no node nobody (")


@pytest.mark.usefixtures("fs1")
def test_a_seat_cannot_have_an_emergency_number(command, tmp_path: Path) -> None:
    seats = [*ACME["seats"], {"number": "120", "type": "inbound"}]
    result = command("tenant", "onboard", write(tmp_path, acme(seats=seats)))
    assert (result.exit_code, result.output.split(" (")[0]) == (
        2,
        "seatyard: seats[2].number: 120 is an emergency number",
    )


@pytest.mark.usefixtures("fs1")
@pytest.mark.parametrize(
    ("phone", "refused"), [("+8690012345678", True), ("+8613911112222", False), ("+85212345678", False)]
)
def test_a_seat_is_bound_to_no_denied_telephone(command, tmp_path: Path, phone: str, refused: bool) -> None:
    seats = [*ACME["seats"], {"number": "1009", "type": "inbound", "phone": phone}]
    outbound = {"caller_numbers": [DID], "allow": ["+86"], "deny": ["+86900"]}
    result = command("tenant", "onboard", write(tmp_path, acme(seats=seats, outbound=outbound)))
    assert (f"seats[2].phone: {phone} may not be called" in result.output) is refused, result.output


@pytest.mark.usefixtures("fs1")
def test_a_tenant_shows_its_own_numbers_alone(command, tmp_path: Path) -> None:
    outbound = {"caller_numbers": [DID, "+861099999999"], "allow": ["+86"]}
    result = command("tenant", "onboard", write(tmp_path, acme(outbound=outbound)))
    assert result.exit_code == 2
    assert result.output.startswith(
        "seatyard: outbound.caller_numbers[1]: +861099999999 is not among the tenant's numbers"
    )


@pytest.mark.parametrize(
    ("sections", "told"),
    [
        (
            {"limits": {"numbers": {"+861099999999": {"concurrent_calls": 1}}}},
            "limits.numbers.+861099999999: no such number",
        ),
        ({"outbound": {"seats": {"9999": {"caller_number": DID}}}}, "outbound.seats.9999: no such seat"),
        (
            {"outbound": {"queues": {"sales": {"caller_number": "+861099999999"}}}},
            "outbound.queues.sales.caller_number: +861099999999 is not among those that the tenant shows",
        ),
        ({"outbound": {"hours": {"when": "Moon"}}}, "outbound.hours.when: "),
        ({"outbound": {"hours": {"when": "Mon 09:00-18:00", "holidays": "XX"}}}, "outbound.hours.holidays: "),
    ],
)
@pytest.mark.usefixtures("fs1")
def test_limits_hours_and_numbers_to_show_are_checked(
    command, tmp_path: Path, sections: dict[str, Any], told: str
) -> None:
    result = command("tenant", "onboard", write(tmp_path, acme(**sections)))
    assert result.exit_code == 2
    assert result.output.startswith(f"seatyard: {told}"), result.output


@pytest.mark.usefixtures("fs1")
def test_limits_and_hours_are_given_back_as_they_came(command, tmp_path: Path) -> None:
    limits = {"concurrent_calls": 9, "numbers": {DID: {"calls_per_second": 1}}}
    hours = {"when": "Mon-Fri 09:00-18:00", "holidays": "CN", "days": {"2026-12-24": "closed"}}
    outbound = {"allow": ["+86"], "hours": hours, "seats": {"1001": {"caller_number": DID}}}
    command("tenant", "onboard", write(tmp_path, acme(limits=limits, outbound=outbound)))
    given = yaml.safe_load(command("tenant", "export", "acme").output)
    assert (given["limits"], given["outbound"]) == (limits, outbound)


@pytest.mark.usefixtures("fs1")
def test_a_prompt_that_is_a_tone_is_said_once_and_kept_as_a_finding(command, tmp_path: Path) -> None:
    path = write(tmp_path, acme(flows={"main": main()}))
    first = command("tenant", "onboard", path)
    assert "callers hear a tone: 您好，销售请按1，人工请按0" in first.output
    assert findings.still_open(UNRECORDED)
    again = json.loads(command("tenant", "onboard", path, "--json").output)
    assert again["changes"] == []


@pytest.mark.usefixtures("fs1")
def test_a_notice_goes_with_its_cause(command, tmp_path: Path) -> None:
    command("tenant", "onboard", write(tmp_path, acme(flows={"main": main()})))
    findings.report(NOT_YET, "acme/queues.sales.survey", "by a release that had none")
    db.session.commit()
    queue = {"start": "sales", "nodes": {"sales": {"queue": "sales"}}}
    changed = command("tenant", "onboard", write(tmp_path, acme(flows={"main": queue})))
    assert "- notice: queues.sales.survey" in changed.output
    assert findings.still_open(NOT_YET) == findings.still_open(UNRECORDED) == []
