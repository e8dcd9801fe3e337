"""The plan of a tenant to come is the plan that it gets, names in place of ids."""

from __future__ import annotations

from flask import Flask

from esl.provisioning.desired import desired
from esl.provisioning.foreseen import foreseen
from esl.provisioning.plan import plan
from esl.provisioning.state import State
from seatyard.db import db
from tenants import numbers
from tenants.models import Tenant
from tenants.onboarding import service
from tenants.onboarding.document import checked
from tests.factories import NodeFactory
from tests.tenants.files import DID, acme


def test_the_plan_foreseen_is_the_plan_made(app: Flask) -> None:
    NodeFactory(name="fs1")
    numbers.add(DID)
    db.session.commit()
    document = checked(acme())
    told = foreseen(document)
    assert db.session.query(Tenant).count() == 0
    assert told[0] == "callcenter_config queue load sales"
    assert "callcenter_config tier add sales 1002 2 1" in told
    service.onboard_document(document)
    tenant = db.session.query(Tenant).one()
    made = [one.text for one in plan(desired(tenant, ()), State())]
    names = {seat.switch_name: seat.number for seat in tenant.seats}
    names |= {queue.switch_name: queue.name for queue in tenant.queues}
    for name, short in names.items():
        made = [text.replace(name, short) for text in made]
    assert told == made
