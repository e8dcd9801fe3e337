"""Giving tokens, taking them back, and knowing one when it comes."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence

from flask import request
from sqlalchemy import select

from seatyard import clock, findings
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound, Unauthorized

from .. import directory
from ..models import Tenant
from .models import ApiToken

LABEL = re.compile(r"[a-z][a-z0-9-]{0,30}\Z")
REFUSED = "api_refused"
"""The finding of a program that was not let in, one a tenant; names that no tenant has share one."""


def give(tenant: str, label: str, by: str) -> str:
    """A new token, shown this once. Commits."""
    if not LABEL.match(label):
        allowed = "1 to 31 of a-z, 0-9, -, a letter first"
        raise InvalidInput(f"not a label: {label}", where="LABEL", allowed=allowed)
    owner = _owner(tenant)
    known = db.session.get(ApiToken, (owner.id, label))
    if known is not None and known.revoked_at is None:
        raise Conflict(f"there is a token {label}", where=f"tenant {tenant}", allowed="another label")
    if known is not None:
        db.session.delete(known)
        db.session.flush()
    secret = secrets.token_urlsafe(32)
    db.session.add(ApiToken(tenant_id=owner.id, label=label, sha256=_sha256(secret), given_by=by))
    db.session.commit()
    return secret


def revoke(tenant: str, label: str) -> None:
    """Let nobody in by it from now on. Commits."""
    found = db.session.get(ApiToken, (_owner(tenant).id, label))
    if found is None or found.revoked_at is not None:
        raise NotFound(f"no token {label}", where=f"tenant {tenant}")
    found.revoked_at = clock.now()
    db.session.commit()


def listing(tenant: str) -> Sequence[ApiToken]:
    query = select(ApiToken).filter_by(tenant_id=_owner(tenant).id).order_by(ApiToken.label)
    return db.session.scalars(query).all()


def admitted(name: str) -> tuple[Tenant, str]:
    """The tenant of the request's token, and the token's label. Unauthorized, the same for each wrong one."""
    given = request.authorization
    token = (given.token or "") if given is not None and given.type == "bearer" else ""
    tenant = directory.find(name) if "\0" not in name else None
    standing = select(ApiToken).filter_by(tenant_id=tenant.id if tenant else 0, revoked_at=None)
    digest = _sha256(token)
    for one in db.session.scalars(standing):
        if hmac.compare_digest(one.sha256, digest) and tenant is not None:
            return tenant, one.label
    findings.report_alone(
        REFUSED,
        name if tenant else "unknown tenant",
        "a wrong token: not let in",
        tenant_id=tenant.id if tenant else None,
        address=request.remote_addr or "",
    )
    raise Unauthorized("wrong tenant or token")


def _owner(name: str) -> Tenant:
    found = directory.find(name)
    if found is None:
        raise NotFound(f"no tenant {name}", where="TENANT")
    return found


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
