"""A tenant with a webhook at an HTTPS server on loopback."""

from __future__ import annotations

import dataclasses
import ssl
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import Flask

from esl.webhooks.sending import Sending
from seatyard.app import settings_of
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import TenantFactory
from tests.support.https import TenantsServer, tenants_server


@pytest.fixture
def system(tmp_path: Path) -> Iterator[TenantsServer]:
    with tenants_server(tmp_path) as served:
        yield served


@pytest.fixture
def tenant(app: Flask, system: TenantsServer) -> Tenant:
    tenant = TenantFactory(name="acme", policies={"call_parameters": {"webhook": system.url("/acme")}})
    db.session.commit()
    return tenant


@pytest.fixture
def sending(app: Flask, system: TenantsServer) -> Sending:
    """Trusts the server's authority, and may go to loopback."""
    settings = settings_of(app)
    app.extensions["settings"] = dataclasses.replace(
        settings, lookup_networks=(ip_network("127.0.0.0/8"), ip_network("::1/128"))
    )
    return Sending(app, ssl.create_default_context(cafile=str(system.authority)))
