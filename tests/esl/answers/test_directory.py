"""Who may register, as the captured questions of a real switch are answered."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from esl.models import Node
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import NodeFactory

from .conftest import tenant_on
from .questions import ask, captured, not_found

REGISTER = "register-first.01.directory-acme.test-sip_auth"
USER_CALL = "call-1000-to-1002.03.directory-acme.test-user_call"


def values(user, kind: str) -> dict[str, str]:
    return {item.get("name"): item.get("value") for item in user.iterfind(f"{kind}s/{kind}")}


def test_a_phone_that_registers(client: FlaskClient, acme: Tenant) -> None:
    answer = ask(client, captured(REGISTER))
    assert answer.xpath("section/domain/@name") == ["acme.test"]
    (user,) = answer.iter("user")
    seat = acme.seats[0]
    assert user.get("id") == "1000"
    assert values(user, "param")["a1-hash"] == seat.a1_hash
    assert values(user, "variable") | {
        "user_context": "acme.test",
        "domain_name": "acme.test",
        "seatyard_tenant": str(acme.id),
        "seatyard_seat": str(seat.id),
        "seatyard_outbound": "true",
    } == values(user, "variable")


@pytest.mark.parametrize(
    "question",
    [
        REGISTER,
        USER_CALL,
        "register-first.02.directory-acme.test-message-count",
        "call-1000-to-1002.01.directory-acme.test-sip_auth",
        "call-queue.03.directory-acme.test-user_call",
    ],
)
def test_every_captured_question_of_a_known_user_finds_just_that_one(
    client: FlaskClient, acme: Tenant, question: str
) -> None:
    fields = captured(question)
    users = list(ask(client, fields).iter("user"))
    assert [user.get("id") for user in users] == [fields["user"]]
    assert not [user for user in users if "cacheable" in user.attrib]


def test_how_a_seat_is_reached(client: FlaskClient, acme: Tenant) -> None:
    (user,) = ask(client, captured(USER_CALL)).iter("user")
    dial = values(user, "param")["dial-string"]
    assert dial.startswith("{^^:sip_invite_domain=${dialed_domain}:presence_id=")
    assert dial.endswith("${sofia_contact(*/${dialed_user}@${dialed_domain})}")


@pytest.mark.parametrize(
    "question",
    [
        "register-unknown-user.01.directory-acme.test-sip_auth",
        "register-unknown-domain.01.directory-nosuch.test-sip_auth",
    ],
)
def test_nobody_is_a_no_that_holds(client: FlaskClient, acme: Tenant, question: str) -> None:
    """ "not found" would send the switch to its static copy, where a released seat still is."""
    answer = ask(client, captured(question))
    assert answer.xpath("section/domain/@name") == [captured(question)["domain"]]
    assert list(answer.iter("user")) == []


def test_a_released_seat_is_nobody(client: FlaskClient, acme: Tenant) -> None:
    assert len(list(ask(client, captured(REGISTER)).iter("user"))) == 1
    acme.seats[0].active = False
    acme.generation += 1
    db.session.commit()
    assert list(ask(client, captured(REGISTER)).iter("user")) == []


def test_a_changed_password_holds_at_once(client: FlaskClient, acme: Tenant) -> None:
    ask(client, captured(REGISTER))
    acme.seats[0].a1_hash = "f" * 32
    acme.generation += 1
    db.session.commit()
    (user,) = ask(client, captured(REGISTER)).iter("user")
    assert values(user, "param")["a1-hash"] == "f" * 32


def test_lists_of_networks_stay_in_the_static_files(client: FlaskClient, acme: Tenant) -> None:
    assert not_found(ask(client, captured("reloadacl.04.directory-acme.test-network-list")))


def test_a_group_is_a_queues_seats(client: FlaskClient, acme: Tenant) -> None:
    answer = ask(client, captured("api-group_call.01.directory-acme.test-group_call"))
    assert answer.xpath("//group[@name='sales']/users/user[@type='pointer']/@id") == ["1003"]


def test_a_mailbox_takes_messages_but_no_phone(client: FlaskClient, acme: Tenant) -> None:
    box = f"queue-{acme.queues[0].id}"
    asked = captured("register-first.02.directory-acme.test-message-count", user=box)
    (user,) = ask(client, asked).iter("user")
    assert values(user, "param")["allow-empty-password"] == "false"
    assert list(ask(client, captured(REGISTER, user=box)).iter("user")) == []


def test_tenants_with_the_same_seat_numbers_are_apart(client: FlaskClient, fs1: Node, acme: Tenant) -> None:
    other = tenant_on(fs1, "other.test")
    found = {}
    for tenant in (acme, other):
        at = dict.fromkeys(("domain", "key_value", "sip_from_host", "sip_to_host"), tenant.domain)
        asked = captured(REGISTER, **at)
        (user,) = ask(client, asked).iter("user")
        found[tenant.id] = values(user, "param")["a1-hash"]
        assert values(user, "variable")["seatyard_tenant"] == str(tenant.id)
    assert found == {tenant.id: tenant.seats[0].a1_hash for tenant in (acme, other)}


def test_a_node_knows_only_the_tenants_placed_on_it(client: FlaskClient, acme: Tenant) -> None:
    NodeFactory(name="fs2")
    db.session.commit()
    assert list(ask(client, captured(REGISTER), node="fs2").iter("user")) == []
    assert len(list(ask(client, captured(REGISTER), node="fs1").iter("user"))) == 1


def test_any_name_is_safe(client: FlaskClient, acme: Tenant) -> None:
    acme.seats[0].name = "<b>&\"李\r\nEvil: 1'${hostname}\x01"
    acme.generation += 1
    db.session.commit()
    (user,) = ask(client, captured(REGISTER)).iter("user")
    assert values(user, "variable")["effective_caller_id_name"] == "b & 李 Evil: 1' hostname"


INVITE = "call-1000-to-1002.01.directory-acme.test-sip_auth"


@pytest.mark.parametrize(
    ("question", "changed"),
    [
        (REGISTER, {"sip_to_user": "1002"}),
        (REGISTER, {"sip_to_host": "other.test"}),
        (REGISTER, {"sip_from_user": "1002"}),
        (REGISTER, {"sip_from_host": "other.test"}),
        (REGISTER, {"sip_to_host": ""}),
        (INVITE, {"sip_from_user": "1002"}),
        (INVITE, {"sip_from_host": "other.test"}),
        (INVITE, {"sip_request_host": "other.test"}),
        (INVITE, {"sip_request_host": ""}),
    ],
)
def test_a_password_is_good_for_its_own_name_alone(
    client: FlaskClient, fs1: Node, acme: Tenant, question: str, changed: dict[str, str]
) -> None:
    """The switch would take From and To for true, whoever's the password is."""
    tenant_on(fs1, "other.test")
    assert list(ask(client, captured(question, **changed)).iter("user")) == []


@pytest.mark.parametrize("host", ["ACME.test", "192.0.2.1", "[2001:db8::1]"])
def test_a_call_may_be_for_the_nodes_own_address(client: FlaskClient, acme: Tenant, host: str) -> None:
    assert len(list(ask(client, captured(INVITE, sip_request_host=host)).iter("user"))) == 1
