"""A new tenant going live: its generation on the node, a test call, and what is told once."""

from __future__ import annotations

import csv
import io

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from esl.nodes import directory as nodes
from esl.seat_time.registered import phones_there
from esl.testing import service as tests
from seatyard import sheets
from seatyard.attached import attached
from seatyard.errors import SeatyardError
from seatyard.identity.permissions import TENANTS_ONBOARD
from seatyard.identity.roles import may
from tenants.models import Tenant
from tenants.onboarding.drafts import service as drafts

from ..quoting import sayings


@may(TENANTS_ONBOARD)
def tenant_live(tenant: Tenant) -> str:
    """How far it is, kept up to date while anything is under way."""
    return render_template("tenant_live.html", **_whole(tenant))


@may(TENANTS_ONBOARD)
def tenant_live_state(tenant: Tenant) -> str:
    return render_template("tenant_live_state.html", **_state(tenant))


@may(TENANTS_ONBOARD)
def call_tenant(tenant: Tenant) -> ResponseReturnValue:
    """Ask for a test call; the node's worker places it."""
    problem, status = "", 200
    try:
        tests.ask(tenant, request.form.get("number", ""), current_user.login)
    except SeatyardError as error:
        problem, status = sayings.told(error, ""), error.status
    if request.headers.get("HX-Request"):
        return render_template("tenant_live_state.html", problem=problem, **_state(tenant)), status
    return render_template("tenant_live.html", problem=problem, **_whole(tenant)), status


@may(TENANTS_ONBOARD)
def tenant_secrets(tenant: Tenant, form: str) -> ResponseReturnValue:
    """What was made up for it, told once: as a page's part, or as a file."""
    draft = drafts.of_tenant(tenant.name)
    told = drafts.reveal(draft) if draft else drafts.Secrets()
    if form == "csv":
        rows = [["domain", "login", "password"]]
        rows += [[tenant.domain, name.partition(" ")[2], word] for name, word in told.passwords.items()]
        rows += [["", draft.admin, told.invitation]] if draft and told.invitation else []
        return attached(_csv(rows), "text/csv", f"{tenant.name}-logins.csv")
    return render_template("tenant_secrets.html", tenant=tenant, draft=draft, told=told)


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([sheets.cell(one) for one in row] for row in rows)
    return out.getvalue()


def _whole(tenant: Tenant) -> dict[str, object]:
    draft = drafts.of_tenant(tenant.name)
    return _state(tenant) | {"wizard": draft is not None, "untold": bool(draft and draft.secrets)}


def _state(tenant: Tenant) -> dict[str, object]:
    call = tests.latest(tenant.id)
    found = tests.recorded(call) if call else None
    placement = nodes.placements([tenant.id]).get(tenant.id)
    waits = placement is None or placement.acked_generation < tenant.generation
    goes_on = call is not None and (call.ended_at is None or (found is None and call.state in tests.HEARD))
    return {
        "tenant": tenant,
        "placement": placement,
        "phones": phones_there(tenant.id),
        "call": call,
        "found": found,
        "busy": waits or goes_on,
    }
