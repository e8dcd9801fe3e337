"""Acting as a tenant's admin, and who did so."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from seatyard.db import db
from seatyard.errors import InvalidInput
from seatyard.identity import sessions, standing_in
from seatyard.identity.permissions import ACCOUNT, STAND_IN
from seatyard.identity.roles import may
from tenants.models import Tenant

from ..said import said


@may(STAND_IN)
def stand_in(tenant: Tenant) -> str:
    return _page(tenant)


@may(STAND_IN)
def begin_standing_in(tenant: Tenant) -> ResponseReturnValue:
    minutes = request.form.get("minutes", 0, int)
    reason = request.form.get("reason", "")
    try:
        standing_in.begin(current_user, sessions.current_id(), tenant.id, tenant.name, reason, minutes)
    except InvalidInput as error:
        return _page(tenant, problem=said(error)), error.status
    return redirect(url_for("ui.tenant", tenant=tenant.name))


@may(ACCOUNT)
def end_standing_in() -> ResponseReturnValue:
    if (session_id := sessions.current_id()) is not None:
        standing_in.end(session_id)
    db.session.commit()
    return redirect(url_for("ui.home"))


def _page(tenant: Tenant, **more: Any) -> str:
    return render_template("stand_in.html", tenant=tenant, longest=standing_in.LONGEST, **more)
