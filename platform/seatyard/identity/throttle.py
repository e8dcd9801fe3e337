"""Growing delays for whoever guesses, kept in the database: they hold over all web processes and restarts.

Counted are a login from a network, and an address for all logins. No login is shut for everybody: whoever
fails on purpose shuts it for the own network alone. A browser that logged in as this person before
(``known``) is counted by itself, so that not even a neighbour in its network locks it out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import delete, select

from .. import clock
from ..db import db, insert
from ..errors import TooMany
from .models import LoginDelay

LOGIN, ADDRESS, DEVICE, CODE, CODES = "login", "address", "device", "code", "codes"
FORGOT, OUTSIDE = "forgot", "outside"
FREE = {LOGIN: 5, ADDRESS: 50, DEVICE: 10, CODE: 5, CODES: 20, FORGOT: 5, OUTSIDE: 20}
"""Failures without a delay; each further one doubles it, from a second on."""
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)
"""After the last failure."""
AHEAD = timedelta(minutes=1)
"""By so much the clocks of two web processes may differ."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an attempt comes from."""

    address: str
    device: str = ""
    """The browser, if it has logged in as this person before."""


@dataclass(frozen=True, slots=True)
class Key:
    kind: str
    of: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(f"{self.kind} {self.of}".encode()).hexdigest()


def keys(login: str, origin: Origin, kind: str = LOGIN) -> list[Key]:
    """What an attempt is counted by. Codes, short as they are, are counted over all networks too: only who
    knows the password gets so far."""
    if origin.device:
        return [Key(DEVICE, f"{kind} {origin.device} {login}")]
    near, exact = network(origin.address), network(origin.address, whole=True)
    counted = [Key(kind, f"{login} {near}"), Key(ADDRESS, exact)]
    return [*counted, Key(CODES, login)] if kind == CODE else counted


def from_outside(address: str) -> list[Key]:
    """What coming back from a provider is counted by: nobody says a login there."""
    return [Key(OUTSIDE, network(address, whole=True))]


def network(address: str, *, whole: bool = False) -> str:
    """The /24 or /64 of an address; ``whole``: the address, of IPv6 its /64, which one customer has whole."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    bits = 64 if found.version == 6 else 32 if whole else 24
    return str(ip_network(f"{found}/{bits}", strict=False))


def begin(counted: Sequence[Key]) -> None:
    """Count an attempt as failed before it is looked at, so that many at once are no way around. Commits.

    Raises TooMany, and counts nothing, before the delay is over.
    """
    now = clock.now()
    rows = _rows(counted, now)
    wait = max(_wait(row, now) for row in rows.values())
    if wait > timedelta():
        db.session.rollback()
        raise TooMany("too many attempts", retry_after=int(wait.total_seconds()) + 1)
    for key in counted:
        row = rows[key.sha256]
        row.failures = 1 if _forgotten(row, now) else row.failures + 1
        row.last_at, row.open_at = now, now + delay(key.kind, row.failures)
    db.session.commit()


def passed(counted: Sequence[Key]) -> None:
    """It was right after all: the login begins anew, the address has one failure less. In the caller's
    transaction."""
    for key in counted:
        row = db.session.get(LoginDelay, key.sha256, with_for_update=True)
        if row is not None and key.kind == ADDRESS:
            row.failures -= 1
            row.open_at = min(row.open_at, row.last_at + delay(key.kind, row.failures))
        elif row is not None:
            db.session.delete(row)


def delay(kind: str, failures: int) -> timedelta:
    """Until the next attempt is heard, after so many failures."""
    over = failures - FREE[kind]
    return min(timedelta(seconds=2 ** min(over, 20)), LONGEST) if over >= 0 else timedelta()


def prune() -> int:
    """Forget what is old; how many there were. Commits."""
    old = delete(LoginDelay).where(LoginDelay.last_at < clock.now() - FORGOTTEN)
    count = db.session.execute(old.returning(LoginDelay.key)).all()
    db.session.commit()
    return len(count)


def _wait(row: LoginDelay, now: datetime) -> timedelta:
    return timedelta() if _forgotten(row, now) else row.open_at - now


def _forgotten(row: LoginDelay, now: datetime) -> bool:
    """Also a failure that is still to come: a clock was wrong when it was written down."""
    return now - row.last_at > FORGOTTEN or row.last_at - now > AHEAD


def _rows(counted: Sequence[Key], now: datetime) -> dict[str, LoginDelay]:
    """The keys' rows, locked; in one order, so that two attempts never wait for each other."""
    names = sorted(key.sha256 for key in counted)
    new = [{"key": name, "failures": 0, "last_at": now, "open_at": now} for name in names]
    db.session.execute(insert(LoginDelay).on_conflict_do_nothing(), new)
    query = select(LoginDelay).where(LoginDelay.key.in_(names)).order_by(LoginDelay.key).with_for_update()
    return {row.key: row for row in db.session.scalars(query.execution_options(populate_existing=True))}
