"""Giving tokens, taking them back, and showing which there are."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, select

from seatyard import clock, living
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.identity import service as people
from seatyard.identity.permissions import CALLS, CALLS_PLACE, TENANT, WEBHOOKS, of_role

from .. import directory
from .models import ApiToken

LABEL = re.compile(r"[a-z][a-z0-9-]{0,30}\Z")
_LABELS = "1 to 31 of a-z, 0-9, -, a letter first"
SIGN = "sy_"
"""How each begins, so that one that was lost somewhere is found by it."""
HINT = len(SIGN) + 4
USUAL = (CALLS, CALLS_PLACE, WEBHOOKS)
"""Scopes of a tenant's token when none are named: what all had before there were scopes."""
LONGEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Owner:
    """A tenant, or a person: whose token it is."""

    tenant_id: int | None
    user_id: int | None
    where: str
    may: Sequence[str]
    """The permissions that a token of it may have at most."""
    works_for: int | None
    """The tenant that it is, or whose person; none for the operator's people."""


def tenant_named(name: str) -> Owner:
    found = directory.find(name)
    if found is None:
        raise NotFound(f"no tenant {name}", where="TENANT")
    return Owner(found.id, None, f"tenant {name}", of_role(TENANT), found.id)


def person_named(login: str) -> Owner:
    found = people.find(login)
    if found is None:
        raise NotFound(f"no user {login}", where="LOGIN")
    return Owner(None, found.id, f"user {login}", of_role(found.role), found.tenant_id)


def give(
    owner: Owner, label: str, by: str, scopes: Iterable[str] = USUAL, lasts: timedelta | None = None
) -> str:
    """A new token, shown this once; without ``lasts`` it has no end. Commits.

    Conflict where there is one with the label, and for a deleted tenant.
    """
    wanted = list(dict.fromkeys(scopes))
    _check(owner, label, wanted, lasts)
    living.check(owner.works_for)
    known = _find(owner, label)
    if known is not None and known.revoked_at is None:
        raise Conflict(f"there is a token {label}", where=owner.where, allowed="another label")
    if known is not None:
        db.session.delete(known)
        db.session.flush()
    secret = SIGN + secrets.token_urlsafe(32)
    token = ApiToken(
        tenant_id=owner.tenant_id,
        user_id=owner.user_id,
        label=label,
        scopes=" ".join(wanted),
        sha256=sha256(secret),
        hint=secret[:HINT],
        given_by=by,
        expires_at=clock.now() + lasts if lasts else None,
    )
    db.session.add(token)
    db.session.commit()
    return secret


def revoke(owner: Owner, label: str) -> None:
    """Let nobody in by it from now on. Commits."""
    found = _find(owner, label)
    if found is None or found.revoked_at is not None:
        raise NotFound(f"no token {label}", where=owner.where)
    found.revoked_at = clock.now()
    db.session.commit()


def listing(owner: Owner) -> Sequence[ApiToken]:
    """By label, those that were taken back too."""
    return db.session.scalars(_of(owner).order_by(ApiToken.label)).all()


def sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def days(text: str) -> timedelta:
    """``90d``. Raises InvalidInput."""
    match = re.fullmatch(r"([1-9][0-9]{0,3})d", text, re.ASCII)
    if match is None:
        raise InvalidInput(f"cannot read {text!r}", where="--expires", allowed="days, such as 90d")
    return timedelta(days=int(match[1]))


def _check(owner: Owner, label: str, scopes: Sequence[str], lasts: timedelta | None) -> None:
    if not LABEL.match(label):
        raise InvalidInput(f"not a label: {label}", where="LABEL", allowed=_LABELS)
    wrong = [scope for scope in scopes if scope not in owner.may]
    if wrong or not scopes:
        told = f"not a scope of this: {', '.join(wrong)}" if wrong else "needs a scope"
        raise InvalidInput(told, where="scopes", allowed=", ".join(owner.may))
    if lasts is not None and not timedelta() < lasts <= LONGEST:
        raise InvalidInput("lasts too long", where="expires", allowed=f"up to {LONGEST.days} days")


def _find(owner: Owner, label: str) -> ApiToken | None:
    return db.session.scalar(_of(owner).filter_by(label=label))


def _of(owner: Owner) -> Select[tuple[ApiToken]]:
    return select(ApiToken).filter_by(tenant_id=owner.tenant_id, user_id=owner.user_id)
