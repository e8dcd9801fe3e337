"""Recordings on pages: listened to in parts, by those who may, each listening noted."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from esl.models import Conversation, Node
from esl.recordings import holds, keys, retention
from esl.recordings.models import Deletion, Listen, Recording
from seatyard import clock
from seatyard.db import db
from tenants.models import Tenant
from tests.esl.recordings import sounds
from tests.factories import (
    ConversationFactory,
    LegFactory,
    NodeFactory,
    QueueFactory,
    SeatFactory,
    TenantFactory,
)
from tests.support import recorded

from .conftest import Visitor, undone

TEN = datetime(2026, 3, 2, 2, tzinfo=UTC)
"""Ten in Shanghai."""
SOUND = sounds.wav(3)


class House:
    """A tenant with a recorded call and a message, beside another with the same."""

    def __init__(self, name: str, node: Node) -> None:
        self.node = node
        self.tenant: Tenant = TenantFactory(name=name)
        self.seat = SeatFactory(tenant=self.tenant, number="1001", name="李雷")
        self.queue = QueueFactory(tenant=self.tenant, name="sales")
        self.call: Conversation = ConversationFactory(
            tenant=self.tenant, node=node, started_at=TEN, seat_id=self.seat.id, queue_id=self.queue.id
        )
        LegFactory(conversation=self.call)
        later = TEN + timedelta(hours=1)
        lost = ConversationFactory(tenant=self.tenant, node=node, started_at=later, caller="+8613900139000")
        LegFactory(conversation=lost)
        self.talk = recorded.of_call(self.call, node)
        box = f"queue-{self.queue.id}"
        self.message = recorded.message(self.tenant.id, node, box, lost.id, later)

    def audio(self, recording: Recording) -> str:
        return f"/tenants/{self.tenant.name}/recordings/{recording.id}.wav"

    def page(self, recording: Recording) -> str:
        return self.audio(recording).removesuffix(".wav")


@pytest.fixture
def acme(app: object) -> House:
    return House("acme", NodeFactory(name="fs1"))


@pytest.fixture
def beta(acme: House) -> House:
    return House("beta", acme.node)


def listens() -> list[tuple[str, str]]:
    db.session.rollback()
    return [(one.who, one.way) for one in db.session.scalars(select(Listen).order_by(Listen.at))]


def test_it_plays_from_the_middle(visit: Visitor, acme: House) -> None:
    browser = visit(tenant=acme.tenant)
    whole = browser.get(acme.audio(acme.talk))
    assert (whole.status_code, whole.mimetype, whole.data) == (200, "audio/wav", SOUND)
    part = browser.get(acme.audio(acme.talk), headers={"Range": "bytes=30000-30999"})
    assert (part.status_code, part.data) == (206, SOUND[30000:31000])
    assert part.headers["Content-Range"] == f"bytes 30000-30999/{len(SOUND)}"
    beyond = browser.get(acme.audio(acme.talk), headers={"Range": f"bytes={len(SOUND)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(SOUND)}")


def test_a_foreign_tenant_finds_nothing(visit: Visitor, acme: House, beta: House) -> None:
    browser = visit(tenant=acme.tenant)
    for address in (beta.audio(beta.talk), beta.page(beta.talk), "/tenants/beta/recordings"):
        assert browser.get(address).status_code == 404
    stolen = acme.audio(beta.talk)
    assert browser.get(stolen).status_code == 404
    assert browser.get(stolen.removesuffix(".wav")).status_code == 404
    assert browser.post(stolen.removesuffix(".wav") + "/heard", data={"heard": "1"}).status_code == 404
    assert beta.talk.id not in browser.get("/tenants/acme/recordings").text
    assert listens() == []


def test_who_may_listen(app: Flask, visit: Visitor, acme: House) -> None:
    assert visit("finance").get(acme.audio(acme.talk)).status_code == 403
    assert visit("finance").get("/tenants/acme/recordings").status_code == 403
    assert "<audio" not in visit("finance").get(f"/tenants/acme/calls/{acme.call.id}").text
    assert visit("operator").get(acme.audio(acme.talk)).status_code == 200
    assert app.test_client().get(acme.audio(acme.talk)).status_code == 302


def test_every_listening_is_noted_once(visit: Visitor, acme: House) -> None:
    browser = visit(tenant=acme.tenant, login="ann")
    with clock.frozen(TEN):
        for start in (0, 1000, 40000):
            browser.get(acme.audio(acme.talk), headers={"Range": f"bytes={start}-"})
        visit("operator", login="ops").get(acme.audio(acme.talk))
    with clock.frozen(TEN + timedelta(minutes=11)):
        browser.get(acme.audio(acme.talk))
    assert sorted(listens()) == [("ann", "page"), ("ann", "page"), ("ops", "page")]
    shown = browser.get(acme.page(acme.talk)).text
    assert shown.count(">ann</td>") == 2
    assert shown.count(">ops</td>") == 1


def test_opening_a_page_is_no_listening(visit: Visitor, acme: House) -> None:
    browser = visit(tenant=acme.tenant)
    call = browser.get(f"/tenants/acme/calls/{acme.call.id}").text
    assert f'preload="none" src="{acme.audio(acme.talk)}"' in call
    assert browser.get(acme.page(acme.talk)).status_code == 200
    assert browser.get(acme.page(acme.message)).status_code == 200
    assert listens() == []
    db.session.expire_all()
    assert db.session.get(Recording, (acme.tenant.id, acme.message.id)).heard_at is None


def test_a_message_is_new_until_somebody_of_the_tenants_listens(visit: Visitor, acme: House) -> None:
    browser, operator = visit(tenant=acme.tenant), visit("operator")
    operator.get(acme.audio(acme.message))
    assert "1 new message" in browser.get("/tenants/acme/recordings").text
    browser.get(acme.audio(acme.message))
    assert "new message" not in browser.get("/tenants/acme/recordings").text
    browser.post(acme.page(acme.message) + "/heard", data={"heard": "0"})
    assert "1 new message" in browser.get("/tenants/acme/recordings").text
    browser.post(acme.page(acme.message) + "/heard", data={"heard": "1"})
    undone(browser, acme.page(acme.message))
    assert "1 new message" in browser.get("/tenants/acme/recordings").text
    assert operator.post(acme.page(acme.message) + "/heard", data={"heard": "1"}).status_code == 403
    assert browser.post(acme.page(acme.talk) + "/heard", data={"heard": "1"}).status_code == 400


@pytest.mark.parametrize(
    ("question", "talk", "message"),
    [
        ("", True, True),
        ("kind=call", True, False),
        ("kind=voicemail", False, True),
        ("unheard=1", False, True),
        ("since=2026-03-02&until=2026-03-02", True, True),
        ("until=2026-03-01", False, False),
        ("number=13800138000", True, False),
        ("number=%2B8613900139000", False, True),
        ("seat=SEAT", True, False),
        ("queue=QUEUE", True, True),
        ("queue=99", False, False),
    ],
)
def test_the_list_is_narrowed(visit: Visitor, acme: House, question: str, talk: bool, message: bool) -> None:
    asked = question.replace("SEAT", str(acme.seat.id)).replace("QUEUE", str(acme.queue.id))
    shown = visit(tenant=acme.tenant).get(f"/tenants/acme/recordings?{asked}").text
    assert (acme.talk.id in shown, acme.message.id in shown) == (talk, message)


def test_the_list_goes_on(visit: Visitor, acme: House) -> None:
    for number in range(52):
        call = ConversationFactory(
            tenant=acme.tenant, node=acme.node, started_at=TEN - timedelta(days=1, minutes=number)
        )
        LegFactory(conversation=call)
        recorded.of_call(call, acme.node, seconds=0.1)
    browser = visit(tenant=acme.tenant)
    first = browser.get("/tenants/acme/recordings")
    after = first.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(f"/tenants/acme/recordings{after}").text
    assert first.text.count(f"/tenants/acme/recordings/{acme.talk.id}") == 1
    assert acme.talk.id not in second
    assert second.count("<tr>") == 1 + 4
    assert browser.get("/tenants/acme/recordings?after=nonsense").status_code == 400


def test_a_name_to_keep_it_by(visit: Visitor, acme: House) -> None:
    answer = visit(tenant=acme.tenant).get(acme.audio(acme.talk) + "?download=1")
    began = acme.talk.started_at + timedelta(hours=8)
    name = f"{began:%Y%m%d-%H%M%S}_inbound_+8613800138000_+861088880001_{acme.talk.id[:8]}.wav"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"


def test_what_can_no_longer_be_opened(visit: Visitor, acme: House) -> None:
    keys.destroy(acme.tenant.id, "left", "ops")
    assert visit(tenant=acme.tenant).get(acme.audio(acme.talk)).status_code == 410
    assert listens() == []


def test_how_long_it_is_kept_and_what_was_deleted(visit: Visitor, acme: House) -> None:
    acme.tenant.policies = {"recordings": {"record": "all", "keep": "1 month"}}
    browser = visit(tenant=acme.tenant)
    shown = browser.get(acme.page(acme.talk)).text
    assert "2026-04-03 00:00:00" in shown
    assert "recordings.keep: 1 month" in shown
    holds.hold(acme.tenant.id, acme.call.id, "a complaint", "ops")
    assert "legal hold" in browser.get(acme.page(acme.talk)).text
    assert "a complaint" in browser.get("/tenants/acme/recordings").text
    with clock.frozen(datetime(2026, 4, 3, tzinfo=UTC)):
        retention.sweep()
    deleted = browser.get("/tenants/acme/recordings/deleted")
    assert "recordings.keep: 1 month" in deleted.text
    assert browser.get(acme.audio(acme.message)).status_code == 404
    told = browser.get("/tenants/acme/recordings/deleted.json")
    (proof,) = json.loads(told.data)["deletions"]
    assert proof["recording"] == acme.message.id
    table = browser.get("/tenants/acme/recordings/deleted.csv").data.decode("utf-8-sig")
    assert [row["sha256"] for row in csv.DictReader(io.StringIO(table))] == [proof["sha256"]]


def test_a_proof_that_was_touched_is_told(visit: Visitor, acme: House) -> None:
    acme.tenant.policies = {"recordings": {"keep": "1 month"}}
    db.session.commit()
    with clock.frozen(datetime(2026, 4, 3, tzinfo=UTC)):
        retention.sweep()
    browser = visit(tenant=acme.tenant)
    assert "broken" not in browser.get("/tenants/acme/recordings/deleted").text
    first = db.session.scalars(select(Deletion).order_by(Deletion.number)).first()
    first.document = first.document | {"sha256": "f" * 64}
    assert "broken at number 1" in browser.get("/tenants/acme/recordings/deleted").text


@pytest.mark.parametrize("page", ["recordings", "calls"])
@pytest.mark.parametrize("asked", ["since=0001-01-01", "until=9999-12-31", "since=x"])
def test_a_day_that_cannot_be_meant_narrows_nothing(
    visit: Visitor, acme: House, page: str, asked: str
) -> None:
    assert visit(tenant=acme.tenant).get(f"/tenants/acme/{page}?{asked}").status_code == 200


# Messages


def test_a_message_is_deleted_from_its_box_and_kept(visit: Visitor, acme: House, app: Flask) -> None:
    own = visit(tenant=acme.tenant)
    page = f"/tenants/acme/recordings/{acme.message.id}"
    assert "Delete from the mailbox" in own.get(page).text
    assert own.post(f"{page}/remove").status_code == 302
    db.session.rollback()
    message = db.session.get_one(Recording, (acme.tenant.id, acme.message.id))
    assert message.removed_at is not None
    assert message.removed_by
    shown = own.get(page).text
    assert "Deleted from the mailbox" in shown
    assert "Mark as" not in shown
    assert acme.message.id not in own.get("/tenants/acme/recordings?unheard=1").text
    assert own.get(acme.audio(acme.message)).status_code == 200


def test_who_may_not_delete_messages(visit: Visitor, acme: House, beta: House) -> None:
    page = f"/tenants/acme/recordings/{acme.message.id}/remove"
    assert visit().post(page).status_code == 403
    assert visit(tenant=beta.tenant).post(page).status_code in (403, 404)
    assert visit(tenant=acme.tenant).post(page.replace(acme.message.id, acme.talk.id)).status_code == 400
    db.session.rollback()
    assert set(db.session.scalars(select(Recording.removed_at))) == {None}
