"""Messages of Stripe: kept once by their id, worked off once, and again where somebody asks for it.

None is taken at its word: what it is about is fetched anew and taken down as it stands (``booking``).
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from seatyard import clock, findings
from seatyard.app import settings_of
from seatyard.db import db, insert, snapshot, transaction
from seatyard.errors import InvalidInput, NotFound, SeatyardError

from . import booking, outbox, stripe
from .alone import alone
from .backend import Later, Refused
from .models import GatewayEvent
from .stripe.names import NAME
from .stripe.reading import INVOICE, about
from .stripe.secrets import is_live

logger = logging.getLogger(__name__)

WAITING, DONE, PASSED, PARKED = "waiting", "done", "passed", "parked"
PARKED_FINDING = "gateway_parked"
PATIENCE = 15.0
"""Seconds for which a message waits while another one about the same invoice is worked off."""


@dataclass(frozen=True, slots=True)
class Worked:
    id: str
    kind: str
    state: str
    problem: str = ""


def read(body: bytes) -> dict[str, Any]:
    """A message whose signature holds; InvalidInput for what is none of Stripe's events."""
    try:
        document = json.loads(body.replace(rb"\u0000", rb"\ufffd"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise InvalidInput("is not JSON", where="body") from None
    if not isinstance(document, dict) or document.get("object") != "event":
        raise InvalidInput("is no event", where="body")
    data = document.get("data")
    wanted = {"id": str, "type": str, "created": int, "livemode": bool}
    for name, type_ in wanted.items():
        if type(document.get(name)) is not type_:
            raise InvalidInput("is missing, or of another kind", where=name)
    if not isinstance(data, dict) or not isinstance(data.get("object"), dict):
        raise InvalidInput("is missing, or of another kind", where="data.object")
    return document


def keep(document: dict[str, Any]) -> bool:
    """Store it; False when it was there. What is not of our account stands parked from the first."""
    stranger = _stranger(document)
    with transaction():
        row = insert(GatewayEvent).values(
            backend=NAME,
            id=document["id"],
            kind=document["type"],
            document=document,
            happened_at=datetime.fromtimestamp(document["created"], UTC),
            state=PARKED if stranger else WAITING,
            problem=stranger,
        )
        new = db.session.scalar(row.on_conflict_do_nothing().returning(GatewayEvent.id)) is not None
        if new and stranger:
            findings.report(PARKED_FINDING, document["id"], f"{document['type']}: {stranger}")
    return new


def work(id: str) -> Worked:
    """Work one off, if it waits; what goes wrong stands in it, and is tried again."""
    with transaction():
        row = db.session.get_one(GatewayEvent, (NAME, id), with_for_update=True, populate_existing=True)
        if row.state != WAITING:
            return Worked(row.id, row.kind, row.state, row.problem)
        row.attempts += 1
        document, attempts = row.document, row.attempts
    try:
        state, problems = _worked(document)
    except Later as error:
        return _put_off(id, attempts, error.message)
    except SeatyardError as error:
        state, problems = PARKED, [error.message]
    return _ended(id, state, "; ".join(problems))


def work_due() -> list[Worked]:
    """All whose time has come, the oldest first."""
    with snapshot():
        query = select(GatewayEvent.id).filter_by(backend=NAME, state=WAITING)
        query = query.where(GatewayEvent.due_at <= clock.now())
        ids = list(db.session.scalars(query.order_by(GatewayEvent.happened_at, GatewayEvent.id)))
    return [work(id) for id in ids]


def replay(id: str) -> Worked:
    """Work a message off once more, whatever became of it; one that never came is fetched from Stripe."""
    with snapshot():
        there = db.session.get(GatewayEvent, (NAME, id)) is not None
    if not there:
        try:
            keep(stripe.backend(settings_of(current_app)).event(id))
        except Refused as error:
            raise NotFound(error.message, where="event") from error
    with transaction():
        row = db.session.get_one(GatewayEvent, (NAME, id), with_for_update=True, populate_existing=True)
        stranger = _stranger(row.document)
        if stranger:
            raise InvalidInput(stranger, where="event")
        row.state, row.due_at, row.problem = WAITING, clock.now(), ""
    return work(id)


def look(invoice: str) -> list[str]:
    """Fetch an invoice by its id there and take it down; what does not fit, a line each.

    One at a time, so that nobody takes down what was fetched before another's.
    """
    backend = stripe.backend(settings_of(current_app))
    with alone(f"gateway-{NAME}-{invoice}", PATIENCE):
        return booking.book(NAME, backend.seen(invoice))


def _worked(document: dict[str, Any]) -> tuple[str, list[str]]:
    subject = about(document)
    if subject is None:
        return PASSED, []
    if subject.kind == INVOICE:
        return _state(look(subject.id))
    backend = stripe.backend(settings_of(current_app))
    invoices = backend.invoices_of(subject.id)
    if invoices:
        return _state([problem for one in invoices for problem in look(one)])
    if not backend.received(subject.id):
        return PASSED, []
    return PARKED, [f"payment {subject.id} is for no invoice"]


def _state(problems: list[str]) -> tuple[str, list[str]]:
    return (PARKED if problems else DONE), problems


def _stranger(document: dict[str, Any]) -> str:
    """Why a message is not of our account; empty where it is."""
    if document.get("account"):
        return f"of another account: {document['account']}"
    if document["livemode"] != is_live(settings_of(current_app)):
        return "of live money, and our key is of none" if document["livemode"] else "of no real money"
    return ""


def _put_off(id: str, attempts: int, problem: str) -> Worked:
    with transaction():
        row = db.session.get_one(GatewayEvent, (NAME, id), with_for_update=True, populate_existing=True)
        row.problem, row.due_at = problem, clock.now() + outbox.pause_after(attempts)
        return Worked(id, row.kind, row.state, problem)


def _ended(id: str, state: str, problem: str) -> Worked:
    with transaction():
        row = db.session.get_one(GatewayEvent, (NAME, id), with_for_update=True, populate_existing=True)
        row.state, row.problem = state, problem
        if state == PARKED:
            findings.report_still(PARKED_FINDING, id, f"{row.kind}: {problem}", problem=problem)
        else:
            findings.resolve(PARKED_FINDING, [id], by=NAME)
        return Worked(id, row.kind, state, problem)
