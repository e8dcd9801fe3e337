"""``/api/v1``: new passwords for seats' phones."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Schema
from seatyard.identity.permissions import SETUP_CHANGE

from . import credentials
from .models import Tenant
from .tokens.door import asks

blueprint = Blueprint("credentials", __name__, description="What seats' phones prove themselves with.")


class SeatNumbersSchema(Schema):
    numbers = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(1, credentials.MOST),
        metadata={"example": ["1001"]},
    )


class SeatPasswordsSchema(Schema):
    generation = fields.Integer(
        required=True, metadata={"description": "Of the tenant: with it the switch knows them."}
    )
    passwords = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "By seat; shown this once. The old ones open nothing any more."},
    )


@blueprint.route("/tenants/<tenant>/seat-passwords", methods=["POST"])
@asks(SETUP_CHANGE, changes=True, secret="passwords")
@blueprint.arguments(SeatNumbersSchema)
@blueprint.response(200, SeatPasswordsSchema)
def renew_passwords(args: dict[str, Any], tenant: Tenant) -> credentials.Renewed:
    """New passwords for seats' phones"""
    return credentials.renew(tenant, args["numbers"])
