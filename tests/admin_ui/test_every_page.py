"""Every page opens, in both languages, on PostgreSQL as on SQLite; none shows an untranslated name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import select

from billing.bank import intake
from billing.credits import service as credits
from billing.credits.asked import Asked
from billing.duties import service as duties
from billing.lifecycle import jobs
from billing.lifecycle.models import READY, TenantDeletion
from billing.models import Invoice
from billing.subscriptions.models import ReportSubscription
from billing.subscriptions.service import token_of
from esl.prompts import service as prompts
from seatyard import clock
from seatyard.db import db
from seatyard.files import write
from seatyard.identity.permissions import FINANCE
from tenants.models import Tenant
from tenants.onboarding.drafts import making
from tenants.onboarding.drafts import service as drafts
from tenants.requests import service as requests
from tests.billing.bank.statements import cn, credit
from tests.factories import OutageFactory, TrunkFactory, UserFactory
from tests.support import recorded, sound
from tests.support.house import Home, furnished

from .conftest import Visitor


@pytest.fixture(params=["sqlite_databases", "postgres_databases"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    with request.getfixturevalue(request.param).fresh() as url:
        yield url


def credited() -> str:
    """The number of a credit note."""
    UserFactory(login="li", role=FINANCE)
    db.session.commit()
    note, _ = credits.give("SY-2026-000001", Asked(amount=Decimal("1")), reason="as agreed", by="li")
    return note.number


def exported(home: Home) -> int:
    """The number of an export that is there to be fetched."""
    made = jobs.ask(home.tenant, recordings=False, by="li")
    made.state, made.expires_at = READY, clock.now() + jobs.KEPT
    db.session.commit()
    write(jobs.path_of(made), b"PK")
    return made.id


def begun() -> int:
    """A tenant to come, filled in."""
    document = making.fresh("seat-lease", "standard", "2026-03-01")
    said = {"name": "neu", "title": {"zh": "新", "en": "New"}, "domain": "neu.seats.example"}
    return drafts.begin(document | {"tenant": said}, "ops").id


def ended(home: Home) -> None:
    """A deletion that was done and proved, of a tenant that is there all the same, so that pages show it."""
    now = clock.now()
    proved = {"proof": {"deleted": [], "kept": {}}, "digest": "0" * 64, "finished_at": now}
    said = {"reason": "the end", "asked_by": "ann", "confirmed_by": "bob", "confirmed_at": now}
    db.session.add(TenantDeletion(tenant_id=home.tenant.id, **said, **proved))
    db.session.commit()


def subscribed(home: Home) -> str:
    """The link's token of somebody who gets a report."""
    about = {"report": "seats", "every": "week", "address": "li@acme.example", "language": "zh"}
    row = ReportSubscription(tenant_id=home.tenant.id, made_by="li", next_on=date(2026, 4, 6), **about)
    db.session.add(row)
    db.session.commit()
    return token_of(row)


def owed() -> str:
    """The number of an invoice that owes a report, which was handed over."""
    invoice = db.session.scalars(select(Invoice).filter_by(number="SY-2026-000001")).one()
    text = {"zh": "须提交报告", "en": "A report is owed"}
    item = {"kind": "written_report", "clause": "uptime_sla", "text": text}
    invoice.notices = {"items": [item]}
    db.session.commit()
    duties.done("SY-2026-000001", 1, by="li", file_name="report.pdf", content=b"%PDF")
    return "SY-2026-000001"


NOBODYS = (
    *("ui.asset", "ui.login", "ui.login_code", "ui.by_link", "ui.forgot", "ui.home"),
    *("ui.go_outside", "ui.come_back"),
    "ui.board_events",  # goes on for ever
)
OF_SEATS = ("/me",)
"""What only a seat has."""
OF_LEADERS = ("/tenants/acme/board",)
"""What only a tenant's admins and supervisors have."""


def working_hours(tenant: Tenant) -> str:
    """The name of some that the tenant has."""
    said = {"when": "Mon-Fri 09:00-12:00, Mon-Fri 13:00-18:00", "holidays": "CN"}
    tenant.policies = tenant.policies | {"working_hours": {"office": said}}
    return "office"


def known_of(home: Home) -> dict[str, Any]:
    """Something for each part of an address that is a name or a number."""
    known: dict[str, Any] = {
        "tenant": home.tenant.name,
        "number": "SY-2026-000001",
        "position": 1,
        "form": "json",
    }
    known["period"] = "2026-03"
    known["written"] = "jsonl"
    known["note"] = credited()
    known["duty"] = owed()
    known["finding_id"] = known["draft_id"] = 1
    (known["line_id"],) = intake.take(cn(credit(5)), "june.csv", by="li", account="1").added
    known["file"] = prompts.add(home.tenant, "closed.wav", sound.wav(), where="closed.wav").name
    call = home.call(40)
    known["call_id"] = call.id
    known["recording_id"] = recorded.of_call(call, home.node).id
    known["outage_id"] = OutageFactory(node=home.node, kind="sip_silent").id
    known["export_id"] = exported(home)
    ended(home)
    known["report"], known["sheet"] = "service-levels", "csv"
    known["token"] = subscribed(home)
    known["request_id"] = requests.ask(home.tenant.name, "number", "one of Beijing", by="li").id
    known["node"], known["trunk"] = home.node.name, TrunkFactory(name="carrier1").name
    known["e164"] = home.tenant.numbers[0].e164
    known["queue"] = home.queue.name
    known |= {"flow": "main", "node_name": "hello", "part": 0}
    known["wanted"] = known["contract"] = 1
    known["hours_name"] = working_hours(home.tenant)
    known["seat_number"] = home.tenant.seats[0].number
    known |= {"onboarding_id": begun(), "stage": "review"}
    known["guide"] = "operator"
    return known


def pages(app: Flask, home: Home) -> list[str]:
    """The address of each page that shows something."""
    known, shown = known_of(home), []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            nobody = rule.endpoint in NOBODYS
            if rule.endpoint.startswith("ui.") and "GET" in rule.methods and not nobody:
                shown.append(url_for(rule.endpoint, **{name: known[name] for name in rule.arguments}))
    return shown


def test_every_page_opens(app: Flask, visit: Visitor) -> None:
    acme, _ = furnished(calls=14)
    browser = visit("operator")
    addresses = [one for one in pages(app, acme) if one not in (*OF_SEATS, *OF_LEADERS)]
    db.session.commit()
    assert len(addresses) >= 15
    for language in ("zh", "en"):
        browser.post("/language", data={"language": language})
        for address in addresses:
            answer = browser.get(address)
            assert answer.status_code == 200, (address, language, answer.status)
    own = visit(seat=acme.seats[0])
    assert [own.get(address).status_code for address in OF_SEATS] == [200]
    admin = visit("tenant", tenant=acme.tenant)
    assert [admin.get(address).status_code for address in OF_LEADERS] == [200]
