"""Who may fetch a tenant's recordings: tokens (HTTPS), each with a label.

The contract says whether it may at all (002:B7); where none speaks of it, it may. A token is shown once,
when it is made, and kept as a hash.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from sqlalchemy import func, select

from seatyard import clock, findings
from seatyard.db import db
from seatyard.errors import Forbidden, InvalidInput, NotFound, Unauthorized
from tenants.models import Tenant

from .. import holds, terms
from ..models import Access
from ..terms import HTTPS

TOKEN = "token"  # noqa: S105 (a kind of access)
LABEL = 80
"""Characters."""
REFUSED = "fetch_refused"
"""The finding of somebody who was not let in, one a tenant; names that no tenant has share one."""


def give(tenant: Tenant, label: str, by: str) -> tuple[Access, str]:
    """Let somebody fetch; the access, and the token that was made for it. Commits."""
    if not label.strip() or not label.isprintable() or len(label) > LABEL:
        raise InvalidInput(
            "an access has a label", where="--label", allowed=f"up to {LABEL} printable characters"
        )
    if not allowed(tenant):
        raise Forbidden("the contract does not let recordings be fetched by HTTPS", where=tenant.name)
    token = secrets.token_urlsafe(32)
    holds.lock(tenant.id)
    number = db.session.scalar(select(func.max(Access.id)).filter_by(tenant_id=tenant.id)) or 0
    made = Access(
        tenant_id=tenant.id,
        id=number + 1,
        kind=TOKEN,
        label=label.strip(),
        secret=_sha256(token),
        given_by=by,
    )
    db.session.add(made)
    db.session.commit()
    return made, token


def revoke(tenant: Tenant, number: int) -> Access:
    """Let nobody in by it from now on; commits."""
    found = db.session.get(Access, (tenant.id, number))
    if found is None:
        raise NotFound(f"no access {number}", where=f"tenant {tenant.name}")
    found.revoked_at = found.revoked_at or clock.now()
    db.session.commit()
    return found


def listing(tenant: Tenant) -> Sequence[Access]:
    return db.session.scalars(select(Access).filter_by(tenant_id=tenant.id).order_by(Access.id)).all()


def allowed(tenant: Tenant) -> bool:
    """Whether it may fetch now."""
    agreed = terms.now(tenant)
    return agreed is None or HTTPS in agreed.fetch


def by_token(name: str, token: str, address: str) -> tuple[Tenant, str]:
    """The tenant, and the label of the token. Unauthorized, the same for a wrong one of either."""
    tenant = _tenant(name)
    digest = _sha256(token)
    for one in _standing(tenant):
        if hmac.compare_digest(one.secret, digest) and tenant is not None:
            return tenant, one.label
    refuse(name, tenant, "a wrong token", address)
    raise Unauthorized("wrong tenant or token")


def refuse(name: str, tenant: Tenant | None, what: str, address: str) -> None:
    """Count it, in a transaction of its own."""
    key = name if tenant else "unknown tenant"
    findings.report_alone(
        REFUSED, key, f"{what}: not let in", tenant_id=tenant.id if tenant else None, address=address
    )


def _tenant(name: str) -> Tenant | None:
    return db.session.scalar(select(Tenant).filter_by(name=name)) if "\0" not in name else None


def _standing(tenant: Tenant | None) -> list[Access]:
    if tenant is None or not allowed(tenant):
        return []
    wanted = select(Access).filter_by(tenant_id=tenant.id, kind=TOKEN, revoked_at=None)
    return list(db.session.scalars(wanted.order_by(Access.id)))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
