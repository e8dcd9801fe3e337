"""A tenant's data: exports of all of it; and of its end, legal holds and its deletion with proof."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from billing.lifecycle import deletion, jobs
from billing.lifecycle.models import ASKED, MAKING
from esl.recordings import holds
from seatyard import ranges
from seatyard.attached import attached
from seatyard.db import db
from seatyard.errors import InvalidInput, SeatyardError
from seatyard.files import Reopened
from seatyard.identity.permissions import DATA, TENANT_END
from seatyard.identity.roles import may
from tenants.models import Tenant

from .. import obstacle_words
from ..said import said
from ..told import say

REFRESH = "3"
"""Seconds from one look to the next while an export is made."""


@may(DATA)
def tenant_data(tenant: Tenant) -> ResponseReturnValue:
    exports = jobs.of_tenant(tenant.id)
    answer = make_response(render_template("data.html", tenant=tenant, exports=exports))
    if any(one.state in (ASKED, MAKING) for one in exports):
        answer.headers["Refresh"] = REFRESH
    return answer


@may(DATA)
def ask_export(tenant: Tenant) -> ResponseReturnValue:
    jobs.ask(tenant, recordings="recordings" in request.form, by=current_user.login)
    return redirect(url_for("ui.tenant_data", tenant=tenant.name))


@may(DATA)
def export_file(tenant: Tenant, export_id: int) -> Response:
    """In the part that is asked for: a download that broke off goes on."""
    path = jobs.fetched(tenant.id, export_id)
    return ranges.answer(
        request,
        Reopened(path),
        path.stat().st_size,
        mimetype="application/zip",
        etag=f"{export_id}-{path.stat().st_mtime_ns}",
        name=f"{tenant.name}-{export_id}.zip",
        attached=True,
    )


@may(TENANT_END)
def tenant_end(tenant: Tenant) -> str:
    return _end(tenant)


@may(TENANT_END)
def change_hold(tenant: Tenant, act: str) -> ResponseReturnValue:
    """One that was put by mistake is released by one click; released, what it kept may be gone at once."""
    call, reason = request.values.get("call", "").strip(), request.values.get("reason", "")
    call_id, by = call or None, current_user.login

    def change() -> None:
        back = {}
        if act == "hold":
            holds.hold(tenant.id, call_id, reason, by, request.form.get("reference", ""))
            back = {"act": "release", "call": call, "reason": str(_("put by mistake, taken back"))}
        else:
            holds.release(tenant.id, call_id, reason, by)
        say(str(_("It is done.")), back)

    return _done(tenant, change)


@may(TENANT_END)
def change_deletion(tenant: Tenant, act: str) -> ResponseReturnValue:
    by = current_user.login

    def change() -> None:
        if act != "call-off" and request.form.get("name", "").strip() != tenant.name:
            raise InvalidInput("another name", where="name", allowed=f"the tenant's: {tenant.name}")
        if act == "ask":
            deletion.ask(tenant, request.form.get("reason", ""), by)
        elif act == "confirm":
            deletion.confirm(tenant, by)
        else:
            deletion.call_off(tenant, by)

    return _done(tenant, change)


@may(TENANT_END)
def deletion_proof(tenant: Tenant) -> Response:
    return attached(deletion.proof_text(tenant), "application/json", f"{tenant.name}-deletion.json")


def _done(tenant: Tenant, change: Any) -> ResponseReturnValue:
    """The page again: with what was refused, where it was."""
    try:
        change()
    except SeatyardError as error:
        db.session.rollback()
        return _end(tenant, problem=said(error)), error.status
    return redirect(url_for("ui.tenant_end", tenant=tenant.name))


def _end(tenant: Tenant, **more: Any) -> str:
    """What would go is counted where it is asked for: of a large tenant that takes a while."""
    return render_template(
        "tenant_end.html",
        tenant=tenant,
        holds=holds.every(tenant.id),
        standing=deletion.standing(tenant.id),
        against=[obstacle_words.told(one) for one in deletion.against(tenant)],
        preview=deletion.preview(tenant) if "preview" in request.args else None,
        **more,
    )
