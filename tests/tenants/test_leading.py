"""Who sends callers to a queue, told of the file alone."""

from __future__ import annotations

from tenants.leading import Leads, leads

from .files import DID, acme


def test_flows_their_numbers_and_other_queues_lead_to_a_queue() -> None:
    vip = {"name": "vip", "seats": [], "on_timeout": "queue:sales", "on_full": "voicemail:vip"}
    found = leads(acme(queues=[*acme()["queues"], vip]))
    assert found["sales"] == Leads(("main",), (DID,), ("vip",))
    assert found["sales"].needed
    assert found["vip"] == Leads()
    assert not found["vip"].needed
