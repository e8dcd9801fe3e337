"""Somebody's own account: the password, and the sessions that are open."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from seatyard.db import db
from seatyard.error_answers import headers_of
from seatyard.errors import InvalidInput, SeatyardError, Unauthorized
from seatyard.identity import entrance, kept_sessions, known, second_factor, service, sessions
from seatyard.identity.permissions import ACCOUNT
from seatyard.identity.roles import may

from ..said import said as in_page


@may(ACCOUNT)
def account() -> str:
    return _page()


@may(ACCOUNT)
def change_password() -> ResponseReturnValue:
    """Who is logged in proves it by the old one; all other sessions end."""
    said = request.form
    try:
        if said.get("new") != said.get("again"):
            raise InvalidInput(_("The new password was not typed the same twice."))
        entrance.confirm(current_user, said.get("old", ""), known.origin(current_user.login))
        service.set_password(current_user, said.get("new", ""), sessions.current_id())
    except Unauthorized:
        return _page(problem=_("Wrong password.")), 400
    except SeatyardError as error:
        return _page(problem=in_page(error)), error.status, headers_of(error)
    return redirect(url_for("ui.account", changed=1))


@may(ACCOUNT)
def end_session(session_id: int) -> ResponseReturnValue:
    kept_sessions.end(current_user.id, session_id)
    return redirect(url_for("ui.account"))


@may(ACCOUNT)
def end_other_sessions() -> ResponseReturnValue:
    kept_sessions.end_all(current_user.id, but=sessions.current_id())
    db.session.commit()
    return redirect(url_for("ui.account"))


def _page(**more: Any) -> str:
    return render_template(
        "account.html",
        open=kept_sessions.of_user(current_user.id),
        here=sessions.current_id(),
        second=second_factor.has(current_user),
        **more,
    )
