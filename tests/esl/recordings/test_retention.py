"""What is past its keep goes, with proof; what is held stays; a crash anywhere is repaired."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from esl.recordings import holds, intake, proofs, retention, service, stores, terms
from esl.recordings.errors import StoreFailed
from esl.recordings.models import DELETED, DELETING, Deletion, Hold, Recording
from esl.recordings.terms import Terms
from seatyard import clock, findings
from seatyard.db import db
from seatyard.errors import Conflict, NotFound
from tenants.models import Tenant
from tests.factories import ConversationFactory, LegFactory, QueueFactory, SeatFactory

from . import sounds
from .conftest import source

KEPT = datetime(2026, 3, 2, 2, tzinfo=UTC)
"""When the talks of these tests ended."""
LAST_MOMENT = datetime(2026, 4, 2, 15, 59, 59, tzinfo=UTC)
DUE = datetime(2026, 4, 2, 16, tzinfo=UTC)
"""Midnight after 2 April in Shanghai."""


def keeping(tenant: Tenant, **section: Any) -> None:
    tenant.policies = {"recordings": section}
    db.session.commit()


def taken(tenant: Tenant, leg: str = "leg-1", **columns: Any) -> Recording:
    db.session.commit()
    raw = sounds.wav(1, pitch=300 + len(leg))
    intake.take(io.BytesIO(raw), len(raw), source(tenant, leg, ended_at=KEPT, **columns))
    rows = db.session.scalars(select(Recording).filter_by(tenant_id=tenant.id, leg_uuid=leg)).all()
    db.session.commit()
    return rows[-1]


def sweep(at: datetime = DUE) -> dict[str, retention.Swept]:
    with clock.frozen(at):
        return retention.sweep()


def test_it_goes_on_its_day_and_not_a_moment_before(acme: Tenant, vault: Path) -> None:
    keeping(acme, record="all", keep="1 month")
    row = taken(acme)
    place, sha256, number = row.place, row.sha256, row.id
    assert sweep(LAST_MOMENT) == {}
    assert (vault / place).exists()
    assert sweep() == {"acme": retention.Swept(deleted=1)}
    assert not (vault / place).exists()
    assert db.session.scalars(select(Recording)).all() == []
    proof = db.session.scalars(select(Deletion)).one()
    told = proof.document
    assert (proof.recording_id, told["sha256"], told["key_version"]) == (number, sha256, 1)
    assert (told["policy"], told["due_at"]) == ("recordings.keep: 1 month", DUE.isoformat())
    assert (told["deleted_at"], told["gone"], told["place"]) == (DUE.isoformat(), True, place)
    assert told["sealed_bytes"] > told["bytes"]
    assert sweep() == {}


def test_the_contract_says_where_the_file_does_not(acme: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    keeping(acme, record="all")
    taken(acme)
    assert sweep(datetime(2036, 1, 1, tzinfo=UTC)) == {}
    months = Terms("1 month", frozenset({"sftp"}))
    monkeypatch.setattr(terms, "_registered", lambda tenant, day: months if tenant.name == "acme" else None)
    assert sweep()["acme"].deleted == 1
    assert db.session.scalars(select(Deletion)).one().document["policy"] == "contract: 1 month"


def test_a_queue_and_a_seat_may_keep_longer_or_shorter(acme: Tenant) -> None:
    queue = QueueFactory(tenant=acme, name="law")
    seat = SeatFactory(tenant=acme, number="1001")
    keeping(acme, keep="1 month", queues={"law": {"keep": "1 year"}}, seats={"1001": {"keep": "7 days"}})
    of = {
        "plain": {},
        "law": {"queue_id": queue.id},
        "seat": {"queue_id": queue.id, "seat_id": seat.id},
    }
    for leg, columns in of.items():
        call = ConversationFactory(tenant=acme, id=f"call-{leg}", **columns)
        LegFactory(conversation=call, uuid=leg, node_id=1)
        taken(acme, leg)
    message = {"kind": "voicemail", "mailbox": f"queue-{queue.id}"}
    taken(acme, "message", **message)
    taken(acme, "seats-message", kind="voicemail", mailbox="1001")
    assert sweep(datetime(2026, 3, 10, tzinfo=UTC))["acme"].deleted == 2
    assert sweep()["acme"].deleted == 1
    left = set(db.session.scalars(select(Recording.leg_uuid).filter_by(state="stored")))
    assert left == {"law", "message"}
    assert sweep(datetime(2027, 3, 3, tzinfo=UTC))["acme"].deleted == 2
    policies = {d.document["leg"]: d.document["policy"] for d in db.session.scalars(select(Deletion))}
    assert policies["seat"] == "recordings.seats.1001.keep: 7 days"
    assert policies["message"] == "recordings.queues.law.keep: 1 year"


def test_only_the_tenants_own_goes(acme: Tenant, beta: Tenant) -> None:
    keeping(acme, keep="1 month")
    keeping(beta, keep="1 year")
    taken(acme)
    taken(beta)
    sweep()
    assert [row.tenant_id for row in db.session.scalars(select(Recording))] == [beta.id]


def test_many_are_swept_in_pieces(acme: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    keeping(acme, keep="1 month")
    for number in range(5):
        taken(acme, f"leg{'x' * number}")
    holds.hold(acme.id, "legxx", "a claim", "ops")
    looked: list[int] = []
    with clock.frozen(DUE):
        assert retention.waiting() == 5
        assert retention.sweep(told=looked.append)["acme"] == retention.Swept(deleted=4, held=1)
    assert sum(looked) == 5


# Legal holds


def test_a_hold_on_everything(acme: Tenant) -> None:
    keeping(acme, keep="1 month")
    taken(acme)
    holds.hold(acme.id, None, "a court asks", "ops")
    assert sweep()["acme"] == retention.Swept(held=1)
    holds.release(acme.id, None, "the case is closed", "ops")
    assert sweep()["acme"].deleted == 1
    hold = db.session.scalars(select(Hold)).one()
    assert (hold.reason, hold.released_by, hold.release_reason) == (
        "a court asks",
        "ops",
        "the case is closed",
    )


def test_a_hold_on_a_call_is_on_all_its_legs(acme: Tenant) -> None:
    keeping(acme, keep="1 month")
    call = ConversationFactory(tenant=acme, id="call-1")
    for leg in ("leg-1", "leg-2"):
        LegFactory(conversation=call, uuid=leg, node_id=1)
        taken(acme, leg)
    taken(acme, "another")
    db.session.commit()
    holds.hold(acme.id, "leg-2", "a complaint", "ops")
    assert sweep()["acme"] == retention.Swept(deleted=1, held=2)


def test_a_hold_by_the_commands(acme: Tenant, command) -> None:
    row = taken(acme)
    keeping(acme, keep="1 month")
    with clock.frozen(DUE):
        done = command(
            "recordings", "hold", "acme", "--call", row.leg_uuid, "--reason", "a claim", "--by", "ann"
        )
        assert done.output == "acme: leg-1 is held\n"
        swept = command("recordings", "sweep", "--tenant", "acme")
        assert swept.output == "acme: 0 deleted, 1 held, 0 failed\n"
        assert "leg-1  2026-04-02 by ann: a claim" in command("recordings", "holds", "acme").output
        done = command("recordings", "release", "acme", "--call", "leg-1", "--reason", "settled")
        assert done.output == "acme: leg-1 is released\n"
        assert command("recordings", "sweep").output == "acme: 1 deleted, 0 held, 0 failed\n"


def test_holds_that_cannot_be(acme: Tenant, beta: Tenant) -> None:
    taken(beta, "theirs")
    with pytest.raises(NotFound, match="no such call of this tenant"):
        holds.hold(acme.id, "theirs", "a claim", "ops")
    holds.hold(acme.id, None, "a claim", "ops")
    with pytest.raises(Conflict):
        holds.hold(acme.id, None, "again", "ops")
    with pytest.raises(NotFound, match="not held"):
        holds.release(beta.id, None, "whatever", "ops")


# A sweep that is stopped


def test_stopped_before_the_file_went(acme: Tenant, monkeypatch: pytest.MonkeyPatch, vault: Path) -> None:
    keeping(acme, keep="1 month")
    place = taken(acme).place

    def stopped(name: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(stores.store(), "delete", stopped)
        with pytest.raises(KeyboardInterrupt):
            sweep()
    assert db.session.scalars(select(Recording)).one().state == DELETING
    assert (vault / place).exists()
    assert sweep()["acme"].deleted == 1
    assert not (vault / place).exists()


def test_stopped_between_the_file_and_the_proof(acme: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    keeping(acme, keep="1 month")
    taken(acme)

    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(proofs, "add", stopped)
        with pytest.raises(KeyboardInterrupt):
            sweep()
    assert db.session.scalars(select(Deletion)).all() == []
    assert sweep()["acme"].deleted == 1
    assert db.session.scalars(select(Deletion)).one().document["sealed_bytes"] is None


def test_a_store_that_refuses_is_tried_again(acme: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    keeping(acme, keep="1 month")
    number = taken(acme).id

    def away(name: str) -> None:
        raise StoreFailed("the bucket does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(stores.store(), "delete", away)
        assert sweep()["acme"].failed == {number: "the bucket does not answer"}
    assert [f.key for f in findings.still_open(retention.UNDELETED)] == [number]
    assert sweep()["acme"].deleted == 1
    assert findings.still_open(retention.UNDELETED) == []


def test_what_only_claims_to_be_gone_is_not(acme: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    keeping(acme, keep="1 month")
    taken(acme)
    monkeypatch.setattr(stores.store(), "delete", lambda name: None)
    assert list(sweep()["acme"].failed.values()) == ["it is still there after it was deleted"]
    assert db.session.scalars(select(Deletion)).all() == []


def test_a_message_waits_until_the_node_is_told(acme: Tenant) -> None:
    keeping(acme, keep="1 month")
    taken(acme, kind="voicemail", mailbox="1001")
    assert sweep()["acme"].deleted == 1
    assert db.session.scalars(select(Recording)).one().state == DELETED
    assert sweep() == {}


def test_a_message_deleted_from_its_box_is_kept_as_any_recording_and_by_a_hold(acme: Tenant) -> None:
    keeping(acme, keep="1 month")
    message = taken(acme, kind="voicemail", mailbox="1001")
    service.remove(acme.id, message.id, "1001")
    assert sweep(DUE - timedelta(days=2)) == {}
    holds.hold(acme.id, "leg-1", "a claim", "ops")
    assert sweep()["acme"].held == 1
    holds.release(acme.id, "leg-1", "settled", "ops")
    assert sweep()["acme"].deleted == 1
    assert db.session.scalars(select(Deletion)).one().recording_id == message.id


def test_what_was_deleted_does_not_come_back_from_a_backup(acme: Tenant) -> None:
    keeping(acme, keep="1 month")
    raw = sounds.wav(2)
    once = source(acme, ended_at=KEPT)
    intake.take(io.BytesIO(raw), len(raw), once)
    sweep()
    assert intake.take(io.BytesIO(raw), len(raw), once) == intake.DELETED


# Proofs


def three_proofs(tenant: Tenant) -> None:
    keeping(tenant, keep="1 month")
    for number in range(3):
        taken(tenant, f"leg{'x' * number}")
    sweep()


def test_proofs_are_a_document(acme: Tenant, command) -> None:
    three_proofs(acme)
    told = json.loads(command("recordings", "proof", "acme").output)
    assert (told["tenant"], [one["number"] for one in told["deletions"]]) == ("acme", [1, 2, 3])
    table = command("recordings", "proof", "acme", "--format", "csv").output
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    assert [row["sha256"] for row in rows] == [one["sha256"] for one in told["deletions"]]
    none = command("recordings", "proof", "acme", "--from", "2026-04-04")
    assert json.loads(none.output)["deletions"] == []
    some = command("recordings", "proof", "acme", "--from", "2026-04-03", "--to", "2026-04-03")
    assert len(json.loads(some.output)["deletions"]) == 3


@pytest.mark.parametrize("spoil", ["change", "remove"])
def test_a_proof_that_was_touched_shows(acme: Tenant, command, spoil: str) -> None:
    three_proofs(acme)
    assert proofs.broken(acme.id) is None
    second = db.session.get(Deletion, (acme.id, 2))
    assert second is not None
    if spoil == "change":
        second.document = second.document | {"sha256": "f" * 64}
    else:
        db.session.delete(second)
    db.session.commit()
    assert proofs.broken(acme.id) == 2
    refused = command("recordings", "proof", "acme")
    assert (refused.exit_code, "broken at number 2" in refused.stderr) == (2, True)


def test_the_digest_is_as_documented(acme: Tenant) -> None:
    """Anybody can check it: sha-256 over the digest before, a line break, canonical JSON."""
    assert proofs.digest("0" * 64, {"b": "录音", "a": 1}) == (
        "b00934f39158c788a42c3937a3b41402ee7dd219cce84eeecca32503c29070ea"
    )
