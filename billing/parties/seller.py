"""The operator as the seller of what it invoices: a YAML file of its own, since it goes on tax documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from seatyard import documents

from ..cases.facts.schemas import mapping
from .schema import PARTY, Party, check_tax_id, party_of, text

KINDS = ("ordinary", "special")
"""Of an electronic fapiao."""
GOODS = mapping(
    ["name", "code"],
    {
        "name": text(92, "what a fapiao calls it, such as *信息技术服务*坐席租赁费"),
        "code": {
            "type": "string",
            "pattern": "^[0-9]{19}$",
            "description": "a tax category code (税收分类编码): 19 digits in quotes",
        },
        "specification": text(40, "a specification"),
        "unit": text(22, "a unit"),
    },
)
FAPIAO = mapping(
    ["goods"],
    {
        "kind": {"enum": list(KINDS)},
        "goods": {
            "type": "object",
            "description": "a mapping of clauses, and default, to goods",
            "additionalProperties": GOODS,
        },
    },
)
SCHEMA: dict[str, Any] = mapping(["name", "tax_id", "address"], PARTY | {"fapiao": FAPIAO})


@dataclass(frozen=True, slots=True)
class Goods:
    """What a line is to the tax office."""

    name: str = ""
    code: str = ""
    specification: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Seller:
    party: Party
    goods: Mapping[str, Goods] = field(default_factory=dict)
    """By clause, and ``default``."""
    kind: str = KINDS[0]
    """Of a fapiao, where the buyer's section says none."""


def load(document: dict[str, Any]) -> Seller:
    """The seller that a file tells; InvalidInput names the first fault by its path: ``seller.tax_id``."""
    documents.check(document, SCHEMA, at="seller")
    check_tax_id(document, "seller.")
    fapiao = document.get("fapiao", {})
    goods = {clause: Goods(**one) for clause, one in fapiao.get("goods", {}).items()}
    return Seller(party_of(document), goods, fapiao.get("kind", KINDS[0]))
