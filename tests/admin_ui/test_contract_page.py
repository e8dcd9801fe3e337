"""The contract's page: who rents what, for how long, and what each clause comes to, in plain words."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from billing import terms
from billing.contracts.service import contracts_of
from billing.models import ContractChange
from seatyard import clock
from seatyard.db import db
from tests.support.house import APRIL, Home, furnished

from .conftest import Visitor


@pytest.fixture
def homes(app: Any) -> list[Home]:
    return furnished(calls=4)


def changed(home: Home, starts: date, overrides: dict[str, Any]) -> None:
    """An amendment of the home's contract."""
    (contract,) = contracts_of(home.tenant.id)
    made = terms.merged(contract.terms, overrides)
    contract.changes.append(
        ContractChange(starts=starts, signed=date(2026, 3, 20), overrides=overrides, terms=made)
    )
    db.session.commit()


def test_a_tenant_reads_its_contract(visit: Visitor, homes: list[Home]) -> None:
    acme, beta = homes
    with clock.frozen(APRIL):
        own = visit(tenant=acme.tenant, language="zh").get("/tenants/acme/contract").text
        theirs = visit(tenant=beta.tenant, language="zh").get("/tenants/beta/contract").text
    assert "当月 20 日（含）前退租的付当月的 70 %" in own
    assert "标准坐席 2,000 元" in own
    assert "001:A6 第六章第五条" in own
    assert "假设全部坐席因出租方故障停用 26 小时" in own
    assert re.search(r"\d+ 席 × 2 天 × 2,000\.00 / 30", own), "2 days, computed by the engine"
    assert "出租方保证系统可用率不低于 98 %" in theirs
    assert "uptime_sla" not in own


def test_an_amendment_is_told_before_it_holds(visit: Visitor, homes: list[Home]) -> None:
    changed(homes[0], date(2026, 5, 1), {"seat_rent": {"price": {"standard": "2100"}}})
    with clock.frozen(APRIL):
        browser = visit(tenant=homes[0].tenant)
        browser.post("/language", data={"language": "en"})
        page = browser.get("/tenants/acme/contract").text
    assert "standard seats CNY 2,000" in page
    assert page.count("<strong>2100</strong>") == 2
    assert "From 2026-05-01:" in page


def test_on_paper(visit: Visitor, homes: list[Home]) -> None:
    (contract,) = contracts_of(homes[0].tenant.id)
    answer = visit(tenant=homes[0].tenant).get(f"/tenants/acme/contracts/{contract.id}.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")


def test_another_tenants_contract_is_not_there(visit: Visitor, homes: list[Home]) -> None:
    (theirs,) = contracts_of(homes[1].tenant.id)
    browser = visit(tenant=homes[0].tenant)
    assert browser.get(f"/tenants/acme/contracts/{theirs.id}").status_code == 404
    assert browser.get(f"/tenants/acme/contracts/{theirs.id}.pdf").status_code == 404
    assert browser.get("/tenants/beta/contract").status_code == 404
