"""What a rental contract bills month by month, by the engine that bills it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from seatyard.errors import InvalidInput

from .. import cases, terms
from ..clauses.seat_rent import SeatRent
from ..engine import Text
from .ahead import cost
from .costs import YEAR

DEFAULT_PREFIX = "+86"


@dataclass(frozen=True, slots=True)
class Rental:
    """Seats of a template's contract, with so many minutes of calls a month."""

    template: str
    starts: date
    type: str = ""
    """Of the seats; the template's first."""
    rent: Decimal | None = None
    """Of a seat; the template's."""
    outbound: int = 0
    """Minutes a month."""
    inbound: int = 0
    overrides: dict[str, Any] = field(default_factory=dict)

    def title(self) -> Text:
        return terms.load(self.template).title

    def billed(self, seats: int, months: int, currency: str, at: str) -> tuple[Decimal, ...]:
        """The cost of each month under the contract; InvalidInput names the place under ``at``."""
        case = cases.of_document(self._case(seats, months, at))
        if case.agreement.currency != currency:
            message = f"the contract is in {case.agreement.currency}"
            raise InvalidInput(message, where=f"{at}.template", allowed=f"one in {currency}")
        return tuple(cost(bill) for bill in cases.answer(case).invoices)

    def _case(self, seats: int, months: int, at: str) -> dict[str, Any]:
        template = terms.load(self.template, f"{at}.template")
        prices = terms.merged(template.terms, self.overrides).get(SeatRent.name, {}).get("price", {})
        if not prices:
            message = f"{self.template} rents no seats"
            raise InvalidInput(message, where=f"{at}.template", allowed="a template with seat_rent")
        if self.type and self.type not in prices:
            message = f"the contract has no price for a seat of type {self.type!r}"
            raise InvalidInput(message, where=f"{at}.type", allowed=", ".join(prices))
        type = self.type or next(iter(prices))
        rent = {SeatRent.name: {"price": {type: f"{self.rent:f}"}}} if self.rent is not None else {}
        names = [_name(self.starts, number) for number in range(months)]
        return {
            "contract": {
                "template": self.template,
                "starts": self.starts.isoformat(),
                "overrides": terms.merged(self.overrides, rent),
            },
            "facts": {
                "seats": [{"at": self.starts.isoformat(), "add": seats, "type": type}],
                "calls": [call for name in names for call in self._calls(name)],
            },
            "bill": names,
        }

    def _calls(self, month: str) -> list[dict[str, Any]]:
        """A month's minutes as one call each way: how many calls they are changes nothing at 60/60."""
        ways = (("outbound", self.outbound), ("inbound", self.inbound))
        return [
            {
                "start": f"{month}-01T10:00",
                "direction": way,
                "to": DEFAULT_PREFIX,
                "billsec": minutes * 60,
            }
            for way, minutes in ways
            if minutes
        ]


def _name(starts: date, number: int) -> str:
    years, month = divmod(starts.month - 1 + number, YEAR)
    return f"{starts.year + years}-{month + 1:02}"
