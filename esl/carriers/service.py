"""The operator's carriers, set up once and changed since; every tenant's dialplan follows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, selectinload

from seatyard import clock
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.findings.people import words
from tenants.models import Number, Tenant

from ..nodes.service import check_place, same
from .models import Trunk, TrunkRoute
from .options import check_account, check_prefix, checked
from .routing import EVERYWHERE, Carrier, Route


def trunks() -> list[Trunk]:
    """All carriers with their routes, in the order that they were added."""
    query = select(Trunk).options(selectinload(Trunk.routes)).order_by(Trunk.id)
    return list(db.session.scalars(query))


def carriers(session: Session) -> list[Carrier]:
    """What every dialplan is made of, in the same order."""
    query = select(Trunk).options(selectinload(Trunk.routes)).order_by(Trunk.id)
    return [_carrier(one) for one in session.scalars(query)]


def find(name: str) -> Trunk:
    trunk = db.session.scalar(select(Trunk).filter_by(name=name))
    if trunk is None:
        known = ", ".join(db.session.scalars(select(Trunk.name).order_by(Trunk.id)))
        raise NotFound(f"no trunk {name}", allowed=known or "one that `seatyard trunk add` made")
    return trunk


def add(name: str, host: str, port: int, *, prefixes: tuple[str, ...] = (), **options: Any) -> bool:
    """Add a carrier; the same again changes nothing. True when it was new.

    It serves the prefixes given (all numbers when none is), after the carriers that serve them already.
    """
    check_place(name, host, port)
    wanted = {"host": host, "port": port, **checked(options)}
    known = db.session.scalar(select(Trunk).filter_by(name=name))
    if known is not None:
        same(f"trunk {name}", known, wanted)
        return False
    trunk = Trunk(name=name, **wanted)
    check_account(trunk)
    for prefix in prefixes:
        check_prefix(prefix)
    db.session.add(trunk)
    for prefix in prefixes or (EVERYWHERE,):
        _serve(trunk, prefix, None, None)
    _tell_tenants()
    db.session.commit()
    return True


def change(name: str, **options: Any) -> list[str]:
    """Change what is given; the differences in words, none when it was so already."""
    trunk = find(name)
    wanted = checked(options)
    check_place(name, wanted.get("host", trunk.host), wanted.get("port", trunk.port))
    changed = [
        f"{key} {getattr(trunk, key)} → {value}"
        for key, value in wanted.items()
        if getattr(trunk, key) != value
    ]
    for key, value in wanted.items():
        setattr(trunk, key, value)
    check_account(trunk)
    if changed:
        _tell_tenants()
        db.session.commit()
    return changed


def route(name: str, prefix: str, priority: int | None, weight: int | None) -> bool:
    """Let a carrier serve a prefix, or serve it in another place; whether that changed anything."""
    trunk = find(name)
    changed = _serve(trunk, prefix, priority, weight)
    if changed:
        _tell_tenants()
        db.session.commit()
    return changed


def unroute(name: str, prefix: str) -> None:
    """Let a carrier serve a prefix no longer."""
    trunk = find(name)
    there = next((one for one in trunk.routes if one.prefix == prefix), None)
    if there is None:
        served = ", ".join(one.prefix for one in trunk.routes)
        raise NotFound(f"trunk {name} does not serve {prefix}", where="PREFIX", allowed=served or "none")
    trunk.routes.remove(there)
    _tell_tenants()
    db.session.commit()


def disable(name: str, reason: str) -> None:
    """Place no call over a carrier until it is enabled; what it brings is taken, emergency calls may go."""
    trunk = find(name)
    said = words(reason, "reason")
    if trunk.disabled_at is not None:
        raise Conflict("it rests already", where=f"trunk {name}")
    trunk.disabled_at, trunk.disabled_because = clock.now(), said
    _tell_tenants()
    db.session.commit()


def enable(name: str) -> None:
    """Place calls over it again."""
    trunk = find(name)
    if trunk.disabled_at is None:
        raise Conflict("it does not rest", where=f"trunk {name}")
    trunk.disabled_at, trunk.disabled_because = None, ""
    _tell_tenants()
    db.session.commit()


def alone(name: str, among: list[Trunk]) -> list[str]:
    """The prefixes of a carrier that no other one serves which does not rest, nor a shorter prefix of theirs:
    numbers that go out over nobody without it."""
    others = {
        route.prefix
        for trunk in among
        if trunk.name != name and trunk.disabled_at is None
        for route in trunk.routes
    }
    own = (route.prefix for trunk in among if trunk.name == name for route in trunk.routes)
    return [one for one in own if not any(one.startswith(other) for other in others)]


def remove(name: str) -> None:
    """Take a carrier away that no number comes from."""
    trunk = find(name)
    numbers = db.session.scalar(select(func.count()).select_from(Number).filter_by(carrier=name)) or 0
    if numbers:
        raise Conflict(f"{numbers} numbers come from it", where=f"trunk {name}", allowed="none that does")
    db.session.delete(trunk)
    _tell_tenants()
    db.session.commit()


def _serve(trunk: Trunk, prefix: str, priority: int | None, weight: int | None) -> bool:
    check_prefix(prefix)
    for name, number in (("--priority", priority), ("--weight", weight)):
        if number is not None and not 1 <= number <= 1000:
            raise InvalidInput(f"not a number to order by: {number}", where=name, allowed="1 to 1000")
    there = next((one for one in trunk.routes if one.prefix == prefix), None)
    if there is None:
        last = db.session.scalar(select(func.max(TrunkRoute.priority)).filter_by(prefix=prefix)) or 0
        trunk.routes.append(TrunkRoute(prefix=prefix, priority=priority or last + 1, weight=weight or 1))
        return True
    before = (there.priority, there.weight)
    there.priority, there.weight = priority or there.priority, weight or there.weight
    return before != (there.priority, there.weight)


def _tell_tenants() -> None:
    """Every tenant's dialplan may lead over it, so every tenant gets a new generation."""
    db.session.execute(update(Tenant).values(generation=Tenant.generation + 1))


def _carrier(trunk: Trunk) -> Carrier:
    return Carrier(
        name=trunk.name,
        host=trunk.host,
        port=trunk.port,
        codecs=trunk.codecs,
        called_format=trunk.called_format,
        caller_format=trunk.caller_format,
        incoming_format=trunk.incoming_format,
        identity=trunk.identity,
        own_numbers=trunk.own_numbers,
        max_channels=trunk.max_channels,
        progress_timeout=trunk.progress_timeout,
        ring_timeout=trunk.ring_timeout,
        routes=tuple(
            Route(one.prefix, one.priority, one.weight) for one in trunk.routes if trunk.disabled_at is None
        ),
    )
