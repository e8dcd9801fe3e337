"""Two nodes that are a few lines of SIP each, a tenant at home on the first, a real Kamailio in front."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from esl.models import Node, Placement
from esl.proxy import conf, keeping
from esl.proxy.places import Place, Places
from seatyard.app import create_app
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import NodeFactory, NumberFactory, PlacementFactory, TenantFactory, TrunkFactory
from tests.support import databases
from tests.support.processes import until

from .running import HOST, free_port, kamailio, program
from .sip import Answering, Asking

NODE_HOST, PHONE, CARRIER, STRANGER = "127.0.0.1", "127.0.0.3", "127.0.0.9", "127.0.0.66"
ACME, OTHER = "acme.test", "other.test"
DID = "+861088880001"
RETRY_AFTER, FLOOD = "10", 50


@dataclass
class Front:
    """The proxy with all that stands round it."""

    app: Flask
    keeper: keeping.Keeper
    address: tuple[str, int]
    seats: dict[str, Answering]
    """By node: its port for seats."""
    carriers: dict[str, Answering]
    others: list[Asking] = field(default_factory=list)

    def asking(self, host: str) -> Asking:
        """Somebody at this address of the machine."""
        self.others.append(Asking(host, self.address))
        return self.others[-1]

    def move(self, domain: str, node: str) -> None:
        """A tenant's home is another node from now on."""
        with self.app.app_context():
            home = db.session.query(Node.id).filter_by(name=node).scalar()
            tenant = db.session.query(Tenant.id).filter_by(domain=domain).scalar()
            db.session.execute(update(Placement).filter_by(tenant_id=tenant).values(node_id=home))
            db.session.commit()

    def take_over(self) -> list[str]:
        with self.app.app_context():
            return self.keeper.look()


@pytest.fixture
def front(sqlite_databases: databases.Sqlite, tmp_path: Path) -> Iterator[Front]:
    program()
    seats = {name: Answering(NODE_HOST) for name in ("fs1", "fs2")}
    carriers = {name: Answering(NODE_HOST) for name in ("fs1", "fs2")}
    said = {
        name: Place(NODE_HOST, seats[name].address[1], carriers[name].address[1]) for name in ("fs1", "fs2")
    }
    places, control = Places(said=said), tmp_path / "control"
    port = free_port()
    with sqlite_databases.fresh() as url:
        app = create_app(databases.settings_for(tmp_path, url))
        with app.app_context():
            _filled()
            options = conf.Options(
                f"{HOST}:{port}", socket=str(control), ping=1, flood=FLOOD, children=2, places=places
            )
            conf.write_folder(tmp_path / "proxy", options)
        keeper = keeping.Keeper(tmp_path / "proxy", control, places)
        try:
            with kamailio(tmp_path / "proxy", control):
                built = Front(app, keeper, (HOST, port), seats, carriers)
                built.take_over()
                everybody = [*seats.values(), *carriers.values()]
                until(lambda: all(one.looked_at for one in everybody), lambda: "a look at each node")
                yield built
                for one in built.others:
                    one.close()
        finally:
            for one in (*seats.values(), *carriers.values()):
                if one.socket.fileno() >= 0:
                    one.close()
            with app.app_context():
                db.engine.dispose()


def _filled() -> None:
    fs1, fs2 = NodeFactory(name="fs1"), NodeFactory(name="fs2")
    TrunkFactory(name="carrier1", host=CARRIER)
    acme, other = TenantFactory(domain=ACME), TenantFactory(domain=OTHER)
    PlacementFactory(tenant=acme, node=fs1)
    PlacementFactory(tenant=other, node=fs2)
    NumberFactory(tenant=acme, e164=DID)
    db.session.commit()
