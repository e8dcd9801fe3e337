"""Drafts of tenants: begun, changed, thrown away and taken back, and made, once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, or_, select

from seatyard import clock
from seatyard.db import LARGEST_ID, db
from seatyard.errors import Conflict, InvalidInput, NotFound, SeatyardError
from seatyard.identity import letters, people
from seatyard.identity.links import INVITE
from seatyard.identity.people import Admin
from seatyard.identity.permissions import TENANT

from ...models import Tenant
from .. import service as onboarding
from ..document import checked
from ..sections import Onboarding
from .making import filled
from .models import OnboardingDraft

KEPT = timedelta(days=7)
"""How long one that was thrown away can be taken back, and one that was made is listed."""


@dataclass(frozen=True)
class Secrets:
    """What was made up for a new tenant, and nobody has seen yet."""

    passwords: dict[str, str] = field(default_factory=dict)
    """Of telephones and mailboxes, by ``seat NUMBER``."""
    invitation: str = ""
    """Where its first admin sets a password."""


def listing() -> Sequence[OnboardingDraft]:
    """Those that somebody may go on with, or take back: the latest first."""
    young = clock.now() - KEPT
    fresh = or_(OnboardingDraft.discarded_at.is_(None), OnboardingDraft.discarded_at > young)
    query = select(OnboardingDraft).where(OnboardingDraft.became.is_(None), fresh)
    return db.session.scalars(query.order_by(OnboardingDraft.changed_at.desc())).all()


def find(draft_id: int) -> OnboardingDraft:
    draft = db.session.get(OnboardingDraft, draft_id) if 0 < draft_id <= LARGEST_ID else None
    if draft is None:
        raise NotFound("no such draft", where=f"draft {draft_id}")
    return draft


def of_tenant(name: str) -> OnboardingDraft | None:
    """The draft that a tenant was made of, if it was."""
    query = select(OnboardingDraft).filter_by(became=name).order_by(OnboardingDraft.id.desc())
    return db.session.scalars(query).first()


def begin(document: Onboarding, by: str) -> OnboardingDraft:
    """Keep a new draft; commits. What was thrown away long ago is forgotten."""
    old = OnboardingDraft.discarded_at < clock.now() - KEPT
    db.session.execute(delete(OnboardingDraft).where(old))
    draft = OnboardingDraft(document=filled(document), made_by=by)
    db.session.add(draft)
    db.session.commit()
    return draft


def put(draft_id: int, document: Onboarding, admin: str | None = None) -> OnboardingDraft:
    """Keep what it says now, whole or not; commits. ``admin`` None leaves the address as it is."""
    draft = _open(draft_id)
    if admin is not None:
        if admin and not people.has_address(admin):
            raise InvalidInput(f"no e-mail address: {admin!r}", where="admin", allowed="name@example.com")
        draft.admin = admin
    draft.document, draft.changed_at = filled(document), clock.now()
    db.session.commit()
    return draft


def discard(draft_id: int) -> OnboardingDraft:
    """Throw it away; commits."""
    draft = _open(draft_id)
    draft.discarded_at = clock.now()
    db.session.commit()
    return draft


def take_back(draft_id: int) -> OnboardingDraft:
    """Go on with one that was thrown away; commits."""
    draft = _locked(draft_id)
    draft.discarded_at = None
    db.session.commit()
    return draft


def review(draft: OnboardingDraft) -> tuple[Onboarding, list[str]]:
    """The document checked and filled in, and what would be made, in order; InvalidInput, Conflict."""
    document = whole(draft)
    return document, [str(change) for change in onboarding.plan(None, document)]


def whole(draft: OnboardingDraft) -> Onboarding:
    """The document of one that is still to be made, checked and filled in; InvalidInput, Conflict."""
    if draft.became is not None:
        raise Conflict(f"it became the tenant {draft.became}", where=f"draft {draft.id}")
    return checked_new(draft.document)


def problem(document: Onboarding, *sections: str) -> SeatyardError | None:
    """The first fault of a document, if it lies in one of these sections (``contract.starts``)."""
    try:
        checked_new(document)
    except SeatyardError as error:
        return error if error.where.startswith(sections) else None
    return None


def submit(draft_id: int, by: Admin) -> OnboardingDraft:
    """Make the tenant of it, and invite its first admin: all of it or nothing. Commits.

    Asked again, it makes nothing: the draft says what became of it.
    """
    draft = _locked(draft_id)
    if draft.became is not None:
        return draft
    if draft.discarded_at is not None:
        raise Conflict("it is thrown away", where=f"draft {draft_id}", allowed="take it back first")
    document = checked_new(draft.document)
    outcome, _ = onboarding.bring_about(document)
    made = {"passwords": outcome.passwords, "invitation": _invite(draft.admin, outcome.tenant, by)}
    draft.became, draft.document, draft.secrets = outcome.tenant, {}, json.dumps(made)
    draft.changed_at = clock.now()
    db.session.commit()
    return draft


def reveal(draft: OnboardingDraft) -> Secrets:
    """What was made up, told this once; commits. Empty when somebody has seen it."""
    found = _locked(draft.id)
    told = Secrets(**json.loads(found.secrets)) if found.secrets else Secrets()
    found.secrets = ""
    db.session.commit()
    return told


def named(document: Onboarding) -> str:
    """The tenant's name in a document that may be anything."""
    tenant = document.get("tenant")
    return str(tenant.get("name", "")) if isinstance(tenant, dict) else ""


def without_passwords(document: Onboarding) -> Onboarding:
    """To be shown or handed out: a file without a password has one made up."""
    seats = [{key: value for key, value in seat.items() if key != "password"} for seat in document["seats"]]
    return document | {"seats": seats}


def _invite(login: str, name: str, by: Admin) -> str:
    """The address at which the first admin sets a password; empty where nobody is to be invited."""
    if not login:
        return ""
    tenant = db.session.scalars(select(Tenant.id).filter_by(name=name)).one()
    try:
        _, token = people.write_invitation(by, login, TENANT, tenant)
    except Conflict as error:
        raise Conflict(error.message, where="admin", allowed=error.allowed) from None
    return letters.link(INVITE, token)


def checked_new(document: Onboarding) -> Onboarding:
    """Checked by every floor and filled in. A draft makes a tenant; it never changes one (Conflict)."""
    document = checked(document)
    name = document["tenant"]["name"]
    if db.session.scalar(select(Tenant.id).filter_by(name=name)) is not None:
        raise Conflict(f"{name} is the name of another tenant", where="tenant.name", allowed="another name")
    return document


def _open(draft_id: int) -> OnboardingDraft:
    draft = _locked(draft_id)
    if draft.became is not None:
        raise Conflict(f"it became the tenant {draft.became}", where=f"draft {draft_id}")
    if draft.discarded_at is not None:
        raise Conflict("it is thrown away", where=f"draft {draft_id}", allowed="take it back first")
    return draft


def _locked(draft_id: int) -> OnboardingDraft:
    found = find(draft_id)
    query = select(OnboardingDraft).filter_by(id=found.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()
