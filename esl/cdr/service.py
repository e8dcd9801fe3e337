"""Durable intake: a record is kept word for word, once per (node, uuid, leg), before anyone is told so."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import bindparam, select, text

from seatyard import clock, findings
from seatyard.db import UtcDateTime, db

from ..calls.fields import Fields
from ..models import CdrRecord
from . import body
from .errors import CdrRefused
from .rebuilt import replace

log = logging.getLogger(__name__)

POST, SWEEP = "post", "sweep"
STORED, KNOWN, CONFLICT = "stored", "known", "conflict"

# Written out because SQLAlchemy compiles an ON CONFLICT clause anew at each execution, which took
# half of the time of an intake.
_KEEP_ONCE = text(
    "INSERT INTO cdr_records (node_id, uuid, leg, sha256, body, via, received_at)"
    " VALUES (:node_id, :uuid, :leg, :sha256, :body, :via, :received_at)"
    " ON CONFLICT (node_id, uuid, leg) DO NOTHING RETURNING id"
).bindparams(bindparam("received_at", type_=UtcDateTime()))


def take(node_id: int, node_name: str, raw: bytes, *, named: str = "", via: str = POST) -> str:
    """Keep a record; returns after the commit.

    ``stored``: it was new. ``known``: the same record was there (mod_json_cdr delivers one up to
    three times, QUIRKS 20), and nothing was counted. ``conflict``: another one was there under the
    same key; the first stays, the second lies whole in the finding. Raises CdrRefused.
    """
    posted = body.read(raw, named)
    kept = {"node_id": node_id, "uuid": posted.uuid, "leg": posted.leg, "sha256": posted.sha256}
    kept |= {"body": posted.text, "via": via, "received_at": clock.now()}
    if db.session.connection().scalar(_KEEP_ONCE, kept) is not None:
        outcome = STORED
        _report_oddities(node_name, posted, named)
    else:
        outcome = _compare(node_id, node_name, posted, via)
    db.session.commit()
    return outcome


@contextmanager
def refusals_counted(node_name: str, named: str = "") -> Iterator[None]:
    """Count a record refused inside the block, in a transaction of its own, and let the error pass."""
    try:
        yield
    except CdrRefused as error:
        log.warning("node %s: record %s refused: %s", node_name, named or "-", error)
        findings.report_alone(error.kind, _key(node_name, named), str(error), node=node_name)
        raise


def _compare(node_id: int, node_name: str, posted: body.Posted, via: str) -> str:
    kept = db.session.scalars(
        select(CdrRecord.sha256).filter_by(node_id=node_id, uuid=posted.uuid, leg=posted.leg)
    ).one()
    if kept == posted.sha256:
        return KNOWN
    if replace(node_id, posted.uuid, posted.leg, sha256=posted.sha256, body=posted.text, via=via):
        return STORED
    findings.report(
        "cdr_conflict",
        _key(node_name, posted.uuid, posted.leg),
        "another record came for this leg; the first one stays",
        about=_span(posted),
        node=node_name,
        kept_sha256=kept,
        sha256=posted.sha256,
        body=posted.text,
    )
    return CONFLICT


def _span(posted: body.Posted) -> tuple[datetime, datetime] | None:
    """When the call of a record was, as far as it says so."""
    fields = Fields(body.parse(posted.text))
    began = clock.from_epoch_us(fields.moment("start"))
    ended = clock.from_epoch_us(fields.moment("end"))
    return (began, max(began, ended)) if began and ended else None


def _report_oddities(node_name: str, posted: body.Posted, named: str) -> None:
    key = _key(node_name, posted.uuid, posted.leg)
    if named and named != posted.uuid:
        message = "posted under another uuid than the record's own, which was kept"
        findings.report("cdr_uuid_differs", key, message, named=named[: body.UUID_LIMIT])
    if not posted.utf8:
        findings.report("cdr_not_utf8", key, "broken characters in the record were replaced")


def _key(node_name: str, *parts: str) -> str:
    """What a finding is about: the node and, where it is known, the leg."""
    names = (part[: body.UUID_LIMIT].replace("\0", "") for part in parts if part)
    return "/".join((node_name, *names))
