"""Every parameter that terms may state has a name in both languages, and each word to choose."""

from __future__ import annotations

import pytest

from billing.cases.facts import KINDS
from billing.documents import parameters
from billing.documents.words import CLAUSES


def chinese(text: str) -> bool:
    return any(ord(character) > 0x2E80 for character in text)


def test_parameters_have_names() -> None:
    paths = [path for path in parameters.declared() if path not in CLAUSES]
    unnamed = [path for path in paths if not chinese(parameters.parameter(path, "zh"))]
    assert unnamed == [], "name them in billing/documents/parameter_words.py"
    assert all(parameters.parameter(path, "en") != path for path in paths)


def test_words_to_choose_have_names() -> None:
    schemas = [*parameters.declared().items()]
    enums = {str(word): path for path, schema in schemas for word in schema.get("enum", ())}
    enums |= {str(word): path for path, schema in schemas for word in schema.get("items", {}).get("enum", ())}
    plain = {"CNY", "EUR", "HKD", "JPY", "USD", "sftp", "https", "s3"}
    assert {word: path for word, path in enums.items() if word not in parameters.CHOICES}.keys() <= plain


def test_facts_have_names() -> None:
    for kind in KINDS:
        assert kind.name in parameters.KINDS
        for field in kind.schema["properties"]:
            assert parameters.fact(f"facts.{kind.name}.{field}", "zh") != field, (kind.name, field)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("seat_rent.price.standard", "Seat rent · Rent of a seat by its type: standard"),
        ("call_charges.increment", "Call charges · Seconds that talk time is rounded up to"),
        ("call_charges", "Call charges"),
        ("currency", "Of every amount"),
        ("uptime_sla.tiers[0].at_most", "Availability credit · Shares paid at low availability"),
        ("nothing.such", "nothing.such"),
    ],
)
def test_a_value_is_told_by_its_path(path: str, said: str) -> None:
    assert parameters.told(path, "en").startswith(said)


def test_what_holds_where_terms_are_silent() -> None:
    holds = parameters.defaults()
    assert holds["call_charges.increment"] == "60/60"
    assert holds["uptime_sla.points"] == "whole"
    assert holds["payment.due_day"] == "10"
    assert "seat_rent.price" not in holds
