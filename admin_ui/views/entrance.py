"""Logging in and out, and the language."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from seatyard import audit, scope
from seatyard.error_answers import headers_of
from seatyard.errors import TooMany, Unauthorized
from seatyard.identity import entrance, known, provider, second_factor, service, sessions
from seatyard.identity.models import User
from seatyard.identity.permissions import ACCOUNT, FINANCE, SEAT_OWN
from seatyard.identity.roles import may, public
from tenants import directory

from .. import half_way, i18n
from ..outside_words import told_outside
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
@scope.everyone()
def login() -> ResponseReturnValue:
    after = own_address(request.values.get("next"))
    if request.method == "GET":
        return login_page(after, told_outside(request.args.get("outside")))
    name = _login()
    try:
        user = entrance.enter(name, request.form.get("password", ""), known.origin(name))
    except Unauthorized:
        somebody = service.find(name)
        audit.refused(name, somebody.tenant_id if somebody else None, "password")
        return login_page(after, _("Wrong login or password.")), 401
    except TooMany as error:
        return login_page(after, wait(error)), error.status, headers_of(error)
    return first_step_done(user, after, "password")


def login_page(after: str | None, refused: str = "") -> str:
    """``refused``: why the last try was none."""
    return render_template("login.html", after=after, refused=refused, oidc=provider.settings())


def first_step_done(user: User, after: str | None, by: str) -> Response:
    """In, or to the second step."""
    if second_factor.has(user):
        half_way.remember(user, after, by)
        return redirect(url_for("ui.login_code"))
    return _admitted(user, after, by)


@public
@scope.everyone()
def login_code() -> ResponseReturnValue:
    """The second step, for some minutes after the first."""
    found = half_way.found()
    if found is None:
        return redirect(url_for("ui.login"))
    user, after, by = found
    if request.method == "GET":
        return _code_page(user)
    try:
        entrance.enter_code(user, request.form.get("code", ""), known.origin(user.login))
    except Unauthorized:
        audit.refused(user.login, user.tenant_id, by)
        return _code_page(user, _("Wrong code, or one that was used.")), 401
    except TooMany as error:
        return _code_page(user, wait(error)), error.status, headers_of(error)
    return _admitted(user, after, by)


def _code_page(user: User, refused: str = "") -> str:
    """``refused``: why the last code was none."""
    return render_template("login_code.html", login=user.login, refused=refused)


def _admitted(user: User, after: str | None, by: str) -> Response:
    sessions.admit(user)
    audit.logged_in(user.login, user.tenant_id, by)
    return known.remember(redirect(after or url_for("ui.home")), user.login)


def wait(error: TooMany) -> str:
    return str(_("Too many attempts: try again in %(seconds)s seconds.", seconds=error.retry_after))


def _login() -> str:
    """Who says to be logging in: a person by login, a seat by tenant and number."""
    if "number" in request.form:
        tenant, number = request.form.get("tenant", "").strip(), request.form["number"].strip()
        return service.seat_login(tenant, number)
    return request.form.get("login", "").strip()


@may(ACCOUNT)
def log_out() -> ResponseReturnValue:
    sessions.leave(current_user)
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
