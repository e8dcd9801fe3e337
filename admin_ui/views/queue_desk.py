"""A tenant's queues for its admins: how each is, changed with what it does said first, removed."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from esl.answers.callcenter import RING_SECONDS
from esl.board.day import SERVICE
from esl.nodes import directory as nodes
from esl.queues import desk, proposing
from seatyard.errors import SeatyardError
from seatyard.identity.permissions import HOME, SETUP_CHANGE
from seatyard.identity.roles import may
from tenants import skill_map
from tenants.models import Tenant
from tenants.onboarding.queues import CALL_BACK, DEFAULTS

from .. import queue_form
from ..said import told


@may(HOME)
def queues(tenant: Tenant) -> str:
    return _list(tenant)


@may(HOME)
def queue(tenant: Tenant, queue: str) -> str:
    found = desk.of_tenant(tenant)
    return _page(tenant, found, desk.one(found, queue).wanted)


@may(SETUP_CHANGE)
def new_queue(tenant: Tenant) -> str:
    return _page(tenant, desk.of_tenant(tenant), _fresh())


@may(SETUP_CHANGE)
def propose_queue(tenant: Tenant) -> ResponseReturnValue:
    """What the form asks for: said first, and changed by the yes alone."""
    try:
        wish = queue_form.wish_of(request.form, [seat.number for seat in tenant.seats if seat.leased])
        proposal = proposing.propose(tenant, wish)
    except SeatyardError as error:
        return _again(tenant, error), error.status
    return render_template(
        "queue_proposal.html",
        tenant=tenant,
        proposal=proposal,
        placement=nodes.placements([tenant.id]).get(tenant.id),
        names={seat.number: seat.name for seat in tenant.seats},
        wish=queue_form.as_text(wish),
    )


@may(SETUP_CHANGE)
def change_queue(tenant: Tenant) -> ResponseReturnValue:
    """The yes."""
    try:
        wish = queue_form.of_text(request.form.get("wish", ""))
        made = proposing.make(tenant, wish)
    except SeatyardError as error:
        return _list(tenant, _told(error)), error.status
    name, generation = tenant.name, made.generation
    if wish.removed:
        return redirect(url_for("ui.queues", tenant=name, generation=generation))
    return redirect(url_for("ui.queue", tenant=name, queue=wish.name, generation=generation))


def _list(tenant: Tenant, problem: str = "") -> str:
    return render_template(
        "queues.html", tenant=tenant, desk=desk.of_tenant(tenant), problem=problem, **_of_page(tenant)
    )


def _page(tenant: Tenant, found: desk.Desk, wanted: dict[str, Any], problem: str = "") -> str:
    line = next((one for one in found.lines if one.name == wanted["name"]), None)
    return render_template(
        "queue.html",
        tenant=tenant,
        desk=found,
        line=line,
        wanted=wanted,
        strategies=list(_strategies()),
        call_back=CALL_BACK,
        rings=RING_SECONDS,
        skills=skill_map.names(tenant),
        problem=problem,
        **_of_page(tenant),
    )


def _of_page(tenant: Tenant) -> dict[str, Any]:
    return {
        "placement": nodes.placements([tenant.id]).get(tenant.id),
        "wanted_generation": request.args.get("generation", 0, int),
        "within": int(SERVICE.total_seconds()),
    }


def _again(tenant: Tenant, error: SeatyardError) -> str:
    """The form as it was filled in, with the reason why not."""
    found = desk.of_tenant(tenant)
    name = request.form.get("name", "").strip()
    line = next((one for one in found.lines if one.name == name), None)
    if request.form.get("act") == "remove" or (line is None and "new" not in request.form):
        return _list(tenant, _told(error))
    known = _fresh() if line is None or "new" in request.form else line.wanted
    return _page(tenant, found, queue_form.typed(request.form, known), _told(error))


def _fresh() -> dict[str, Any]:
    return DEFAULTS | {"name": "", "seats": [], "new": True, "wait_limit": 120}


def _told(error: SeatyardError) -> str:
    """Of the one queue of a form: its field, not the path to it."""
    error.where = error.where.rpartition(".")[2]
    return told(error)


def _strategies() -> tuple[str, ...]:
    return (
        *("longest-idle-agent", "ring-all", "round-robin", "top-down", "agent-with-least-talk-time"),
        *("agent-with-fewest-calls", "sequentially-by-agent-order", "random", "ring-progressively"),
    )
