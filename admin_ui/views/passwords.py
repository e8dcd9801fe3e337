"""Passwords by a link: an invitation, a reset, and asking for one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from seatyard import scope
from seatyard.error_answers import headers_of
from seatyard.errors import InvalidInput, TooMany
from seatyard.identity import known, links, people
from seatyard.identity.roles import public

from ..said import said as in_page


@public
@scope.everyone()
def by_link(purpose: str, token: str) -> ResponseReturnValue:
    """``/invite/…`` and ``/reset/…``: set a password. 404 for a link used or too old."""
    user = links.person(token, purpose)
    if request.method == "GET":
        return render_template("password.html", user=user)
    said = request.form
    try:
        if said.get("new") != said.get("again"):
            raise InvalidInput(_("The new password was not typed the same twice."))
        links.use(token, purpose, said.get("new", ""))
    except InvalidInput as error:
        return render_template("password.html", user=user, problem=in_page(error)), error.status
    return redirect(url_for("ui.login", set=1))


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
