"""The operator's support acts as a tenant's admin: for a reason, for a time, in one session; it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_login import UserMixin
from sqlalchemy import select, update

from .. import clock
from ..db import db
from ..errors import Forbidden, InvalidInput
from . import permissions
from .models import StandIn, User
from .permissions import STAND_IN, TENANT

LONGEST = 60
"""Minutes."""
LONGEST_REASON = 500


class Standing(UserMixin):  # type: ignore[misc]
    """Who is logged in, meanwhile: the person, with a tenant's view and what its admins may."""

    role = TENANT
    of_tenant = True
    seat_id = None

    def __init__(self, person: User, row: StandIn) -> None:
        self._person, self.standing_in = person, row
        self.tenant_id = row.tenant_id
        self.login = f"{person.login} (as {row.tenant})"
        """Both names, wherever somebody is named as the one who did it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._person, name)

    def get_id(self) -> str:
        return self._person.get_id()

    def may(self, permission: str) -> bool:
        return permissions.may(self.role, permission)


def begin(
    person: User, session_id: int | None, tenant_id: int, tenant: str, reason: str, minutes: int
) -> None:
    """Commits. Forbidden for whoever may not, or does so already; InvalidInput for the words."""
    if not person.may(STAND_IN) or session_id is None:
        raise Forbidden("may not act as a tenant", where=person.login)
    said = " ".join(reason.split())
    if not 0 < len(said) <= LONGEST_REASON:
        raise InvalidInput("a reason is needed", where="reason", allowed=f"1 to {LONGEST_REASON} characters")
    if not 1 <= minutes <= LONGEST:
        raise InvalidInput(f"not for {minutes} minutes", where="minutes", allowed=f"1 to {LONGEST}")
    row = StandIn(login=person.login, session_id=session_id, tenant_id=tenant_id, tenant=tenant, reason=said)
    row.begun_at = clock.now()
    row.ends_at = row.begun_at + timedelta(minutes=minutes)
    db.session.add(row)
    db.session.commit()


def end(session_id: int) -> None:
    """In the caller's transaction; nothing when nobody acts in it."""
    open_ones = update(StandIn).where(StandIn.session_id == session_id, StandIn.ends_at > clock.now())
    db.session.execute(open_ones.values(ends_at=clock.now()))


def seen_as(person: User, session_id: int) -> User | Standing:
    """Who this person is in this session at this moment."""
    if not person.may(STAND_IN):
        return person
    query = select(StandIn).where(StandIn.session_id == session_id, StandIn.ends_at > clock.now())
    row = db.session.scalar(query.order_by(StandIn.id.desc()).limit(1))
    if row is None:
        return person
    db.session.expunge(person)  # not the tenant's: within its scope there is no such row to read again
    return Standing(person, row)


def of_tenant(tenant_id: int, most: int = 10) -> Sequence[StandIn]:
    """Who acted as this tenant, the latest first."""
    query = select(StandIn).filter_by(tenant_id=tenant_id).order_by(StandIn.id.desc()).limit(most)
    return db.session.scalars(query).all()
