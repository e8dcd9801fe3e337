"""``/api/v1``: what a call centre costs in one way and in another. Nothing is kept."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields

from seatyard import documents
from seatyard.api.frame import Blueprint
from seatyard.api.schemas import LanguageArgs, Schema
from seatyard.attached import attached
from seatyard.identity.permissions import QUOTES
from seatyard.requested import at_most, text_of
from tenants.tokens.door import asks

from ..documents import comparison_pdf
from ..documents.quote_limits import BYTES, VALUES
from ..owed.service import today
from . import document
from .costs import Comparison
from .plain import as_table, of_comparison

blueprint = Blueprint("comparisons", __name__, description="Ways of running a call centre, month by month.")
FILE = "A comparison as `seatyard compare` takes it, YAML or JSON."
YAML = "application/yaml"


class ComparisonSchema(Schema):
    """As `seatyard compare --json` answers it."""

    seats = fields.Integer(required=True)
    months = fields.Integer(required=True)
    currency = fields.String(required=True)
    ways = fields.List(fields.Dict(), required=True)


class AskedComparisonSchema(Schema):
    seats = fields.Integer(required=True)
    months = fields.Integer(required=True)
    currency = fields.String()
    starts = fields.String(metadata={"format": "date"})
    ways = fields.List(fields.Dict(), required=True)


@blueprint.route("/comparisons/example")
@asks(QUOTES)
@blueprint.response(200, AskedComparisonSchema)
def example() -> dict[str, Any]:
    """A comparison to begin with"""
    return document.example()


@blueprint.route("/comparisons", methods=["POST"])
@blueprint.sent(FILE, YAML)
@asks(QUOTES, also=(413,))
@at_most(BYTES)
@blueprint.response(200, ComparisonSchema)
def compare() -> dict[str, Any]:
    """Sums, the cumulated curve, and the month from which a way costs no more than another"""
    return of_comparison(_made())


@blueprint.route("/comparisons/files/<any(pdf, csv):form>", methods=["POST"])
@blueprint.sent(FILE, YAML)
@asks(QUOTES, also=(413,))
@at_most(BYTES)
@blueprint.arguments(LanguageArgs, location="query")
@blueprint.file("application/pdf", "text/csv")
def comparison_file(args: dict[str, str], form: str) -> Response:
    """The same to send on"""
    made, language = _made(), args["language"]
    if form == "csv":
        return attached(as_table(made, language), "text/csv", "comparison.csv")
    return attached(comparison_pdf.render(made, today(), language), "application/pdf", "comparison.pdf")


def _made() -> Comparison:
    return document.of_document(documents.parse(text_of(), "body", most=VALUES))
