"""The worked examples of the billing specification, each quoted, through the door of ``simulate``.

What a clause does beside its examples is tried in the clause's own tests.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from billing import cases

Facts = dict[str, Any]


def answer(terms: dict[str, Any], facts: Facts, *bill: str, **contract: Any) -> cases.Answer:
    document = {
        "contract": {"terms": terms, "starts": "2026-03-01", **contract},
        "facts": facts,
        "bill": list(bill) or ["2026-03"],
    }
    if "as_of" in contract:
        document["as_of"] = document["contract"].pop("as_of")
    return cases.answer(cases.of_document(document))


def amounts(found: cases.Answer, clause: str, invoice: int = -1) -> list[str]:
    """What a clause's lines come to on the last invoice asked for."""
    return [str(line.amount) for line in found.invoices[invoice].lines if line.clause == clause]


def rent(basis: str = "cutoff", price: int = 2000) -> dict[str, Any]:
    return {"seat_rent": {"price": {"standard": price}, "basis": basis}}


def seats(count: int, at: str = "2026-03-01") -> list[dict[str, Any]]:
    return [{"at": at, "add": count, "type": "standard"}]


def outage(starts: str, ends: str, **others: Any) -> dict[str, Any]:
    return {"from": f"2026-{starts}", "to": f"2026-{ends}", "cause": "provider", **others}


@pytest.mark.parametrize(("released", "expected"), [("2026-03-20", "17600.00"), ("2026-03-21", "20000.00")])
def test_seat_rent_cutoff(released: str, expected: str) -> None:
    """'10 seats from 1 March, 4 released on 20 March: 4×1400 + 6×2000 = 17,600.00; released on 21 March:
    20,000.00'"""
    facts = {"seats": [*seats(10), {"at": released, "release": 4, "type": "standard"}]}
    assert amounts(answer(rent(), facts), "seat_rent") == [expected]


def test_seat_rent_added() -> None:
    """'3 more added on 25 March: + 6,000.00'"""
    facts = {"seats": [*seats(10), *seats(3, "2026-03-25")]}
    assert amounts(answer(rent(), facts), "seat_rent") == ["26000.00"]


def test_leased_lines_follow_the_same_cutoff_rule() -> None:
    """'Leased lines (line_rent) follow the same cutoff rule.'"""
    terms = {"line_rent": {"price": {"trunk": 2000}, "basis": "cutoff"}}
    lines = [
        {"at": "2026-03-01", "add": 10, "type": "trunk"},
        {"at": "2026-03-20", "release": 4, "type": "trunk"},
    ]
    assert amounts(answer(terms, {"lines": lines}), "line_rent") == ["17600.00"]


def test_seats_and_voice_line() -> None:
    """'Example (000, 100 seats): 100×85 + 2×1000 + 1×1000 + voice bundle 10,000 = 21,500.00 before tax.'"""
    case = {
        "contract": {"template": "seats-and-voice-line", "starts": "2026-03-01"},
        "facts": {"seats": seats(100)},
        "bill": ["2026-03"],
    }
    found = cases.answer(cases.of_document(case))
    assert amounts(found, "seat_rent") == ["8500.00"]
    assert amounts(found, "one_off") == ["2000.00", "1000.00"]
    assert amounts(found, "call_charges")[0] == "10000.00"
    (invoice,) = found.invoices
    assert (invoice.subtotal, invoice.tax) == (Decimal("21500.00"), Decimal("1290.00"))


