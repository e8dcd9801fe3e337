"""Messages on their way: once, again after a failure, given up at last, never held up by another tenant's."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from flask import Flask

from esl.webhooks import post, service
from esl.webhooks.models import DEAD, SENT, WAITING, Delivery
from esl.webhooks.outbox import Message, put
from esl.webhooks.post import AT_ONCE
from esl.webhooks.sending import AT_ONCE_EACH, FINDING, LEASE, PAUSES, Sending
from esl.webhooks.signing import headers, secrets_of
from seatyard import clock, findings
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import TenantFactory
from tests.support.https import TenantsServer


def say(tenant: Tenant, about: str = "leg-1", **data: Any) -> Message:
    message = Message(tenant.id, "call.ringing", about, clock.now(), {"seat": "1001", **data})
    put([message])
    db.session.commit()
    return message


def at_once(work: Callable[..., object], *arguments: Any) -> None:
    work(*arguments)


def step(sending: Sending) -> None:
    db.session.rollback()
    sending.step(at_once)
    db.session.expire_all()


def row(message: Message) -> Delivery:
    return db.session.get_one(Delivery, (message.tenant_id, message.id), populate_existing=True)


def test_it_is_signed_and_sent_once(sending: Sending, tenant: Tenant, system: TenantsServer) -> None:
    message = say(tenant, caller="+8613800138000")
    say(tenant, caller="somebody else's version of the same")
    step(sending)
    step(sending)
    (posted,) = system.posted
    assert posted.path == "/acme"
    told = json.loads(posted.body)
    assert (told["type"], told["data"]) == ("call.ringing", {"seat": "1001", "caller": "+8613800138000"})
    second = clock.from_epoch_us(int(posted.headers["webhook-timestamp"]) * 1_000_000)
    assert second is not None
    signed = headers(secrets_of(tenant.id), message.id, second, posted.body)
    assert {name: posted.headers[name] for name in signed} == signed
    assert (row(message).state, row(message).status, row(message).attempts) == (SENT, 204, 1)


def test_a_failure_is_tried_again_with_the_same_id_at_growing_pauses(
    sending: Sending, tenant: Tenant, system: TenantsServer
) -> None:
    system.statuses["/acme"] = [500, 302, 204]
    message = say(tenant)
    step(sending)
    step(sending)
    assert len(system.posted) == 1
    assert (row(message).state, row(message).problem) == (WAITING, "status 500")
    now = clock.now()
    for pause in PAUSES[:2]:
        now += timedelta(seconds=pause * 1.3)
        with clock.frozen(now):
            step(sending)
    assert {one.headers["webhook-id"] for one in system.posted} == {message.id}
    assert len({one.body for one in system.posted}) == 1
    assert (row(message).state, row(message).attempts) == (SENT, 3)


def test_it_is_given_up_seen_and_sent_again_by_hand(
    sending: Sending, tenant: Tenant, system: TenantsServer, command
) -> None:
    system.statuses["/acme"] = [503] * (len(PAUSES) + 1)
    message, now = say(tenant), clock.now()
    for pause in (0, *PAUSES):
        now += timedelta(seconds=pause * 1.3)
        with clock.frozen(now):
            step(sending)
    assert (row(message).state, row(message).attempts) == (DEAD, len(PAUSES) + 1)
    assert [one.key for one in findings.still_open(FINDING)] == ["acme"]
    assert "status 503" in command("webhook", "list", "acme", "--state", "dead").output
    assert "1 will be sent again" in command("webhook", "resend", "acme", "--dead").output
    assert findings.still_open(FINDING) == []
    step(sending)
    assert row(message).state == SENT
    assert command("webhook", "resend", "acme", message.id).exit_code == 0
    assert command("webhook", "resend", "acme", message.id).exit_code == 2  # it waits already
    assert command("webhook", "resend", "acme").exit_code == 2


def test_what_a_dying_worker_had_taken_is_sent_by_the_next(
    app: Flask, sending: Sending, tenant: Tenant, system: TenantsServer
) -> None:
    message = say(tenant)
    db.session.rollback()
    sending.step(lambda *_: None)  # taken, and killed before it was sent
    step(sending)
    assert system.posted == []
    with clock.frozen(clock.now() + LEASE + timedelta(seconds=1)):
        step(Sending(app, sending._trust))
    (posted,) = system.posted
    assert posted.headers["webhook-id"] == message.id


def test_killed_after_sending_it_is_sent_again_with_the_same_id(
    app: Flask, sending: Sending, tenant: Tenant, system: TenantsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = say(tenant)
    with monkeypatch.context() as dying:
        dying.setattr(Sending, "_settle", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            step(sending)
    with clock.frozen(clock.now() + LEASE + timedelta(seconds=1)):
        step(Sending(app, sending._trust))
    assert [one.headers["webhook-id"] for one in system.posted] == [message.id] * 2
    assert row(message).state == SENT


def test_two_workers_send_it_once(
    app: Flask, sending: Sending, tenant: Tenant, system: TenantsServer
) -> None:
    say(tenant)
    db.session.rollback()
    other, begun = Sending(app, sending._trust), []
    keys = sending._due(10)
    assert other._due(10) == keys
    for one in (sending, other):
        one._due = lambda _: keys  # type: ignore[method-assign]
        one.step(lambda work, *arguments: begun.append((work, arguments)))
    assert len(begun) == 1


def test_a_slow_system_holds_up_its_own_tenant_alone(
    app: Flask, sending: Sending, tenant: Tenant, system: TenantsServer
) -> None:
    other = TenantFactory(name="other", policies={"call_parameters": {"webhook": system.url("/other")}})
    for number in range(AT_ONCE_EACH + 3):
        say(tenant, f"leg-{number}")
    last = say(other)
    db.session.rollback()
    begun: list[Any] = []
    sending.step(lambda work, *arguments: begun.append(arguments[0]))
    sending.step(lambda work, *arguments: begun.append(arguments[0]))
    assert [one.tenant for one in begun].count("acme") == AT_ONCE_EACH
    assert [one.id for one in begun if one.tenant == "other"] == [last.id]


def test_what_is_in_the_air_is_not_sent_again_by_the_same_worker(
    sending: Sending, tenant: Tenant, system: TenantsServer
) -> None:
    """Even when the attempt takes longer than anybody else waits for it."""
    say(tenant)
    db.session.rollback()
    begun: list[Any] = []
    sending.step(lambda work, *arguments: begun.append(arguments[0]))
    with clock.frozen(clock.now() + LEASE + timedelta(seconds=1)):
        sending.step(lambda work, *arguments: begun.append(arguments[0]))
    assert len(begun) == 1


def test_many_slow_systems_leave_room_for_others(
    app: Flask, sending: Sending, tenant: Tenant, system: TenantsServer
) -> None:
    begun: list[Any] = []
    for number in range(20):
        slow = TenantFactory(policies={"call_parameters": {"webhook": system.url(f"/slow{number}")}})
        for about in range(AT_ONCE_EACH + 1):
            put([Message(slow.id, "call.ringing", f"leg-{about}", clock.now(), {})])
    db.session.commit()
    sending.step(lambda work, *arguments: begun.append(arguments[0]))
    assert len(begun) < AT_ONCE
    mine = say(tenant)
    db.session.rollback()
    sending.step(lambda work, *arguments: begun.append(arguments[0]))
    assert mine.id in {one.id for one in begun}


def test_a_name_that_nobody_resolves_costs_its_own_attempt_alone(
    sending: Sending, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = threading.Event()
    monkeypatch.setattr(post, "PATIENCE", 0.2)
    monkeypatch.setattr(post.monkey, "get_original", lambda *_: lambda *_, **__: asked.wait(20))
    message = say(tenant)
    step(sending)
    assert not asked.is_set()
    assert (row(message).state, row(message).problem) == (WAITING, "no answer within 10 s")
    asked.set()


def test_what_comes_faster_than_it_is_taken_is_given_up(sending: Sending, tenant: Tenant) -> None:
    message = say(tenant)
    with clock.frozen(clock.now() + service.WAITS - timedelta(minutes=1)):
        service.forget()
        assert row(message).state == WAITING
    with clock.frozen(clock.now() + service.WAITS + timedelta(minutes=1)):
        service.forget()
    assert (row(message).state, row(message).problem) == (DEAD, "not taken in time")
    assert [one.key for one in findings.still_open(FINDING)] == ["acme"]


def test_who_has_no_webhook_any_more_is_told_nothing(
    sending: Sending, tenant: Tenant, system: TenantsServer
) -> None:
    message = say(tenant)
    tenant.policies = {}
    db.session.commit()
    step(sending)
    assert (row(message).state, system.posted) == (DEAD, [])


@pytest.mark.parametrize(
    ("host", "told"), [("10.0.0.1", "no public address"), ("169.254.169.254", "no public address")]
)
def test_not_into_the_operators_own_networks(sending: Sending, tenant: Tenant, host: str, told: str) -> None:
    tenant.policies = {"call_parameters": {"webhook": f"https://{host}/"}}
    message = say(tenant)
    step(sending)
    assert told in row(message).problem


def test_an_unknown_authority_is_not_believed(app: Flask, tenant: Tenant, sending: Sending) -> None:
    message = say(tenant)
    step(Sending(app))
    assert "CERTIFICATE_VERIFY_FAILED" in row(message).problem


def test_an_endless_answer_is_cut(
    sending: Sending, tenant: Tenant, system: TenantsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The status is all that is read of it."""

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 2_000_000)

    monkeypatch.setattr(post, "PATIENCE", 1.0)
    system.posts["/acme"] = endless
    message = say(tenant)
    step(sending)
    assert row(message).state == WAITING
    assert row(message).problem


def test_old_ones_are_let_go(sending: Sending, tenant: Tenant) -> None:
    message = say(tenant)
    step(sending)
    service.forget()
    assert row(message).state == SENT
    with clock.frozen(clock.now() + service.SENT_KEPT + timedelta(minutes=1)):
        service.forget()
    assert db.session.get(Delivery, (message.tenant_id, message.id), populate_existing=True) is None
