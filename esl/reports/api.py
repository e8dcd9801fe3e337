"""``/api/v1``: the reports that a tenant is owed, with its figures."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Day, LanguageArgs, Schema
from seatyard.attached import attached
from seatyard.identity.permissions import HOME
from seatyard.replica import may_lag
from tenants.models import Tenant
from tenants.tokens.door import asks

from . import documents, service
from .service import BY, Asked
from .words import REPORTS

blueprint = Blueprint(
    "reports",
    __name__,
    description="Figures of service: shares are parts of 1 as text, times (`…_us`) whole microseconds.",
)


class ReportArgs(Schema):
    """Local days of the tenant, the last one included; the last thirty by default."""

    since = Day(load_default=None)
    until = Day(load_default=None)
    by = fields.String(
        load_default="day",
        validate=validate.OneOf(BY),
        metadata={"description": "What the rows of the service levels are."},
    )
    queue_id = fields.Integer(
        load_default=None, strict=True, metadata={"description": "Service levels of this queue alone."}
    )


class ReportFileArgs(ReportArgs, LanguageArgs):
    pass


class ReportColumnSchema(Schema):
    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(("count", "share", "time", "decimal")))


class ReportRowSchema(Schema):
    key = fields.String(required=True)
    values = fields.Dict(fields.String(), fields.Raw(allow_none=True), required=True)


class ReportSchema(Schema):
    report = fields.String(required=True, validate=validate.OneOf(tuple(REPORTS)))
    timezone = fields.String(required=True)
    since = fields.Date(required=True)
    until = fields.Date(required=True)
    kept_until = fields.Date(
        allow_none=True, metadata={"description": "The last day whose seats' times are in it."}
    )
    columns = fields.List(fields.Nested(ReportColumnSchema), required=True)
    rows = fields.List(fields.Nested(ReportRowSchema), required=True)
    total = fields.Dict(fields.String(), fields.Raw(allow_none=True), required=True)
    before = fields.Dict(
        fields.String(),
        fields.Raw(allow_none=True),
        required=True,
        metadata={"description": "The period before."},
    )


@blueprint.route("/tenants/<tenant>/reports/<report>")
@asks(HOME)
@blueprint.arguments(ReportArgs, location="query")
@blueprint.response(200, ReportSchema)
@may_lag
def report(args: dict[str, Any], tenant: Tenant, report: str) -> dict[str, Any]:
    """One of the four: service-levels, seat-hours, seats, origins"""
    return documents.as_document(service.report(tenant, Asked(report, **args)))


@blueprint.route("/tenants/<tenant>/reports/<report>/files/<any(csv, xlsx):form>")
@asks(HOME)
@blueprint.arguments(ReportFileArgs, location="query")
@blueprint.file(*(kind for kind, _ in documents.FORMS.values()))
@may_lag
def report_file(args: dict[str, Any], tenant: Tenant, report: str, form: str) -> Response:
    """The same as a table, with its sum and the period before as the last rows; times in seconds"""
    language = args.pop("language")
    table = service.report(tenant, Asked(report, **args))
    kind, write = documents.FORMS[form]
    return attached(write(table, language), kind, documents.file_name(tenant.name, table, form))
