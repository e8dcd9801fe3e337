"""Passwords by a link: an invitation, a reset, and asking for one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from seatyard import scope
from seatyard.error_answers import headers_of
from seatyard.errors import InvalidInput, NotFound, TooMany
from seatyard.identity import known, links, people
from seatyard.identity.models import User
from seatyard.identity.roles import public
from seatyard.identity.service import SHORTEST_PASSWORD

from ..said import said as in_page


@public
@scope.everyone()
def by_link(purpose: str, token: str) -> ResponseReturnValue:
    """``/invite/…`` and ``/reset/…``: set a password. 404 for a link used or too old, which says so."""
    try:
        user = links.person(token, purpose)
        return _set(user, purpose, token) if request.method == "POST" else _page(user, purpose)
    except NotFound as error:
        return render_template("link_gone.html"), error.status


def _set(user: User, purpose: str, token: str) -> ResponseReturnValue:
    said = request.form
    try:
        if said.get("new") != said.get("again"):
            raise InvalidInput(_("The new password was not typed the same twice."))
        links.use(token, purpose, said.get("new", ""))
    except InvalidInput as error:
        return _page(user, purpose, in_page(error)), error.status
    return redirect(url_for("ui.login", set=1))


def _page(user: User, purpose: str, problem: str = "") -> str:
    """``problem``: why the password was not taken."""
    return render_template(
        "password.html", user=user, purpose=purpose, shortest=SHORTEST_PASSWORD, problem=problem
    )


@public
@scope.everyone()
def forgot() -> ResponseReturnValue:
    """The same answer whether or not somebody has this login."""
    if request.method == "GET":
        return render_template("forgot.html")
    login = request.form.get("login", "").strip()
    try:
        people.forgot(login, known.origin(login))
    except TooMany as error:
        told = _("Too many attempts: try again in %(seconds)s seconds.", seconds=error.retry_after)
        return render_template("forgot.html", problem=told), error.status, headers_of(error)
    return render_template("forgot.html", asked=True)
