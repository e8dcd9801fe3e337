"""Whom invoices are made out to: told in a tenant's file, given back by its export; a fault is one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from seatyard.db import db
from seatyard.errors import InvalidInput
from tenants import numbers
from tenants.onboarding import document, service
from tests.factories import NodeFactory
from tests.tenants.files import DID, acme, write

from .einvoice.parties import BUYER


@pytest.fixture(autouse=True)
def _operators_side(app: Flask) -> None:
    NodeFactory(name="fs1")
    numbers.add(DID)
    db.session.commit()


def onboard(**sections: Any) -> list[str]:
    return service.onboard_document(document.checked(acme(**sections))).changes


def test_the_details_come_change_and_go_beside_the_contacts(app: Flask) -> None:
    section = BUYER | {"contacts": [{"email": "ap@acme.example"}]}
    onboard(billing=section)
    assert onboard(billing=section) == []
    assert service.export("acme")["billing"] == section
    assert len(onboard(billing=section | {"phone": "1"})) == 1
    assert len(onboard()) == 1
    assert "billing" not in service.export("acme")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tax_id": "9111010"}, "billing.tax_id: 7 characters are no taxpayer's id"),
        ({"tax_id": "91110108ma01abcd3e"}, "billing.tax_id: '91110108ma01abcd3e' is not allowed"),
        ({"name": " "}, "billing.name: ' ' is not allowed"),
        ({"name": "a\nb"}, "billing.name: 'a\\nb' is not allowed"),
        ({"address": {"country": "China"}}, "billing.address.country: 'China' is not allowed"),
        ({"bank": {"name": "x"}}, "billing.bank: account is missing"),
        ({"titel": "x"}, "billing: unknown key 'titel'"),
    ],
)
def test_what_nobody_can_be_invoiced_as_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        document.checked(acme(billing=BUYER | change))
    assert str(refused.value).startswith(said)


def test_elsewhere_a_tax_id_has_other_lengths() -> None:
    document.checked(acme(billing=BUYER | {"tax_id": "DE123456789", "address": {"country": "DE"}}))


def test_an_account_is_not_printed(command, tmp_path: Path) -> None:
    said = command("tenant", "onboard", write(tmp_path, acme(billing=BUYER)))
    assert said.exit_code == 0, said.output
    assert BUYER["bank"]["account"] not in said.output
