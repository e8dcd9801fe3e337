"""Callers who asked to be called back: who, since when, and what came of it."""

from __future__ import annotations

from flask import render_template, request

from esl.queues import listing
from seatyard.identity.permissions import CALLS
from seatyard.identity.roles import may
from tenants.models import Tenant

from ..looks import seen


@may(CALLS)
@seen("call_backs")
def call_backs(tenant: Tenant) -> str:
    page = listing.of_tenant(tenant.name, page=request.args.get("page", 1, int))
    return render_template("call_backs.html", tenant=tenant, page=page)
