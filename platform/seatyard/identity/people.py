"""What admins do about people: invite, lock, end their sessions, send a link, within what they may give."""

from __future__ import annotations

import secrets
from datetime import timedelta
from email.utils import parseaddr
from typing import Protocol

from sqlalchemy import select

from .. import clock, living
from ..actor import calling
from ..db import LARGEST_ID, db, insert
from ..errors import Forbidden, InvalidInput, NotFound
from . import kept_sessions, letters, links, service, throttle
from .models import ForgottenPassword, PasswordLink, User
from .permissions import MAY_GIVE, OF_TENANTS, ROLES, SEAT
from .throttle import Origin

PAUSE = timedelta(minutes=5)
"""Between two e-mails to one person who forgot."""


class Admin(Protocol):
    """Who does something about people: somebody who has logged in, or by a token."""

    @property
    def id(self) -> int | None: ...

    @property
    def login(self) -> str: ...

    @property
    def role(self) -> str: ...

    @property
    def tenant_id(self) -> int | None: ...

    @property
    def of_tenant(self) -> bool: ...


def has_address(login: str) -> bool:
    """Whether a login is an e-mail address."""
    name, _, domain = login.partition("@")
    return bool(name and "." in domain and "/" not in login and parseaddr(login)[1] == login)


def invite(by: Admin, login: str, role: str, tenant_id: int | None) -> User:
    """A new person, who sets the password by the link of an e-mail. Commits."""
    user, _ = write_invitation(by, login, role, tenant_id)
    db.session.commit()
    return user


def write_invitation(by: Admin, login: str, role: str, tenant_id: int | None) -> tuple[User, str]:
    """Likewise in the caller's transaction; also the token of the link."""
    _may_give(by, role, tenant_id)
    if role == SEAT or not has_address(login):
        raise InvalidInput(f"no e-mail address: {login!r}", where="login", allowed="name@example.com")
    user = service.add_user(login, secrets.token_urlsafe(32), role, tenant_id)
    token = links.make(user, links.INVITE, by.login)
    letters.write(links.INVITE, user.login, token)
    return user, token


def add_seat(by: Admin, tenant_id: int, tenant: str, number: str, seat_id: int) -> str:
    """A seat's person, who has no address: the password, told this once. Commits."""
    _may_give(by, SEAT, tenant_id)
    password = secrets.token_urlsafe(9)
    service.add_user(service.seat_login(tenant, number), password, SEAT, tenant_id, seat_id)
    db.session.commit()
    return password


def subject(by: Admin, user_id: int, tenant_id: int | None) -> User:
    """One of a tenant's people, or of the operator's, about whom ``by`` may act. NotFound, Forbidden."""
    user = db.session.get(User, user_id) if 0 < user_id <= LARGEST_ID else None
    if user is None or user.tenant_id != tenant_id:
        raise NotFound("no such person", where=f"person {user_id}")
    if user.id == by.id or user.role not in MAY_GIVE.get(by.role, ()):
        raise Forbidden("not about this person", where=user.login)
    return user


def send_link(by: Admin, user: User) -> None:
    """Again: the invitation of who has not come, else a new password. Commits. Conflict for a deleted
    tenant's."""
    purpose = links.INVITE if links.invited([user.id]) else links.RESET
    if not has_address(user.login):
        raise InvalidInput("has no e-mail address", where=user.login, allowed="a new password")
    living.check(user.tenant_id)
    letters.write(purpose, user.login, links.make(user, purpose, by.login))
    db.session.commit()


def give_password(user: User) -> str:
    """A new one for who has no address; told this once. Commits."""
    if has_address(user.login):
        raise InvalidInput("has an e-mail address", where=user.login, allowed="a link")
    password = secrets.token_urlsafe(9)
    service.set_password(user, password)
    return password


def end_sessions(user: User) -> None:
    kept_sessions.end_all(user.id)
    db.session.commit()


def forgot(login: str, origin: Origin) -> None:
    """Keep that somebody asked. Who that is, if anybody, is looked at later (``send_forgotten``): how long
    this takes says nothing. Commits. TooMany."""
    throttle.begin(throttle.keys(login, origin, throttle.FORGOT))
    if len(login) <= service.LONGEST_LOGIN:
        row = {"login": login, "address": origin.address, "asked_at": clock.now()}
        db.session.execute(insert(ForgottenPassword).values(**row).on_conflict_do_nothing())
    db.session.commit()


def send_forgotten() -> int:
    """Write a link to each who asked and has that login; how many had asked. Commits one by one."""
    asked = db.session.scalars(select(ForgottenPassword.login).order_by(ForgottenPassword.asked_at)).all()
    for login in asked:
        if (row := db.session.get(ForgottenPassword, login)) is not None:
            with calling(row.address):
                _send_forgotten(row)
    return len(asked)


def _send_forgotten(row: ForgottenPassword) -> None:
    user = service.find(row.login)
    if user is not None and user.locked_at is None and has_address(user.login) and not _just_sent(user):
        letters.write(links.RESET, user.login, links.make(user, links.RESET, user.login))
    db.session.delete(row)
    db.session.commit()


def _just_sent(user: User) -> bool:
    query = select(PasswordLink.made_at).filter_by(user_id=user.id, purpose=links.RESET)
    return any(clock.now() - made < PAUSE for made in db.session.scalars(query))


def _may_give(by: Admin, role: str, tenant_id: int | None) -> None:
    """Forbidden for a role that is not this person's to give; InvalidInput for one of the other side."""
    if role not in ROLES:
        raise InvalidInput(f"no such role: {role}", where="role", allowed=", ".join(ROLES))
    allowed = MAY_GIVE.get(by.role, ())
    if role not in allowed or (by.of_tenant and by.tenant_id != tenant_id):
        raise Forbidden(f"may not give the role {role}", where="role", allowed=", ".join(allowed) or "none")
    if (role in OF_TENANTS) != (tenant_id is not None):
        raise InvalidInput(f"no role here: {role}", where="role")
