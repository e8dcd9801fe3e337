"""The words in which a seller and a buyer are told, and what they are read as."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from seatyard.errors import InvalidInput

from ..cases.facts.schemas import mapping

CHINA = "CN"
LENGTHS = (15, 17, 18, 20)
"""Of a Chinese taxpayer's id: a business's of old, its branch's, the unified social credit code (GB 32100), a
person's."""


def text(most: int, said: str) -> dict[str, Any]:
    return {
        "type": "string",
        "minLength": 1,
        "maxLength": most,
        "pattern": r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$",
        "description": said,
    }


ADDRESS = mapping(
    [],
    {
        "street": text(200, "street and number"),
        "city": text(100, "a town"),
        "region": text(100, "a province or state"),
        "postcode": text(20, "a postcode"),
        "country": {
            "type": "string",
            "pattern": "^[A-Z]{2}$",
            "description": "a country's two letters (ISO 3166-1), CN by default",
        },
    },
)
BANK = mapping(
    ["name", "account"],
    {
        "name": text(100, "the bank and its branch"),
        "account": {
            "type": "string",
            "pattern": "^[0-9A-Z]{5,34}$",
            "description": "an account's number in quotes, or its IBAN, without spaces",
        },
    },
)
PARTY: dict[str, Any] = {
    "name": text(100, "the legal name"),
    "tax_id": {
        "type": "string",
        "pattern": "^[0-9A-Z]{5,20}$",
        "description": "a taxpayer's id in quotes: 15, 17, 18 or 20 digits and capitals in China",
    },
    "address": ADDRESS,
    "phone": text(40, "a telephone number in quotes"),
    "email": {"type": "string", "pattern": r"^[^@\s]{1,64}@[^@\s]{1,190}$", "description": "name@domain"},
    "bank": BANK,
}


@dataclass(frozen=True, slots=True)
class Party:
    """A seller or a buyer; a text is empty where nothing was said."""

    name: str
    country: str = CHINA
    tax_id: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    bank: str = ""
    account: str = ""

    @property
    def address(self) -> str:
        """On one line, the largest first, as China writes it."""
        return "".join((self.region, self.city, self.street))

    @property
    def vat_id(self) -> str:
        """With the country's letters before it (EN 16931, BR-CO-09)."""
        return f"{self.country}{self.tax_id.removeprefix(self.country)}" if self.tax_id else ""


def party_of(section: dict[str, Any]) -> Party:
    """A checked section as a party."""
    address, bank = section.get("address", {}), section.get("bank", {})
    return Party(
        name=section["name"],
        country=address.get("country", CHINA),
        tax_id=section.get("tax_id", ""),
        **{key: address.get(key, "") for key in ("street", "city", "region", "postcode")},
        phone=section.get("phone", ""),
        email=section.get("email", ""),
        bank=bank.get("name", ""),
        account=bank.get("account", ""),
    )


def check_tax_id(section: dict[str, Any], at: str) -> None:
    """InvalidInput for a length that no Chinese taxpayer's id has."""
    told, country = section.get("tax_id", ""), section.get("address", {}).get("country", CHINA)
    if told and country == CHINA and len(told) not in LENGTHS:
        allowed = "15, 17, 18 or 20 digits and capitals; another address.country"
        raise InvalidInput(
            f"{len(told)} characters are no taxpayer's id", where=f"{at}tax_id", allowed=allowed
        )


def safe(text: str) -> str:
    """Without the characters that XML and forms have no place for."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
