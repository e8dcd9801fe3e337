"""What a draft's contract comes to, by the terms that the draft itself has."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from admin_ui.onboarding.figures import figures
from billing import terms
from tenants.onboarding.drafts import making
from tenants.onboarding.sections import Onboarding

TODAY = date(2026, 3, 2)
WITHOUT_AGENTS = {"price": {"agent": None}, "minimum_role": "team_lead"}


def draft(template: str, **overrides: Any) -> Onboarding:
    (first, *_) = [*terms.load(template).terms.get("seat_rent", {}).get("price", {}), "inbound"]
    document = making.fresh(template, first, "2026-04-01")
    return document | {"contract": document["contract"] | {"overrides": overrides}}


@pytest.mark.parametrize(
    ("template", "overrides", "beside"),
    [
        ("seat-outsourcing", {}, [("agent", 10)]),
        ("seat-outsourcing", {"staff": WITHOUT_AGENTS}, [("team_lead", 10)]),
        ("seat-outsourcing", {"staff": None}, []),
        ("telecom-outsourcing", {"per_item": {"price": {"inquiry": None}}}, [("fault_report", 1_000)]),
        ("seat-lease", {}, []),
    ],
)
def test_they_reckon_with_what_the_contract_bills(
    template: str, overrides: dict[str, Any], beside: list[tuple[str, int]]
) -> None:
    found = figures(draft(template, **overrides), TODAY)
    assert found is not None
    assert [(one.of, one.count) for one in found.beside] == beside
