"""A report on seats' time as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from decimal import Decimal
from typing import Any

from seatyard import sheets
from tenants.reasons import busy_reasons

from ..models import BUSY
from .days import Day, Kind
from .layers import Stretch
from .listing import Report, SeatDays
from .states import STATES

MICROSECONDS = 1_000_000


def as_document(report: Report, intervals: bool = True) -> dict[str, Any]:
    """All of it; times in microseconds, moments in the tenant's zone."""
    return {
        "tenant": report.tenant.name,
        "timezone": report.tenant.timezone,
        "from": _moment(report.starts, report),
        "to": _moment(report.ends, report),
        "seats": [of_seat(one, report, intervals) for one in report.seats],
    }


def as_csv(report: Report) -> str:
    """A row a seat and day, times in seconds; UTF-8 with a byte-order mark, no cell a formula."""
    reasons = sorted({code for one in report.seats for _, code in one.times if code is not None})
    busy = [f"{BUSY}_{code}" for code in sorted({*reasons, *busy_reasons(report.tenant.policies)})]
    columns = ["seat", "name", "type", "day", "length", "signed_in", *STATES, *busy]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\r\n", restval="0")
    writer.writeheader()
    for one in report.seats:
        for day in one.days:
            writer.writerow(_row(one, day))
    return "\ufeff" + out.getvalue()


def seconds(microseconds: int) -> str:
    """Exact, ``12.5``."""
    return format((Decimal(microseconds) / MICROSECONDS).normalize(), "f")


def _row(one: SeatDays, day: Day) -> dict[str, Any]:
    seat = {"seat": one.seat.number, "name": one.seat.name, "type": one.seat.type}
    told = {key: sheets.cell(value) for key, value in seat.items()} | {"day": day.day.isoformat()}
    told |= {"length": seconds(day.microseconds), "signed_in": seconds(day.signed_in)}
    told |= {state: seconds(day.of(state)) for state in STATES}
    return told | {
        f"{BUSY}_{code}": seconds(time) for (state, code), time in day.times.items() if code and state == BUSY
    }


def of_seat(one: SeatDays, report: Report, intervals: bool) -> dict[str, Any]:
    return {
        "seat": one.seat.number,
        "name": one.seat.name,
        "type": one.seat.type,
        "signed_in": one.signed_in,
        "seat_days": one.seat_days,
        "unknown": one.unknown,
        "states": _states(one.times, report),
        "days": [_day(day, report, intervals) for day in one.days],
    }


def _day(day: Day, report: Report, intervals: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "day": day.day.isoformat(),
        "microseconds": day.microseconds,
        "signed_in": day.signed_in,
        "unknown": day.unknown,
        "states": _states(day.times, report),
    }
    if intervals:
        told["intervals"] = [_interval(one, report) for one in day.stretches]
    return told


def _states(times: dict[Kind, int], report: Report) -> list[dict[str, Any]]:
    return [
        {
            "state": state,
            "reason": code,
            "reason_name": report.reason(code, report.tenant.language),
            "microseconds": time,
        }
        for (state, code), time in times.items()
    ]


def _interval(one: Stretch, report: Report) -> dict[str, Any]:
    return {
        "from": _moment(one.starts, report),
        "to": _moment(one.ends, report),
        "state": one.state,
        "reason": one.reason,
        "evidence": one.evidence,
    }


def _moment(moment: datetime, report: Report) -> str:
    return moment.astimezone(report.zone).isoformat()
