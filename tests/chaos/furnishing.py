"""What the run's database knows at first, and the folders of its nodes."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path

import yaml
from flask import Flask
from sqlalchemy import update

from esl.carriers import service as carriers
from esl.models import Node
from esl.nodes import conf
from esl.nodes import service as nodes
from esl.session.limits import Address
from seatyard.db import db
from seatyard.files import SECRET, write
from seatyard.identity import service as people
from seatyard.identity.permissions import OPERATOR
from tenants import numbers
from tenants.onboarding import service as onboarding
from tenants.onboarding.document import checked
from tests.support import postgres

from .tenants import Lessee

LIMITS = conf.Options(max_sessions=10_000, heartbeat=5)
TENANTS = (Lessee("chang", 1), Lessee("jiang", 2))


def furnish(home: Path, begin: datetime) -> dict[str, Address]:
    """Nodes with their folders and a tenant on each; where the switches will listen."""
    addresses = {}
    for name in ("fs1", "fs2"):
        password = home / f"{name}.password"
        write(password, secrets.token_hex(16).encode(), SECRET)
        addresses[name] = Address(name, "127.0.0.1", postgres.free_port(), password.read_text())
        nodes.add_node(name, "127.0.0.1", addresses[name].port, password)
    people.add_user(OPERATOR, secrets.token_urlsafe(9), OPERATOR, None)
    carriers.add("carrier1", "127.0.0.1", 5060)
    for lessee in TENANTS:
        document = lessee.document(begin)
        for number in document["numbers"]:
            numbers.add(number["e164"])
        db.session.commit()
        path = home / f"{lessee.name}.yaml"
        path.write_text(yaml.safe_dump(document, allow_unicode=True))
        onboarding.onboard_document(checked(document))
    for name in addresses:
        conf.write_folder(name, home / name, LIMITS)
    return addresses


def wire(app: Flask, folder: Path, name: str, control: int, web: int, lookups: int, posts: int) -> None:
    """Let the node and the workers meet through the proxies."""
    for file, port in (("xml_curl.conf.xml", lookups), ("json_cdr.conf.xml", posts)):
        path = folder / "autoload_configs" / file
        text = path.read_text()
        assert f"127.0.0.1:{web}/" in text
        path.write_text(text.replace(f"127.0.0.1:{web}/", f"127.0.0.1:{port}/"))
    with app.app_context():
        db.session.execute(update(Node).where(Node.name == name).values(port=control))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
