"""The worker's part: what is due is sent, again and again at growing pauses, and given up at last.

A message is taken by moving its next attempt ahead in a transaction of its own: two workers never send the
same one at once, and what a dying worker had taken is sent again by the next one, with the same id. A slow
receiver holds up nobody but its own tenant: each has a few attempts at a time.
"""

from __future__ import annotations

import json
import logging
import random
import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import gevent
from flask import Flask
from sqlalchemy import select, update

from seatyard import clock, findings, traces
from seatyard.app import settings_of
from seatyard.db import db, snapshot, transaction
from tenants.models import Tenant

from ..lookups.gate import Network, Refused
from . import signing
from .models import DEAD, SENT, WAITING, Delivery
from .post import AT_ONCE, PATIENCE, post

logger = logging.getLogger(__name__)

EVERY = 0.2
AT_ONCE_EACH = 4
"""Attempts of one tenant at the same time; one, while half of all that there may be are in the air."""
PAUSES = (5, 30, 120, 600, 3600, 3 * 3600, 8 * 3600)
"""Seconds before the second, third… attempt, give or take a fifth; after the last one it is given up."""
LEASE = timedelta(seconds=3 * PATIENCE)
"""After so long without a word of whoever took it, it is anybody's again."""
FINDING = "webhook_dead"
"""A tenant whose system could not be told; keyed by its name."""


@dataclass(frozen=True)
class Taken:
    tenant_id: int
    tenant: str
    url: str
    secrets: list[str]
    id: str
    body: bytes
    attempts: int
    """With this one."""


class Sending:
    """``step`` needs an application around it; the attempts make their own."""

    def __init__(self, app: Flask, trust: ssl.SSLContext | None = None) -> None:
        self._app = app
        self._trust = trust or ssl.create_default_context()
        self._flying: Counter[int] = Counter()
        self._in_the_air: set[str] = set()

    def step(self, spawn: Callable[..., object] = gevent.spawn) -> None:
        """Begin what is due and what there is room for."""
        for taken in self._take():
            self._flying[taken.tenant_id] += 1
            self._in_the_air.add(taken.id)
            spawn(self._send, taken)

    def _take(self) -> list[Taken]:
        keys = self._due(AT_ONCE - self._flying.total())
        if not keys:
            return []
        with transaction():
            return [one for key in keys if (one := self._taken(*key))]

    def _due(self, room: int) -> list[tuple[int, str]]:
        """Of each tenant the oldest; one at a time while many are in the air, so that all have room."""
        due = (Delivery.state == WAITING, Delivery.due_at <= clock.now())
        chosen: list[tuple[int, str]] = []
        with snapshot():
            tenants = list(db.session.scalars(select(Delivery.tenant_id).where(*due).distinct()))
            random.shuffle(tenants)
            for tenant_id in tenants:
                most = AT_ONCE_EACH if room - len(chosen) > AT_ONCE // 2 else 1
                free = min(most - self._flying[tenant_id], room - len(chosen))
                if free > 0:
                    mine = select(Delivery.id).where(*due, Delivery.tenant_id == tenant_id)
                    ids = db.session.scalars(mine.order_by(Delivery.due_at).limit(free + AT_ONCE_EACH))
                    fresh = [(tenant_id, id) for id in ids if id not in self._in_the_air]
                    chosen += fresh[:free]
        return chosen

    def _taken(self, tenant_id: int, id: str) -> Taken | None:
        """None when another worker was faster, or when the tenant wants none any more."""
        now = clock.now()
        mine = (Delivery.tenant_id == tenant_id, Delivery.id == id)
        free = (Delivery.state == WAITING, Delivery.due_at <= now)
        more = {"due_at": now + LEASE, "attempts": Delivery.attempts + 1}
        done = db.session.execute(update(Delivery).where(*mine, *free).values(**more))
        if not done.rowcount:  # type: ignore[attr-defined]
            return None
        row = db.session.get_one(Delivery, (tenant_id, id), populate_existing=True)
        tenant = db.session.get_one(Tenant, tenant_id)
        url = tenant.policies.get("call_parameters", {}).get("webhook", "")
        if not url:
            _ended(row, DEAD, now, "the tenant has no webhook any more")
            return None
        return Taken(
            tenant_id, tenant.name, url, signing.secrets_of(tenant_id), id, body_of(row), row.attempts
        )

    def _send(self, taken: Taken) -> None:
        with traces.span("webhook", tenant_id=taken.tenant_id, attempt=taken.attempts):
            status, problem = self._attempt(taken)
            try:
                with self._app.app_context(), transaction():
                    self._settle(taken, status, problem)
            finally:
                self._flying[taken.tenant_id] -= 1
                self._in_the_air.discard(taken.id)

    def _attempt(self, taken: Taken) -> tuple[int | None, str]:
        signed = signing.headers(taken.secrets, taken.id, clock.now(), taken.body)
        try:
            with self._app.app_context():
                allow: tuple[Network, ...] = settings_of(self._app).lookup_networks
            with traces.step("POST", traces.CLIENT) as ours:
                status = post(taken.url, taken.body, signed, allow, self._trust)
                ours.note(status=status)
        except Refused as error:
            return None, str(error)
        except TimeoutError:
            return None, f"no answer within {PATIENCE:g} s"
        except (OSError, ValueError) as error:
            return None, str(error)[:200] or type(error).__name__
        return status, "" if 200 <= status < 300 else f"status {status}"

    def _settle(self, taken: Taken, status: int | None, problem: str) -> None:
        row, now = db.session.get(Delivery, (taken.tenant_id, taken.id), with_for_update=True), clock.now()
        if row is None or row.state != WAITING:
            return
        row.status, row.problem = status, problem
        if not problem:
            _ended(row, SENT, now, "")
        elif taken.attempts > len(PAUSES):
            _ended(row, DEAD, now, problem)
            told = f"a message was given up after {taken.attempts} attempts: {problem}"
            findings.report(FINDING, taken.tenant, told, tenant_id=taken.tenant_id, id=taken.id)
        else:
            row.due_at = now + pause_after(taken.attempts)
        logger.info("webhook %s of tenant %d: %s", taken.id, taken.tenant_id, problem or status)


def pause_after(attempts: int) -> timedelta:
    return timedelta(seconds=PAUSES[attempts - 1] * random.uniform(0.8, 1.2))


def body_of(row: Delivery) -> bytes:
    """The same bytes at every attempt."""
    document: dict[str, Any] = {"type": row.kind, "timestamp": row.at.isoformat(), "data": row.data}
    return json.dumps(document, ensure_ascii=False, sort_keys=True).encode()


def _ended(row: Delivery, state: str, at: datetime, problem: str) -> None:
    row.state, row.ended_at, row.problem = state, at, problem