@pytest.mark.parametrize(("increment", "minutes"), [("60/60", "2"), ("6/6", "1.1")])
def test_the_bundle(increment: str, minutes: str) -> None:
    """'105,263.158 minutes at 0.095 = 10,000.00; a call of 61 s at 60/60 draws 2 minutes; at 6/6, 1.1
    minutes'"""
    terms = {
        "call_charges": {
            "rates": {"outbound": {"default": "0.5"}, "inbound": {"default": 0}},
            "increment": increment,
            "bundle": {"minutes": "105263.158", "price": "0.095"},
        }
    }
    call = {"start": "2026-03-03T09:00", "direction": "outbound", "to": "+8613800138000", "billsec": 61}
    found = answer(terms, {"calls": [call]})
    assert amounts(found, "call_charges") == ["10000.00", "0.00"]
    assert found.invoices[0].lines[1].quantity == Decimal(minutes)


@pytest.mark.parametrize(
    ("payments", "expected"),
    [
        ([("2026-04-25", 6000)], "270.00"),
        ([("2026-04-15", 2000), ("2026-04-25", 4000)], "210.00"),
    ],
)
def test_late_fee(payments: list[tuple[str, int]], expected: str) -> None:
    """'6,000 due 10 April, paid 25 April: 15 × 0.003 × 6000 = 270.00. With 2,000 paid on 15 April and the
    rest on 25 April: 5×18 + 10×12 = 210.00'"""
    facts = {
        "seats": seats(3),
        "payments": [{"at": at, "amount": amount, "period": "2026-03"} for at, amount in payments],
    }
    terms = {**rent(), "late_fee": {"daily_rate": "0.003"}}
    found = answer(terms, facts, "2026-03", "2026-04", as_of="2026-05-01")
    assert found.invoices[0].total == 6000
    assert amounts(found, "late_fee") == [expected]


def test_late_activation() -> None:
    """'10 seats × 2000, 3 days late: −300.00'"""
    late = {"seats": 10, "type": "standard", "due": "2026-03-01", "actual": "2026-03-04"}
    terms = {**rent(), "late_activation": {"daily_rate": "0.005"}}
    found = answer(terms, {"seats": seats(10, "2026-03-04"), "activations": [late]})
    assert amounts(found, "late_activation") == ["-300.00"]


@pytest.mark.parametrize(
    ("count", "starts", "ends", "expected"),
    [
        (10, "03-05T10:00+08:00", "03-06T12:00+08:00", "-1333.33"),
        (1, "03-05T00:00+08:00", "03-20T00:00+08:00", "-1000.00"),
        (1, "03-05T00:00+08:00", "03-20T00:01+08:00", "-2000.00"),
    ],
)
def test_outage_credit(count: int, starts: str, ends: str, expected: str) -> None:
    """'Rent 2000: 26 h → 2 days → 133.333… a seat; 10 seats: −1,333.33 (rounded once). Exactly 15 days:
    −1,000.00 a seat; 15 days and 1 minute: −2,000.00.'"""
    facts = {"seats": seats(count), "outages": [outage(starts, ends)]}
    assert amounts(answer({**rent(), "outage_credit": {}}, facts), "outage_credit") == [expected]


def test_an_outage_over_a_month_s_end() -> None:
    """'An outage over a month's end is cut at local midnight, and each part counts in its month.'"""
    facts = {"seats": seats(1), "outages": [outage("03-31T22:00+08:00", "04-02T01:00+08:00")]}
    found = answer({**rent(), "outage_credit": {}}, facts, "2026-03", "2026-04")
    assert amounts(found, "outage_credit", 0) == ["-66.67"]
    assert amounts(found, "outage_credit", 1) == ["-133.33"]


TIERS = [
    {"at_most": "0.90", "pays": "0.80", "notices": ["written_report"]},
    {"at_most": "0.80", "pays": "0.50", "notices": ["written_report"]},
    {"at_most": "0.65", "pays": 0, "notices": ["written_report", "may_refuse"]},
]


