"""A tenant's seats for its admins: found, added, changed, given back, their phones let in anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from billing.seat_changes import service, wishes
from billing.seat_changes.wishes import Wish
from esl.nodes import directory as nodes
from esl.seats import desk
from seatyard import moments
from seatyard.errors import SeatyardError
from seatyard.identity.permissions import HOME, SETUP_CHANGE
from seatyard.identity.roles import may
from tenants import credentials, directory, skill_map, switching
from tenants.models import Tenant

from .. import softphones
from ..labels import LABELS
from ..seat_words import reason, seats_switched
from ..told import say

LEVELS = ("0", "1", "2", "3", "4", "5")
"""Of a skill, as a form has them; 0 takes it away."""


@may(HOME)
def tenant_seats(tenant: Tenant) -> str:
    return _page(tenant)


@may(SETUP_CHANGE)
def propose_seats(tenant: Tenant) -> ResponseReturnValue:
    """What the forms of the list ask for: said with its price and day, and changed by the yes alone."""
    try:
        asked = _asked(tenant)
        proposal = service.propose(tenant, asked)
    except (SeatyardError, UnicodeDecodeError) as error:
        return _page(tenant, problem=reason(error)), 400
    return render_template(
        "seat_proposal.html",
        tenant=tenant,
        proposal=proposal,
        queue_subjects=[f"queue {queue.name}" for queue in tenant.queues],
        wishes=wishes.as_text(asked),
        refusal=reason(proposal.refusal) if proposal.refusal else "",
        unknown=reason(proposal.price_unknown) if proposal.price_unknown else "",
    )


@may(SETUP_CHANGE)
def change_seats(tenant: Tenant) -> ResponseReturnValue:
    """The yes. Passwords of new seats are shown this once."""
    try:
        made = service.make(tenant, wishes.of_text(request.form.get("wishes", "")))
    except SeatyardError as error:
        return _page(tenant, problem=reason(error)), error.status
    if made.passwords:
        return _sheet(tenant, made.passwords, made.generation)
    return redirect(url_for("ui.tenant_seats", tenant=tenant.name, generation=made.generation))


@may(SETUP_CHANGE)
def renew_passwords(tenant: Tenant) -> ResponseReturnValue:
    try:
        renewed = credentials.renew(tenant, request.form.getlist("number"))
    except SeatyardError as error:
        return _page(tenant, problem=reason(error)), error.status
    return _sheet(tenant, renewed.passwords, renewed.generation)


@may(SETUP_CHANGE)
def switch_seat(tenant: Tenant, seat_number: str, word: str) -> ResponseReturnValue:
    wanted = switching.switch(tenant, [seat_number], off=word == "off").generation
    return redirect(url_for("ui.seat", tenant=tenant.name, seat_number=seat_number, generation=wanted))


@may(SETUP_CHANGE)
def switch_seats(tenant: Tenant, word: str) -> ResponseReturnValue:
    """Those chosen in the list; or, to take that back, those that are off since that moment."""
    off, since = word == "off", request.args.get("since")
    try:
        numbers = _off_since(tenant, since) if since else request.form.getlist("number")
        done = switching.switch(tenant, numbers, off=off)
    except SeatyardError as error:
        return _page(tenant, problem=reason(error)), error.status
    back = {"word": "on", "since": done.at.isoformat()} if off and done.changed else {}
    say(seats_switched(done, off=off), back)
    return redirect(url_for("ui.tenant_seats", tenant=tenant.name, generation=done.generation))


@may(HOME)
def generation(tenant: Tenant, wanted: int) -> str:
    """Where a change stands on the switch: a part of a page, which asks again until it is live."""
    placement = nodes.placements([tenant.id]).get(tenant.id)
    return render_template("generation.html", tenant=tenant, placement=placement, wanted=wanted)


def _page(tenant: Tenant, problem: str = "") -> str:
    asked = {name: request.args.get(name, "").strip() for name in ("q", "type", "queue")}
    return render_template(
        "seats.html",
        tenant=tenant,
        page=desk.page_of(
            tenant, asked["q"], asked["type"], asked["queue"], request.args.get("page", 1, int)
        ),
        asked=asked,
        types=service.types(tenant),
        placement=nodes.placements([tenant.id]).get(tenant.id),
        wanted=request.args.get("generation", 0, int),
        skills=skill_map.names(tenant),
        problem=problem,
    )


def _off_since(tenant: Tenant, since: str) -> list[str]:
    return switching.off_at(tenant, moments.read(since, "UTC", "since"))


def _sheet(tenant: Tenant, passwords: Mapping[str, str], wanted: int) -> str:
    names = {seat.number: seat.name for seat in tenant.seats if seat.number in passwords}
    cards = [
        (number, names[number], password, softphones.code(number, names[number], tenant.domain, password))
        for number, password in sorted(passwords.items())
    ]
    placement = nodes.placements([tenant.id]).get(tenant.id)
    return render_template("seat_sheet.html", tenant=tenant, cards=cards, placement=placement, wanted=wanted)


def _asked(tenant: Tenant) -> list[Wish]:
    form = request.form
    if form.get("kind") == "table":
        file = request.files.get("file")
        text = file.stream.read().decode("utf-8-sig") if file and file.filename else form.get("table", "")
        return wishes.of_table(text, {str(word): type for type, word in LABELS["seat_type"].items()})
    groups = tuple(form.getlist("queues")) if form.get("regroup") else None
    if form.get("kind") == "row":
        first, name, kind = form.get("first", "").strip(), form.get("name", "").strip(), form.get("type", "")
        return wishes.in_a_row(first, form.get("count", 1, int), kind, name, tuple(form.getlist("queues")))
    chosen = wishes.few_enough(Wish(number) for number in form.getlist("number"))
    if form.get("act") == "release":
        return [replace(one, released=True) for one in chosen]
    if form.get("act") == "keep":
        return [_as_it_is(tenant, one.number) for one in chosen]
    return [
        replace(
            one,
            type=form.get("type", ""),
            name=form.get("name", "").strip(),
            queues=groups,
            skills=_skills(form.getlist("skill"), form.getlist("level")),
        )
        for one in chosen
    ]


def _skills(names: Iterable[str], levels: Iterable[str]) -> dict[str, int] | None:
    """Those of which something is said; without a level a skill stays as it is."""
    pairs = ((name.strip(), level) for name, level in zip(names, levels, strict=False))
    return {name: int(level) for name, level in pairs if name and level in LEVELS} or None


def _as_it_is(tenant: Tenant, number: str) -> Wish:
    """A seat whose release is taken back, with the queues that it is still in."""
    seat = directory.seat(tenant, number)
    groups = tuple(sorted(tier.queue.name for tier in seat.tiers if not tier.queue.skill))
    return Wish(number, seat.type, seat.name, groups, skills=seat.skills)
