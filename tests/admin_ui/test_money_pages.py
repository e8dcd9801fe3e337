"""Finance gives back, writes off and expects again on a page, once however often a form is sent."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask

from billing.arrears import Arrear
from billing.credits import service as credits
from billing.credits.asked import Asked
from billing.invoices import service as invoices
from billing.owed import service as owed
from billing.recorded import service as recorded
from seatyard import clock
from seatyard.db import db
from tests.billing.booked import pay, unproven
from tests.billing.cases import at
from tests.billing.month import Leased, leased
from tests.factories import UserFactory

from .conftest import Visitor

BILL = "SY-2026-000001"
PAGE = "/tenants/acme/money"


@pytest.fixture
def acme(app: Flask) -> Iterator[Leased]:
    """March's bill of 6,000.00, and 6,500.00 paid."""
    made = leased(3)
    with clock.frozen(at("04-20")):
        invoices.close("2026-03")
        yield made


def amounts(kind: str) -> list[tuple[str, str]]:
    return [(one.document["amount"], one.status) for one in recorded.listing("acme", kind=kind)]


def test_what_was_paid_too_much_is_given_back_once(acme: Leased, visit: Visitor) -> None:
    fact = pay(6500, "2026-04-10")
    browser = visit("finance")
    assert "CNY 500.00" in browser.get(f"{PAGE}?lang=en").text
    form = {"of": fact, "seen": "500.00", "amount": "200", "reason": "paid too much"}
    assert browser.post(f"{PAGE}/refunds", data=form).status_code == 302
    again = browser.post(f"{PAGE}/refunds?lang=en", data=form)
    assert (again.status_code, f"300.00 is left of {fact} now, not 500.00" in again.text) == (409, True)
    assert browser.post(f"{PAGE}/refunds", data=form | {"seen": "300.00", "amount": ""}).status_code == 302
    assert amounts("refunds") == [("200", "known"), ("300.00", "known")]
    assert browser.post(f"{PAGE}/refunds", data=form | {"seen": "1"}).status_code == 404
    assert unproven() == []


def test_what_a_credit_note_leaves_over_is_given_back(acme: Leased, visit: Visitor) -> None:
    """Of a bill that was paid: by its number, which leads to it."""
    pay(6000, "2026-04-10")
    browser = visit("finance")
    UserFactory(login="li", role="finance")
    db.session.commit()
    note, _ = credits.give(BILL, Asked(amount=Decimal(500)), reason="a seat too many", by="li")
    page = browser.get(f"{PAGE}?lang=en").text
    assert f'href="/tenants/acme/credit-notes/{note.number}"' in page
    form = {"of": note.number, "seen": "500.00", "reason": "asked for it"}
    assert browser.post(f"{PAGE}/refunds", data=form).status_code == 302
    assert amounts("refunds") == [("500.00", "known")]
    assert "May be given back" in (after := browser.get(f"{PAGE}?lang=en").text)
    assert 'name="seen"' not in after
    assert (sum(bill.outstanding for bill in _owed()), unproven()) == (0, [])


def test_a_bill_is_written_off_expected_again_and_that_taken_back(acme: Leased, visit: Visitor) -> None:
    browser = visit("finance")
    off = {"of": BILL, "seen": "6000.00", "reason": "gone out of business"}
    assert browser.post(f"{PAGE}/write_offs", data=off).status_code == 302
    (fact,) = recorded.listing("acme", kind="write_offs")
    page = browser.get(f"{PAGE}?lang=en").text
    assert f'name="of" value="{fact.name}"' in page
    on = {"of": fact.name, "seen": "6000.00", "amount": "1000", "reason": "pays after all"}
    assert browser.post(f"{PAGE}/recoveries", data=on).status_code == 302
    (back,) = recorded.listing("acme", kind="recoveries")
    refused = browser.post(f"{PAGE}/{fact.name}/withdraw?lang=en", data={"reason": "an error"})
    assert (refused.status_code, f"withdraw {back.name} first" in refused.text) == (409, True)
    assert browser.post(f"{PAGE}/{back.name}/withdraw", data={"reason": "an error"}).status_code == 302
    assert browser.post(f"{PAGE}/{fact.name}/withdraw", data={"reason": "an error"}).status_code == 302
    assert amounts("write_offs") == [("6000.00", "withdrawn")]
    assert Decimal(6000) == sum(bill.outstanding for bill in _owed())
    assert unproven() == []


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"amount": "501"}, 400, "has 500.00 that is unused"),
        ({"amount": "x"}, 400, "is not an amount"),
        ({"amount": "-1"}, 400, "is not an amount"),
        ({"reason": " "}, 400, "reason"),
        ({"of": "F999"}, 404, "nothing is left of F999"),
        ({"seen": ""}, 400, "is not an amount"),
    ],
)
def test_bad_input_moves_nothing(
    acme: Leased, visit: Visitor, form: dict[str, str], status: int, said: str
) -> None:
    good = {"of": pay(6500, "2026-04-10"), "seen": "500.00", "amount": "1", "reason": "x"}
    answer = visit("finance").post(f"{PAGE}/refunds?lang=en", data=good | form)
    assert (answer.status_code, said in answer.text) == (status, True)
    assert amounts("refunds") == []


def test_only_finance_moves_and_only_this_tenants(acme: Leased, visit: Visitor) -> None:
    leased(1, name="beta")
    fact = pay(10, "2026-04-10", "beta")
    form = {"of": fact, "seen": "10.00", "reason": "x"}
    assert visit("operator").get(PAGE).status_code == 200
    assert visit("operator").post(f"{PAGE}/refunds", data=form).status_code == 403
    assert visit(tenant=acme.tenant).get(PAGE).status_code == 403
    assert visit("finance").post(f"{PAGE}/refunds", data=form).status_code == 404
    assert visit("finance").post(f"{PAGE}/{fact}/withdraw", data={"reason": "x"}).status_code == 404
    assert amounts("refunds") == []


def _owed() -> list[Arrear]:
    return [bill for one in owed.of_tenant("acme") for bill in one.bills]
