"""The facts of a case file. Dates are effective local dates: lead times do not apply to a case."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from seatyard.errors import InvalidInput

from ..clauses import Call, Outage, SeatInterval, midnight
from ..clauses.facts import PROVIDER

Entry = dict[str, Any]


def seats(entries: list[Entry], zone: ZoneInfo, priced: Collection[str] | None) -> tuple[SeatInterval, ...]:
    """Seats added and released in order of time; a release takes the longest leased of its type."""
    made: list[SeatInterval] = []
    for at, entry in _in_time(entries, zone):
        where = f"facts.seats[{at}]"
        _check_seats(entry, where, priced)
        moment = _moment(entry["at"], zone, f"{where}.at")
        if "add" in entry:
            first = len(made) + 1
            made += (
                SeatInterval(str(number), str(number), entry["type"], moment, None)
                for number in range(first, first + entry["add"])
            )
        else:
            _release(made, entry, moment, where)
    return tuple(interval for interval in made if interval.ends is None or interval.starts < interval.ends)


def calls(entries: list[Entry], zone: ZoneInfo) -> tuple[Call, ...]:
    """Answered calls, numbered from 1 in the file's order; ``billsec`` is taken as given."""
    made = []
    for at, entry in enumerate(entries):
        where = f"facts.calls[{at}]"
        if entry["direction"] == "outbound" and "to" not in entry:
            raise InvalidInput("to is missing", where=where, allowed="the number dialled")
        moment = _moment(entry["start"], zone, f"{where}.start")
        if entry["billsec"]:
            billusec = entry["billsec"] * 1_000_000
            made.append(Call(str(at + 1), entry["direction"], entry.get("to", ""), moment, billusec))
    return tuple(made)


def outages(entries: list[Entry], zone: ZoneInfo, leased: tuple[SeatInterval, ...]) -> tuple[Outage, ...]:
    """Outages, numbered from 1; a number of seats means the first that were leased when it began."""
    made = []
    for at, entry in enumerate(entries):
        where = f"facts.outages[{at}]"
        starts = _moment(entry["from"], zone, f"{where}.from")
        ends = _moment(entry["to"], zone, f"{where}.to")
        if ends < starts:
            raise InvalidInput(
                f"{entry['to']} is before its start", where=f"{where}.to", allowed=f"from {entry['from']}"
            )
        befell = _befallen(entry.get("seats", "all"), starts, leased, f"{where}.seats")
        made.append(Outage(str(at + 1), starts, ends, entry.get("cause", PROVIDER), befell))
    return tuple(made)


def _in_time(entries: list[Entry], zone: ZoneInfo) -> Iterable[tuple[int, Entry]]:
    moments = [_moment(entry["at"], zone, f"facts.seats[{at}].at") for at, entry in enumerate(entries)]
    return sorted(enumerate(entries), key=lambda pair: (moments[pair[0]], pair[0]))


def _check_seats(entry: Entry, where: str, priced: Collection[str] | None) -> None:
    if ("add" in entry) == ("release" in entry):
        message = "both add and release" if "add" in entry else "neither add nor release"
        raise InvalidInput(message, where=where, allowed="one of add, release")
    if priced is not None and entry["type"] not in priced:
        message = f"the contract has no price for a seat of type {entry['type']!r}"
        raise InvalidInput(message, where=f"{where}.type", allowed=", ".join(priced))


def _release(made: list[SeatInterval], entry: Entry, moment: datetime, where: str) -> None:
    there = [at for at, one in enumerate(made) if one.type == entry["type"] and one.ends is None]
    if entry["release"] > len(there):
        raise InvalidInput(
            f"{entry['release']} seats of type {entry['type']!r} released, where there are {len(there)}",
            where=f"{where}.release",
            allowed=f"up to {len(there)}",
        )
    for at in there[: entry["release"]]:
        made[at] = replace(made[at], ends=moment)


def _befallen(
    seats: int | str, starts: datetime, leased: tuple[SeatInterval, ...], where: str
) -> frozenset[str] | None:
    if isinstance(seats, str):
        return None
    there = [one.seat for one in leased if one.starts <= starts < one.span.ends]
    if seats > len(there):
        message = f"{seats} seats, where {len(there)} were leased then"
        raise InvalidInput(message, where=where, allowed=f"all, or up to {len(there)}")
    return frozenset(there[:seats])


def _moment(text: str, zone: ZoneInfo, where: str) -> datetime:
    """A local date as its first instant, a time without an offset as a local one."""
    try:
        if len(text) == len("2026-03-01"):
            return midnight(date.fromisoformat(text), zone)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        allowed = "a local date such as 2026-03-01, or a time such as 2026-03-01T09:00:00+08:00"
        raise InvalidInput(f"{text!r} is not a moment", where=where, allowed=allowed) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
