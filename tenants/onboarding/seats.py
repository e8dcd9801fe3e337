"""The ``seats`` section: who sits there, from when, and how the phone proves itself."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from seatyard import clock
from seatyard.errors import InvalidInput

from ..models import Seat, SeatPhoneChange, SeatTenure, Tenant
from . import leases
from .document import SEAT_DEFAULTS
from .lead_times import SEATS_ADDED, SEATS_RELEASED, Effect, effect
from .sections import Change, Later, Onboarding

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
        starts, due = _lease_start(tenant, document), effect(tenant, SEATS_ADDED)
        changes: list[Change] = []
        for wanted in document["seats"]:
            seat = there.get(wanted["number"])
            if seat is None:
                changes.append(_add(wanted, starts, due))
            else:
                changes += _differences(seat, wanted, starts, due)
        listed = {wanted["number"] for wanted in document["seats"]}
        gone = [seat for seat in there.values() if seat.leased and seat.number not in listed]
        due = effect(tenant, SEATS_RELEASED) if gone else None
        return changes + [_release(seat, due) for seat in gone]

    def export(self, tenant: Tenant) -> Onboarding:
        leased = [seat for seat in tenant.seats if seat.leased]
        return {"seats": [as_section(seat) for seat in leased]}


def as_section(seat: Seat) -> dict[str, Any]:
    """The seat as a file says it, without what goes without saying (nor its password, which nobody knows)."""
    settings = {name: getattr(seat, name) for name in SEAT_DEFAULTS}
    told = {name: value for name, value in settings.items() if value != SEAT_DEFAULTS[name]}
    return {"number": seat.number, "type": leases.last_type(seat), "name": seat.name, **told}


def _add(wanted: dict[str, Any], starts: datetime, due: Effect | None) -> Change:
    made = "" if wanted.get("password") else make_password()

    def lease(tenant: Tenant, at: datetime, *, active: bool) -> None:
        seat = Seat(
            tenant_id=tenant.id,
            number=wanted["number"],
            name=wanted["name"],
            type=wanted["type"],
            a1_hash=a1_hash(wanted["number"], tenant.domain, made or wanted["password"]),
            active=active,
            **{name: wanted[name] for name in SEAT_DEFAULTS},
        )
        seat.tenures.append(SeatTenure(type=wanted["type"], starts_at=at))
        tenant.seats.append(seat)

    return Change(
        "add",
        f"seat {wanted['number']}",
        lambda tenant: lease(tenant, starts, active=True),
        f"{wanted['type']}, {wanted['name']}",
        made,
        _later(due, lambda tenant, at: lease(tenant, at, active=False)),
    )


def make_password() -> str:
    """One that can be read aloud and typed."""
    return "".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(12))


def _differences(seat: Seat, wanted: dict[str, Any], starts: datetime, due: Effect | None) -> list[Change]:
    subject = f"seat {seat.number}"
    changes = []
    if not seat.leased:
        changes.append(_lease_again(seat, wanted["type"], starts, due))
    elif leases.last_type(seat) != wanted["type"]:
        changes.append(_retype(seat, wanted["type"], due))
    changes += [
        _set(seat, name, wanted[name])
        for name in ("name", *SEAT_DEFAULTS)
        if getattr(seat, name) != wanted[name]
    ]
    if "password" in wanted:
        hashed = a1_hash(seat.number, seat.tenant.domain, wanted["password"])
        if hashed != seat.a1_hash:
            changes.append(Change("change", subject, lambda tenant: _renew(tenant, seat, hashed), "password"))
    return changes


def _set(seat: Seat, name: str, value: Any) -> Change:
    detail = f"{name} {getattr(seat, name)} → {value}"
    return Change("change", f"seat {seat.number}", lambda _: _put(seat, name, value), detail)


def _renew(tenant: Tenant, seat: Seat, hashed: str) -> None:
    seat.a1_hash, seat.renewed_with = hashed, tenant.generation + 1


def _put(seat: Seat, name: str, value: Any) -> None:
    if name == "phone":
        seat.phone_changes.append(SeatPhoneChange(before=seat.phone))
    setattr(seat, name, value)


def _lease_start(tenant: Tenant | None, document: Onboarding) -> datetime:
    """A new tenant's seats start with the contract; seats added later start now (or with it, if later)."""
    zone = ZoneInfo(document["tenant"]["timezone"])
    first = datetime.combine(date.fromisoformat(document["contract"]["starts"]), time.min, zone).astimezone(
        UTC
    )
    return first if tenant is None else max(first, clock.now())


def _lease_again(seat: Seat, seat_type: str, starts: datetime, due: Effect | None) -> Change:
    subject = f"seat {seat.number}"
    if leases.is_to_end(seat) and leases.last_type(seat) == seat_type:
        return Change("change", subject, lambda _: leases.keep(seat), "release taken back")
    later = _later(due, lambda _, at: leases.add(seat, seat_type, at))
    return Change(
        "add", subject, lambda _: leases.add_at_once(seat, seat_type, starts), "leased again", later=later
    )


def _retype(seat: Seat, seat_type: str, due: Effect | None) -> Change:
    subject, detail = f"seat {seat.number}", f"type {leases.last_type(seat)} → {seat_type}"
    if leases.has_not_begun(seat):
        return Change("change", subject, lambda _: leases.retype_unbegun(seat, seat_type), detail)
    later = _later(due, lambda _, at: leases.retype(seat, seat_type, at))
    return Change("change", subject, lambda _: leases.retype_at_once(seat, seat_type), detail, later=later)


def _release(seat: Seat, due: Effect | None) -> Change:
    subject = f"seat {seat.number}"
    if leases.is_new(seat):
        return Change("remove", subject, lambda _: leases.withdraw(seat), "released")
    later = _later(due, lambda _, at: leases.end(seat, at))
    return Change("remove", subject, lambda _: leases.end_at_once(seat), "released", later=later)


def _later(due: Effect | None, apply: Callable[[Tenant, datetime], None]) -> Later | None:
    """The change as its lead time dates it."""
    if due is None:
        return None
    return Later(due, lambda tenant: apply(tenant, due.moment(tenant)))
