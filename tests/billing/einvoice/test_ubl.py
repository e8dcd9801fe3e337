"""Bills of every sort as UBL: the official schema and rules take them, and the amounts are the bill's own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from billing.cases import answer, of_document
from billing.einvoice import rules, ubl
from billing.einvoice.document import EDocument, Kind
from billing.einvoice.of_bill import Frame, of_bill
from billing.engine import Bill
from billing.parties.schema import Party, party_of

from .official import faults
from .parties import BUYER, SELLER

NAMES = {"cac": ubl.CAC, "cbc": ubl.CBC}
TAXES = {
    "on top": {"tax": {"rate": 0.06, "included": False}},
    "within": {"tax": {"rate": 0.06, "included": True}},
    "none": {},
    "at zero": {"tax": {"rate": 0, "included": False}},
}
AHEAD = {"deposit_prepay": {"deposit_months": 1}}
FACTS = {
    "seats": [
        {"at": "2026-03-01", "add": 7, "type": "standard"},
        {"at": "2026-03-19", "release": 2, "type": "standard"},
    ],
    "calls": [
        {"start": "2026-03-03T09:00:00+08:00", "direction": "outbound", "to": "+8613800138000", "billsec": 61}
    ],
    "outages": [
        {
            "from": "2026-03-05T10:00+08:00",
            "to": "2026-03-06T12:00+08:00",
            "cause": "provider",
            "seats": "all",
        }
    ],
}


def bills(overrides: dict[str, Any], facts: dict[str, Any] = FACTS, currency: str = "CNY") -> list[Bill]:
    """A contract's March, and what was asked for ahead of it."""
    agreed = {"deposit_prepay": None, "currency": currency} | overrides
    term = {"starts": "2026-03-01", "ends": "2026-03-31"}
    contract = {"template": "seat-lease", "overrides": agreed, **term}
    told = answer(of_document({"contract": contract, "facts": facts, "bill": ["2026-03"]}))
    return [*told.prepayments, *told.invoices]


def frame(**changed: Any) -> Frame:
    march = {"starts": date(2026, 3, 1), "ends": date(2026, 3, 31)}
    parties: dict[str, Party] = {"seller": party_of(SELLER), "buyer": party_of(BUYER)}
    said = {
        "number": "SY-2026-000001",
        "issued": date(2026, 4, 1),
        "contract": "acme 2026-02-20",
        "language": "zh",
    }
    return Frame(**{**said, **march, **parties, **changed})


def payable(document: EDocument) -> Decimal:
    return Decimal(etree.fromstring(ubl.written(document)).findtext(".//cbc:PayableAmount", "", NAMES))


@pytest.mark.parametrize("ahead", [{}, AHEAD], ids=["", "ahead"])
@pytest.mark.parametrize("tax", list(TAXES))
def test_the_official_rules_take_it_and_it_says_what_the_bill_says(tax: str, ahead: dict[str, Any]) -> None:
    for bill in bills(TAXES[tax] | ahead):
        document = of_bill(bill, frame())
        content = ubl.written(document)
        assert faults(content) == []
        assert rules.broken(content) == []
        assert (payable(document), document.tax) == (bill.total, bill.tax)


def test_the_official_rules_are_asked_indeed() -> None:
    (bill,) = bills(TAXES["on top"])
    content = ubl.written(of_bill(bill, frame()))
    for was, wrong, rule in (
        (b"<cbc:IssueDate>2026-04-01<", b"<cbc:IssueDate>April<", "schema"),
        (b">380<", b">999<", "BR-CL-01"),
        (b'<cbc:PayableAmount currencyID="CNY">', b'<cbc:PayableAmount currencyID="CNY">9', "BR-CO-16"),
    ):
        assert any(one.startswith(rule) for one in faults(content.replace(was, wrong))), rule


def test_what_was_paid_ahead_is_no_line_but_prepaid() -> None:
    asked, settled = bills(TAXES["on top"] | AHEAD)
    document = of_bill(settled, frame())
    (advance,) = [line.amount for line in asked.lines if line.item == "advance"]
    assert document.prepaid == advance
    assert [item.name for item in document.items if "抵扣" in item.name] == []
    assert document.net + document.tax - advance == settled.total


def test_a_month_of_nothing_has_a_line_all_the_same() -> None:
    (bill,) = bills(TAXES["on top"], {})
    content = ubl.written(of_bill(bill, frame()))
    assert faults(content) == []


def test_whole_yen() -> None:
    (bill,) = bills(TAXES["within"], currency="JPY")
    document = of_bill(bill, frame(language="en"))
    assert faults(ubl.written(document)) == []
    assert all(item.net == item.net.to_integral() for item in document.items)


def test_a_credit_note_names_its_invoice() -> None:
    (bill,) = bills(TAXES["on top"])
    note = of_bill(bill, frame(kind=Kind.CREDIT_NOTE, corrects=("SY-2026-000001", date(2026, 4, 1))))
    content = ubl.written(note)
    assert faults(content) == []
    assert rules.broken(content) == []
    reference = etree.fromstring(content).find("cac:BillingReference/cac:InvoiceDocumentReference", NAMES)
    assert reference is not None
    assert reference.findtext("cbc:ID", "", NAMES) == "SY-2026-000001"


def test_a_name_may_hold_what_xml_has_no_place_for() -> None:
    (bill,) = bills(TAXES["on top"])
    buyer = party_of(BUYER | {"name": "A&B <\x02]]> \ufffe"})
    assert faults(ubl.written(of_bill(bill, frame(buyer=buyer)))) == []


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("cac:LegalMonetaryTotal/cbc:LineExtensionAmount", "BR-CO-10"),
        ("cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount", "BR-CO-13"),
        ("cac:TaxTotal/cbc:TaxAmount", "BR-CO-14"),
        ("cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount", "BR-CO-15"),
        ("cac:LegalMonetaryTotal/cbc:PayableAmount", "BR-CO-16"),
        ("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount", "BR-CO-17"),
        ("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount", "BR-S-08"),
        ("cac:InvoiceLine/cac:Price/cbc:PriceAmount", "a line of"),
    ],
)
def test_an_amount_that_is_off_is_seen(path: str, rule: str) -> None:
    (bill,) = bills(TAXES["on top"])
    root = etree.fromstring(ubl.written(of_bill(bill, frame())))
    node = root.find(path, NAMES)
    assert node is not None
    node.text = str(Decimal(node.text or "0") + 2)
    assert any(one.startswith(rule) for one in rules.broken(etree.tostring(root)))


@given(
    rate=st.sampled_from(["0.06", "0.13", "0.03", "0.21"]),
    included=st.booleans(),
    counts=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    prices=st.lists(st.decimals("0.01", "5000", places=2), min_size=4, max_size=4),
)
@settings(max_examples=25)
def test_any_prices_and_any_rate_keep_the_arithmetic(
    rate: str, included: bool, counts: list[int], prices: list[Decimal]
) -> None:
    types = [f"t{at}" for at in range(len(counts))]
    price = {name: str(one) for name, one in zip(types, prices, strict=False)}
    seats = [{"at": "2026-03-01", "add": n, "type": name} for n, name in zip(counts, types, strict=True)]
    terms = {"seat_rent": {"price": price}, "tax": {"rate": rate, "included": included}}
    (bill,) = bills(terms, {"seats": seats})
    document = of_bill(bill, frame())
    assert rules.broken(ubl.written(document)) == []
    assert (payable(document), document.tax, document.net) == (bill.total, bill.tax, bill.subtotal)
