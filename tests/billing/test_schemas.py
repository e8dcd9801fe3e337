"""The schemas that editors complete files by: valid, whole, and what the shipped files keep to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator, FormatChecker

from billing import terms
from billing.clauses import CLAUSES
from billing.offline import SCHEMAS
from seatyard.cli import main
from tests.tenants.files import acme


def printed(*kind: str) -> dict[str, Any]:
    result = CliRunner().invoke(main, ["schema", *kind], prog_name="seatyard")
    assert result.exit_code == 0, result.output
    schema: dict[str, Any] = json.loads(result.output)
    return schema


def faults(kind: str, document: dict[str, Any]) -> list[str]:
    validator = Draft202012Validator(printed(kind), format_checker=FormatChecker())
    return [error.json_path for error in validator.iter_errors(document)]


@pytest.mark.parametrize("kind", list(SCHEMAS))
def test_each_is_a_schema_with_words_for_people(kind: str) -> None:
    schema = printed(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"]


def test_without_a_word_it_is_a_case_s() -> None:
    assert printed() == printed("case")


def test_every_parameter_of_every_clause_says_what_it_means() -> None:
    clauses = printed("terms")["properties"]
    assert set(CLAUSES) <= set(clauses)
    for name in CLAUSES:
        assert clauses[name]["title"], name
        for parameter, schema in clauses[name]["properties"].items():
            assert schema["title"], f"{name}.{parameter}"


@pytest.mark.parametrize("name", terms.names())
def test_templates_keep_to_it(name: str) -> None:
    template = terms.load(name)
    assert faults("terms", template.terms) == []
    case = {"contract": {"template": name, "starts": "2026-03-01"}, "bill": ["2026-03"]}
    assert faults("case", case) == []


def test_a_case_with_overrides_and_changes() -> None:
    case: dict[str, Any] = {
        "contract": {
            "template": "seat-lease",
            "starts": "2026-03-01",
            "overrides": {"seat_rent": {"price": {"standard": 1800, "county": None}}, "outage_credit": None},
            "changes": [{"starts": "2026-05-01", "overrides": {"seat_rent": {"basis": "daily"}}}],
        },
        "bill": ["2026-03"],
    }
    assert faults("case", case) == []
    case["contract"]["overrides"]["seat_rent"]["basis"] = "weekly"
    case["contract"]["changes"][0]["overrides"] = {"seat_rnt": {}}
    assert faults("case", case) == [
        "$.contract.overrides.seat_rent.basis",
        "$.contract.changes[0].overrides",
    ]


def test_an_onboarding_file_with_its_contract() -> None:
    assert faults("onboarding", acme()) == []
    wrong = acme(
        contract={"template": "seat-leese", "starts": "2026-03-01", "overrides": {"tax": {"rate": 2}}}
    )
    assert faults("onboarding", wrong) == ["$.contract.template", "$.contract.overrides.tax.rate"]


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    result = CliRunner().invoke(main, ["schema", "invoice"], prog_name="seatyard")
    assert result.exit_code == 2
    assert "'terms', 'template', 'case', 'onboarding'" in result.output
