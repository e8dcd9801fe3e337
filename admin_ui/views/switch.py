"""Nodes and outages."""

from __future__ import annotations

from flask import render_template, request

from esl.nodes import directory as node_directory
from esl.outages import directory as outage_directory
from seatyard.identity.models import FINANCE, OPERATOR
from seatyard.identity.roles import roles


@roles(OPERATOR)
def nodes() -> str:
    return render_template("nodes.html", nodes=node_directory.nodes(), homes=node_directory.tenants_placed())


@roles(OPERATOR, FINANCE)
def outages() -> str:
    page = outage_directory.listing(request.args.get("page", 1, int))
    return render_template("outages.html", page=page)
