"""What contracts ask of the operator beside money: by when, whose it is, and what was handed over."""

from __future__ import annotations

import io

from flask import Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from billing.duties import service, template
from billing.invoices import service as invoices
from seatyard import findings
from seatyard.errors import SeatyardError
from seatyard.identity.permissions import DUTIES_WORK, MONEY, SERVICE
from seatyard.identity.roles import may
from seatyard.paging import sliced
from seatyard.requested import FORM_BYTES, at_most
from tenants import directory
from tenants.models import Tenant

from ..i18n import language
from ..said import said
from ..told import assigned


@may(MONEY)
def duties() -> str:
    return _shown()


@may(MONEY)
def duty_template(tenant: Tenant, duty: str, position: int) -> Response:
    found = service.by_name(duty, position, tenant.id)
    content = template.of(found, language()).encode()
    name = f"{found.kind}-{duty}.html"
    return send_file(io.BytesIO(content), "text/html", as_attachment=True, download_name=name)


@may(SERVICE)
def duty_document(tenant: Tenant, duty: str, position: int) -> Response:
    """What was handed over; whatever it is, a browser only saves it."""
    found = service.by_name(duty, position, tenant.id)
    content = io.BytesIO(service.document_of(found))
    return send_file(content, "application/octet-stream", as_attachment=True, download_name=found.file_name)


@may(DUTIES_WORK)
def own_duty(tenant: Tenant, duty: str, position: int) -> ResponseReturnValue:
    owner, before = request.values.get("owner", ""), service.by_name(duty, position, tenant.id).owner
    try:
        service.assign(duty, position, owner)
    except SeatyardError as error:
        return _shown(said(error)), error.status
    assigned(owner, before)
    return redirect(url_for("ui.duties"))


@may(DUTIES_WORK)
@at_most(service.LARGEST + FORM_BYTES)
def do_duty(tenant: Tenant, duty: str, position: int) -> ResponseReturnValue:
    service.by_name(duty, position, tenant.id)
    file = request.files.get("document")
    name, content = (file.filename or "", file.stream.read(service.LARGEST + 1)) if file else ("", b"")
    try:
        service.done(duty, position, by=current_user.login, file_name=name, content=content)
    except SeatyardError as error:
        return _shown(said(error)), error.status
    return redirect(url_for("ui.duties"))


def _shown(problem: str = "") -> str:
    period = request.args.get("period", "")
    page = sliced(service.listing(period=period or None), request.args.get("page", 1, int))
    owners = directory.by_id([one.invoice.tenant_id for one in page.entries])
    return render_template(
        "duties.html",
        page=page,
        owners=owners,
        people=findings.staff(),
        problem=problem,
        months=invoices.months(),
        period=period,
    )
