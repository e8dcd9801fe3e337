"""Sending what waits: each mail once, or after a crash between the server's word and ours once more."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from seatyard import clock, findings
from seatyard.actor import NOBODY
from seatyard.app import settings_of
from seatyard.db import db, snapshot, transaction
from tenants.models import Tenant

from . import smtp
from .contacts import addresses
from .models import Mail
from .smtp import NotSent

logger = logging.getLogger(__name__)

EVERY = 15.0
FIRST, MOST = timedelta(minutes=1), timedelta(hours=6)
"""Until a mail that failed is tried again: doubling from the first to the most."""
MANY = 200
"""Mails at a look; the others at the next one."""
NOT_SENT, NO_ADDRESS = "mail_not_sent", "mail_without_address"


@dataclass(frozen=True, slots=True)
class Waiting:
    id: int
    tenant_id: int | None
    key: str
    to: tuple[str, ...]
    subject: str
    text: str
    made_at: datetime


def send_due() -> int:
    """Send what is due, for ``seatyard clock``: one process at a time is here. How many left."""
    waiting = _waiting()
    if not waiting:
        return 0
    for mail in [one for one in waiting if not one.to]:
        _failed(mail, "the tenant has no address (billing.contacts)", NO_ADDRESS)
    return _send([one for one in waiting if one.to])


def _send(mails: Sequence[Waiting]) -> int:
    """Over one connection, as long as that holds."""
    sent = 0
    rest = list(mails)
    while rest:
        try:
            with smtp.server(settings_of(current_app)) as link:
                while rest:
                    sent += _sent(link, rest.pop(0))
        except NotSent as error:
            for mail in rest:
                _failed(mail, str(error))
            break
    return sent


def _sent(link: smtplib.SMTP, mail: Waiting) -> bool:
    sender = settings_of(current_app).smtp_from
    try:
        made = smtp.message(
            mail.key, sender=sender, to=mail.to, subject=mail.subject, text=mail.text, at=mail.made_at
        )
        refused = smtp.send(link, made)
    except (NotSent, ValueError) as error:
        _failed(mail, str(error))
        return False
    with transaction():
        row = db.session.get_one(Mail, mail.id)
        row.sent_at, row.problem = clock.now(), ""
        row.attempts += 1
        row.text = "" if row.recipient else row.text
        row.recipients = {"to": list(mail.to), "refused": refused}
        findings.resolve(NOT_SENT, [_key(mail)], NOBODY)
        findings.resolve(NO_ADDRESS, [_key(mail)], NOBODY)
        for address, said in refused.items():
            message = f"{address} was refused: {said}"
            findings.report(NOT_SENT, f"{_key(mail)} {address}", message, tenant_id=mail.tenant_id)
    logger.info("mail %d: sent to %d addresses", mail.id, len(mail.to) - len(refused))
    return True


def _failed(mail: Waiting, why: str, kind: str = NOT_SENT) -> None:
    with transaction():
        row = db.session.get_one(Mail, mail.id)
        row.attempts += 1
        row.problem = why
        row.next_at = clock.now() + min(FIRST * 2 ** min(row.attempts - 1, 20), MOST)
        message = f"“{mail.subject}” did not leave: {why}"
        findings.report(kind, _key(mail), message, tenant_id=mail.tenant_id)
        findings.resolve(NO_ADDRESS if kind == NOT_SENT else NOT_SENT, [_key(mail)], NOBODY)
    logger.warning("mail %d: %s", mail.id, why)


def _waiting() -> list[Waiting]:
    query = select(Mail, Tenant).outerjoin(Tenant, Tenant.id == Mail.tenant_id)
    query = query.where(Mail.sent_at.is_(None), Mail.cancelled_at.is_(None), Mail.next_at <= clock.now())
    with snapshot():
        return [
            Waiting(
                mail.id,
                mail.tenant_id,
                mail.key,
                (mail.recipient,) if mail.recipient else addresses(tenant.policies),
                mail.subject,
                mail.text,
                mail.made_at,
            )
            for mail, tenant in db.session.execute(query.order_by(Mail.id).limit(MANY))
        ]


def _key(mail: Waiting) -> str:
    return f"mail {mail.id}"
