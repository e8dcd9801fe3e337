"""What a tenant's program reads of its own messages."""

from __future__ import annotations

from flask.testing import FlaskClient

from esl.webhooks.sending import Sending
from tenants.models import Tenant
from tenants.tokens import service as tokens
from tests.factories import TenantFactory
from tests.support.https import TenantsServer

from .test_sending import say, step


def test_ones_own_messages_and_again(
    client: FlaskClient, sending: Sending, tenant: Tenant, system: TenantsServer
) -> None:
    message = say(tenant)
    step(sending)
    sent = {"Authorization": f"Bearer {tokens.give(tokens.tenant_named('acme'), 'crm', 'tests')}"}
    path = "/api/v1/tenants/acme/webhook/messages"
    (one,) = client.get(path, headers=sent).json["items"]
    assert (one["id"], one["state"], one["status"]) == (message.id, "sent", 204)
    assert client.get(f"{path}?state=dead", headers=sent).json == {"items": []}
    assert client.get(f"{path}?state=lost", headers=sent).status_code == 400
    assert client.post(f"{path}/{message.id}/resend", headers=sent).status_code == 202
    assert client.post(f"{path}/msg_none/resend", headers=sent).status_code == 404
    step(sending)
    assert len(system.posted) == 2
    TenantFactory(name="other")
    assert client.get(path.replace("acme", "other"), headers=sent).status_code == 404
    assert client.get(path).status_code == 401
