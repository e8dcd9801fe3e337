"""What every reader of facts needs: the contract that they fall under, and moments as people write them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from seatyard.errors import InvalidInput

from ...engine import Agreement, SeatInterval, midnight

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """The contract that the facts fall under, and what was read before."""

    agreement: Agreement
    at: str = "facts"
    """The path of the facts in the document."""
    seats: tuple[SeatInterval, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return self.agreement.zone

    def priced(self, clause: str, parameter: str = "price") -> Collection[str] | None:
        """The names that a clause has prices for, in any of the contract's versions; None without it."""
        found = [
            getattr(one, parameter)
            for version in self.agreement.versions
            for one in version.clauses
            if one.name == clause
        ]
        return list(dict.fromkeys(name for names in found for name in names)) if found else None


@dataclass(frozen=True, slots=True)
class FactKind:
    """A key of ``facts:``: the JSON Schema of an entry, and how entries become facts."""

    name: str
    """Of the key, and of the field of ``Facts``."""
    schema: dict[str, Any]
    read: Callable[[list[Entry], Reading], tuple[Any, ...]]


def named(entry: Entry, at: int) -> str:
    """The id of the fact that the entry states: the one its keeper gave it, else its place, from 1."""
    return str(entry.get("id", at + 1))


def moment(text: str, zone: ZoneInfo, where: str) -> datetime:
    """A local date as its first instant, a time without an offset as a local one."""
    try:
        if len(text) == len("2026-03-01"):
            return midnight(date.fromisoformat(text), zone)
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        allowed = "a local date such as 2026-03-01, or a time such as 2026-03-01T09:00:00+08:00"
        raise InvalidInput(f"{text!r} is not a moment", where=where, allowed=allowed) from error


def day(text: str, zone: ZoneInfo, where: str) -> date:
    """The local day of a date or a time."""
    return moment(text, zone, where).astimezone(zone).date()


def amount(value: Any, where: str) -> Decimal:
    """A number as the document states it: the shortest text of a float is what was written."""
    read = Decimal(repr(value) if isinstance(value, float) else value)
    exponent = read.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -12:
        allowed = "a number from 0, with up to 12 decimals"
        raise InvalidInput(f"{value!r} is not allowed", where=where, allowed=allowed)
    return read


def check_priced(name: str, priced: Collection[str] | None, what: str, where: str) -> None:
    """Refuse a name that the contract has no price for."""
    if priced is not None and name not in priced:
        message = f"the contract has no price for {what} {name!r}"
        raise InvalidInput(message, where=where, allowed=", ".join(priced))
