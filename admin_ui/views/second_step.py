"""The second factor of one's own account: set up, confirmed, given other recovery codes, removed."""

from __future__ import annotations

from typing import Any

import segno
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from seatyard.error_answers import headers_of
from seatyard.errors import SeatyardError, Unauthorized
from seatyard.identity import entrance, known
from seatyard.identity import second_factor as factor
from seatyard.identity.permissions import ACCOUNT
from seatyard.identity.roles import may

from ..said import said as in_page


@may(ACCOUNT)
def second_factor() -> str:
    return _page()


@may(ACCOUNT)
def change_second_factor(act: str) -> ResponseReturnValue:
    """All but the confirmation asks for the password: an open browser is not enough."""
    said = request.form
    codes: list[str] = []
    try:
        if act == "confirm":
            codes = factor.confirm(current_user, said.get("code", ""))
        else:
            entrance.confirm(current_user, said.get("password", ""), known.origin(current_user.login))
        if act == "codes":
            codes = factor.new_codes(current_user)
        elif act == "begin":
            factor.propose(current_user)
        elif act == "remove":
            factor.remove(current_user)
    except Unauthorized:
        return _page(problem=_("Wrong password.")), 400
    except SeatyardError as error:
        return _page(problem=in_page(error)), error.status, headers_of(error)
    return _page(codes=codes) if codes else redirect(url_for("ui.second_factor"))


def _page(**more: Any) -> str:
    waiting = factor.proposed(current_user)
    return render_template(
        "second_factor.html",
        has=factor.has(current_user),
        left=factor.codes_left(current_user),
        required=factor.must_have(current_user),
        secret=waiting and waiting[0],
        picture=waiting and _picture(waiting[1]),
        **more,
    )


def _picture(address: str) -> Markup:
    """As SVG, made here: the secret is shown to no other service."""
    return Markup(segno.make(address, micro=False).svg_inline(scale=5, light="white"))
