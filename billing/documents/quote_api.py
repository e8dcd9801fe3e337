"""``/api/v1``: next month's invoice of a contract that nobody has signed yet. Nothing is kept."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Amount, LanguageArgs, Schema, list_of
from seatyard.attached import attached
from seatyard.identity.permissions import QUOTES
from seatyard.requested import at_most, text_of
from tenants.tokens.door import asks

from .. import terms
from ..owed.service import today
from . import data, quote_pdf
from .quote import Quote, of_text
from .quote_limits import BYTES

blueprint = Blueprint("quotes", __name__, description="What a contract would bill.")
CASE = "A case file as `seatyard simulate` takes it, YAML or JSON: of a template, and one month."
YAML = "application/yaml"


class TemplateSchema(Schema):
    name = fields.String(required=True)
    title = fields.Dict(required=True, metadata={"description": "In both languages."})
    terms = fields.Dict(required=True)


class QuoteSchema(Schema):
    """As `seatyard simulate --json` answers it."""

    prepayments = fields.List(fields.Dict(), required=True, metadata={"description": "Asked for ahead."})
    invoices = fields.List(fields.Dict(), required=True)
    unused = fields.List(fields.Raw(), required=True, metadata={"description": "Facts nothing used."})
    cost = Amount(required=True, metadata={"description": "Of the month, whenever it is paid."})


class OfferArgs(LanguageArgs):
    customer = fields.String(load_default="")
    valid_until = fields.String(load_default="", metadata={"description": "As it is printed."})


@blueprint.route("/quotes/templates")
@asks(QUOTES)
@blueprint.response(200, list_of(TemplateSchema))
def templates() -> dict[str, list[dict[str, Any]]]:
    """All templates of contracts, with their terms"""
    known = [terms.load(name) for name in terms.names()]
    return {
        "items": [{"name": one.name, "title": data.of_text(one.title), "terms": one.terms} for one in known]
    }


@blueprint.route("/quotes", methods=["POST"])
@blueprint.sent(CASE, YAML)
@asks(QUOTES, also=(413,))
@at_most(BYTES)
@blueprint.response(200, QuoteSchema)
def quote() -> dict[str, Any]:
    """The month's invoice of a case"""
    made = _made()
    return data.of_answer(made.answer) | {"cost": made.cost}


@blueprint.route("/quotes/files/pdf", methods=["POST"])
@blueprint.sent(CASE, YAML)
@asks(QUOTES, also=(413,))
@at_most(BYTES)
@blueprint.arguments(OfferArgs, location="query")
@blueprint.file("application/pdf")
def quote_file(args: dict[str, str]) -> Response:
    """The offer on paper"""
    made = _made()
    offer = quote_pdf.Offer(made, args["customer"], today(), args["valid_until"])
    return attached(quote_pdf.render(offer, args["language"]), "application/pdf", "quote.pdf")


def _made() -> Quote:
    return of_text(text_of())