@pytest.mark.parametrize(
    ("minutes", "points", "expected"),
    [
        (1000, "whole", []),
        (1000, "started", ["-100.00"]),
        (1400, "whole", ["-100.00"]),
        (4463, "whole", ["-700.00"]),
        (4464, "whole", ["-2000.00"]),
        (8928, "whole", ["-5000.00"]),
        (15624, "whole", ["-10000.00"]),
    ],
)
def test_uptime_sla(minutes: int, points: str, expected: list[str]) -> None:
    """'In a month of 31 days (44,640 min): 1,000 min → 97.76 % → whole 0 %, started 1 %, linear 0.24 %;
    1,400 → 96.86 % → 1 %; 4,463 → 7 %; 4,464 → exactly 90 % → pays 80 %; 8,928 → 50 %; 15,624 → 0.'"""
    days, rest = divmod(minutes, 1440)
    ends = f"03-{days + 1:02}T{rest // 60:02}:{rest % 60:02}+08:00"
    terms = {**rent(), "uptime_sla": {"points": points, "tiers": TIERS}}
    facts = {"seats": seats(5), "outages": [outage("03-01T00:00+08:00", ends)]}
    assert amounts(answer(terms, facts), "uptime_sla") == expected


def test_uptime_sla_linear() -> None:
    """'1,000 min → 97.76 % → linear 0.24 %': 98 − 97.7598… points, exactly, of 10,000.00"""
    terms = {**rent(), "uptime_sla": {"points": "linear", "tiers": TIERS}}
    facts = {"seats": seats(5), "outages": [outage("03-01T00:00+08:00", "03-01T16:40+08:00")]}
    assert amounts(answer(terms, facts), "uptime_sla") == ["-24.01"]


def test_the_case_of_simulate() -> None:
    """The case file of the specification, whole, with clauses for every fact in it."""
    case = {
        "contract": {
            "template": "seat-lease",
            "starts": "2026-03-01",
            "ends": "2027-02-28",
            "timezone": "Asia/Shanghai",
            "overrides": {
                "seat_rent": {"price": {"standard": 2000}},
                "one_off": {"price": {"installation": 1000}},
                "staff": {"price": {"agent": 4000}, "basis": "daily"},
                "service_levels": {"figures": {"answer_rate": {"at_least": "0.80"}}, "deduct": "0.05"},
            },
        },
        "facts": {
            "seats": [*seats(10), {"at": "2026-03-20", "release": 4, "type": "standard"}],
            "calls": [
                {
                    "start": "2026-03-03T09:00:00+08:00",
                    "direction": "outbound",
                    "to": "+8613800138000",
                    "billsec": 61,
                }
            ],
            "outages": [outage("03-05T10:00+08:00", "03-06T12:00+08:00", seats="all")],
            "activations": [{"seats": 10, "type": "standard", "due": "2026-03-01", "actual": "2026-03-04"}],
            "payments": [{"at": "2026-04-25", "amount": 6000, "period": "2026-03"}],
            "one_offs": [{"at": "2026-03-01", "item": "installation", "quantity": 2}],
            "hours": [{"at": "2026-03-08", "role": "agent", "hours": 8, "kind": "overtime"}],
            "service_levels": [{"figure": "answer_rate", "value": 0.78, "period": "2026-03"}],
        },
        "bill": ["2026-03", "2026-04"],
        "as_of": "2026-05-01",
    }
    found = cases.answer(cases.of_document(case))
    assert [invoice.period for invoice in found.invoices] == ["2026-03", "2026-04"]
    march = {clause: amounts(found, clause, 0) for clause in ("seat_rent", "call_charges", "outage_credit")}
    assert march == {"seat_rent": ["17600.00"], "call_charges": ["0.30"], "outage_credit": ["-1333.33"]}
    assert amounts(found, "one_off", 0) == ["2000.00"]
    assert amounts(found, "staff", 0) == ["275.86"], "8 h × 1.5 × 4000 / 174"
    assert amounts(found, "late_activation", 0) == ["-300.00"]
    assert [notice.clause for notice in found.invoices[0].notices].count("service_levels") == 1
    assert amounts(found, "service_levels", 0) == [], "first a time to mend it"
