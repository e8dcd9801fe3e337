"""Nodes: how each stands, who moves between them, and looks for drift that a person asks for."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from esl.mending import service as mending
from esl.nodes import directory as node_directory
from esl.nodes import moves, room
from esl.nodes.service import node as named
from seatyard.identity.permissions import NODES, NODES_MEND
from seatyard.identity.roles import may


@may(NODES)
def nodes() -> str:
    return nodes_page()


def nodes_page(problem: str = "") -> str:
    """All nodes, the moves that are not over, and why what was asked for cannot be."""
    there, moving = node_directory.states(), moves.open_ones()
    homes = [room.Load(one.node, one.homes, one.seats) for one in there]
    return render_template("nodes.html", nodes=there, moves=moving, homes=homes, problem=problem)


@may(NODES)
def node_card(node: str) -> str:
    """One node's part of the page, as it is now."""
    return _card(node)


@may(NODES_MEND)
def look_for_drift(node: str) -> ResponseReturnValue:
    """The worker does it; the part of the page asks for itself again until it is done."""
    mending.ask(node, mends=request.form.get("mends") == "1", by=current_user.login)
    if request.headers.get("HX-Request"):
        return _card(node)
    return redirect(url_for("ui.nodes", _anchor=f"node-{node}"))


def _card(node: str) -> str:
    (state,) = node_directory.states(named(node).name)
    return render_template("node_card.html", state=state, homes=room.loads())
