"""Nodes."""

from __future__ import annotations

from flask import render_template

from esl.nodes import directory as node_directory
from seatyard.identity.permissions import NODES
from seatyard.identity.roles import may


@may(NODES)
def nodes() -> str:
    return render_template("nodes.html", nodes=node_directory.nodes(), homes=node_directory.tenants_placed())
