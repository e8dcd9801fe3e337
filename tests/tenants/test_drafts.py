"""Tenants to come: kept as far as they are filled in, thrown away and taken back, made once."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, NotFound
from seatyard.identity.links import INVITE, person
from seatyard.identity.models import User
from seatyard.identity.permissions import OPERATOR, TENANT
from tenants import numbers
from tenants.models import Tenant
from tenants.onboarding.drafts import making, service
from tenants.onboarding.drafts.making import Run
from tests.factories import NodeFactory, UserFactory

from .files import DID, acme


@pytest.fixture
def operator(app: Flask) -> User:
    """Who fills it in; a node and a number in the pool were there before."""
    NodeFactory(name="fs1")
    numbers.add(DID)
    user: User = UserFactory(login="ops", role=OPERATOR)
    db.session.commit()
    return user


def plain(**tenant: str) -> dict[str, Any]:
    document = making.led(making.fresh("seat-lease", "standard", "2026-03-01"), "service", DID)
    said = {"name": "neu", "title": {"zh": "新", "en": "New"}, "domain": "neu.seats.example"}
    return document | {"tenant": said | tenant}


def tenants() -> int:
    return db.session.scalar(select(func.count()).select_from(Tenant)) or 0


def test_a_draft_is_made_once(operator: User) -> None:
    draft = service.begin(plain(), "ops")
    service.put(draft.id, plain(), "boss@neu.example")
    made = service.submit(draft.id, operator)
    assert (made.became, made.document) == ("neu", {})
    assert service.submit(draft.id, operator).became == "neu"
    assert tenants() == 1
    tenant = db.session.scalars(select(Tenant)).one()
    assert [seat.number for seat in tenant.seats] == [str(8001 + at) for at in range(10)]
    assert len(tenant.queues[0].tiers) == 10
    assert [(one.e164, one.flow.name) for one in tenant.numbers] == [(DID, "main")]


def test_what_was_made_up_is_told_once(operator: User) -> None:
    draft = service.begin(plain(), "ops")
    service.put(draft.id, plain(), "boss@neu.example")
    told = service.reveal(service.submit(draft.id, operator))
    assert len(told.passwords) == 10
    boss = person(told.invitation.rpartition("/")[2], INVITE)
    assert (boss.login, boss.role) == ("boss@neu.example", TENANT)
    assert service.reveal(service.find(draft.id)) == service.Secrets()


def test_a_draft_that_fails_makes_nothing(operator: User) -> None:
    UserFactory(login="boss@neu.example")
    db.session.commit()
    draft = service.begin(plain(), "ops")
    service.put(draft.id, plain(), "boss@neu.example")
    with pytest.raises(Conflict) as refused:
        service.submit(draft.id, operator)
    db.session.rollback()
    assert (refused.value.where, tenants()) == ("admin", 0)
    assert service.find(draft.id).became is None


def test_a_draft_never_changes_a_tenant(operator: User) -> None:
    for _ in range(2):
        draft = service.begin(plain(), "ops")
    service.submit(draft.id - 1, operator)
    with pytest.raises(Conflict, match="name of another"):
        service.submit(draft.id, operator)


def test_thrown_away_and_taken_back(operator: User) -> None:
    draft = service.begin(plain(), "ops")
    service.discard(draft.id)
    with pytest.raises(Conflict, match="thrown away"):
        service.submit(draft.id, operator)
    assert [one.id for one in service.listing()] == [draft.id]
    service.take_back(draft.id)
    assert service.submit(draft.id, operator).became == "neu"
    assert service.listing() == []
    with pytest.raises(NotFound):
        service.find(2**70)


def test_passwords_of_a_file_are_not_readable_in_the_database(operator: User) -> None:
    service.begin(acme(), "ops")
    kept = db.session.scalar(text("SELECT document FROM onboarding_drafts"))
    assert "lilei-1001" not in kept
    assert "acme" not in kept


def test_a_fault_is_told_by_the_section_it_lies_in(operator: User) -> None:
    wrong = plain(name="Neu!")
    problem = service.problem(wrong, "tenant")
    assert problem is not None
    assert problem.where == "tenant.name"
    assert service.problem(wrong, "seats") is None
    assert service.problem(plain(), "tenant", "contract", "seats", "numbers") is None
    draft = service.begin(wrong, "ops")
    with pytest.raises(InvalidInput):
        service.review(draft)


def test_the_review_says_what_would_be_made(operator: User) -> None:
    _, changes = service.review(service.begin(plain(), "ops"))
    assert "+ queue service: longest-idle-agent, 10 seats" in changes
    assert "+ placement: on node fs1" in changes
    assert tenants() == 0


def test_seats_in_few_words() -> None:
    seats = making.expanded([Run(3, "inbound", "0801"), Run(2, "both", "0804")], [])
    assert [seat["number"] for seat in seats] == ["0801", "0802", "0803", "0804", "0805"]
    assert making.runs(seats) == [Run(3, "inbound", "0801"), Run(2, "both", "0804")]
    known = [{"number": "0802", "type": "both", "name": "Li", "supervisor": True}]
    assert making.expanded([Run(2, "inbound", "0801")], known)[1] == known[0] | {"type": "inbound"}
    with pytest.raises(InvalidInput, match="too many"):
        making.expanded([Run(3000, "inbound", "1000")], [])


def test_seats_by_their_counts() -> None:
    seats = making.expanded([Run(3, "inbound", "8001")], [])
    more = making.counted(seats, {"inbound": 2, "both": 2})
    assert making.runs(more) == [Run(2, "inbound", "8001"), Run(2, "both", "8003")]
    assert making.counted([], {"inbound": 1})[0]["number"] == "8001"


def test_a_files_own_flows_are_not_plain() -> None:
    assert making.is_plain(plain())
    assert not making.is_plain(acme())
