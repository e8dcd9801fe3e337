"""What calls to voicemail boxes did with messages, from those calls' records.

The switch writes it on the call (``scripts/voicemail.lua``), so it comes with the record, also of a time
when Seatyard was away, before or after the message itself is taken in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from sqlalchemy import select

from seatyard.clock import from_epoch_us
from seatyard.db import db, insert

from ..calls.legs import LegFacts
from ..recordings.models import VOICEMAIL, Listen, Recording
from .models import MessageMark

HEARD, DELETED = "heard", "deleted"
PHONE = "phone"
"""Of a listening: by telephone."""
_MARK = re.compile(rf"({HEARD}|{DELETED}):([A-Za-z0-9_-]{{1,128}})\Z")


def read(text: str) -> list[tuple[str, str]]:
    """What was done and the message's channel, of ``heard:<uuid>;deleted:<uuid>``."""
    found = [_MARK.match(part) for part in text.split(";")]
    return [(one[1], one[2]) for one in found if one]


def keep(told: Collection[tuple[int, LegFacts]]) -> None:
    """Record what these legs did (a tenant's id with each), once, in the caller's transaction."""
    for mark in _marks(told):
        values = {column.key: getattr(mark, column.key) for column in MessageMark.__table__.columns}
        new = insert(MessageMark).values(values).on_conflict_do_nothing().returning(MessageMark.what)
        if db.session.execute(new).first() is not None:
            messages = select(Recording).filter_by(
                tenant_id=mark.tenant_id, kind=VOICEMAIL, leg_uuid=mark.leg_uuid
            )
            for message in db.session.scalars(messages):
                _put(mark, message)


def apply(message: Recording) -> None:
    """What was done with a message before it was taken in, in the caller's transaction."""
    if message.kind != VOICEMAIL or message.leg_uuid is None:
        return
    known = select(MessageMark).filter_by(tenant_id=message.tenant_id, leg_uuid=message.leg_uuid)
    for mark in db.session.scalars(known):
        _put(mark, message)


def _marks(told: Collection[tuple[int, LegFacts]]) -> Iterator[MessageMark]:
    for tenant_id, leg in told:
        at = from_epoch_us(leg.started)
        if leg.messages and at:
            for what, uuid in read(leg.messages):
                yield MessageMark(tenant_id=tenant_id, leg_uuid=uuid, what=what, at=at, by=leg.phone)


def _put(mark: MessageMark, message: Recording) -> None:
    if mark.what == DELETED:
        message.removed_at, message.removed_by = mark.at, mark.by
        return
    message.heard_at = message.heard_at or mark.at
    heard = {
        "tenant_id": message.tenant_id,
        "recording_id": message.id,
        "at": mark.at,
        "who": mark.by,
        "way": PHONE,
    }
    db.session.execute(insert(Listen).values(heard).on_conflict_do_nothing())
