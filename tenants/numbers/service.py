"""Numbers moved from state to state; each move leaves a record. The caller commits."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from seatyard import actor, clock
from seatyard.app import settings_of
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound

from ..models import Number, NumberChange, Tenant
from . import states
from .states import ASSIGNED, FREE, GONE, PORTING, QUARANTINED, RESERVED


def today() -> date:
    """The local day of the operator, by which reservations, quarantines and portings are dated."""
    return clock.now().astimezone(ZoneInfo(settings_of(current_app).timezone)).date()


def quarantined_until() -> date:
    """The day on which a number that is given back now is for everybody."""
    return today() + timedelta(days=settings_of(current_app).number_quarantine_days)


def locked(e164: str) -> Number:
    """The number's row, held until the caller commits. NotFound when the pool has none such."""
    query = select(Number).filter_by(e164=e164).with_for_update()
    number = db.session.scalar(query.execution_options(populate_existing=True))
    if number is None:
        allowed = "a number added with `seatyard number`"
        raise NotFound("is not in the operator's pool", where=e164, allowed=allowed)
    return number


def take(number: Number, tenant: Tenant) -> None:
    """Assign it to the tenant; Conflict where it may not have it (see ``states.refusal``)."""
    if number.tenant is tenant:
        return
    if why := refusal(number, tenant.name):
        raise Conflict(f"{number.e164} {why}", where="numbers")
    number.tenant = tenant
    _move(number, ASSIGNED)


def refusal(number: Number, tenant: str) -> str:
    """Why a tenant, by name, may not have the number now; empty when it may."""
    holder = number.tenant.name if number.tenant else None
    return states.refusal(number.state, holder, number.kept_for, number.until, tenant, today())


def give_back(number: Number, reason: str = "") -> None:
    """Quarantine what a tenant gives back: for a while only that tenant may take it again."""
    assert number.tenant is not None
    name = number.tenant.name
    number.tenant = number.flow = None
    _move(number, QUARANTINED, kept_for=name, until=quarantined_until(), reason=reason)


def reserve(e164: str, tenant: str, until: date | None = None) -> Number:
    """Keep a number for a tenant, by name (which need not be there yet), without end or until a day."""
    number = locked(e164)
    hint = "a number that is free, reserved, or given back by that tenant"
    if number.state in (ASSIGNED, PORTING):
        raise Conflict(f"it is {number.state}, and cannot become {RESERVED}", where=e164, allowed=hint)
    if number.state == QUARANTINED and (why := refusal(number, tenant)):
        raise Conflict(why, where=e164, allowed=hint)
    _move(number, RESERVED, kept_for=tenant, until=_to_come(until, e164))
    return number


def release(e164: str, reason: str = "") -> Number:
    """Free a reserved or quarantined number before its day; let one that was ported in be there.

    A porting that takes a number away is called off: the tenant keeps it.
    """
    number = locked(e164)
    if number.state == ASSIGNED:
        assert number.tenant is not None
        allowed = f"onboard {number.tenant.name} with a file that does not have it"
        raise Conflict("a tenant's number is given back by its file", where=e164, allowed=allowed)
    _arrive(number, reason)
    return number


def port(e164: str, on: date, tenant: str | None = None) -> Number:
    """Let a number come in on a day, or leave: a tenant's leaves with it, an unknown one comes.

    With ``tenant`` it comes in for this one.
    """
    if db.session.scalar(select(Number.e164).filter_by(e164=e164)) is None:
        number = Number(e164=e164, state=PORTING, kept_for=tenant, until=_to_come(on, e164))
        db.session.add(number)
        _record(number, None)
        return number
    number = locked(e164)
    hint = "a tenant's number, which leaves, or one that the pool does not have, which comes in"
    if number.tenant is not None and tenant not in (None, number.tenant.name):
        raise Conflict(f"belongs to {number.tenant.name}", where=e164)
    states.check(e164, number.state, PORTING, hint)
    kept_for = None if number.tenant else tenant or number.kept_for
    _move(number, PORTING, kept_for=kept_for, until=_to_come(on, e164))
    return number


def quarantine(e164: str, until: date, reason: str = "") -> Number:
    """Keep a number from everybody until a day."""
    number = locked(e164)
    if number.tenant is not None:
        allowed = f"onboard {number.tenant.name} with a file that does not have it"
        raise Conflict("a tenant's number is given back by its file", where=e164, allowed=allowed)
    _move(number, QUARANTINED, until=_to_come(until, e164), reason=reason)
    return number


def remove(e164: str, reason: str = "") -> None:
    """Take a number out of the pool that no tenant has."""
    number = locked(e164)
    if number.tenant is not None:
        raise Conflict(f"belongs to {number.tenant.name}", where=e164, allowed="a number that no tenant has")
    _leave(number, reason)


def turn(number: Number) -> None:
    """Move on what waited for a day that has come: free, there, or gone with its tenant."""
    if number.until is None or number.until > today():
        return
    if number.state == PORTING and number.tenant is not None:
        tenant = number.tenant
        tenant.generation += 1
        _leave(number)
    else:
        _arrive(number)


def _arrive(number: Number, reason: str = "") -> None:
    if number.state == PORTING and number.tenant is not None:
        _move(number, ASSIGNED, reason=reason)
    elif number.state == PORTING and number.kept_for:
        _move(number, RESERVED, kept_for=number.kept_for, reason=reason)
    else:
        _move(number, FREE, reason=reason)


def _leave(number: Number, reason: str = "") -> None:
    states.check(number.e164, number.state, GONE)
    holder = number.tenant.name if number.tenant else number.kept_for
    change = _change(number, number.state, GONE, reason)
    change.tenant, change.until = holder, None
    db.session.add(change)
    db.session.delete(number)


def _move(
    number: Number, state: str, *, kept_for: str | None = None, until: date | None = None, reason: str = ""
) -> None:
    before = number.state
    states.check(number.e164, before, state)
    number.state, number.kept_for, number.until = state, kept_for, until
    _record(number, before, reason)


def _record(number: Number, before: str | None, reason: str = "") -> None:
    db.session.add(_change(number, before, number.state, reason))


def _change(number: Number, before: str | None, after: str, reason: str) -> NumberChange:
    return NumberChange(
        e164=number.e164,
        at=clock.now(),
        by=actor.current(),
        before=before,
        after=after,
        tenant=number.tenant.name if number.tenant else number.kept_for,
        until=number.until,
        reason=reason,
    )


def _to_come(day: date | None, e164: str) -> date | None:
    if day is not None and day <= today():
        raise InvalidInput(f"{day} is not a day to come", where=e164, allowed=f"after {today()}")
    return day
