"""People: the operator's and a tenant's, for the admins of each."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from seatyard.errors import SeatyardError
from seatyard.identity import links, outside, service
from seatyard.identity import people as rules
from seatyard.identity.permissions import MAY_GIVE, OF_TENANTS, PEOPLE, PEOPLE_OF_TENANT, SEAT, STAFF
from seatyard.identity.roles import may
from tenants import directory
from tenants.models import Tenant

from ..said import said


@may(PEOPLE)
def people() -> str:
    return _page(None)


@may(PEOPLE)
def invite_person() -> ResponseReturnValue:
    return _invited(None)


@may(PEOPLE)
def change_person(user_id: int, act: str) -> ResponseReturnValue:
    return _changed(None, user_id, act)


@may(PEOPLE_OF_TENANT)
def tenant_people(tenant: Tenant) -> str:
    return _page(tenant)


@may(PEOPLE_OF_TENANT)
def invite_tenant_person(tenant: Tenant) -> ResponseReturnValue:
    return _invited(tenant)


@may(PEOPLE_OF_TENANT)
def change_tenant_person(tenant: Tenant, user_id: int, act: str) -> ResponseReturnValue:
    return _changed(tenant, user_id, act)


def _invited(tenant: Tenant | None) -> ResponseReturnValue:
    """By e-mail; a seat by its number, with a password that is shown this once."""
    login, role = request.form.get("login", "").strip(), request.form.get("role", "")
    try:
        if role == SEAT and tenant is not None:
            seat = directory.seat(tenant, login)
            made = rules.add_seat(current_user, tenant.id, tenant.name, seat.number, seat.id)
            return _page(tenant, made=(service.seat_login(tenant.name, seat.number), made))
        rules.invite(current_user, login, role, tenant.id if tenant else None)
    except SeatyardError as error:
        return _page(tenant, problem=said(error), login=login), error.status
    return redirect(_here(tenant))


def _changed(tenant: Tenant | None, user_id: int, act: str) -> ResponseReturnValue:
    user = rules.subject(current_user, user_id, tenant.id if tenant else None)
    try:
        if act == "password":
            return _page(tenant, made=(user.login, rules.give_password(user)))
        acts = {
            "lock": lambda: service.lock(user),
            "unlock": lambda: service.unlock(user),
            "end-sessions": lambda: rules.end_sessions(user),
            "send-link": lambda: rules.send_link(current_user, user),
            "detach": lambda: outside.detach(user),
        }
        acts[act]()
    except SeatyardError as error:
        return _page(tenant, problem=said(error)), error.status
    return redirect(_here(tenant))


def _here(tenant: Tenant | None) -> str:
    return url_for("ui.tenant_people", tenant=tenant.name) if tenant else url_for("ui.people")


def _page(tenant: Tenant | None, **more: Any) -> str:
    found = service.listing(tenant.id) if tenant else service.staff()
    given = MAY_GIVE.get(current_user.role, ())
    return render_template(
        "people.html",
        tenant=tenant,
        people=found,
        invited=links.invited([one.id for one in found]),
        roles=[role for role in (OF_TENANTS if tenant else STAFF) if role in given],
        about={one.id for one in found if one.id != current_user.id and one.role in given},
        tied=outside.tied([one.id for one in found]),
        has_address=rules.has_address,
        **more,
    )
