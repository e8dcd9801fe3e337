"""Who gets which report by e-mail: asked for, stopped for a while, taken away, left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select

from esl.reports.words import REPORTS
from seatyard import clock
from seatyard.db import LARGEST_ID, db, transaction
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.identity.models import User
from seatyard.identity.permissions import TENANT_STAFF
from tenants.models import Tenant

from ..mails import outbox
from ..mails.contacts import addresses
from ..mails.models import Mail
from .models import ReportSubscription
from .periods import EVERY, next_day

LANGUAGES = ("zh", "en")
MOST = 50
"""Of a tenant."""


@dataclass(frozen=True, slots=True)
class Standing:
    subscription: ReportSubscription
    mail: Mail | None
    """The last one; none before the first."""


def listing(tenant_id: int) -> list[Standing]:
    """By report, how often, and address, each with its last e-mail."""
    row = ReportSubscription
    query = select(row).filter_by(tenant_id=tenant_id).order_by(row.report, row.every, row.address)
    found = db.session.scalars(query).all()
    mails = outbox.latest(tenant_id, [about(one) for one in found])
    return [Standing(one, mails.get(about(one))) for one in found]


def allowed(tenant: Tenant) -> list[str]:
    """The addresses that reports may go to: the tenant's people's, and its contacts for bills."""
    people = select(User.login).where(
        User.tenant_id == tenant.id, User.role.in_(TENANT_STAFF), User.locked_at.is_(None)
    )
    logins = [login for login in db.session.scalars(people.order_by(User.login)) if "@" in login]
    return list(dict.fromkeys([*logins, *addresses(tenant.policies)]))


def subscribe(
    tenant: Tenant, *, report: str, every: str, address: str, language: str, by: str
) -> ReportSubscription:
    """From the next full day, week or month on. Commits.

    InvalidInput for an address that is neither a person's of the tenant nor a contact's, Conflict for what
    is there already, or was left by whoever got it.
    """
    with transaction():
        tenant = db.session.get_one(Tenant, tenant.id, with_for_update=True)
        for name, said, known in (
            ("report", report, tuple(REPORTS)),
            ("every", every, EVERY),
            ("language", language, LANGUAGES),
            ("address", address, tuple(allowed(tenant))),
        ):
            if said not in known:
                choices = ", ".join(known) or "none"
                raise InvalidInput(f"not one of these: {said}", where=name, allowed=choices)
        there = db.session.scalars(select(ReportSubscription).filter_by(tenant_id=tenant.id)).all()
        _may_have(there, (report, every, address), by)
        today = clock.now().astimezone(ZoneInfo(tenant.timezone)).date()
        made = ReportSubscription(
            tenant_id=tenant.id, report=report, every=every, address=address, language=language, made_by=by
        )
        made.next_on = next_day(every, today)
        db.session.add(made)
    return db.session.get_one(ReportSubscription, made.id)


def pause(tenant_id: int, subscription_id: int) -> None:
    """No more of it until it is resumed; what waits is not sent. Commits."""
    with transaction():
        row = _locked(tenant_id, subscription_id)
        row.paused_at = row.paused_at or clock.now()
        outbox.cancel(tenant_id, about=about(row))


def resume(tenant_id: int, subscription_id: int) -> None:
    """From the next full day, week or month on. Conflict where whoever got it has left. Commits."""
    with transaction():
        row = _locked(tenant_id, subscription_id)
        if row.left_at is not None:
            raise Conflict(f"{row.address} asked to get it no more", where=f"subscription {row.id}")
        zone = ZoneInfo(db.session.get_one(Tenant, tenant_id).timezone)
        row.paused_at, row.problem = None, ""
        row.next_on = next_day(row.every, clock.now().astimezone(zone).date())


def remove(tenant_id: int, subscription_id: int) -> None:
    """Conflict where whoever got it has left: that stays, or it could be asked for anew. Commits."""
    with transaction():
        row = _locked(tenant_id, subscription_id)
        if row.left_at is not None:
            raise Conflict(f"{row.address} asked to get it no more", where=f"subscription {row.id}")
        outbox.cancel(tenant_id, about=about(row))
        db.session.delete(row)


def by_token(token: str) -> ReportSubscription:
    """Of an e-mail's link. NotFound for a link that none had, and once the subscription is gone."""
    try:
        subscription_id, address = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        subscription_id, address = 0, ""
    row = db.session.get(ReportSubscription, subscription_id) if type(subscription_id) is int else None
    if row is None or row.address != address:
        raise NotFound("no such subscription", where="link")
    return row


def leave(token: str) -> None:
    """Whoever gets it gets it no more. Commits."""
    with transaction():
        found = by_token(token)
        row = _locked(found.tenant_id, found.id)
        row.left_at = row.left_at or clock.now()
        outbox.cancel(row.tenant_id, about=about(row))


def token_of(row: ReportSubscription) -> str:
    return str(_signer().dumps([row.id, row.address]))


def about(row: ReportSubscription) -> str:
    """What its e-mails are about, in the outbox."""
    return f"report {row.id}"


def _may_have(there: Sequence[ReportSubscription], key: tuple[str, str, str], by: str) -> None:
    for one in there:
        if (one.report, one.every, one.address) == key:
            if one.left_at is None:
                raise Conflict(f"{one.address} gets it already", where="address")
            if one.address != by:
                raise Conflict(f"{one.address} asked to get it no more", where="address")
            db.session.delete(one)
            db.session.flush()
    if len(there) >= MOST:
        raise Conflict(f"there are {MOST} already", where="report subscriptions")


def _locked(tenant_id: int, subscription_id: int) -> ReportSubscription:
    one = min(subscription_id, LARGEST_ID)
    query = select(ReportSubscription).filter_by(tenant_id=tenant_id, id=one).with_for_update()
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound("no such subscription", where=f"subscription {subscription_id}")
    return row


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="seatyard report by e-mail")
