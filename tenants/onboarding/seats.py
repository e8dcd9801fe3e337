"""The ``seats`` section: who sits there, from when, and how the phone proves itself."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from seatyard import clock
from seatyard.errors import InvalidInput

from ..models import Seat, SeatTenure, Tenant
from .sections import Change, Onboarding

PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 (nothing that looks like another letter)


def a1_hash(number: str, domain: str, password: str) -> str:
    """What SIP digest compares (RFC 2617 A1, MD5), so that the password need not be kept."""
    return hashlib.md5(f"{number}:{domain}:{password}".encode(), usedforsecurity=False).hexdigest()


class SeatsSection:
    def check(self, document: Onboarding) -> None:
        seen: set[str] = set()
        for i, seat in enumerate(document["seats"]):
            if seat["number"] in seen:
                raise InvalidInput(f"seat {seat['number']} is given twice", where=f"seats[{i}].number")
            seen.add(seat["number"])

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        there = {seat.number: seat for seat in tenant.seats} if tenant else {}
        starts = _lease_start(tenant, document)
        changes: list[Change] = []
        for wanted in document["seats"]:
            seat = there.get(wanted["number"])
            if seat is None:
                changes.append(_add(wanted, starts))
            else:
                changes += _differences(seat, wanted, starts)
        listed = {wanted["number"] for wanted in document["seats"]}
        return changes + [
            _release(seat) for seat in there.values() if seat.active and seat.number not in listed
        ]

    def export(self, tenant: Tenant) -> Onboarding:
        seats = [{"number": s.number, "type": s.type, "name": s.name} for s in tenant.seats if s.active]
        return {"seats": seats}


def _add(wanted: dict[str, Any], starts: datetime) -> Change:
    made = "" if wanted.get("password") else _make_password()

    def apply(tenant: Tenant) -> None:
        seat = Seat(
            number=wanted["number"],
            name=wanted["name"],
            type=wanted["type"],
            a1_hash=a1_hash(wanted["number"], tenant.domain, made or wanted["password"]),
        )
        seat.tenures.append(SeatTenure(type=wanted["type"], starts_at=starts))
        tenant.seats.append(seat)

    return Change("add", f"seat {wanted['number']}", apply, f"{wanted['type']}, {wanted['name']}", made)


def _make_password() -> str:
    return "".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(12))


def _differences(seat: Seat, wanted: dict[str, Any], starts: datetime) -> list[Change]:
    subject = f"seat {seat.number}"
    changes = []
    if not seat.active:
        changes.append(
            Change("add", subject, lambda _: _lease_again(seat, wanted["type"], starts), "leased again")
        )
    elif seat.type != wanted["type"]:
        detail = f"type {seat.type} → {wanted['type']}"
        changes.append(Change("change", subject, lambda _: _retype(seat, wanted["type"]), detail))
    if seat.name != wanted["name"]:
        detail = f"name {seat.name} → {wanted['name']}"
        changes.append(Change("change", subject, lambda _: setattr(seat, "name", wanted["name"]), detail))
    if "password" in wanted:
        hashed = a1_hash(seat.number, seat.tenant.domain, wanted["password"])
        if hashed != seat.a1_hash:
            changes.append(Change("change", subject, lambda _: setattr(seat, "a1_hash", hashed), "password"))
    return changes


def _lease_start(tenant: Tenant | None, document: Onboarding) -> datetime:
    """A new tenant's seats start with the contract; seats added later start now (or with it, if later)."""
    zone = ZoneInfo(document["tenant"]["timezone"])
    first = datetime.combine(date.fromisoformat(document["contract"]["starts"]), time.min, zone).astimezone(
        UTC
    )
    return first if tenant is None else max(first, clock.now())


def _retype(seat: Seat, seat_type: str) -> None:
    at = clock.now()
    current = seat.tenures[-1]
    if current.starts_at >= at:
        current.type = seat_type
    else:
        current.ends_at = at
        seat.tenures.append(SeatTenure(type=seat_type, starts_at=at))
    seat.type = seat_type


def _lease_again(seat: Seat, seat_type: str, starts: datetime) -> None:
    seat.active, seat.type = True, seat_type
    seat.tenures.append(SeatTenure(type=seat_type, starts_at=starts))


def _release(seat: Seat) -> Change:
    def apply(_: Tenant) -> None:
        seat.active = False
        current = seat.tenures[-1]
        at = clock.now()
        if current.starts_at >= at:
            seat.tenures.remove(current)
        else:
            current.ends_at = at

    return Change("remove", f"seat {seat.number}", apply, "released")
