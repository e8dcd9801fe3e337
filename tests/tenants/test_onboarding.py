"""One file, one tenant: applied once, then by its differences; a fault is one line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from flask import Flask
from sqlalchemy import select

from seatyard import clock
from seatyard.db import db
from tenants import numbers
from tenants.models import Number, Seat, Tenant
from tenants.onboarding.seats import a1_hash
from tenants.reasons import busy_reasons
from tests.factories import NodeFactory, NumberFactory, TenantFactory

from .files import DID, acme, write


@pytest.fixture(autouse=True)
def _operators_side(app: Flask) -> None:
    """What comes first: a node, and a number in the pool."""
    NodeFactory(name="fs1")
    numbers.add(DID)
    db.session.commit()


def seat(number: str) -> Seat:
    return db.session.scalars(select(Seat).filter_by(number=number)).one()


def test_a_new_tenant_is_whole(command, tmp_path: Path) -> None:
    result = command("tenant", "onboard", write(tmp_path, acme()), "--json")
    assert result.exit_code == 0, result.output
    outcome = json.loads(result.output)
    assert (outcome["created"], outcome["generation"]) == (True, 1)
    assert list(outcome["passwords"]) == ["seat 1002"]
    tenant = db.session.scalars(select(Tenant)).one()
    assert [s.number for s in tenant.seats] == ["1001", "1002"]
    assert [(t.seat.number, t.level) for t in tenant.queues[0].tiers] == [("1001", 1), ("1002", 2)]
    assert (tenant.numbers[0].e164, tenant.numbers[0].flow.name) == (DID, "main")


def test_rent_starts_with_the_contract_at_local_midnight(command, tmp_path: Path) -> None:
    command("tenant", "onboard", write(tmp_path, acme()))
    assert seat("1001").tenures[0].starts_at == datetime(2026, 2, 28, 16, tzinfo=UTC)


def test_passwords_are_kept_only_as_a1_hash(command, tmp_path: Path) -> None:
    outcome = json.loads(command("tenant", "onboard", write(tmp_path, acme()), "--json").output)
    assert seat("1001").a1_hash == a1_hash("1001", "acme.seats.example", "lilei-1001")
    made = outcome["passwords"]["seat 1002"]
    assert seat("1002").a1_hash == a1_hash("1002", "acme.seats.example", made)


def test_running_it_again_changes_nothing(command, tmp_path: Path) -> None:
    path = write(tmp_path, acme())
    command("tenant", "onboard", path)
    again = command("tenant", "onboard", path)
    assert again.output.strip() == "acme: nothing to change (generation 1)"


def test_its_export_onboards_to_no_change(command, tmp_path: Path) -> None:
    command("tenant", "onboard", write(tmp_path, acme()))
    exported = command("tenant", "export", "acme").output
    assert "password" not in exported
    again = command("tenant", "onboard", write(tmp_path, acme() | yaml.safe_load(exported), "again.yaml"))
    assert "nothing to change" in again.output, again.output


def test_what_a_seat_is_bound_to(command, tmp_path: Path) -> None:
    bound = acme()
    bound["seats"][1] |= {"phone": "+8613911112222", "devices": 1, "supervisor": True}
    command("tenant", "onboard", write(tmp_path, bound))
    quiet = seat("1002")
    assert (quiet.phone, quiet.devices, quiet.supervisor) == ("+8613911112222", 1, True)
    exported = yaml.safe_load(command("tenant", "export", "acme").output)["seats"]
    assert exported == [{k: v for k, v in one.items() if k != "password"} for one in bound["seats"]]
    again = command("tenant", "onboard", write(tmp_path, acme()))
    assert again.output.splitlines()[1:] == [
        "  ~ seat 1002: phone +8613911112222 → None",
        "  ~ seat 1002: devices 1 → 2",
        "  ~ seat 1002: supervisor True → False",
    ]
    assert [one.before for one in seat("1002").phone_changes] == ["+8613911112222"]


def test_reasons_of_its_own(command, tmp_path: Path) -> None:
    own = [{"code": 7, "zh": "祷告", "en": "Prayer"}]
    command("tenant", "onboard", write(tmp_path, acme(busy_reasons=own)))
    assert busy_reasons(db.session.scalars(select(Tenant)).one().policies) == {
        7: {"zh": "祷告", "en": "Prayer"}
    }
    assert yaml.safe_load(command("tenant", "export", "acme").output)["busy_reasons"] == own


def test_whom_invoices_are_written_to(command, tmp_path: Path) -> None:
    own = {"contacts": [{"email": "finance@acme.example", "name": "李雷"}]}
    command("tenant", "onboard", write(tmp_path, acme(billing=own)))
    assert yaml.safe_load(command("tenant", "export", "acme").output)["billing"] == own
    wrong = {"contacts": [{"email": "finance@acme.example\nBcc: all@example.com"}]}
    refused = command("tenant", "onboard", write(tmp_path, acme(billing=wrong)))
    assert refused.exit_code == 2
    assert "billing.contacts[0].email" in refused.stderr


def test_a_changed_file_applies_the_difference(command, tmp_path: Path) -> None:
    command("tenant", "onboard", write(tmp_path, acme()))
    changed = acme()
    changed["seats"][1]["type"] = "bidirectional"
    changed["seats"].append({"number": "1003", "type": "inbound", "password": "long-enough"})
    changed["queues"][0]["wrap_up"] = 20
    changed["flows"]["main"]["nodes"]["hello"]["menu"]["digits"]["2"] = "sales"
    with clock.frozen(datetime(2026, 3, 25, 2, tzinfo=UTC)):
        result = command("tenant", "onboard", write(tmp_path, changed), "--waive", "agreed")
    waived, next_day = (
        f"at once, lead_times.{one} waived: agreed"
        for one in ("seats_added: 7 business days", "{}: 1 business day")
    )
    assert result.output.splitlines() == [
        "acme: changed, generation 2",
        f"  ~ seat 1002: type inbound → bidirectional; {waived}",
        f"  + seat 1003: inbound, 1003; {waived}",
        f"  ~ queue sales: wrap_up 10 → 20; {next_day.format('skill_group')}",
        f"  ~ flow main: version 1 → 2; {next_day.format('ivr')}",
    ]
    first, second = seat("1002").tenures
    assert (first.type, first.ends_at, second.type) == ("inbound", second.starts_at, "bidirectional")
    assert seat("1003").tenures[0].starts_at == datetime(2026, 3, 25, 2, tzinfo=UTC)


def test_what_is_gone_from_the_file_is_released(command, tmp_path: Path) -> None:
    command("tenant", "onboard", write(tmp_path, acme()))
    less = acme(numbers=[])
    less["seats"].pop()
    less["queues"][0]["seats"].pop()
    with clock.frozen(datetime(2026, 3, 20, 2, tzinfo=UTC)):
        result = command("tenant", "onboard", write(tmp_path, less), "--waive", "agreed")
    assert result.exit_code == 0, result.output
    assert not seat("1002").active
    assert seat("1002").tenures[0].ends_at == datetime(2026, 3, 20, 2, tzinfo=UTC)
    assert db.session.get(Number, DID).tenant is None
    again = command("tenant", "onboard", write(tmp_path, less))
    assert "nothing to change" in again.output


def without(document: dict, *path: str) -> dict:
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return document


FAULTS = [
    (without(acme(), "tenant", "domain"), "tenant: domain is missing"),
    (acme(colour="red"), "the document: unknown key 'colour' (allowed: tenant, contract,"),
    (
        acme(seats=[{"number": 1001, "type": "inbound"}]),
        "seats[0].number: 1001 is not allowed (allowed: 2 to 6 digits",
    ),
    (acme(seats=acme()["seats"] * 2), "seats[2].number: seat 1001 is given twice"),
    (acme(numbers=[{"e164": DID, "flow": "nosuch"}]), "numbers[0].flow: no flow nosuch (allowed: main)"),
    (acme(numbers=acme()["numbers"] * 2), f"numbers[1].e164: {DID} is given twice"),
    (acme(numbers=[{"e164": "+861088880009", "flow": "main"}]), "is not in the operator's pool"),
    (
        acme(queues=[{"name": "sales", "strategy": "fastest", "seats": []}]),
        "queues[0].strategy: 'fastest' is not allowed (allowed: ring-all, longest-idle-agent",
    ),
    (
        acme(queues=[{"name": "sales", "seats": ["1009"]}]),
        "queues[0].seats[0]: no seat 1009 (allowed: 1001, 1002)",
    ),
    (
        acme(queues=[{"name": "sales", "seats": [], "on_timeout": "queue:x"}]),
        "queues[0].on_timeout: no queue x",
    ),
    (
        acme(
            busy_reasons=[{"code": 1, "zh": "小休", "en": "Break"}, {"code": 1, "zh": "用餐", "en": "Meal"}]
        ),
        "busy_reasons[1].code: code 1 is given twice",
    ),
    (
        acme(seats=[{"number": "1001", "type": "inbound", "phone": "13911112222"}]),
        "seats[0].phone: '13911112222' is not allowed (allowed: E.164",
    ),
    (
        acme(seats=[{"number": "1001", "type": "inbound", "devices": 0}]),
        "seats[0].devices: 0 is not allowed (allowed: 1 to 10",
    ),
    (
        acme(busy_reasons=[{"code": 10, "zh": "小休", "en": "Break"}]),
        "busy_reasons[0].code: 10 is not allowed (allowed: 1 to 9",
    ),
    (
        acme(recordings={"record": "all", "queues": {"support": {"record": "none"}}}),
        "recordings.queues.support: no such queue (allowed: sales)",
    ),
    (
        acme(recordings={"record": "all", "seats": {"1009": {"keep": "1 year"}}}),
        "recordings.seats.1009: no such seat (allowed: 1001, 1002)",
    ),
    (
        acme(recordings={"seats": {"1001": {"record": "sometimes"}}}),
        "recordings.seats.1001.record: 'sometimes' is not allowed (allowed: all, none, inbound, outbound)",
    ),
]


@pytest.mark.parametrize(("document", "message"), FAULTS, ids=[message for _, message in FAULTS])
def test_a_fault_is_one_line_and_nothing_is_half_done(
    command, tmp_path: Path, document: dict, message: str
) -> None:
    result = command("tenant", "onboard", write(tmp_path, document))
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert db.session.scalars(select(Tenant)).all() == []


def test_an_unknown_time_zone(command, tmp_path: Path) -> None:
    document = acme(tenant=acme()["tenant"] | {"timezone": "Asia/Peking"})
    result = command("tenant", "onboard", write(tmp_path, document))
    assert "tenant.timezone: no such time zone: Asia/Peking" in result.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tenant: [", "broken.yaml:"),
        ("tenant: a\ntenant: b\n", "broken.yaml:2:1: not YAML: key 'tenant' twice"),
        ("- 1\n", "broken.yaml: is not a mapping of sections"),
        (b"\xff\xfe", "broken.yaml: is not UTF-8 text"),
    ],
)
def test_what_is_not_yaml(command, tmp_path: Path, text: str | bytes, message: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = command("tenant", "onboard", str(path))
    assert (result.exit_code, message in result.stderr) == (2, True), result.stderr


def test_anothers_number_is_refused(command, tmp_path: Path) -> None:
    other = NumberFactory(e164="+861088880002", tenant=TenantFactory(name="other"))
    db.session.commit()
    document = acme(numbers=[{"e164": other.e164, "flow": "main"}])
    result = command("tenant", "onboard", write(tmp_path, document))
    assert "numbers[0].e164: +861088880002 belongs to other" in result.stderr


def test_anothers_domain_is_refused(command, tmp_path: Path) -> None:
    TenantFactory(name="other", domain="acme.seats.example")
    db.session.commit()
    result = command("tenant", "onboard", write(tmp_path, acme()))
    assert "tenant.domain: acme.seats.example is the domain of other" in result.stderr


def test_a_domain_never_changes(command, tmp_path: Path) -> None:
    command("tenant", "onboard", write(tmp_path, acme()))
    moved = acme(tenant=acme()["tenant"] | {"domain": "new.seats.example"})
    result = command("tenant", "onboard", write(tmp_path, moved))
    assert "a tenant's domain never changes (allowed: acme.seats.example)" in result.stderr


def test_a_flow_goes_when_its_number_leads_to_another(command, tmp_path: Path) -> None:
    command("tenant", "onboard", write(tmp_path, acme()))
    renamed = acme(flows={"new": acme()["flows"]["main"]}, numbers=[{"e164": DID, "flow": "new"}])
    result = command("tenant", "onboard", write(tmp_path, renamed), "--waive", "agreed")
    assert result.exit_code == 0, result.output
    tenant = db.session.scalars(select(Tenant)).one()
    assert ([flow.name for flow in tenant.flows], tenant.numbers[0].flow.name) == (["new"], "new")
