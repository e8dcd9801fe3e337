"""Logging in and out, and the language."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from seatyard.error_answers import headers_of
from seatyard.errors import TooMany, Unauthorized
from seatyard.identity import entrance, known, service
from seatyard.identity.permissions import ACCOUNT, FINANCE, SEAT_OWN
from seatyard.identity.roles import may, public
from tenants import directory

from .. import i18n
from ..safety import own_address


@may(ACCOUNT)
def home() -> ResponseReturnValue:
    """Where each role begins."""
    if current_user.may(SEAT_OWN):
        return redirect(url_for("ui.me"))
    if current_user.of_tenant:
        return redirect(url_for("ui.tenant", tenant=directory.name_of(current_user.tenant_id)))
    return redirect(url_for("ui.invoices" if current_user.role == FINANCE else "ui.overview"))


@public
def login() -> ResponseReturnValue:
    after = own_address(request.values.get("next"))
    if request.method == "GET":
        return render_template("login.html", after=after)
    name = _login()
    try:
        user = entrance.enter(name, request.form.get("password", ""), known.origin(name))
    except Unauthorized:
        return render_template("login.html", after=after, refused=_("Wrong login or password.")), 401
    except TooMany as error:
        told = _("Too many attempts: try again in %(seconds)s seconds.", seconds=error.retry_after)
        page = render_template("login.html", after=after, refused=told)
        return page, error.status, headers_of(error)
    login_user(user)
    return known.remember(redirect(after or url_for("ui.home")), name)


def _login() -> str:
    """Who says to be logging in: a person by login, a seat by tenant and number."""
    if "number" in request.form:
        tenant, number = request.form.get("tenant", "").strip(), request.form["number"].strip()
        return service.seat_login(tenant, number)
    return request.form.get("login", "").strip()


@may(ACCOUNT)
def log_out() -> ResponseReturnValue:
    logout_user()
    return redirect(url_for("ui.login"))


@public
def language() -> ResponseReturnValue:
    code = request.form.get("language", "")
    if code not in i18n.LANGUAGES:
        abort(400)
    i18n.choose(code)
    if current_user.is_authenticated:
        service.speak(current_user, code)
    return redirect(own_address(request.form.get("next")) or url_for("ui.home"))
