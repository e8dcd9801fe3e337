"""The operator as the seller of what it invoices: a YAML file of its own, since it goes on tax documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from seatyard import documents

from ..cases.facts.schemas import mapping
from .schema import PARTY, Party, check_tax_id, party_of

SCHEMA: dict[str, Any] = mapping(["name", "tax_id", "address"], PARTY)


@dataclass(frozen=True, slots=True)
class Seller:
    party: Party


def load(document: dict[str, Any]) -> Seller:
    """The seller that a file tells; InvalidInput names the first fault by its path: ``seller.tax_id``."""
    documents.check(document, SCHEMA, at="seller")
    check_tax_id(document, "seller.")
    return Seller(party_of(document))
