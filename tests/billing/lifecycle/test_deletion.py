"""A tenant's deletion: only when nothing stands against it, by two people, whole, with a proof that holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, update

from billing.documents import pdf
from billing.invoices import service as invoices
from billing.lifecycle import deletion, files, jobs, remains, tables
from billing.lifecycle.models import DeletionStep
from billing.lifecycle.tables import its, named
from billing.models import Invoice
from esl.models import Conversation, Placement
from esl.recordings import holds
from seatyard import clock, tenancy
from seatyard.db import db
from tenants.models import Tenant
from tenants.onboarding.service import onboard_document
from tests.billing.booked import pay, unproven
from tests.billing.cases import at
from tests.billing.killed import each_step
from tests.billing.lifecycle.everything import fill
from tests.billing.month import Leased, leased
from tests.factories import LegFactory

Command = Callable[..., Result]
LATER = datetime(2026, 9, 1, tzinfo=UTC)
ENDS = date(2026, 3, 31)


def ended(name: str, *, filled: bool = True) -> Leased:
    """A tenant whose contract is over, billed and paid; ``filled``: with a row and a file of everything."""
    made = leased(2, name=name, ends=ENDS, not_renewed=date(2026, 2, 1))
    call = made.call("03-03T09:00", 61)
    LegFactory(conversation=db.session.get_one(Conversation, (made.tenant.id, call)))
    db.session.commit()
    with clock.frozen(at("04-10")):
        invoices.close("2026-03", name)
        (bill,) = invoices.invoices(period="2026-03", tenant_id=made.tenant.id)
        if bill.total:
            pay(float(bill.total), "2026-04-09", name)
    if filled:
        fill(made.tenant, made.node)
    return made


@pytest.fixture
def later() -> Iterator[None]:
    with clock.frozen(LATER):
        yield


@pytest.fixture
def acme(app: Flask, later: None) -> Leased:
    return ended("acme")


def acknowledge(tenant_id: int) -> None:
    """As the node does."""
    generation = select(Tenant.generation).filter_by(id=tenant_id).scalar_subquery()
    db.session.execute(
        update(Placement).where(Placement.tenant_id == tenant_id).values(acked_generation=generation)
    )
    db.session.commit()


def deleted(tenant: Tenant, command: Command) -> dict[str, Any]:
    for words in (("ask", "acme", "--reason", "the end", "--by", "ann"), ("confirm", "acme", "--by", "bob")):
        done = command("tenant", "deletion", *words)
        assert done.exit_code == 0, done.output
    waits = command("tenant", "deletion", "run", "acme")
    assert waits.exit_code == 2
    assert "its node has not taken its queues and seats down yet" in waits.output
    acknowledge(tenant.id)
    done = command("tenant", "deletion", "run", "acme", "--json")
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def test_all_of_one_goes_and_the_other_stays_as_it_is(acme: Leased, command: Command) -> None:
    beta = ended("beta")
    acme_id, beta_id = acme.tenant.id, beta.tenant.id
    before, house = everything(beta_id), of_the_house()
    counts = {name: remains.rows(name, acme_id) for name in tables.GONE}
    assert all(counts.values()), counts
    stays = remains.to_stay(acme_id)
    deleted(acme.tenant, command)
    db.session.rollback()
    assert everything(beta_id) == before
    assert of_the_house() == house
    tenant = db.session.get_one(Tenant, acme_id)
    assert not any(remains.to_go(tenant).values())
    now = remains.to_stay(acme_id)
    assert {**now, "audit_entries": 0} == {
        **stays,
        "audit_entries": 0,
        "recording_deletions": stays["recording_deletions"] + 1,
        "tenant_deletions": stays["tenant_deletions"] + 1,
        "tenant_deletion_steps": now["tenant_deletion_steps"],
    }
    proof = json.loads(command("tenant", "deletion", "proof", "acme").stdout)
    assert {one["what"]: one["count"] for one in proof["deleted"] if one["what"] in counts} == counts
    assert proof["asked"]["by"] == "ann"
    assert proof["confirmed"]["by"] == "bob"
    assert proof["books_kept_until"] == "2056-09-01"
    held = command("tenant", "deletion", "verify", "acme")
    assert held.exit_code == 0, held.output


def test_a_changed_proof_and_what_is_left_show(acme: Leased, command: Command) -> None:
    tenant_id = acme.tenant.id
    deleted(acme.tenant, command)
    db.session.execute(update(DeletionStep).where(DeletionStep.name == "legs").values(count=0))
    db.session.commit()
    wrong = command("tenant", "deletion", "verify", "acme")
    assert wrong.exit_code == 1
    assert "the steps are not those of the proof" in wrong.output
    fill(db.session.get_one(Tenant, tenant_id), acme.node)
    wrong = command("tenant", "deletion", "verify", "acme")
    assert "users: 1 still there" in wrong.output
    assert "files: prompts: 1 still there" in wrong.output


def test_killed_at_any_step_it_is_finished(acme: Leased, command: Command) -> None:
    tenant_id = acme.tenant.id
    counts = {name: remains.rows(name, tenant_id) for name in tables.GONE}
    deletion.ask(acme.tenant, "the end", "ann")
    deletion.confirm(acme.tenant, "bob")

    def work() -> None:
        with clock.frozen(LATER):
            try:
                deletion.run(tenant_id)
            except deletion.Conflict:
                acknowledge(tenant_id)
                deletion.run(tenant_id)

    assert each_step(work, lambda: None) > 50
    assert deletion.verify(db.session.get_one(Tenant, tenant_id)) == []
    proof = json.loads(command("tenant", "deletion", "proof", "acme").stdout)
    assert {one["what"]: one["count"] for one in proof["deleted"] if one["what"] in counts} == counts


def test_who_asked_does_not_confirm(acme: Leased) -> None:
    deletion.ask(acme.tenant, "the end", "ann")
    with pytest.raises(deletion.Conflict, match="does not confirm"):
        deletion.confirm(acme.tenant, "ann")
    deletion.call_off(acme.tenant, "ann")
    with pytest.raises(deletion.NotFound):
        deletion.confirm(acme.tenant, "bob")


def test_what_stands_against_it(app: Flask, command: Command) -> None:
    leased(1, name="running")
    unpaid = leased(1, name="unpaid", ends=ENDS, not_renewed=date(2026, 2, 1))
    unpaid.call("03-03T09:00", 61)
    db.session.commit()
    with clock.frozen(at("04-10")):
        invoices.close("2026-03", "unpaid")
    with clock.frozen(LATER):
        seen = {name: _against(command, name) for name in ("running", "unpaid")}
        done = command("tenant", "deletion", "ask", "running", "--reason", "x")
    assert seen["running"] == ["contract"]
    assert set(seen["unpaid"]) == {"money"}
    assert done.exit_code == 2
    assert "it may not be deleted yet: contract" in done.output
    with clock.frozen(at("04-20")):
        assert "period" in _against(command, "unpaid")


def test_a_hold_stops_it_at_once_and_it_goes_on_after(acme: Leased, command: Command) -> None:
    tenant_id = acme.tenant.id
    deletion.ask(acme.tenant, "the end", "ann")
    deletion.confirm(acme.tenant, "bob")
    held = command("recordings", "hold", "acme", "--reason", "a court", "--reference", "2026-17")
    assert held.exit_code == 0, held.output
    before = everything(tenant_id)
    stopped = command("tenant", "deletion", "run", "acme")
    assert stopped.exit_code == 2
    assert "a legal hold stands" in stopped.output
    assert {k: v for k, v in everything(tenant_id).items() if k != "tenant_deletions"} == {
        k: v for k, v in before.items() if k != "tenant_deletions"
    }
    assert command("recordings", "release", "acme", "--reason", "over").exit_code == 0
    assert command("tenant", "deletion", "run", "acme").exit_code == 2  # it waits for the node
    acknowledge(tenant_id)
    assert command("tenant", "deletion", "run", "acme").exit_code == 0


def test_a_hold_stops_it_before_the_next_file(
    acme: Leased, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant_id, folder = acme.tenant.id, jobs.folder_of(acme.tenant.id)
    folder.mkdir(parents=True)
    for number in range(3):
        (folder / f"{number}.zip").write_bytes(b"all of it")
    deletion.ask(acme.tenant, "the end", "ann")
    deletion.confirm(acme.tenant, "bob")
    with pytest.raises(deletion.Conflict, match="node"):
        deletion.run(tenant_id)
    acknowledge(tenant_id)
    listed = files.of_kind

    def held_after_the_first(kind: str, tenant: Tenant) -> Iterator[tuple[str, files.Removal]]:
        for name, remove in listed(kind, tenant):
            gone: list[None] = []
            yield name, lambda remove=remove, gone=gone: gone.append(remove())  # type: ignore[misc]
            if kind == "exports" and gone and not holds.standing(tenant_id):
                holds.hold(tenant_id, None, "a court asks", "eve")

    with monkeypatch.context() as patched:
        patched.setattr(files, "of_kind", held_after_the_first)
        with pytest.raises(deletion.Conflict, match="a legal hold stands"):
            deletion.run(tenant_id)
    assert len(list(folder.glob("*.zip"))) == 2
    holds.release(tenant_id, None, "over", "eve")
    proof = deletion.run(tenant_id).proof
    assert proof is not None
    assert [one["count"] for one in proof["deleted"] if one["what"] == "files: exports"] == [3]
    assert not folder.exists()


def _against(command: Command, name: str) -> list[str]:
    seen = json.loads(command("tenant", "deletion", "preview", name, "--json").stdout)
    return [one["kind"] for one in seen["obstacles"]]


def everything(tenant_id: int) -> dict[str, list[Any]]:
    """All of a tenant's rows, and its files with their bytes."""
    db.session.rollback()
    found: dict[str, list[Any]] = {}
    connection = db.session.connection()
    for table in db.metadata.sorted_tables:
        if tenancy.is_tenants(table):
            mine = table.c.id == tenant_id if table.name == "tenants" else its(table, tenant_id)
            rows = connection.execute(select(table).where(mine).order_by(*table.primary_key))
            found[table.name] = [tuple(map(str, row)) for row in rows]
    tenant = db.session.get_one(Tenant, tenant_id)
    for kind in files.KINDS:
        found[f"files: {kind}"] = [name for name, _ in files.of_kind(kind, tenant)]
    db.session.rollback()
    return found


