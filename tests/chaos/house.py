"""The installation of the run: PostgreSQL, web, two workers, two lab switches, and a network between them."""

from __future__ import annotations

import json
import os
import random
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from admin_ui.demo.processes import Process, Supervisor, wait_until
from admin_ui.demo.stage import answers
from admin_ui.demo.switch import LabSwitch
from esl.models import Placement
from seatyard import migrations
from seatyard.app import create_app
from seatyard.config import Settings
from seatyard.db import db, snapshot
from tenants.models import Tenant
from tests.support import postgres

from . import stepped
from .disk import Disk
from .furnishing import TENANTS, furnish, wire
from .loop import Loop
from .outcome import Options
from .posts import PostProxy
from .proxy import Proxy
from .tenants import Lessee

ROOT = Path(__file__).parents[2]
PATIENCE = 300.0
"""Seconds for a process to answer, on a machine that others use too."""
POSTS = 256
"""Records that a node posts at once: a real switch has a thread for each call."""


@dataclass
class Switch:
    """A node: its switch, its tenant, the disk under its error folder, the network around it."""

    name: str
    lessee: Lessee
    lab: LabSwitch
    disk: Disk
    control: Proxy
    """Between it and the workers."""
    posts: PostProxy
    """Between it and the web process: call records."""
    lookups: Proxy
    """The same for its questions."""


@dataclass
class House:
    home: Path
    app: Flask
    """Straight at the database, past the network: for who looks on."""
    server: postgres.Server
    database: Proxy
    environment: dict[str, str]
    supervisor: Supervisor
    web: Process
    workers: list[Process]
    switches: list[Switch]
    clocks: dict[str, Path] = field(default_factory=dict)
    """By process: the file with its clock's error."""

    def command(self, *arguments: str) -> Any:
        """What a ``seatyard`` command answers in JSON; AssertionError when it fails."""
        settings = self.app.extensions["settings"]
        straight = self.environment | {"SEATYARD_DATABASE_URL": settings.database_url}
        done = subprocess.run(
            [sys.executable, "-m", "seatyard", *arguments, "--json"],
            env=os.environ | straight,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"seatyard {' '.join(arguments)}: {done.stderr or done.stdout}"
        return json.loads(done.stdout)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Inside, the database as it is now; no connection is kept that could be dead the next time."""
        with self.app.app_context():
            try:
                with snapshot():
                    yield
            finally:
                db.session.remove()
                db.engine.dispose()

    @property
    def settled(self) -> bool:
        """Both nodes have acknowledged what their tenants want."""
        with self.looking():
            query = select(Tenant.generation, Placement.acked_generation)
            pairs = db.session.execute(query.join(Placement, Placement.tenant_id == Tenant.id)).all()
            return bool(pairs) and all(wanted == acked for wanted, acked in pairs)

    @property
    def linked(self) -> int:
        """Connections of workers to the switches, whether anything passes or not."""
        return sum(len(switch.control.ends) for switch in self.switches)

    @property
    def answers(self) -> bool:
        """The web process is there, past the network."""
        return answers(f"http://127.0.0.1:{self.web.arguments[-1].rpartition(':')[2]}/healthz")


@contextmanager
def standing(home: Path, options: Options, begin: datetime) -> Iterator[House]:
    """All processes are up but the switches; nothing is left afterwards."""
    bin_dir = postgres.binaries()
    assert bin_dir, "PostgreSQL is missing"
    with ExitStack() as stack:
        loop = stack.enter_context(Loop())
        server = postgres.Server(bin_dir)
        stack.callback(server.remove)
        server.start()
        stack.callback(server.stop)
        database = Proxy(loop, server.port, "database")
        web_port = postgres.free_port()
        chance = random.Random(options.seed)
        lookups = [Proxy(loop, web_port, f"lookups of {name}") for name in ("fs1", "fs2")]
        posts = [PostProxy(loop, web_port, f"posts of {name}", chance) for name in ("fs1", "fs2")]
        settings = Settings(
            home=home,
            database_url=f"{server.address}/postgres",
            secret_key=secrets.token_hex(16),
            base_url=f"http://127.0.0.1:{web_port}",
            speech="none",
        )
        app = create_app(settings)
        migrations.upgrade(app)
        environment = {
            "SEATYARD_HOME": str(home),
            "SEATYARD_DATABASE_URL": f"{server.address_at(database.port)}/postgres",
            "SEATYARD_SECRET_KEY": settings.secret_key,
            "SEATYARD_BASE_URL": settings.base_url,
            "SEATYARD_SPEECH": "none",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}",
        }
        logs = home / "logs"
        logs.mkdir()
        clocks = {name: home / f"{name}.clock" for name in ("web", "worker1", "worker2")}

        def process(name: str, *arguments: str) -> Process:
            stepped.step(clocks[name], 0)
            program = ("tests.chaos.stepped", str(clocks[name]))
            return Process(name, [*arguments], logs, environment, program=program)

        with app.app_context():
            addresses = furnish(home, begin)
            db.session.remove()
            db.engine.dispose()
        switches = []
        for at, (name, address) in enumerate(addresses.items()):
            control = Proxy(loop, address.port, f"control of {name}")
            wire(app, home / name, name, control.port, web_port, lookups[at].port, posts[at].port)
            lessee = TENANTS[at]
            scenario = lessee.scenario(
                home / f"{name}.yaml",
                options.seed + at,
                options.rate / len(addresses),
                begin,
                options.seconds,
            )
            lab_process = Process(name, [], logs, environment, restarts=False)
            log, posting = home / f"{name}-calls.jsonl", ("--posts", str(POSTS))
            lab = LabSwitch(name, address, home / name, scenario, log, lab_process, posting)
            disk = Disk(lab.error_folder)
            stack.callback(disk.close)
            switches.append(Switch(name, lessee, lab, disk, control, posts[at], lookups[at]))
        supervisor = stack.enter_context(Supervisor())
        web = supervisor.add(process("web", "serve", "--bind", f"127.0.0.1:{web_port}"))
        workers = [supervisor.add(process(name, "switch", "run")) for name in ("worker1", "worker2")]
        house = House(home, app, server, database, environment, supervisor, web, workers, switches, clocks)
        wait_until(lambda: house.answers, "the web process to answer", seconds=PATIENCE)
        yield house
