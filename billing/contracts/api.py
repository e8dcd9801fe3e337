"""``/api/v1``: what a tenant signed."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Schema, list_of, shown
from seatyard.errors import NotFound
from seatyard.identity.permissions import HOME
from tenants.models import Tenant
from tenants.tokens.door import asks

from ..clauses import CLAUSES
from ..models import Contract
from .service import contracts_of, versions_of

blueprint = Blueprint("contracts", __name__, description="What tenants signed.")


class ContractSchema(Schema):
    id = fields.Integer(required=True)
    template = fields.String(required=True)
    signed = fields.Date(required=True)
    starts = fields.Date(required=True)
    ends = fields.Date(allow_none=True, metadata={"description": "The last day as agreed; null: no end."})
    not_renewed = fields.Date(allow_none=True, metadata={"description": "When notice was given."})
    clauses = fields.List(fields.String(), required=True)


class VersionSchema(Schema):
    starts = fields.Date(required=True)
    signed = fields.Date(required=True)
    overrides = fields.Dict(required=True, metadata={"description": "Otherwise than before."})
    terms = fields.Dict(required=True, metadata={"description": "All of them, as they hold from then on."})


class WholeContractSchema(ContractSchema):
    versions = fields.List(fields.Nested(VersionSchema), required=True)


@blueprint.route("/tenants/<tenant>/contracts")
@asks(HOME)
@blueprint.response(200, list_of(ContractSchema))
def contracts(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    """All contracts of a tenant, the earliest first"""
    return {"items": [_shown(ContractSchema, one) for one in contracts_of(tenant.id)]}


@blueprint.route("/tenants/<tenant>/contracts/<int:contract>")
@asks(HOME)
@blueprint.response(200, WholeContractSchema)
def one_contract(tenant: Tenant, contract: int) -> dict[str, Any]:
    """A contract with its terms by date of effect"""
    for one in contracts_of(tenant.id):
        if one.id == contract:
            return _shown(WholeContractSchema, one, versions=versions_of(one))
    raise NotFound(f"no contract {contract}", where=f"tenant {tenant.name}")


def _shown(schema: type[Schema], one: Contract, **more: Any) -> dict[str, Any]:
    return shown(schema, one, clauses=[name for name in CLAUSES if name in one.terms], **more)
