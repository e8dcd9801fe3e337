"""``seatyard queue call-backs``."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask

from esl.queues.models import DONE, WAITING
from seatyard.db import db
from tests.factories import CallBackFactory, QueueFactory, TenantFactory


def test_the_list(app: Flask, command: Any) -> None:
    acme = TenantFactory(name="acme")
    queue = QueueFactory(tenant=acme, name="sales")
    CallBackFactory(tenant=acme, queue_id=queue.id, state=DONE, attempts=1, result="answered")
    CallBackFactory(tenant=acme, queue_id=queue.id, number="+8613900139000", state=WAITING)
    db.session.commit()
    told = command("queue", "call-backs", "acme").output
    assert "+8613800138000  sales  done, 1 attempts: answered" in told
    still = json.loads(command("queue", "call-backs", "acme", "--open", "--json").output)
    assert [(one["number"], one["state"], one["queue"]) for one in still] == [
        ("+8613900139000", "waiting", "sales")
    ]
    refused = command("queue", "call-backs", "nobody")
    assert (refused.exit_code, "no such tenant" in refused.output) == (2, True)
