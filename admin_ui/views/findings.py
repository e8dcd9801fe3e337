"""What does not add up, until a person clears it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from seatyard import findings as service
from seatyard.identity.permissions import FINDINGS, FINDINGS_WORK
from seatyard.identity.roles import may
from tenants import directory

from ..told import assigned

AGES = (1, 7, 30)
"""Days that the list can be narrowed to: as old as this, or older."""


@may(FINDINGS)
def findings() -> str:
    asked = request.args
    wanted = service.Filters(
        cleared="cleared" in asked,
        kind=asked.get("kind", ""),
        owner=asked.get("owner", ""),
        billable=bool(asked.get("billable")),
        days=min(max(asked.get("days", 0, int), 0), 36600),
    )
    page = service.listing(wanted, page=asked.get("page", 1, int))
    return render_template(
        "findings.html",
        page=page,
        kinds=service.open_kinds(),
        people=service.staff(),
        ages=AGES,
        wanted=wanted,
        everything=service.Filters(),
        owners=directory.by_id([finding.tenant_id for finding in page.entries if finding.tenant_id]),
    )


@may(FINDINGS)
def finding(finding_id: int) -> str:
    found = service.by_id(finding_id)
    return render_template(
        "finding.html",
        finding=found,
        history=service.history(finding_id),
        people=service.staff(),
        owners=directory.by_id([found.tenant_id] if found.tenant_id else []),
    )


@may(FINDINGS_WORK)
def own_finding(finding_id: int) -> ResponseReturnValue:
    owner, before = request.values.get("owner", ""), service.by_id(finding_id).owner
    if owner:
        service.assign(finding_id, owner, current_user.login)
    else:
        service.unassign(finding_id, current_user.login)
    assigned(owner, before)
    return _shown(finding_id)


@may(FINDINGS_WORK)
def note_finding(finding_id: int) -> ResponseReturnValue:
    service.note(finding_id, request.form.get("note", ""), current_user.login)
    return _shown(finding_id)


@may(FINDINGS_WORK)
def clear_finding(finding_id: int) -> ResponseReturnValue:
    service.clear(finding_id, current_user.login, request.form.get("reason", ""))
    return redirect(url_for("ui.findings"))


def _shown(finding_id: int) -> ResponseReturnValue:
    return redirect(url_for("ui.finding", finding_id=finding_id))
