"""Why a line says what it says: formula, the contract's words, what was agreed otherwise, the facts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from flask import Flask

from billing.models import ContractChange
from billing.recorded import service as recorded
from seatyard import clock
from seatyard.cli import main
from seatyard.db import db

from .month import leased

CASE: dict[str, Any] = {
    "contract": {
        "template": "seat-lease",
        "starts": "2026-03-01",
        "overrides": {"seat_rent": {"price": {"standard": 1700}}, "deposit_prepay": None},
        "changes": [{"starts": "2026-04-01", "overrides": {"seat_rent": {"price": {"standard": 1800}}}}],
    },
    "facts": {
        "seats": [{"at": "2026-03-01", "add": 13, "type": "standard"}],
        "outages": [{"from": "2026-03-05T10:00", "to": "2026-03-07T12:00", "cause": "provider"}],
    },
    "bill": ["2026-03", "2026-04"],
}


def simulated(tmp_path: Path, *options: str) -> str:
    path = tmp_path / "case.yaml"
    path.write_text(yaml.safe_dump(CASE))
    return CliRunner().invoke(main, ["simulate", str(path), "--explain", *options]).output


def test_the_formula_as_a_reader_says_it(tmp_path: Path) -> None:
    assert "13 seats × 3 days × 1,700.00 / 30) = -2,210.00" in simulated(tmp_path, "--language", "en")
    assert "13 席 × 3 天 × 1,700.00 / 30) = -2,210.00" in simulated(tmp_path, "--language", "zh")


@pytest.mark.parametrize(
    ("language", "there", "missing"),
    [("en", "Rent of standard seats", "标准坐席租金"), ("zh", "标准坐席租金", "Rent of standard seats")],
)
def test_in_one_language(tmp_path: Path, language: str, there: str, missing: str) -> None:
    output = simulated(tmp_path, "--language", language)
    assert (there in output, missing in output) == (True, False)


def test_each_month_by_the_terms_in_force(tmp_path: Path) -> None:
    march, april = simulated(tmp_path, "--language", "en").split("2026-04  due")
    assert "agreed: seat_rent.price.standard 1700 (template: 2000)" in march
    assert "agreed: seat_rent.price.standard 1800 (template: 2000)" in april


def test_in_json(tmp_path: Path) -> None:
    march, april = json.loads(simulated(tmp_path, "--json"))["invoices"]
    rent, credit = march["lines"]
    assert rent["explained"]["en"] == "13 seats × 1 × 1,700.00 = 22,100.00"
    assert rent["names"] == {"seat": ["1", "2", "3"]}
    assert credit["names"]["outage"] == [
        "1 (starts 2026-03-05 10:00, ends 2026-03-07 12:00, cause provider, announced True)"
    ]
    assert march["texts"]["seat_rent"][0]["source"].startswith("001")
    assert april["agreed"] == {"seat_rent": {"seat_rent.price.standard": {"here": 1800, "template": 2000}}}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_invoice_names_what_it_rests_on(app: Flask, command: Any) -> None:
    acme = leased(1, overrides={"one_off": {"price": {"installation": 1000}}})
    change = {"starts": datetime(2026, 4, 1).date(), "signed": datetime(2026, 3, 20).date()}
    overrides = {"seat_rent": {"price": {"standard": 1800}}}
    rent = {**acme.contract.terms["seat_rent"], "price": {"standard": 1800}}
    acme.contract.changes = [
        ContractChange(**change, overrides=overrides, terms={**acme.contract.terms, "seat_rent": rent})
    ]
    db.session.commit()
    told = {"one_offs": [{"at": "2026-03-09", "item": "installation", "quantity": 2}]}
    recorded.add("acme", {"facts": told}, by="finance")
    with clock.frozen(datetime(2026, 5, 1, tzinfo=UTC)):
        for month in ("2026-03", "2026-04"):
            assert command("bill", "close", month).exit_code == 0
    march = command("bill", "show", "SY-2026-000001", "--explain", "--language", "en").output
    assert "1 × one_off (F1 at 2026-03-09, item installation, quantity 2)" in march
    assert "agreed: one_off.price.installation 1000 (template: nothing)" in march
    assert "seat_rent.price" not in march
    april = command("bill", "show", "SY-2026-000002", "--explain", "--language", "en").output
    assert "agreed: seat_rent.price.standard 1800 (template: 2000)" in april
