"""Signatures by the Standard Webhooks specification (standardwebhooks.com), symmetric: HMAC-SHA256, ``v1``.

A tenant's secret is derived from the instance's own and a version number, so none is stored and none
can be read from the database. After a rotation both versions sign for a day, so that no message is refused
meanwhile.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app

from seatyard import clock
from seatyard.audit import looked
from seatyard.db import db, insert

from .models import WebhookSecret

FIRST = 1
OVERLAP = timedelta(days=1)
PREFIX = "whsec_"


def secrets_of(tenant_id: int) -> list[str]:
    """Those that sign now, the newest first: ``whsec_`` and 32 bytes in base64."""
    row = db.session.get(WebhookSecret, tenant_id)
    if row is None:
        return [_derived(tenant_id, FIRST)]
    both = clock.now() < row.rotated_at + OVERLAP
    return [_derived(tenant_id, version) for version in (row.version, row.version - 1)[: 2 if both else 1]]


def rotate(tenant_id: int) -> str:
    """A new secret; commits. The one before goes on signing beside it for a day."""
    row = {"tenant_id": tenant_id, "version": FIRST + 1, "rotated_at": clock.now()}
    again = {"version": WebhookSecret.version + 1, "rotated_at": row["rotated_at"]}
    made = insert(WebhookSecret).values(**row)
    db.session.execute(made.on_conflict_do_update(index_elements=["tenant_id"], set_=again))
    db.session.commit()
    db.session.expire_all()
    return secrets_of(tenant_id)[0]


def shown(tenant_id: int) -> str:
    """The newest one, for a person's eyes; commits."""
    looked(f"{WebhookSecret.__tablename__}/{tenant_id}", tenant_id)
    db.session.commit()
    return secrets_of(tenant_id)[0]


def headers(secrets: Sequence[str], id: str, at: datetime, body: bytes) -> dict[str, str]:
    """What the receiver checks: the id, the second of this attempt, and a signature for each secret."""
    second = str(int(at.timestamp()))
    signed = b".".join((id.encode(), second.encode(), body))
    made = " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets)
    return {"webhook-id": id, "webhook-timestamp": second, "webhook-signature": made}


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def _derived(tenant_id: int, version: int) -> str:
    instance = str(current_app.config["SECRET_KEY"]).encode()
    key = hmac.new(instance, f"webhook:{tenant_id}:{version}".encode(), hashlib.sha256).digest()
    return PREFIX + base64.b64encode(key).decode()
