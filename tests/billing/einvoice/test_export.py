"""``bill export --format ubl``, and the page's button."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from billing.invoices import service
from seatyard import clock
from seatyard.db import db
from tests.billing.cases import at
from tests.billing.month import Leased, leased
from tests.factories import UserFactory
from tests.support import databases

from .official import faults
from .parties import BUYER, seller_file


@pytest.fixture
def database_url(sqlite_databases: databases.Sqlite) -> Iterator[str]:
    with sqlite_databases.fresh() as url:
        yield url


@pytest.fixture
def march(app: Flask) -> Leased:
    made = leased(3, overrides={"tax": {"rate": 0.06, "included": True}})
    made.call("03-03T09:00", 61)
    db.session.commit()
    with clock.frozen(at("04-10")):
        service.close("2026-03")
    return made


def sell(app: Flask, tmp_path: Path) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], seller=seller_file(tmp_path))


def test_an_invoice_goes_out_as_the_official_rules_ask(app, command, march: Leased, tmp_path: Path) -> None:
    sell(app, tmp_path)
    march.tenant.policies = {"billing": BUYER}
    db.session.commit()
    out = tmp_path / "SY-2026-000001.xml"
    words = ("bill", "export", "--format", "ubl", "--number", "SY-2026-000001")
    done = command(*words, "--out", str(out))
    assert done.exit_code == 0, done.output
    assert faults(out.read_bytes()) == []
    assert command(*words).stdout_bytes == out.read_bytes()


def test_so_does_a_credit_note(app, command, march: Leased, tmp_path: Path) -> None:
    sell(app, tmp_path)
    march.tenant.policies = {"billing": BUYER}
    UserFactory(login="fin", role="finance")
    db.session.commit()
    words = ("bill", "credit-note", "SYC-2026-000001", "--format", "ubl")
    with clock.frozen(at("04-12")):
        command("bill", "credit", "SY-2026-000001", "--line", "1=500", "--reason", "x", "--by", "fin")
        done = command(*words)
    assert (done.exit_code, faults(done.stdout_bytes)) == (0, [])
    assert b"SY-2026-000001" in done.stdout_bytes


def test_who_is_not_told_is_asked_for(app, command, march: Leased, tmp_path: Path) -> None:
    words = ("bill", "export", "--format", "ubl", "--number", "SY-2026-000001")
    no_seller = command(*words)
    assert (no_seller.exit_code, no_seller.stdout) == (2, "")
    assert no_seller.stderr.startswith("seatyard: SEATYARD_SELLER: nobody says who the seller is")
    sell(app, tmp_path)
    no_buyer = command(*words)
    assert no_buyer.stderr.startswith("seatyard: tenant acme: no billing details")
    faulty = seller_file(tmp_path, tax_id="123456")
    app.extensions["settings"] = replace(app.extensions["settings"], seller=faulty)
    assert command(*words).stderr.startswith("seatyard: seller.tax_id: 6 characters are no taxpayer's id")


def test_json_in_one_way(command, march: Leased) -> None:
    told = command("bill", "export", "--number", "SY-2026-000001", "--json")
    assert told.exit_code == 0, told.output
    assert told.stdout == command("bill", "export", "--number", "SY-2026-000001", "--format", "json").stdout
    journal = command("bill", "journal", "2026-03", "--json")
    assert journal.stdout == command("bill", "journal", "2026-03", "--format", "json").stdout
    for words in (("export", "--number", "SY-2026-000001"), ("journal", "2026-03")):
        both = command("bill", *words, "--json", "--format", "csv")
        assert both.exit_code == 2, words
    assert command("bill", "export", "--number", "SY-2026-000001").exit_code == 2
