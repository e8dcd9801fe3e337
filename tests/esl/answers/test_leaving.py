"""A tenant that has moved away: its calls that are up are served on the old node, nobody registers there."""

from __future__ import annotations

from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import update

from esl.models import Node
from esl.nodes import moving
from esl.nodes.models import Move
from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import NodeFactory

from .conftest import tenant_on
from .questions import ask, captured, not_found

REGISTER = "register-first.01.directory-acme.test-sip_auth"
USER_CALL = "call-1000-to-1002.03.directory-acme.test-user_call"


def test_calls_that_are_up_go_on_and_none_begins(client: FlaskClient, fs1: Node, acme: Tenant) -> None:
    NodeFactory(name="fs2", linked_at=clock.now(), core_uuid="fs2")
    acme.name = "acme"
    db.session.commit()
    number = acme.numbers[0].e164
    moving.move("acme", "fs2", by="li")
    inside = {"section": "dialplan", "Hunt-Context": "acme.test", "Hunt-Destination-Number": "1002"}
    outside = {"section": "dialplan", "Hunt-Context": "public", "Hunt-Destination-Number": number}

    unknown = outside | {"Hunt-Destination-Number": "+19999999"}

    def told(answer: etree._Element) -> bytes:
        return etree.tostring(answer)

    def served(node: str) -> tuple[int, int, bool, bool]:
        """Who registers, who is rung, where a call is transferred to, where a call comes in."""
        users = [len(list(ask(client, captured(one), node).iter("user"))) for one in (REGISTER, USER_CALL)]
        comes_in = told(ask(client, outside, node)) != told(ask(client, unknown, node))
        return users[0], users[1], not not_found(ask(client, inside, node)), comes_in

    new = served("fs2")
    assert new == (1, 1, True, True)
    assert served("fs1") == (0, 1, True, False)
    db.session.execute(update(Move).values(done_at=clock.now()))
    db.session.commit()
    assert served("fs1") == (0, 0, False, False)
    assert served("fs2") == new


def test_another_tenant_of_the_node_is_not_concerned(client: FlaskClient, fs1: Node, acme: Tenant) -> None:
    other = tenant_on(NodeFactory(name="fs2"), "other.test")
    form = captured(USER_CALL, domain=other.domain, key_value=other.domain)
    assert list(ask(client, form, "fs1").iter("user")) == []
