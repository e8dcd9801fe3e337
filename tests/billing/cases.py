"""Short words for the facts of a contract, as the worked examples state them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from billing import terms
from billing.engine import Agreement, Bill, Call, Facts, Month, Outage, SeatInterval, Term, bill
from billing.engine.facts import in_order

SHANGHAI = ZoneInfo("Asia/Shanghai")
MARCH = Month(2026, 3, SHANGHAI)
_ids = count(1)


def at(text: str) -> datetime:
    """``03-20`` or ``03-05T10:00`` of 2026 in Shanghai, as an instant."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def seats(
    count: int, *, type: str = "standard", starts: str = "02-01", ends: str | None = None, first: int = 1
) -> tuple[SeatInterval, ...]:
    """``count`` seats leased over one stretch; ``first`` is the number of the first of them."""
    until = at(ends) if ends else None
    return tuple(
        SeatInterval(f"i{next(_ids)}", f"s{number}", type, at(starts), until)
        for number in range(first, first + count)
    )


def call(seconds: float, *, dialled: str = "+8613800138000", direction: str = "outbound") -> Call:
    billusec = round(Fraction(str(seconds)) * 1_000_000)
    return Call(f"c{next(_ids)}", direction, dialled, at("03-03T09:00"), billusec)


def outage(
    starts: str, ends: str | None, *, cause: str = "provider", seats: set[str] | None = None
) -> Outage:
    among = frozenset(seats) if seats is not None else None
    return Outage(f"o{next(_ids)}", at(starts), at(ends) if ends else None, cause, among)


def agreement(
    document: dict[str, Any], starts: date = date(2026, 1, 1), ends: date | None = None
) -> Agreement:
    first = terms.parse(terms.exact(document))
    return terms.agreement(first, Term(starts, starts, ends, ends, first.zone))


def lease(overrides: dict[str, Any] | None = None, template: str = "seat-lease") -> Agreement:
    """The shipped template with ``overrides`` merged over it."""
    return agreement(terms.merged(terms.load(template).terms, terms.exact(overrides or {})))


def march(contract: Agreement, *facts: Any) -> Bill:
    """March 2026 of a contract; ``facts`` in any order, tuples of them too."""
    flat = [one for fact in facts for one in (fact if isinstance(fact, tuple) else (fact,))]
    return bill(
        contract,
        Facts(
            seats=tuple(fact for fact in flat if isinstance(fact, SeatInterval)),
            calls=in_order(fact for fact in flat if isinstance(fact, Call)),
            outages=tuple(fact for fact in flat if isinstance(fact, Outage)),
        ),
        MARCH,
    )


def amount(bill: Bill, clause: str) -> Decimal:
    """What a clause's lines come to; 0 without any."""
    return sum((line.amount for line in bill.lines if line.clause == clause), Decimal(0))
