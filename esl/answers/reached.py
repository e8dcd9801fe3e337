"""A question that only Seatyard can answer, by which a node proves that it reaches Seatyard.

The switch looks a user up by ``user_data``, which asks mod_xml_curl as a call would; the domain is in no
static copy and can be no tenant's (RFC 2606). It is no account: who registers is told of nobody, as ever.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..flows.xml import element, variable
from .documents import document

DOMAIN, USER, NAME = "doctor.invalid", "doctor", "seatyard_reached"
QUESTION = f"user_data {USER}@{DOMAIN} var {NAME}"
"""Answered with the node's own name, or with nothing."""


def asks(form: Mapping[str, str]) -> bool:
    return form.get("domain") == DOMAIN and form.get("user") == USER and not form.get("action")


def answer(node: str) -> bytes:
    user = element("user", {"id": USER}, element("variables", {}, variable(NAME, node)))
    return document("directory", element("domain", {"name": DOMAIN}, user))
