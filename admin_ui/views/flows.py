"""A tenant's flows: listed, begun, renamed, removed, and the page of their editor."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from esl.flows import drafts, naming, publishing, service
from esl.flows.models import FlowDraft
from seatyard.errors import SeatyardError
from seatyard.identity.permissions import FLOWS, FLOWS_CHANGE
from seatyard.identity.roles import may
from tenants.models import Tenant

from ..flow_words import TEMPLATES
from ..said import told


@may(FLOWS)
def flows(tenant: Tenant) -> str:
    return _page(tenant)


@may(FLOWS_CHANGE)
def begin_flow(tenant: Tenant) -> ResponseReturnValue:
    """A new flow, in its editor."""
    name = request.form.get("name", "").strip()
    try:
        drafts.begin(tenant, name, request.form.get("template", ""))
    except SeatyardError as error:
        return _page(tenant, problem=told(error), name=name), error.status
    return redirect(url_for("ui.flow", tenant=tenant.name, flow=name))


@may(FLOWS)
def flow(tenant: Tenant, flow: str) -> str:
    """The editor: what it shows, its scripts ask for."""
    draft = drafts.find(tenant, flow)
    of = service.found(tenant, flow)
    return render_template(
        "flow.html",
        tenant=tenant,
        draft=draft,
        of=of,
        numbers=naming.leading(tenant, flow),
        history=publishing.history(of) if of else [],
    )


@may(FLOWS_CHANGE)
def rename_flow(tenant: Tenant, flow: str) -> ResponseReturnValue:
    try:
        naming.rename(tenant, flow, request.form.get("name", "").strip())
    except SeatyardError as error:
        return _page(tenant, problem=told(error)), error.status
    return redirect(url_for("ui.flows", tenant=tenant.name))


@may(FLOWS_CHANGE)
def remove_flow(tenant: Tenant, flow: str) -> ResponseReturnValue:
    try:
        naming.remove(tenant, flow, numbers_to=request.form.get("numbers_to", ""))
    except SeatyardError as error:
        return _page(tenant, problem=told(error)), error.status
    return redirect(url_for("ui.flows", tenant=tenant.name))


@may(FLOWS_CHANGE)
def lead_number(tenant: Tenant) -> ResponseReturnValue:
    """Let a number lead to another flow."""
    try:
        naming.lead(tenant, request.form.get("number", ""), request.form.get("flow", ""))
    except SeatyardError as error:
        return _page(tenant, problem=told(error)), error.status
    return redirect(url_for("ui.flows", tenant=tenant.name))


@may(FLOWS)
def hear_flow(tenant: Tenant, flow: str, node_name: str, part: int) -> Response:
    """A prompt of a node of the draft, as callers would hear it."""
    return Response(
        service.heard(tenant, drafts.find(tenant, flow).document, node_name, part), mimetype="audio/wav"
    )


def _page(tenant: Tenant, **more: str) -> str:
    kept: dict[str, FlowDraft] = {one.name: one for one in drafts.listing(tenant)}
    there = {one.name: one for one in tenant.flows}
    return render_template(
        "flows.html",
        tenant=tenant,
        names=sorted(kept.keys() | there.keys()),
        kept=kept,
        there=there,
        leading={name: naming.leading(tenant, name) for name in there},
        waiting=tenant.arrangement.document["flows"] if tenant.arrangement else {},
        templates=TEMPLATES,
        **more,
    )
