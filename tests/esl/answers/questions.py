"""Questions as a real FreeSWITCH 1.11.1 posted them, with some fields changed for the test."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

from flask.testing import FlaskClient
from lxml import etree

from seatyard.db import db
from seatyard.identity.nodes import token_for

CAPTURES = Path(__file__).parents[2] / "captures" / "xml_curl"


def captured(name: str, **changed: str) -> dict[str, str]:
    """The fields of one captured body; ``Hunt_Context="x"`` changes ``Hunt-Context``."""
    body = (CAPTURES / f"{name}.body").read_text(encoding="utf-8")
    fields = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
    return fields | {key.replace("Hunt_", "Hunt-"): value for key, value in changed.items()}


def ask(client: FlaskClient, fields: dict[str, str], node: str = "fs1") -> etree._Element:
    """Post as the node does; the answer's root, which must be a FreeSWITCH document."""
    db.session.rollback()  # the client shares the test's session: begin as a request does
    response = client.post(f"/switch/{node}/xml", data=fields, auth=(node, token_for(node, "test")))
    assert (response.status_code, response.mimetype) == (200, "text/xml"), response.text
    root = etree.fromstring(response.data)
    assert root.tag == "document"
    assert root.get("type") == "freeswitch/xml"
    return root


def not_found(answer: etree._Element) -> bool:
    return answer.find("section[@name='result']/result[@status='not found']") is not None
