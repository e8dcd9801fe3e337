"""Speaking as flows are published: the worker looks for changes, and makes what is new."""

from __future__ import annotations

from sqlalchemy import select

from seatyard.db import db, snapshot
from tenants.models import Tenant

from .bringing import bring
from .speech import chosen

AT_A_TIME = 5
"""Prompts made before the worker's other work has its turn: half a second."""


class Speaking:
    """Knows which generation of each tenant it has dealt with; after a start it looks at all."""

    def __init__(self) -> None:
        self._voice = ""
        self._done: dict[int | None, int] = {}

    def step(self) -> bool:
        """Deal with one tenant that changed, or with the house; whether more waits."""
        engine = chosen()
        voice = engine.voice if engine else ""
        if voice != self._voice:
            self._voice, self._done = voice, {}
        with snapshot():
            generations: dict[int | None, int] = dict(
                db.session.execute(select(Tenant.id, Tenant.generation).order_by(Tenant.id)).tuples().all()
            )
        waiting = [(key, n) for key, n in {**generations, None: 0}.items() if self._done.get(key) != n]
        for tenant_id, generation in waiting[:1]:
            if not bring(tenant_id, most=AT_A_TIME):
                self._done[tenant_id] = generation
        return bool(waiting)
