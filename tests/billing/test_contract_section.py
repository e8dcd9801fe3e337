"""The ``contract`` section of an onboarding file: checked, stored once, changed by differences."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from billing import terms
from billing.clauses.call_charges import CallCharges
from billing.models import Contract
from seatyard import clock
from seatyard.db import db
from tenants import numbers
from tenants.models import Tenant
from tenants.onboarding import service
from tests.factories import NodeFactory
from tests.tenants.files import DID, acme, write


@pytest.fixture(autouse=True)
def _operators_side(app: Flask) -> None:
    NodeFactory(name="fs1")
    numbers.add(DID)
    db.session.commit()


def contract(**section: Any) -> dict[str, Any]:
    """The onboarding file with keys of its contract replaced; None takes one away."""
    document = acme()
    document["contract"] |= section
    document["contract"] = {key: value for key, value in document["contract"].items() if value is not None}
    return document


def stored() -> Contract:
    db.session.expire_all()
    return db.session.scalars(select(Contract)).one()


def test_a_contract_is_stored_with_its_whole_terms(command, tmp_path: Path) -> None:
    overrides = {"seat_rent": {"price": {"inbound": 400.5}}}
    result = command("tenant", "onboard", write(tmp_path, contract(overrides=overrides)), "--json")
    assert result.exit_code == 0, result.output
    assert (
        "+ contract hotline-seat-lease: from 2026-03-01 to 2027-02-28" in json.loads(result.output)["changes"]
    )
    made = stored()
    assert (made.signed, made.starts, made.ends) == (date(2026, 2, 20), date(2026, 3, 1), date(2027, 2, 28))
    assert made.terms["seat_rent"]["price"] == {"inbound": "400.5", "bidirectional": 600}
    assert made.terms["timezone"] == "Asia/Shanghai"
    assert terms.parse(made.terms).clause("uptime_sla")


def test_running_it_again_changes_nothing(command, tmp_path: Path) -> None:
    path = write(tmp_path, contract(overrides={"seat_rent": {"price": {"inbound": 400.5}}}))
    command("tenant", "onboard", path)
    again = json.loads(command("tenant", "onboard", path, "--json").output)
    assert (again["changes"], again["generation"]) == ([], 1)
    stored()


def test_a_changed_contract_is_a_printed_difference(command, tmp_path: Path) -> None:
    """Before its first day, a contract may be changed as it stands."""
    command("tenant", "onboard", write(tmp_path, contract()))
    new = contract(ends=None, overrides={"seat_rent": {"price": {"inbound": 450}}})
    with clock.frozen(datetime(2026, 2, 20, tzinfo=UTC)):
        outcome = json.loads(command("tenant", "onboard", write(tmp_path, new), "--json").output)
    assert outcome["changes"] == [
        "~ contract hotline-seat-lease: seat_rent.price.inbound 400 → 450, ends 2027-02-28 → none"
    ]
    assert (stored().ends, stored().terms["seat_rent"]["price"]["inbound"]) == (None, 450)


def test_a_contract_after_the_end_of_the_last_is_a_new_one(command, tmp_path: Path) -> None:
    command("tenant", "onboard", write(tmp_path, contract(not_renewed="2027-01-20")))
    command("tenant", "onboard", write(tmp_path, contract(starts="2027-03-01", ends=None)))
    starts = db.session.scalars(select(Contract.starts).order_by(Contract.starts)).all()
    assert starts == [date(2026, 3, 1), date(2027, 3, 1)]


def test_a_contract_that_renews_is_ended_before_another_begins(command, tmp_path: Path) -> None:
    """002 renews by itself: without a notice there is no day after its end."""
    command("tenant", "onboard", write(tmp_path, contract()))
    result = command("tenant", "onboard", write(tmp_path, contract(starts="2027-03-01", ends=None)))
    assert (result.exit_code, result.output) == (
        2,
        "seatyard: contract.starts: the contract from 2026-03-01 renews by itself and still holds "
        "(allowed: 2026-03-01, or a day after its end once not_renewed says when notice was given)\n",
    )


def test_terms_agreed_stay_when_a_release_ships_the_template_otherwise(command, tmp_path: Path) -> None:
    path = write(tmp_path, contract())
    command("tenant", "onboard", path)
    agreed = json.loads(json.dumps(stored().terms))
    agreed["seat_rent"]["price"]["inbound"] = 390
    stored().terms = agreed
    db.session.commit()
    assert json.loads(command("tenant", "onboard", path, "--json").output)["changes"] == []
    assert stored().terms["seat_rent"]["price"]["inbound"] == 390


def test_the_month_is_the_tenant_s_unless_the_contract_says_otherwise(command, tmp_path: Path) -> None:
    document = contract()
    document["tenant"]["timezone"] = "Europe/Berlin"
    command("tenant", "onboard", write(tmp_path, document))
    assert stored().terms["timezone"] == "Europe/Berlin"


def test_export_gives_the_section_back(command, tmp_path: Path) -> None:
    section = contract(overrides={"seat_rent": {"price": {"inbound": 400.5}}})
    command("tenant", "onboard", write(tmp_path, section))
    exported = service.export("acme")["contract"]
    assert exported == section["contract"] | {"overrides": {"seat_rent": {"price": {"inbound": "400.5"}}}}


def test_who_pays_for_which_leg_comes_back_as_it_was_agreed(command, tmp_path: Path) -> None:
    """Rows that the file does not state are the schema's, and no part of what is stored."""
    overrides = {"call_charges": {"directions": {"transferred": "outbound", "telephone": "outbound"}}}
    assert command("tenant", "onboard", write(tmp_path, contract(overrides=overrides))).exit_code == 0
    assert service.export("acme")["contract"]["overrides"] == overrides
    charges = terms.parse(stored().terms).clause("call_charges")
    assert isinstance(charges, CallCharges)
    paid = {kind: charges.directions.of(kind) for kind in ("inbound", "transferred", "forwarded")}
    assert paid == {"inbound": "inbound", "transferred": "outbound", "forwarded": "nobody"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("section", "line"),
    [
        (
            {"template": "seat-leese"},
            "contract.template: no template 'seat-leese' (allowed: campus-base, ",
        ),
        ({"ends": "2026-02-28"}, "contract.ends: 2026-02-28 is before the start (allowed: from 2026-03-01)"),
        ({"ends": "soon"}, "contract.ends: 'soon' is not allowed (allowed: a date such as 2026-03-01)"),
        (
            {"begins": "2026-03-01"},
            "contract: unknown key 'begins' (allowed: template, signed, starts, ends, ",
        ),
        ({"overrides": {"rent": {}}}, "contract.overrides: unknown key 'rent' (allowed: currency, timezone"),
        ({"overrides": {"seat_rent": {"basis": 1}}}, "contract.overrides.seat_rent.basis: 1 is not allowed"),
        ({"overrides": []}, "contract.overrides: [] is not allowed (allowed: a mapping of clauses"),
        (
            {"template": "seat-lease"},
            "seats[0].type: the contract has no price for a seat of type 'bidirectional' (allowed: ",
        ),
    ],
)
def test_a_fault_is_one_line_and_nothing_is_stored(
    command, tmp_path: Path, section: dict[str, Any], line: str
) -> None:
    result = command("tenant", "onboard", write(tmp_path, contract(**section)))
    assert (result.exit_code, len(result.output.splitlines())) == (2, 1)
    assert line in result.output
    assert db.session.scalars(select(Tenant)).all() == []
