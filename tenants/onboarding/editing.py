"""A tenant changed by hand, over a page or the API: its file as it is, edited, and brought about.

So a change by hand has the checks, lead times and audit entries of the file that says the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import SeatyardError

from ..models import Tenant
from . import document as documents
from .sections import Change, Onboarding
from .service import bring_about, export, plan

Edit = Callable[[Onboarding], None]
"""Changes the file in place. It may be called again, over a newer one."""
T = TypeVar("T")
NOTICE = "notice: "
"""How the subject of what is only said begins: it changes nothing."""


@dataclass(frozen=True)
class Brought:
    """What an edit came to."""

    generation: int
    changes: list[Change] = field(default_factory=list)
    """Dated, where the contract has a lead time for them."""
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    """Made up for new seats, by ``seat NUMBER``: shown once."""


def edited(tenant: Tenant, edit: Edit, check: Callable[[Brought], None] | None = None) -> Brought:
    """Bring the edited file about and commit; where it says nothing new, nothing is changed.

    What ``check`` raises of the tenant as it would be undoes all of it.
    """
    brought = _brought_about(tenant, edit)
    if check is not None:
        try:
            check(brought)
        except SeatyardError:
            db.session.rollback()
            raise
    db.session.commit()
    return brought


def tried(tenant: Tenant, edit: Edit, ask: Callable[[], T]) -> tuple[Brought, T]:
    """What the edited file would change, and what ``ask`` finds while it is so; nothing of it stays."""
    try:
        return _brought_about(tenant, edit), ask()
    finally:
        db.session.rollback()


def _brought_about(tenant: Tenant, edit: Edit) -> Brought:
    """Others who change the tenant wait, so none of their changes is lost."""
    name = tenant.name
    db.session.execute(select(Tenant.id).filter_by(id=tenant.id).with_for_update())
    db.session.expire_all()
    document = export(name)
    edit(document)
    document = documents.checked(document)
    if not any(not change.subject.startswith(NOTICE) for change in plan(tenant, document)):
        return Brought(tenant.generation)
    outcome, changes = bring_about(document)
    return Brought(outcome.generation, changes, outcome.passwords)
