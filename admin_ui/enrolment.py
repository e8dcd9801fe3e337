"""Who must have a second factor sets it up before anything else."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from seatyard.identity import second_factor

_OPEN = ("ui.second_factor", "ui.change_second_factor", "ui.log_out", "ui.language", "ui.asset", "ui.healthz")


def first() -> ResponseReturnValue | None:
    if request.endpoint in _OPEN or not current_user.is_authenticated:
        return None
    return redirect(url_for("ui.second_factor")) if second_factor.must_have(current_user) else None
