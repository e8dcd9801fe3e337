"""What a person does with a node's tenants: lets none come, moves them away, gives up a dead one."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from esl.nodes import failover, moving, service
from seatyard.errors import InvalidInput, SeatyardError
from seatyard.identity.permissions import NODES_MOVE
from seatyard.identity.roles import may

from ..said import said
from .switch import nodes_page


@may(NODES_MOVE)
def change_node(node: str, act: str) -> ResponseReturnValue:
    """What cannot be is told above the nodes as they stand."""
    form, by = request.form, current_user.login
    doing: dict[str, Callable[[], object]] = {
        "drain": lambda: service.set_draining(node, True),
        "ready": lambda: service.set_draining(node, False),
        "capacity": lambda: service.set_capacity(node, _seats()),
        "move": lambda: moving.move(form.get("tenant", "").strip(), form.get("to", ""), by=by),
        "empty": lambda: moving.empty(node, by=by),
        "fail-over": lambda: failover.fail_over(node, by=by),
    }
    try:
        doing[act]()
    except SeatyardError as error:
        return nodes_page(said(error)), error.status
    return redirect(url_for("ui.nodes", _anchor=f"node-{node}"))


def _seats() -> int | None:
    """Of an empty field: any number."""
    text = request.form.get("seats", "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 8):
        raise InvalidInput(f"{text!r} is no number", where="seats", allowed="digits")
    return int(text) if text else None
