"""Terms as documents: shipped templates, merging, one-line refusals, and the schema file."""

from __future__ import annotations

import json
from decimal import Decimal
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from billing import terms
from billing.clauses import CLAUSES
from billing.terms import schema
from seatyard import documents
from seatyard.errors import InvalidInput

AMOUNT = "(allowed: a number from 0, with up to 12 decimals)"


def value_at(document: dict[str, Any], path: str) -> Any:
    for key in path.split("."):
        document = document[key]
    return document


def test_the_shipped_schema_is_the_clauses_own() -> None:
    file = resources.files("billing.terms").joinpath("schema.json")
    assert file.read_text(encoding="utf-8") == schema.written(), "write billing.terms.schema.written() there"
    Draft202012Validator.check_schema(json.loads(schema.written()))


@pytest.mark.parametrize("name", terms.names())
def test_templates_are_whole(name: str) -> None:
    template = terms.load(name)
    assert template.name == name
    parsed = terms.parse(template.terms)
    blanks = {blank.path for blank in template.blanks}
    assert {clause.name for clause in parsed.clauses} <= set(template.texts) | blanks
    for blank in template.blanks:
        assert value_at(template.terms, blank.path) is not None


@pytest.mark.parametrize("name", terms.names())
def test_templates_state_every_number_exactly(name: str) -> None:
    def floats(value: Any) -> list[float]:
        if isinstance(value, dict):
            return [found for entry in value.values() for found in floats(entry)]
        if isinstance(value, list):
            return [found for entry in value for found in floats(entry)]
        return [value] if isinstance(value, float) else []

    assert floats(terms.load(name).terms) == []


def test_an_unknown_template_is_one_line_with_the_list() -> None:
    with pytest.raises(InvalidInput) as refused:
        terms.load("seat-leese", "contract.template")
    assert str(refused.value) == (
        f"contract.template: no template 'seat-leese' (allowed: {', '.join(terms.names())})"
    )


@pytest.mark.parametrize("name", ["../contracts/seat-lease", "", "seat-lease.yaml"])
def test_a_template_is_a_name_not_a_path(name: str) -> None:
    with pytest.raises(InvalidInput, match="no template"):
        terms.load(name)


def test_overrides_join_clause_by_clause() -> None:
    base = terms.load("seat-lease").terms
    made = terms.merged(base, {"seat_rent": {"price": {"standard": 1800}, "basis": "daily"}})
    assert made["seat_rent"]["price"] == {**base["seat_rent"]["price"], "standard": 1800}
    assert made["seat_rent"]["basis"] == "daily"
    assert made["call_charges"] == base["call_charges"]
    assert base == terms.load("seat-lease").terms
    assert base["seat_rent"]["price"]["standard"] == 2000


def test_null_takes_away() -> None:
    made = terms.merged(
        terms.load("seat-lease").terms,
        {"outage_credit": None, "call_charges": {"rates": {"outbound": {"+86": None}}}},
    )
    assert "outage_credit" not in made
    assert list(made["call_charges"]["rates"]["outbound"]) == ["default"]
    assert terms.parse(made).clause("outage_credit") is None


def test_merging_does_not_share_what_it_copies() -> None:
    made = terms.merged(terms.load("hotline-seat-lease").terms, {})
    made["uptime_sla"]["tiers"].clear()
    assert len(terms.load("hotline-seat-lease").terms["uptime_sla"]["tiers"]) == 3


@pytest.mark.parametrize("text", ["0.1", "0.003", "105263.158", "0.095", "1e-7", "2.50"])
def test_a_number_of_a_file_is_the_one_that_was_written(text: str, tmp_path: Any) -> None:
    (tmp_path / "terms.yaml").write_text(f"price: {text}")
    read = terms.exact(documents.read(tmp_path / "terms.yaml"))["price"]
    assert isinstance(read, str)
    assert Decimal(read) == Decimal(text)


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (
            {"seat_rent": {"basis": "weekly", "price": {"inbound": 1}}},
            "terms.seat_rent.basis: 'weekly' is not allowed (allowed: cutoff, any_day, daily, per_day, "
            "seat_hour)",
        ),
        (
            {"seat_rent": {"basis": "daily", "price": {"inbound": -5}}},
            f"terms.seat_rent.price.inbound: -5 is not allowed {AMOUNT}",
        ),
        (
            {"seat_rent": {"basis": "daily", "price": {"inbound": float("nan")}}},
            f"terms.seat_rent.price.inbound: 'NaN' is not allowed {AMOUNT}",
        ),
        (
            {"seat_rent": {"basis": "daily", "price": {"inbound": True}}},
            f"terms.seat_rent.price.inbound: True is not allowed {AMOUNT}",
        ),
        (
            {"seat_rent": {"price": {"inbound": 1}}},
            "terms.seat_rent: basis is missing (allowed: cutoff, any_day, daily, per_day, seat_hour)",
        ),
        ({"currency": "BTC"}, "terms.currency: 'BTC' is not allowed (allowed: CNY, EUR, HKD, JPY, USD)"),
        (
            {"timezone": "Mars/Olympus"},
            "terms.timezone: 'Mars/Olympus' is not known (allowed: an IANA time zone such as Asia/Shanghai)",
        ),
        (
            {"payment": {"due_day": 32}},
            "terms.payment.due_day: 32 is not allowed (allowed: a whole number from 1 to 31)",
        ),
        (
            {"tax": {"rate": 6, "included": False}},
            "terms.tax.rate: 6 is not allowed (allowed: a share from 0 to 1)",
        ),
        ([], "terms: [] is not allowed (allowed: a mapping)"),
    ],
)
def test_a_fault_is_one_line_with_its_path_and_what_is_allowed(document: Any, line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        terms.parse(terms.exact(document))
    assert str(refused.value) == line


def test_an_unknown_clause_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput) as refused:
        terms.parse({"seat_rnt": {}})
    assert str(refused.value).startswith(
        "terms: unknown key 'seat_rnt' (allowed: currency, timezone, payment, "
    )
    assert all(name in str(refused.value) for name in CLAUSES)
