"""``/api/v1``: a contract in words, and on paper."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Amount, LanguageArgs, Schema
from seatyard.attached import attached
from seatyard.errors import NotFound
from seatyard.identity.permissions import SERVICE
from tenants.models import Tenant
from tenants.tokens.door import asks

from . import pdf
from .reading import Reading, contract_of, read

blueprint = Blueprint("contract_words", __name__, description="What a contract says, in plain sentences.")


class ContractTextSchema(Schema):
    zh = fields.String(required=True)
    en = fields.String(required=True)


class ContractQuoteSchema(Schema):
    source = fields.String(required=True, metadata={"description": "Where the original says it."})
    text = fields.Nested(ContractTextSchema, required=True)


class ContractChangedSchema(Schema):
    path = fields.String(required=True, metadata={"example": "seat_rent.price.inbound"})
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)


class ContractLaterSchema(Schema):
    starts = fields.Date(required=True)
    changes = fields.List(fields.Nested(ContractChangedSchema), required=True)


class ContractSumSchema(Schema):
    description = fields.Nested(ContractTextSchema, required=True)
    explained = fields.Nested(ContractTextSchema, required=True)
    amount = Amount(required=True)


class ContractExampleSchema(Schema):
    supposed = fields.Nested(ContractTextSchema, required=True)
    sums = fields.List(fields.Nested(ContractSumSchema), required=True)


class ContractSaidSchema(Schema):
    name = fields.String(required=True)
    sentences = fields.List(fields.Nested(ContractTextSchema), required=True)
    quotes = fields.List(fields.Nested(ContractQuoteSchema), required=True)
    otherwise = fields.List(
        fields.Nested(ContractChangedSchema),
        required=True,
        metadata={"description": "Than the template says."},
    )
    later = fields.List(
        fields.Nested(ContractLaterSchema),
        required=True,
        metadata={"description": "What later changes make of it."},
    )
    example = fields.Nested(ContractExampleSchema, required=True, allow_none=True)


class ContractAmendmentSchema(ContractLaterSchema):
    signed = fields.Date(required=True)


class ContractReadingSchema(Schema):
    contract = fields.Integer(required=True)
    on = fields.Date(required=True, metadata={"description": "The day whose terms these are."})
    ends = fields.Date(required=True, allow_none=True, metadata={"description": "With renewals; null: none."})
    clauses = fields.List(fields.Nested(ContractSaidSchema), required=True)
    amendments = fields.List(fields.Nested(ContractAmendmentSchema), required=True)


@blueprint.route("/tenants/<tenant>/contracts/<int:contract>/words")
@asks(SERVICE)
@blueprint.response(200, ContractReadingSchema)
def words(tenant: Tenant, contract: int) -> dict[str, Any]:
    """A contract in plain sentences, clause by clause, as it holds today"""
    reading = _reading(tenant, contract)
    clauses = [one for among in reading.chapters.values() for one in among]
    same = {name: getattr(reading, name) for name in ("on", "ends", "amendments")}
    return {"contract": reading.contract.id, "clauses": clauses} | same


@blueprint.route("/tenants/<tenant>/contracts/<int:contract>/files/pdf")
@asks(SERVICE)
@blueprint.arguments(LanguageArgs, location="query")
@blueprint.file("application/pdf")
def contract_file(args: dict[str, str], tenant: Tenant, contract: int) -> Response:
    """The same on paper"""
    paper = pdf.render(tenant, _reading(tenant, contract), args["language"])
    return attached(paper, "application/pdf", f"{tenant.name}-contract-{contract}.pdf")


def _reading(tenant: Tenant, contract: int) -> Reading:
    found = contract_of(tenant, contract)
    if found is None:
        raise NotFound(f"no contract {contract}", where=f"tenant {tenant.name}")
    return read(found)
