"""Every clause that a contract may have is said in plain words, in both languages, of its own figures."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing import terms
from billing.clauses import CLAUSES
from billing.contract_words import SAYINGS, said
from billing.contract_words.reading import GROUPS, PAYMENT
from billing.contract_words.titles import CHAPTERS
from billing.engine import Clause
from billing.engine.parameters import (
    Amount,
    CalendarTime,
    Choice,
    Duration,
    Share,
    Times,
    Whole,
    WholeOr,
    YesNo,
)
from billing.engine.periods import Period, Unit
from tests.billing.test_parameter_names import chinese

OTHERS: dict[type, Any] = {
    Share: Decimal("0.123"),
    Amount: Decimal("12.5"),
    CalendarTime: Period(9, Unit.BUSINESS_DAY),
    Duration: timedelta(hours=7),
    Times: 4,
    WholeOr: 23,
}


def shipped() -> Iterator[tuple[str, Clause]]:
    for name in terms.names():
        document = terms.load(name)
        yield from ((name, clause) for clause in terms.parse(document.terms, at=name).clauses)


def full() -> dict[str, Clause]:
    """A clause of each kind, with all that decides whether a parameter is of consequence."""
    found = {clause.name: clause for _, clause in shipped()}
    cutoff = {"basis": "cutoff", "price": {"standard": 1}, "minimum_seats": 2, "minimum_type": "standard"}
    people = {"basis": "cutoff", "price": {"agent": 1}, "minimum_people": 2, "minimum_role": "agent"}
    document = {"seat_rent": cutoff, "staff": people, "revenue_share": {"share": "0.4"}}
    return found | {clause.name: clause for clause in terms.parse(document, at="test").clauses}


def others(kind: Any, now: Any) -> list[Any]:
    """Values that a parameter of this kind may have beside the present one."""
    match kind:
        case Choice():
            return [word for word in kind.among or kind.words if word is not now]
        case YesNo():
            return [not now]
        case Whole():
            return [kind.low + 17]
        case _:
            return [OTHERS[type(kind)]] if type(kind) in OTHERS else []


def test_every_kind_of_clause_has_words() -> None:
    assert sorted(SAYINGS) == sorted(CLAUSES), "write its sentences in billing/contract_words"
    assert sorted(full()) == sorted(CLAUSES), "a template ships, or the test has, one of each kind"


@pytest.mark.parametrize(("template", "clause"), list(shipped()), ids=str)
def test_in_both_languages(template: str, clause: Clause) -> None:
    for one in said(clause, "CNY"):
        assert chinese(one.zh), one.zh
        assert not chinese(one.en), one.en
        assert (one.zh[-1], one.en[-1]) == ("。", ".")
        assert not set("{}") & set(one.zh + one.en)


@pytest.mark.parametrize("name", CLAUSES)
def test_each_parameter_is_of_consequence(name: str) -> None:
    clause = full()[name]
    for field in dataclasses.fields(clause):
        now = getattr(clause, field.name)
        for other in others(field.metadata["kind"], now):
            if (name, field.name) in ONLY_OF_SEAT_HOURS:
                continue
            changed = dataclasses.replace(clause, **{field.name: other})
            assert said(changed, "CNY") != said(clause, "CNY"), f"{name}.{field.name} = {other}"


ONLY_OF_SEAT_HOURS = {("seat_rent", "month_hours"), ("call_charges", "band_by")}
"""Said where the basis, or a rate's bands, make them of consequence: the tests below."""


def test_hours_of_the_minimum_and_bands_within_a_call() -> None:
    hours = {"basis": "seat_hour", "price": {"standard": 5}, "minimum_seats": 3}
    night = [{"when": "holidays", "price": "0.5"}]
    rates = {
        "outbound": {"+86": {"price": "0.1", "increment": "6/6", "bands": night}, "default": 1},
        "inbound": {"default": 0},
    }
    rent, calls = terms.parse(
        {"seat_rent": hours, "call_charges": {"rates": rates, "band_by": "increment"}}, at=""
    ).clauses
    assert "最低席数按每席每月 174 小时计算。" in [one.zh for one in said(rent, "CNY")]
    told = [one.en for one in said(calls, "CNY")]
    assert (
        "Outbound calls, by the number dialled, a minute: +86 CNY 0.1 (legal holidays CNY 0.5 and in "
        "steps of 6 s) "
        "and other numbers CNY 1." in told
    )
    assert any("each step is charged by the time it begins in" in one for one in told)


def test_other_currencies_are_named() -> None:
    (rent,) = terms.parse({"seat_rent": {"basis": "daily", "price": {"standard": 300}}}, at="").clauses
    assert said(rent, "HKD")[0].zh == "每月价格：标准坐席 HKD 300。"


def test_each_clause_has_its_chapter() -> None:
    read = [name for names in GROUPS.values() for name in names]
    assert sorted(read) == sorted([*CLAUSES, PAYMENT])
    assert CHAPTERS.keys() == GROUPS.keys()
