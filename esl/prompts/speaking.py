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
        self._waiting: list[tuple[int | None, int]] = []

    def step(self) -> bool:
        """Deal with one tenant that changed, or with the house; whether more waits."""
        engine = chosen()
        voice = engine.voice if engine else ""
        if voice != self._voice:
            self._voice, self._done, self._waiting = voice, {}, []
        if not self._waiting:
            self._waiting = self._changed()
        if not self._waiting:
            return False
        tenant_id, generation = self._waiting[-1]
        if not bring(tenant_id, most=AT_A_TIME):
            self._done[tenant_id] = generation
            self._waiting.pop()
        return True

    def _changed(self) -> list[tuple[int | None, int]]:
        """Tenants whose generation is new to us; the house last of all, since its list is long."""
        with snapshot():
            found = db.session.execute(select(Tenant.id, Tenant.generation)).tuples().all()
        generations: list[tuple[int | None, int]] = [(None, 0), *found]
        return [one for one in generations if self._done.get(one[0]) != one[1]]