def of_the_house() -> dict[str, int]:
    """Rows of the tables that are nobody's, without what lies beside a tenant's calls and numbers."""
    beside = {"cdr_records", "number_changes", "audit_head", "idempotency_keys"}
    connection = db.session.connection()
    return {
        name: len(connection.execute(select(named(name))).all())
        for name in tenancy.HOUSE
        if name not in beside
    }


def test_its_books_hold_afterwards_and_nothing_is_billed_again(app: Flask, command: Command) -> None:
    made = ended("acme", filled=False)
    (bill,) = invoices.invoices(period="2026-03", tenant_id=made.tenant.id)
    number, paper = bill.number, bill_pdf(bill.id)
    with clock.frozen(LATER):
        deleted(made.tenant, command)
        assert bill_pdf(bill.id) == paper
        assert unproven() == []
        for period in ("2026-03", "2026-08"):
            again = command("bill", "close", period, "--json")
            assert again.exit_code == 0, again.output
        assert command("bill", "arrears", "--tenant", "acme").exit_code == 0
        assert command("bill", "show", number, "--explain").exit_code == 0
        assert command("tenant", "deletion", "verify", "acme").exit_code == 0
        with pytest.raises(deletion.Conflict, match="its data is deleted"):
            onboard_document({"tenant": {"name": "acme"}})
    assert [one.number for one in invoices.invoices(tenant_id=made.tenant.id)] == [number]


def bill_pdf(invoice_id: int) -> bytes:
    return pdf.render(db.session.get_one(Invoice, invoice_id), "zh")
