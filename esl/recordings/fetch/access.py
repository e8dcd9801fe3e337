"""Who may fetch a tenant's recordings: tokens (HTTPS, and SFTP as a password) and public keys (SFTP), each
with a label.

The contract says in which ways (002:B7); where none speaks of it, in both. A token is shown once, when it
is made, and kept as a hash.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from sqlalchemy import func, select

from seatyard import clock, findings, living
from seatyard.db import db
from seatyard.errors import Conflict, Forbidden, InvalidInput, NotFound, Unauthorized
from tenants.models import Tenant

from .. import terms
from ..models import Access
from ..terms import HTTPS, SFTP

TOKEN, KEY = "token", "key"
LABEL = 80
"""Characters."""
REFUSED = "fetch_refused"
"""The finding of what was refused, one a tenant; names that no tenant has share one."""


def give(tenant: Tenant, label: str, by: str, public_key: str = "") -> tuple[Access, str]:
    """Let somebody fetch, with this key (``sftp.ssh_keys.public_key`` read it), or by a token that is made.

    The access, and the token (empty for a key). Commits. Conflict for a key that has access already, and for
    a deleted tenant.
    """
    if not label.strip() or not label.isprintable() or len(label) > LABEL:
        raise InvalidInput(
            "an access has a label", where="--label", allowed=f"up to {LABEL} printable characters"
        )
    if not ways(tenant) & ({SFTP} if public_key else {HTTPS, SFTP}):
        way = "SFTP" if public_key else "HTTPS or SFTP"
        raise Forbidden(f"the contract does not let recordings be fetched by {way}", where=tenant.name)
    token = "" if public_key else secrets.token_urlsafe(32)
    living.check(tenant.id)
    if public_key and any(one.secret == public_key for one in _standing(tenant, KEY)):
        raise Conflict("the key has access already", where=f"tenant {tenant.name}")
    number = db.session.scalar(select(func.max(Access.id)).filter_by(tenant_id=tenant.id)) or 0
    made = Access(
        tenant_id=tenant.id,
        id=number + 1,
        kind=KEY if public_key else TOKEN,
        label=label.strip(),
        secret=public_key or _sha256(token),
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


def ways(tenant: Tenant) -> frozenset[str]:
    """In which it may fetch now."""
    agreed = terms.now(tenant)
    return frozenset({HTTPS, SFTP}) if agreed is None else agreed.fetch & {HTTPS, SFTP}


def by_token(name: str, token: str, address: str, way: str = HTTPS) -> tuple[Tenant, Access]:
    """The tenant, and which access the token is. Unauthorized, the same for a wrong one of either."""
    tenant = _tenant(name)
    digest = _sha256(token)
    if tenant is not None and way in ways(tenant):
        for one in _standing(tenant, TOKEN):
            if hmac.compare_digest(one.secret, digest):
                return tenant, one
    refuse(name, "a wrong token: not let in", address)
    raise Unauthorized("wrong tenant or token")


def by_key(name: str, public_key: str) -> tuple[Tenant, Access] | None:
    """The tenant, and which access the key is; none for another. Whoever asks has yet to prove the key."""
    tenant = _tenant(name)
    if tenant is None or SFTP not in ways(tenant):
        return None
    return next(((tenant, one) for one in _standing(tenant, KEY) if one.secret == public_key), None)


def stands(tenant_id: int, number: int) -> bool:
    """Whether an access that let somebody in by SFTP still would."""
    tenant, found = db.session.get(Tenant, tenant_id), db.session.get(Access, (tenant_id, number))
    return tenant is not None and found is not None and found.revoked_at is None and SFTP in ways(tenant)


def refuse(name: str, what: str, address: str, times: int = 1) -> None:
    """Count it, in a transaction of its own."""
    tenant = _tenant(name)
    key, tenant_id = (tenant.name, tenant.id) if tenant else ("unknown tenant", None)
    findings.report_alone(REFUSED, key, what, times=times, tenant_id=tenant_id, address=address)


def _tenant(name: str) -> Tenant | None:
    return db.session.scalar(select(Tenant).filter_by(name=name)) if "\0" not in name else None


def _standing(tenant: Tenant, kind: str) -> Sequence[Access]:
    wanted = select(Access).filter_by(tenant_id=tenant.id, kind=kind, revoked_at=None)
    return db.session.scalars(wanted.order_by(Access.id)).all()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
