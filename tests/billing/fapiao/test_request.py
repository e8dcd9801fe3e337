"""The fapiao request of a month: every field, sums to the cent, what is missing in a line each."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from openpyxl import load_workbook

from billing.credits import service as credits
from billing.credits.asked import Asked
from billing.fapiao.request import HEADS
from billing.invoices import service
from seatyard import clock
from seatyard.db import db
from tests.billing.cases import at
from tests.billing.einvoice.parties import BUYER, seller_file
from tests.billing.month import Leased, leased
from tests.factories import UserFactory
from tests.support import databases

Command = Callable[..., Result]
GOODS = {"default": {"name": "*信息技术服务*坐席租赁费", "code": "3040203000000000000"}}
FAPIAO: dict[str, Any] = {
    "goods": GOODS
    | {"outage_credit": {"name": "*电信服务*故障减收", "code": "3010100000000000000", "unit": "次"}},
}


@pytest.fixture
def database_url(sqlite_databases: databases.Sqlite) -> Iterator[str]:
    with sqlite_databases.fresh() as url:
        yield url


@pytest.fixture(params=[True, False], ids=["within", "on top"])
def march(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> Leased:
    sell(app, tmp_path, fapiao=FAPIAO)
    made = leased(3, overrides={"tax": {"rate": 0.06, "included": request.param}})
    made.tenant.policies = {"billing": BUYER | {"fapiao": {"kind": "special"}}}
    made.call("03-03T09:00", 61)
    made.outage("03-05T10:00", "03-06T12:00")
    db.session.commit()
    with clock.frozen(at("04-10")):
        service.close("2026-03")
    return made


def sell(app: Flask, folder: Path, **changed: Any) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], seller=seller_file(folder, **changed))


def test_the_rows_are_the_invoice_s(command: Command, march: Leased) -> None:
    done = command("bill", "fapiao", "2026-03", "--json")
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)["rows"]
    (invoice,) = service.invoices(period="2026-03")
    sums = {key: sum(Decimal(row[key]) for row in rows) for key in ("amount", "tax", "amount_with_tax")}
    assert sums == {"amount": invoice.subtotal, "tax": invoice.tax, "amount_with_tax": invoice.total}
    rent, *_ = rows
    assert rent["kind"] == "special"
    assert (rent["title"], rent["tax_id"]) == (BUYER["name"], BUYER["tax_id"])
    assert rent["address_phone"] == "北京市朝阳区建国路88号 010-66660000"
    assert rent["bank_account"] == "中国工商银行北京建国路支行 0200001234567890123"
    assert (rent["code"], rent["unit"], rent["rate"]) == ("3040203000000000000", "席·月", "0.06")
    assert {row["code"] for row in rows} == {"3040203000000000000", "3010100000000000000"}
    assert {row["discount"] for row in rows if Decimal(row["amount"]) < 0} == {"yes"}
    for row in rows:
        assert abs(Decimal(row["quantity"]) * Decimal(row["price"]) - Decimal(row["amount"])) < Decimal(
            "0.01"
        )


def test_a_credit_note_is_a_red_one(command: Command, march: Leased) -> None:
    UserFactory(login="fin", role="finance")
    db.session.commit()
    with clock.frozen(at("05-02")):
        note, _ = credits.give("SY-2026-000001", Asked(lines={1: Decimal(500)}), reason="一席多算", by="fin")
    (row,) = json.loads(command("bill", "fapiao", "2026-05", "--json").stdout)["rows"]
    assert (row["number"], row["red_of"], row["reason"]) == (note.number, "SY-2026-000001", "一席多算")
    assert (row["discount"], row["code"]) == ("no", "3040203000000000000")
    sums = [Decimal(row[key]) for key in ("amount", "tax", "amount_with_tax")]
    assert sums == [-note.subtotal, -note.tax, -note.total]
    assert Decimal(row["quantity"]) < 0 < Decimal(row["price"])
    both = json.loads(command("bill", "fapiao", "2026-03", "--json").stdout)["rows"]
    assert {one["red_of"] for one in both} == {""}


def test_as_tables(command: Command, march: Leased, tmp_path: Path) -> None:
    told = command("bill", "fapiao", "2026-03").stdout
    assert tuple(next(csv.reader(io.StringIO(told.removeprefix("\ufeff"))))) == HEADS
    out = tmp_path / "fapiao.xlsx"
    assert command("bill", "fapiao", "2026-03", "--format", "xlsx", "--out", str(out)).exit_code == 0
    heads, first, *_ = load_workbook(out)["fapiao"].iter_rows(values_only=True)
    assert (heads, first[3]) == (HEADS, BUYER["tax_id"])


def test_what_is_missing_is_told_in_a_line_each(app: Flask, command: Command, tmp_path: Path) -> None:
    sell(app, tmp_path)
    acme = leased(1, overrides={"tax": {"rate": 0.06, "included": True}})
    special = {"name": "安康", "tax_id": BUYER["tax_id"], "fapiao": {"kind": "special"}}
    acme.tenant.policies = {"billing": special}
    leased(1, name="beta")
    gamma = leased(1, name="gamma")
    gamma.tenant.policies = {"billing": BUYER}
    db.session.commit()
    with clock.frozen(at("04-10")):
        service.close("2026-03")
    said = command("bill", "fapiao", "2026-03", "--json")
    missing = json.loads(said.stdout)["missing"]
    assert said.exit_code == 1
    assert said.stderr == "".join(f"missing: {line}\n" for line in missing)
    for line in (
        "seller: fapiao.goods.default is missing: a name and its tax category code",
        "tenant acme: billing.address is missing for a fapiao of kind special",
        "tenant acme: billing.phone is missing for a fapiao of kind special",
        "tenant acme: billing.bank is missing for a fapiao of kind special",
        "SY-2026-000003: its contract has no clause tax, so there is no rate",
    ):
        assert line in missing, line
    assert any(line.startswith("tenant beta: no billing details") for line in missing)


def test_a_code_has_19_digits(app: Flask, command: Command, tmp_path: Path) -> None:
    sell(app, tmp_path, fapiao={"goods": {"default": {"name": "x", "code": "304"}}})
    refused = command("bill", "fapiao", "2026-03")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("seatyard: seller.fapiao.goods.default.code: '304' is not allowed")
