"""An invoice on paper: A4, in one language, with a font of its own. The same invoice gives the same bytes."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import cache, partial
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from jinja2 import Environment, PackageLoader, select_autoescape

from seatyard.app import settings_of
from seatyard.db import db
from seatyard.errors import SeatyardError
from tenants.models import Tenant

from .. import terms
from ..engine import Kind
from ..models import Invoice
from . import fonts
from .figures import amount, money
from .words import CLAUSES, PRINT, UNITS, word

_LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def render(invoice: Invoice, language: str) -> bytes:
    """The invoice as a PDF in ``zh`` or ``en``.

    Raises SeatyardError when the machine lacks the libraries that set text (Pango, HarfBuzz).
    """
    page: bytes = _weasyprint().HTML(string=_page(invoice, language)).write_pdf()
    return page


def _page(invoice: Invoice, language: str) -> str:
    tenant = db.session.get_one(Tenant, invoice.tenant_id)
    template = terms.find(invoice.contract.template)
    clauses = dict.fromkeys(line.clause for line in invoice.lines)
    year, month = map(int, invoice.period.split("-"))
    return (
        _environment()
        .get_template("invoice.html")
        .render(
            invoice=invoice,
            kind="prepayment" if invoice.kind == Kind.PREPAYMENT else "invoice",
            language=language,
            operator=settings_of(current_app).operator,
            tenant=tenant,
            title=getattr(tenant, f"title_{language}"),
            contract=getattr(template.title, language) if template else invoice.contract.template,
            first=date(year, month, 1),
            last=date(year, month, monthrange(year, month)[1]),
            issued=invoice.finalised_at.astimezone(ZoneInfo(tenant.timezone)),
            quotes={name: template.texts[name] for name in clauses if template and name in template.texts},
            notices=invoice.notices["items"],
            print=partial(word, PRINT, language=language),
            clause=partial(word, CLAUSES, language=language),
            unit=partial(word, UNITS, language=language),
        )
    )


@cache
def _environment() -> Environment:
    made = Environment(loader=PackageLoader(__package__), autoescape=select_autoescape(["html"]))
    made.filters.update(money=money, amount=amount, css=_css_string)
    made.globals.update(font_family=fonts.FAMILY, font_url=(fonts.FOLDER / fonts.FILE).as_uri())
    return made


def _css_string(text: str) -> str:
    """``text`` inside a quoted string of CSS, whatever characters it has (CSS 2.1, 4.1.3)."""
    return "".join(f"\\{ord(one):06x}" if one in '"\\<\n' else one for one in text)


@cache
def _weasyprint() -> Any:
    """Imported when first needed: its libraries are a matter of the machine, and only printing needs them."""
    try:
        return import_module("weasyprint")
    except OSError as error:
        allowed = f"Debian: apt-get install {_LIBRARIES}"
        raise SeatyardError("a library that sets text is missing", where="PDF", allowed=allowed) from error
