"""Signatures that a receiver checks with any library for Standard Webhooks."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

from flask import Flask

from esl.webhooks import signing
from seatyard import clock
from tenants.models import Tenant
from tests.factories import TenantFactory


def test_the_specifications_own_example() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    assert signing.headers([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_each_tenant_has_a_secret_of_its_own(app: Flask, tenant: Tenant) -> None:
    (mine,) = signing.secrets_of(tenant.id)
    assert mine == signing.secrets_of(tenant.id)[0]
    assert len(base64.b64decode(mine.removeprefix("whsec_"))) == 32
    assert [mine] != signing.secrets_of(TenantFactory().id)


def test_for_a_day_after_a_rotation_the_old_one_signs_beside_the_new(app: Flask, tenant: Tenant) -> None:
    (old,) = signing.secrets_of(tenant.id)
    new = signing.rotate(tenant.id)
    assert signing.secrets_of(tenant.id) == [new, old]
    signatures = signing.headers([new, old], "msg_1", clock.now(), b"{}")["webhook-signature"].split(" ")
    assert len(set(signatures)) == 2
    with clock.frozen(clock.now() + signing.OVERLAP + timedelta(seconds=1)):
        assert signing.secrets_of(tenant.id) == [new]
        assert signing.rotate(tenant.id) not in (old, new)
        assert len(signing.secrets_of(tenant.id)) == 2


def test_the_command_shows_and_rotates_it(command, tenant: Tenant) -> None:
    shown = command("webhook", "secret", "acme").output.strip()
    assert shown == signing.secrets_of(tenant.id)[0]
    assert command("webhook", "secret", "acme", "--rotate").output.strip() != shown
    assert command("webhook", "secret", "nobody").exit_code == 2
