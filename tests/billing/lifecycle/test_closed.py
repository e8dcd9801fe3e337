"""Nobody comes to a deleted tenant: no person is invited, nothing lets a program in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from billing.lifecycle import deletion
from esl.recordings.models import Access
from seatyard.db import db
from seatyard.errors import Conflict
from seatyard.identity import people
from seatyard.identity.models import User
from seatyard.identity.permissions import OPERATOR, TENANT
from tenants.models import Tenant
from tenants.tokens.models import ApiToken
from tests.api.conftest import Ask, ask, token_of_person
from tests.factories import SeatFactory, TenantFactory, UserFactory

__all__ = ["ask"]

Command = Callable[..., Result]
CLOSED = "its data is deleted"


@pytest.fixture
def gone(app: Flask) -> Tenant:
    """Its deletion is confirmed, and not begun."""
    made: Tenant = TenantFactory(name="gone")
    UserFactory(login="admin@gone.example", role=TENANT, tenant=made)
    SeatFactory(tenant=made, number="1001")
    db.session.commit()
    deletion.ask(made, "the end", "ann")
    deletion.confirm(made, "bob")
    return made


def let_in() -> list[int]:
    db.session.rollback()
    return [
        db.session.scalar(select(func.count()).select_from(model)) or 0 for model in (User, ApiToken, Access)
    ]


@pytest.mark.parametrize(
    "words",
    [
        "tenant token add gone crm",
        "user token add admin@gone.example crm --scope calls",
        "recordings access add gone --label crm",
        "user add eve@gone.example --role tenant --tenant gone",
        "user add --role seat --tenant gone --seat 1001",
    ],
)
def test_no_command_lets_anybody_in(gone: Tenant, command: Command, words: str) -> None:
    before = let_in()
    done = command(*words.split())
    assert (done.exit_code, CLOSED in done.output) == (2, True), done.output
    assert let_in() == before


@pytest.mark.parametrize(
    "said", [{"login": "eve@gone.example", "role": "tenant"}, {"login": "1001", "role": "seat"}]
)
def test_nobody_is_invited(gone: Tenant, ask: Ask, said: dict[str, str]) -> None:
    staff = token_of_person(OPERATOR)
    before = let_in()
    answer = ask("post", "/tenants/gone/people", staff, json=said)
    assert (answer.status_code, CLOSED in answer.json["error"]["message"]) == (409, True)
    assert let_in() == before


def test_no_link_is_sent(gone: Tenant) -> None:
    operator = UserFactory(role=OPERATOR)
    invited = db.session.scalars(select(User).filter_by(tenant_id=gone.id)).one()
    with pytest.raises(Conflict, match=CLOSED):
        people.send_link(operator, invited)
