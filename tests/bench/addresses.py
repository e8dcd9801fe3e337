"""The pages that show something, with what there is of a stocked house in their addresses."""

from __future__ import annotations

from typing import Any

from flask import Flask, url_for
from sqlalchemy import select
from werkzeug.routing import AnyConverter

from billing.models import Invoice
from esl.models import Conversation
from esl.recordings.models import Recording
from seatyard.db import db
from tenants.models import Seat, Tenant

NOT_LISTS = frozenset(
    ("ui.asset", "ui.healthz", "ui.readyz", "ui.logout", "ui.audio", "ui.api_docs", "ui.home")
)
"""No page that somebody reads."""
_OF = {
    "report": ("service-levels", "seat-hours", "seats", "origins"),
    "position": (1,),
}


def known_of(name: str) -> dict[str, list[Any]]:
    """Of a tenant: what may stand in an address, by the word in its rule."""
    tenant_id = db.session.scalar(select(Tenant.id).filter_by(name=name))

    def one(column: Any, model: Any) -> Any:
        return db.session.scalar(select(column).where(model.tenant_id == tenant_id).limit(1))

    found: dict[str, Any] = {
        "call_id": db.session.scalar(
            select(Conversation.id).filter_by(tenant_id=tenant_id).order_by(Conversation.started_at.desc())
        ),
        "seat_number": one(Seat.number, Seat),
        "number": one(Invoice.number, Invoice),
        "period": one(Invoice.period, Invoice),
        "recording_id": one(Recording.id, Recording),
    }
    told = {key: [value] for key, value in found.items() if value is not None}
    return told | {"tenant": [name]} | {key: list(values) for key, values in _OF.items()}


def pages(app: Flask, name: str) -> list[tuple[str, str]]:
    """(Endpoint, address) of each page; those that need something that there is not are left out."""
    known, shown = known_of(name), []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if not rule.endpoint.startswith("ui.") or "GET" not in (rule.methods or ()):
                continue
            if rule.endpoint in NOT_LISTS or any(
                word in rule.rule for word in ("login", "leave", "language")
            ):
                continue
            for given in _given(rule, known):
                shown.append((rule.endpoint, url_for(rule.endpoint, **given)))
    return sorted(shown)


def _given(rule: Any, known: dict[str, list[Any]]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = [{}]
    for name in rule.arguments:
        converter = rule._converters[name]
        values = [min(converter.items)] if isinstance(converter, AnyConverter) else known.get(name, [])
        made = [one | {name: value} for one in made for value in values]
    return made
