"""The journal: debits and credits of a month's books are equal, in every form."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from openpyxl import load_workbook

from billing.invoices import prepayments, service
from seatyard import clock
from tests.billing.booked import pay
from tests.billing.cases import at
from tests.billing.month import leased

Command = Callable[..., Result]


@pytest.fixture(autouse=True)
def _billed(app: Flask) -> Iterator[None]:
    leased(2, overrides={"deposit_prepay": {"deposit_months": 1}})
    with clock.frozen(at("03-10")):
        prepayments.ask("2026-03")
    with clock.frozen(at("04-10")):
        service.close("2026-03")
        pay(100, "2026-04-02")
        yield


def rows(said: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(said.removeprefix("\ufeff"))))


def test_a_settlement_belongs_to_its_month_and_money_to_the_month_in_which_it_came(command: Command) -> None:
    march, april = (rows(command("bill", "journal", month).stdout) for month in ("2026-03", "2026-04"))
    assert {(row["subject"], row["on"]) for row in march} == {
        ("SY-2026-000001", "2026-03-10"),
        ("SY-2026-000002", "2026-04-01"),
    }
    assert [(row["account"], row["debit"], row["credit"]) for row in april] == [
        ("cash", "100.00", ""),
        ("receivable", "", "100.00"),
    ]


@pytest.mark.parametrize("month", ["2026-03", "2026-04", "2026-05"])
def test_debits_and_credits_are_equal(command: Command, month: str) -> None:
    told = json.loads(command("bill", "journal", month, "--format", "json").stdout)["journal"]
    sums = [sum(Decimal(row[side] or 0) for row in told) for side in ("debit", "credit")]
    assert sums[0] == sums[1]
    assert (sums[0] == 0) == (month == "2026-05")


def test_as_a_workbook(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "march.xlsx"
    said = command("bill", "journal", "2026-03", "--format", "xlsx", "--out", str(out))
    assert said.exit_code == 0, said.output
    page = load_workbook(out)["journal"]
    *_, last = page.iter_rows(values_only=True)
    assert (last[7], last[8]) == ("CNY", f'=SUMIF(H2:H{page.max_row - 1},"CNY",I2:I{page.max_row - 1})')


def test_bad_words_are_refused_in_a_line(command: Command, tmp_path: Path) -> None:
    for words in (
        ("2026-13",),
        ("2026-03", "--tenant", "nobody"),
        ("2026-03", "--out", str(tmp_path / "no" / "x")),
    ):
        refused = command("bill", "journal", *words)
        assert (refused.exit_code, refused.stdout) == (2, ""), words
