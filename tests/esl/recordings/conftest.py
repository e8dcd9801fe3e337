from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from flask import Flask

from esl.models import Node
from esl.recordings.intake import Source
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import NodeFactory, PlacementFactory, TenantFactory
from tests.support import sftp

MORNING = datetime(2026, 3, 2, 2, tzinfo=UTC)
"""Ten in Shanghai."""


@pytest.fixture
def fs1(app: Flask) -> Node:
    return NodeFactory(name="fs1")


@pytest.fixture
def acme(fs1: Node) -> Tenant:
    tenant = TenantFactory(name="acme", domain="acme.test")
    PlacementFactory(tenant=tenant, node=fs1)
    db.session.commit()
    return tenant


@pytest.fixture
def beta(fs1: Node) -> Tenant:
    tenant = TenantFactory(name="beta", domain="beta.test")
    PlacementFactory(tenant=tenant, node=fs1)
    db.session.commit()
    return tenant


@pytest.fixture
def vault(app: Flask, tmp_path: Path) -> Path:
    """Where sealed recordings lie."""
    return tmp_path / "vault"


@pytest.fixture
def server(app: Flask) -> Iterator[sftp.Served]:
    """The SFTP server."""
    with sftp.served(app) as up:
        yield up


@pytest.fixture
def login(acme: Tenant) -> dict[str, Any]:
    """Of acme's, for ``server``."""
    return {"user": "acme", "key": sftp.key_for(acme)}


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """The address of an S3 service."""
    from moto.server import ThreadedMotoServer  # slow to load

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(service: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in {"ACCESS_KEY_ID": "test", "SECRET_ACCESS_KEY": "test", "REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return boto3.client("s3", endpoint_url=service)


def source(tenant: Tenant, leg: str = "leg-1", **columns: object) -> Source:
    usual = {
        "tenant_id": tenant.id,
        "node_id": 1,
        "node": "fs1",
        "kind": "call",
        "path": f"recordings/{tenant.id}/{leg}.wav",
        "leg_uuid": leg,
        "mailbox": None,
        "ended_at": MORNING,
    }
    return Source(**{**usual, **columns})  # type: ignore[arg-type]
