"""What a case file may say of payments, activations, key figures and endings, and how it is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing import cases
from billing.engine import Activation, Ending, Payment, ServiceLevel
from seatyard.errors import InvalidInput

CONTRACT = {
    "template": "seat-lease",
    "starts": "2026-03-01",
    "ends": "2027-02-28",
    "overrides": {"service_levels": {"figures": {"answer_rate": {"at_least": 0.8}}, "deduct": 0.05}},
}


def read(kind: str, *entries: dict[str, Any]) -> tuple[Any, ...]:
    document = {"contract": CONTRACT, "facts": {kind: list(entries)}, "bill": ["2026-03"]}
    made: tuple[Any, ...] = getattr(cases.of_document(document).facts, kind)
    return made


def test_a_payment_falls_on_its_local_day() -> None:
    assert read(
        "payments",
        {"at": "2026-04-25", "amount": 6000, "period": "2026-03"},
        {"at": "2026-04-25T23:30:00Z", "amount": 0.1},
    ) == (
        Payment("1", date(2026, 4, 25), Decimal(6000), "2026-03"),
        Payment("2", date(2026, 4, 26), Decimal("0.1"), ""),
    )


def test_seats_that_do_not_work_yet_have_no_actual_day() -> None:
    late = {"seats": 10, "type": "standard", "due": "2026-03-01"}
    assert read("activations", late, {**late, "actual": "2026-03-04"}) == (
        Activation("1", 10, "standard", date(2026, 3, 1), None),
        Activation("2", 10, "standard", date(2026, 3, 1), date(2026, 3, 4)),
    )


def test_a_figure_has_one_value_a_period() -> None:
    march = {"figure": "answer_rate", "value": 0.78, "period": "2026-03"}
    assert read("service_levels", march) == (ServiceLevel("1", "2026-03", "answer_rate", Decimal("0.78")),)


def test_an_ending_is_the_contract_s_last_day() -> None:
    document = {
        "contract": CONTRACT,
        "facts": {"endings": [{"at": "2026-03-10", "cause": "tenant_left"}]},
        "bill": ["2026-03"],
    }
    case = cases.of_document(document)
    assert case.facts.endings == (Ending("1", date(2026, 3, 10), "tenant_left"),)
    assert case.agreement.term.ends == date(2026, 3, 10)
    assert case.agreement.term.agreed_ends == date(2027, 2, 28)


PAYMENT = {"at": "2026-04-25", "amount": 6000, "period": "2026-03"}
ACTIVATION = {"seats": 10, "type": "standard", "due": "2026-03-01", "actual": "2026-03-04"}
FIGURE = {"figure": "answer_rate", "value": 0.78, "period": "2026-03"}
ENDING = {"at": "2026-03-10", "cause": "arrears"}
NUMBER = "(allowed: a number from 0, with up to 12 decimals)"


@pytest.mark.parametrize(
    ("kind", "entries", "line"),
    [
        ("payments", [{**PAYMENT, "amount": -1}], f"facts.payments[0].amount: -1 is not allowed {NUMBER}"),
        (
            "payments",
            [{**PAYMENT, "amount": float("nan")}],
            f"facts.payments[0].amount: nan is not allowed {NUMBER}",
        ),
        ("payments", [{**PAYMENT, "amount": float("inf")}], "facts.payments[0].amount: inf is not allowed"),
        (
            "payments",
            [{**PAYMENT, "amount": 1e-13}],
            f"facts.payments[0].amount: 1e-13 is not allowed {NUMBER}",
        ),
        (
            "payments",
            [{**PAYMENT, "period": "2025-03"}],
            "facts.payments[0].period: the contract does not cover 2025-03 (allowed: from 2026-03 to",
        ),
        (
            "payments",
            [{**PAYMENT, "at": "2026-02-30"}],
            "facts.payments[0].at: '2026-02-30' is not a moment",
        ),
        (
            "payments",
            [{**PAYMENT, "paid": 1}],
            "facts.payments[0]: unknown key 'paid' (allowed: at, amount, period, invoice, reference)",
        ),
        (
            "activations",
            [{**ACTIVATION, "type": "gold"}],
            "facts.activations[0].type: the contract has no price for a seat of type 'gold'",
        ),
        ("activations", [{**ACTIVATION, "seats": 0}], "facts.activations[0].seats: 0 is not allowed"),
        (
            "activations",
            [{**ACTIVATION, "due": "2026-02-30"}],
            "'2026-02-30' is not allowed (allowed: a date",
        ),
        (
            "service_levels",
            [{**FIGURE, "figure": "answer"}],
            "facts.service_levels[0].figure: the contract has no target for 'answer' (allowed: answer_rate)",
        ),
        (
            "service_levels",
            [FIGURE, FIGURE],
            "facts.service_levels[1].period: answer_rate is reported twice for 2026-03 (allowed: one value",
        ),
        (
            "service_levels",
            [{**FIGURE, "period": "2026-Q2"}],
            "facts.service_levels[0].period: answer_rate is not measured by 2026-Q2 (allowed: 2026-06)",
        ),
        (
            "service_levels",
            [{**FIGURE, "period": "2026-02"}],
            "facts.service_levels[0].period: the contract does not cover 2026-02 (allowed: from 2026-03 to",
        ),
        (
            "service_levels",
            [{**FIGURE, "period": "2026-Q5"}],
            "'2026-Q5' is not allowed (allowed: a month such as 2026-03, or a quarter such as 2026-Q1)",
        ),
        (
            "endings",
            [ENDING, ENDING],
            "facts.endings[1]: the contract has ended already (allowed: one ending)",
        ),
        (
            "endings",
            [{**ENDING, "cause": "boredom"}],
            "'boredom' is not allowed (allowed: arrears, tenant_left, operator_left, late_activation)",
        ),
        (
            "endings",
            [{**ENDING, "at": "2027-03-01"}],
            "facts.endings[0].at: 2027-03-01 is outside the contract's term "
            "(allowed: from 2026-03-01 to 2027-02-28)",
        ),
    ],
)
def test_a_fault_is_one_line(kind: str, entries: list[dict[str, Any]], line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(kind, *entries)
    assert line in str(refused.value)
    assert "\n" not in str(refused.value)
