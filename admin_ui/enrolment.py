"""What stands before every page: a second factor where one is owed, no account while acting as another."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from seatyard.errors import Forbidden
from seatyard.identity import second_factor

_OPEN = ("ui.second_factor", "ui.change_second_factor", "ui.log_out", "ui.language")
_WITHOUT_DATA = ("ui.asset", "ui.healthz", "ui.readyz")
_ACCOUNT, _ENDS = "/account", "ui.end_standing_in"


def first() -> ResponseReturnValue | None:
    """Send who owes a second factor there; refuse, while somebody acts as a tenant, the own account."""
    if request.endpoint in _WITHOUT_DATA or not current_user.is_authenticated:
        return None
    if current_user.standing_in:
        if request.path.startswith(_ACCOUNT) and request.endpoint != _ENDS:
            raise Forbidden("not while you act as a tenant", where="account", allowed="end that first")
        return None
    if request.endpoint in _OPEN or not second_factor.must_have(current_user):
        return None
    return redirect(url_for("ui.second_factor"))
