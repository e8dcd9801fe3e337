"""What a step tells the tenant by e-mail, in its language. Written in the step's own transaction."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import current_app
from jinja2 import Environment, PackageLoader, StrictUndefined

from seatyard.app import settings_of
from tenants import directory

from ..documents.data import of_arrear
from ..mails import outbox
from .history import Kind
from .models import DunningStep
from .reading import Matter

TOLD = frozenset(
    (Kind.POINTED_OUT, Kind.REMINDER, Kind.NOTICE, Kind.SUSPENDED, Kind.RESTORED, Kind.TERMINATED)
)
"""The steps that a tenant hears of. RESTORED where service comes back."""
LANGUAGES = ("zh", "en")


def write(row: DunningStep, matter: Matter) -> None:
    """Put the step's letter into the outbox."""
    tenant = directory.by_id([row.tenant_id])[row.tenant_id]
    language = tenant.language if tenant.language in LANGUAGES else LANGUAGES[0]
    title = tenant.title_zh if language == "zh" else tenant.title_en
    subject, text = letter(row, matter, language, title)
    about = "" if row.kind == Kind.RESTORED else row.bill  # what is paid takes back what waits about it
    outbox.put(row.letter, tenant_id=row.tenant_id, about=about, subject=subject, text=text)


def letter(row: DunningStep, matter: Matter, language: str, title: str) -> tuple[str, str]:
    """Subject and text."""
    known = {
        "title": title,
        "operator": settings_of(current_app).operator,
        "today": row.on.isoformat(),
        "bill": row.bill,
        "number": row.number,
        "currency": matter.agreement.currency.value,
        "bills": [of_arrear(one) for one in matter.bills if one.outstanding],
        **row.detail,
    }
    subject, _, text = _templates().get_template(f"{language}/{row.kind}.txt").render(known).partition("\n")
    return subject, text


@cache
def _templates() -> Environment:
    loader = PackageLoader("billing.dunning", "templates")
    made: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}
    return Environment(loader=loader, autoescape=False, undefined=StrictUndefined, **made)
