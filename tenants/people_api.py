"""``/api/v1``: people, the operator's and a tenant's: invited, locked, their sessions ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import fields, validate

from seatyard.api.frame import Blueprint
from seatyard.api.schemas import Moment, Schema, list_of, shown
from seatyard.identity import kept_sessions, links, service
from seatyard.identity import people as rules
from seatyard.identity.models import LoginSession, User
from seatyard.identity.permissions import PEOPLE, PEOPLE_OF_TENANT, ROLES, SEAT

from . import directory
from .models import Tenant
from .tokens.door import asking, asks

blueprint = Blueprint("people", __name__, description="Who may log in, and who is.")
_ACTS = '<any("lock", "unlock", "end-sessions", "send-link"):act>'


class PersonSchema(Schema):
    id = fields.Integer(required=True)
    login = fields.String(required=True)
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    seat_id = fields.Integer(allow_none=True)
    locked_at = Moment(allow_none=True)
    created_at = Moment(required=True)
    invited = fields.Boolean(required=True, metadata={"description": "And has not come yet."})


class GivenSchema(PersonSchema):
    password = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Of who has no address, shown this once; null where a link was sent."},
    )


class SessionSchema(Schema):
    id = fields.Integer(required=True)
    made_at = Moment(required=True)
    seen_at = Moment(required=True, metadata={"description": "To the minute."})
    address = fields.String(required=True)
    user_agent = fields.String(required=True)


class InviteArgs(Schema):
    login = fields.String(
        required=True, metadata={"description": "An e-mail address; of a seat its number, without an e-mail."}
    )
    role = fields.String(required=True, validate=validate.OneOf(ROLES))


@blueprint.route("/people")
@asks(PEOPLE)
@blueprint.response(200, list_of(PersonSchema))
def people() -> dict[str, list[dict[str, Any]]]:
    """All of the operator's people, by login"""
    return {"items": _all(service.staff())}


@blueprint.route("/people", methods=["POST"])
@asks(PEOPLE, changes=True)
@blueprint.arguments(InviteArgs)
@blueprint.response(201, PersonSchema)
def invite_person(args: dict[str, str]) -> dict[str, Any]:
    """Invite somebody by e-mail"""
    return _one(rules.invite(asking(), args["login"], args["role"], None))


@blueprint.route(f"/people/<int:member>/{_ACTS}", methods=["POST"])
@asks(PEOPLE, changes=True)
@blueprint.response(200, PersonSchema)
def change_person(member: int, act: str) -> dict[str, Any]:
    """Lock, unlock, end all sessions, or send a link for a new password"""
    return _changed(rules.subject(asking(), member, None), act)


@blueprint.route("/people/<int:member>/sessions")
@asks(PEOPLE)
@blueprint.response(200, list_of(SessionSchema))
def sessions(member: int) -> dict[str, Sequence[LoginSession]]:
    """Where somebody is logged in, the one seen last first"""
    return {"items": kept_sessions.of_user(rules.subject(asking(), member, None).id)}


@blueprint.route("/people/<int:member>/sessions/<int:session>/end", methods=["POST"])
@asks(PEOPLE, changes=True)
@blueprint.response(200, list_of(SessionSchema))
def end_session(member: int, session: int) -> dict[str, Sequence[LoginSession]]:
    """End one of them; those that are left"""
    return _ended(rules.subject(asking(), member, None), session)


@blueprint.route("/tenants/<tenant>/people")
@asks(PEOPLE_OF_TENANT)
@blueprint.response(200, list_of(PersonSchema))
def tenant_people(tenant: Tenant) -> dict[str, list[dict[str, Any]]]:
    """All people of a tenant, by login"""
    return {"items": _all(service.listing(tenant.id))}


@blueprint.route("/tenants/<tenant>/people", methods=["POST"])
@asks(PEOPLE_OF_TENANT, changes=True, secret="password")
@blueprint.arguments(InviteArgs)
@blueprint.response(201, GivenSchema)
def invite_tenant_person(args: dict[str, str], tenant: Tenant) -> dict[str, Any]:
    """Invite somebody by e-mail, or give a seat its login"""
    if args["role"] != SEAT:
        return _one(rules.invite(asking(), args["login"], args["role"], tenant.id)) | {"password": None}
    seat = directory.seat(tenant, args["login"])
    login = service.seat_login(tenant.name, seat.number)
    password = rules.add_seat(asking(), tenant.id, tenant.name, seat.number, seat.id)
    return _one(service.named(login)) | {"password": password}


@blueprint.route(f"/tenants/<tenant>/people/<int:person>/{_ACTS}", methods=["POST"])
@asks(PEOPLE_OF_TENANT, changes=True)
@blueprint.response(200, PersonSchema)
def change_tenant_person(tenant: Tenant, person: int, act: str) -> dict[str, Any]:
    """Lock, unlock, end all sessions, or send a link for a new password"""
    return _changed(rules.subject(asking(), person, tenant.id), act)


@blueprint.route("/tenants/<tenant>/people/<int:person>/password", methods=["POST"])
@asks(PEOPLE_OF_TENANT, changes=True, secret="password")
@blueprint.response(200, GivenSchema)
def give_password(tenant: Tenant, person: int) -> dict[str, Any]:
    """Another password for who has no address"""
    user = rules.subject(asking(), person, tenant.id)
    password = rules.give_password(user)
    return _one(user) | {"password": password}


@blueprint.route("/tenants/<tenant>/people/<int:person>/sessions")
@asks(PEOPLE_OF_TENANT)
@blueprint.response(200, list_of(SessionSchema))
def tenant_sessions(tenant: Tenant, person: int) -> dict[str, Sequence[LoginSession]]:
    """Where somebody is logged in, the one seen last first"""
    return {"items": kept_sessions.of_user(rules.subject(asking(), person, tenant.id).id)}


@blueprint.route("/tenants/<tenant>/people/<int:person>/sessions/<int:session>/end", methods=["POST"])
@asks(PEOPLE_OF_TENANT, changes=True)
@blueprint.response(200, list_of(SessionSchema))
def end_tenant_session(tenant: Tenant, person: int, session: int) -> dict[str, Sequence[LoginSession]]:
    """End one of them; those that are left"""
    return _ended(rules.subject(asking(), person, tenant.id), session)


def _changed(user: User, act: str) -> dict[str, Any]:
    acts = {
        "lock": lambda: service.lock(user),
        "unlock": lambda: service.unlock(user),
        "end-sessions": lambda: rules.end_sessions(user),
        "send-link": lambda: rules.send_link(asking(), user),
    }
    acts[act]()
    return _one(user)


def _ended(user: User, session: int) -> dict[str, Sequence[LoginSession]]:
    kept_sessions.end(user.id, session)
    return {"items": kept_sessions.of_user(user.id)}


def _one(user: User) -> dict[str, Any]:
    return _all([user])[0]


def _all(users: Sequence[User]) -> list[dict[str, Any]]:
    invited = links.invited([one.id for one in users])
    return [shown(PersonSchema, one, invited=one.id in invited) for one in users]
