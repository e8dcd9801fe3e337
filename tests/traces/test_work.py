"""What goes on without a request: duties, call records, a node's commands, messages, a month's close."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import gevent
import pytest
from flask import Flask
from sqlalchemy import select

from billing.invoices import service as invoices
from billing.mails import outbox, sending
from esl.answers.callcenter import wanted
from esl.calls import fold
from esl.cdr import service as intake
from esl.models import Placement
from esl.provisioning.provisioner import Provisioner
from esl.session import Link
from esl.webhooks.outbox import Message, put
from esl.webhooks.sending import Sending
from seatyard import clock, due, logs, parallel, traces
from seatyard.db import db, transaction
from tenants.models import Tenant
from tests.billing.mails.post import Post, post
from tests.billing.month import april, leased
from tests.esl.calls import world
from tests.esl.calls.records import record
from tests.factories import NodeFactory, PlacementFactory, QueueSeatFactory, TenantFactory
from tests.support.callcenter import CallcenterSwitch
from tests.support.collector import Collector
from tests.support.event_socket import Switch, serving

NUMBER = "+8613912345678"


def test_a_duty(app: Flask, collector: Collector) -> None:
    def work() -> int:
        db.session.execute(select(Tenant.id))
        return 3

    def broken() -> int:
        raise ValueError(NUMBER)

    due.do(due.Piece("counting", 1, work))
    due.do(due.Piece("breaking", 1, broken))
    span = collector.one("duty counting")
    assert (span.known["seatyard.outcome"], span.known["seatyard.done"], span.failed) == ("done", 3, False)
    assert "SELECT tenants" in {one.name for one in collector.under(span)}
    failed = collector.one("duty breaking")
    assert (failed.failed, failed.known["error.type"]) == (True, "ValueError")
    assert NUMBER.encode() not in b"".join(collector.bodies)


def test_call_records_kept_and_folded(app: Flask, collector: Collector) -> None:
    posted = record(answer=5, sip_from_user=NUMBER, seatyard_tenant=str(world.acme()))
    assert fold.fold_batch() == 0
    assert intake.take("fs1", posted) == "stored"
    assert fold.fold_batch() == 1
    kept, folded = collector.one("keep call records"), collector.one("fold call records")
    assert kept.known["seatyard.records"] == folded.known["seatyard.records"] == 1
    assert "INSERT cdr_records" in {one.name for one in collector.under(kept)}
    assert "INSERT conversations" in {one.name for one in collector.under(folded)}
    assert NUMBER.encode() not in b"".join(collector.bodies)


@pytest.fixture
def placed(app: Flask) -> Placement:
    tier = QueueSeatFactory(seat__number="1001")
    tier.seat.tenant = tier.queue.tenant
    placement = PlacementFactory(tenant=tier.queue.tenant, node=NodeFactory(name="fs1"))
    db.session.commit()
    return placement


def test_a_generation_comes_onto_a_node(placed: Placement, collector: Collector) -> None:
    def document(queue: str) -> object:
        return wanted(db.session.scalars(select(Tenant).filter_by(domain=queue.rpartition("@")[2])).one())

    tenant_id, node_id = placed.tenant_id, placed.node_id
    provisioner = Provisioner(node_id, CallcenterSwitch(document), frozenset)
    with logs.about(node="fs1"):
        provisioner.step()
        assert provisioner.step() is None
    span = collector.one("apply generations")
    known = {"seatyard.node": "fs1", "seatyard.tenant_ids": [tenant_id], "seatyard.generations": [1]}
    assert (span.known, span.failed) == (known, False)
    part, *_ = [one for one in collector.under(span) if one.name == "bring a tenant"]
    assert (part.known["seatyard.tenant_id"], part.known["seatyard.generation"]) == (tenant_id, 1)


def test_commands_to_a_node_are_told_without_whom_they_are_about(app: Flask, collector: Collector) -> None:
    with serving(Switch()) as address, Link(address) as link:
        link.bgapi("status")
        with traces.span("work"):
            link.bgapi(f"originate user/1001@acme.test {NUMBER} XML acme.test")
            link.bgapi("callcenter_config agent set state 7@acme.test Waiting")
    under = collector.under(collector.one("work"))
    assert [one.name for one in under] == ["originate", "callcenter_config agent set"]
    assert {one.known["seatyard.node"] for one in under} == {"fs1"}
    assert not [one for one in collector.came() if one.name == "status"]  # asked all day long
    sent = b"".join(collector.bodies)
    assert NUMBER.encode() not in sent
    assert b"acme.test" not in sent


def test_a_message_to_a_tenants_system(app: Flask, collector: Collector) -> None:
    webhook = {"call_parameters": {"webhook": "https://127.0.0.1:1/hook-of-theirs"}}
    tenant = TenantFactory(name="acme", policies=webhook)
    put([Message(tenant.id, "call.ringing", "leg-1", clock.now(), {"caller": NUMBER})])
    db.session.commit()
    tenant_id = tenant.id
    Sending(app).step(lambda work, *given: work(*given))
    span = collector.one("webhook")
    assert (span.known["seatyard.tenant_id"], span.known["seatyard.attempt"]) == (tenant_id, 1)
    (sent,) = [one for one in collector.under(span) if one.name == "POST"]
    assert (sent.kind, sent.failed, sent.known) == ("client", True, {"error.type": "Refused"})
    assert b"hook-of-theirs" not in b"".join(collector.bodies)


@pytest.fixture
def server(app: Flask) -> Iterator[Post]:
    with post() as made:
        smtp = {"smtp": ("127.0.0.1", made.port), "smtp_tls": "none"}
        app.extensions["settings"] = replace(app.extensions["settings"], **smtp)
        yield made


def test_a_mail_leaves(server: Post, collector: Collector) -> None:
    with transaction():
        outbox.put("k", tenant_id=None, about="SY", subject="s", text="t", recipient="finance@acme.example")
    due.do(due.Piece("mails", 1, sending.send_due))
    under = {one.name: one for one in collector.under(collector.one("duty mails"))}
    assert under["SMTP connect"].known == {"server.address": "127.0.0.1"}
    assert under["SMTP send"].kind == "client"
    assert b"finance@" not in b"".join(collector.bodies)


def test_a_month_is_closed(app: Flask, collector: Collector) -> None:
    with april():
        acme = leased(3)
        db.session.commit()
        tenant_id = acme.tenant.id
        invoices.close("2026-03")
    span = collector.one("close a month")
    known = {"seatyard.tenant_id": tenant_id, "seatyard.month": "2026-03", "seatyard.outcome": "finalised"}
    assert span.known == known
    assert "INSERT invoices" in {one.name for one in collector.under(span)}


def test_each_process_of_one_work_sends_its_own(app: Flask, collector: Collector) -> None:
    def work(number: int) -> str:
        with traces.span("piece", number=number):
            db.session.execute(select(Tenant.id))
            db.session.rollback()
        return "done"

    with traces.span("work"):
        assert [made for _, made in parallel.each(work, range(4), 2)] == ["done"] * 4
    whole = collector.one("work")
    pieces = [one for one in collector.under(whole) if one.name == "piece"]
    assert sorted(one.known["seatyard.number"] for one in pieces) == [0, 1, 2, 3]
    assert whole.process not in {one.process for one in pieces}
    assert all("SELECT tenants" in {under.name for under in collector.under(one)} for one in pieces)


def test_greenlets_have_spans_of_their_own(app: Flask, collector: Collector) -> None:
    def work(number: int) -> None:
        with traces.span(f"greenlet {number}"):
            gevent.sleep(0)
            with traces.step(f"part {number}"):
                gevent.sleep(0)

    def part() -> None:
        with traces.step("carried"):
            gevent.sleep(0)

    gevent.joinall([gevent.spawn(work, number) for number in range(3)])
    with traces.span("work"):
        gevent.joinall([gevent.spawn(traces.carried(part)), gevent.spawn(part)])
    for number in range(3):
        assert [one.name for one in collector.under(collector.one(f"greenlet {number}"))] == [
            f"part {number}"
        ]
    assert [one.name for one in collector.under(collector.one("work"))] == ["carried"]
