"""The contract's clause on recordings: what a file may say beside it, and what is told of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from billing.contracts.recordings import terms
from esl.recordings.terms import Terms
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import ContractFactory, NodeFactory, NumberFactory, TenantFactory
from tests.tenants.files import DID, acme, write


@pytest.fixture
def house(app: Any) -> None:
    NodeFactory()
    NumberFactory(e164=DID, tenant=None)
    db.session.commit()


@pytest.mark.parametrize(
    ("section", "where"),
    [
        ({"record": "all", "keep": "90 days"}, "recordings.keep: 90 days"),
        (
            {"keep": "1 month", "queues": {"sales": {"keep": "1 year"}}},
            "recordings.queues.sales.keep: 1 year",
        ),
        ({"seats": {"1001": {"keep": "30 days"}}}, "recordings.seats.1001.keep: 30 days"),
    ],
)
def test_a_file_keeps_no_other_time_than_its_contract(
    house: None, command: Any, tmp_path: Path, section: dict[str, Any], where: str
) -> None:
    refused = command("tenant", "onboard", write(tmp_path, acme(recordings=section)))
    assert refused.exit_code == 2
    assert f"{where}, and the contract keeps them for 1 month" in refused.stderr


def test_another_time_may_be_agreed(house: None, command: Any, tmp_path: Path) -> None:
    contract = acme()["contract"] | {"overrides": {"recordings": {"retention": "12 months"}}}
    section = {"record": "inbound", "keep": "1 year", "seats": {"1001": {"record": "none"}}}
    path = write(tmp_path, acme(contract=contract, recordings=section))
    done = command("tenant", "onboard", path)
    assert done.exit_code == 0, done.stderr
    assert "nothing to change" in command("tenant", "onboard", path).output
    exported = command("tenant", "export", "acme").output
    tenant = db.session.scalars(select(Tenant)).one()
    assert tenant.policies["recordings"] == section
    assert "seats:\n    '1001':\n      record: none" in exported


def test_those_who_keep_them_are_told(app: Any) -> None:
    hotline = ContractFactory(template="hotline-seat-lease")
    leased = ContractFactory(template="seat-lease")
    one, other = (db.session.get(Tenant, contract.tenant_id) for contract in (hotline, leased))
    assert one is not None
    assert other is not None
    assert terms(one, date(2026, 3, 1)) == Terms("1 month", frozenset({"sftp", "https"}))
    assert terms(one, date(2026, 2, 28)) is None
    assert terms(other, date(2026, 3, 1)) is None
    assert terms(TenantFactory(), date(2026, 3, 1)) is None
