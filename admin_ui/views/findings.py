"""What does not add up, until a person clears it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from seatyard import findings as service
from seatyard.identity.models import OPERATOR
from seatyard.identity.roles import roles
from tenants import directory


@roles(OPERATOR)
def findings() -> str:
    cleared, kind = "cleared" in request.args, request.args.get("kind", "")
    page = service.listing(cleared=cleared, kind=kind, page=request.args.get("page", 1, int))
    owners = directory.by_id([finding.tenant_id for finding in page.entries if finding.tenant_id])
    return render_template(
        "findings.html", page=page, kinds=service.open_kinds(), kind=kind, cleared=cleared, owners=owners
    )


@roles(OPERATOR)
def clear_finding(finding_id: int) -> ResponseReturnValue:
    service.clear(finding_id, current_user.login)
    return redirect(url_for("ui.findings"))
