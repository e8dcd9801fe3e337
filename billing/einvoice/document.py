"""An invoice or a credit note in the terms of EN 16931-1: plain data (BT and BG are the standard's names)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ..parties.schema import Party


class Kind(StrEnum):
    """BT-3, of UNTDID 1001."""

    INVOICE = "380"
    CREDIT_NOTE = "381"


class Category(StrEnum):
    """BT-151, of UNTDID 5305."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    OUTSIDE = "O"
    """Nothing in the document is subject to VAT: stands alone (BR-O-11)."""


@dataclass(frozen=True, slots=True)
class Item:
    """BG-25, a line: ``quantity × price = net``, rounded once."""

    id: str
    name: str
    note: str
    quantity: Decimal
    """Negative on a line that takes away: a price never is (BR-27)."""
    unit: str
    """UN/ECE Recommendation 20."""
    price: Decimal
    net: Decimal
    """Without VAT."""
    category: Category
    rate: Decimal
    """A share: 0.06."""


@dataclass(frozen=True, slots=True)
class Vat:
    """BG-23, of all lines of one category and rate."""

    category: Category
    rate: Decimal
    base: Decimal
    amount: Decimal
    reason: str = ""
    """Why there is none (BT-120)."""


@dataclass(frozen=True, slots=True)
class EDocument:
    kind: Kind
    number: str
    issued: date
    due: date
    currency: str
    seller: Party
    buyer: Party
    starts: date
    ends: date
    """The days that it is about (BG-14)."""
    items: tuple[Item, ...]
    vat: tuple[Vat, ...]
    prepaid: Decimal
    """Asked for ahead by other bills, and set off here (BT-113)."""
    contract: str
    """What both call the contract (BT-12)."""
    note: str = ""
    corrects: tuple[str, date] | None = None
    """The number and the day of the invoice that a credit note is about (BG-3)."""

    @property
    def net(self) -> Decimal:
        """BT-106 and, as nothing is granted on the whole, BT-109."""
        return sum((item.net for item in self.items), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """BT-110."""
        return sum((one.amount for one in self.vat), Decimal(0))

    @property
    def payable(self) -> Decimal:
        """BT-115."""
        return self.net + self.tax - self.prepaid
