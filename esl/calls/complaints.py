"""What does not add up while folding, as findings: each said when its record is first looked at.

A record that waits is looked at again by each ``fold --again`` and each close: what a person has cleared
of it stays cleared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import select

from seatyard import clock, findings
from seatyard.db import db

from ..models import Node
from .legs import LegFacts
from .owners import Owner

WITHOUT_TENANT, INCOMPLETE, DISPUTED, ON_TWO_NODES = (
    "cdr_without_tenant",
    "cdr_incomplete",
    "tenant_conflict",
    "cdr_on_two_nodes",
)


class Complaints:
    """Reports in the caller's transaction, about ``fresh`` records (ids) only."""

    def __init__(self, fresh: Collection[int]) -> None:
        self.fresh = fresh
        self.nodes = dict(db.session.connection().execute(select(Node.id, Node.name)).tuples().all())

    def unreadable(self, cdr_id: int, node_id: int, uuid: str, reason: str) -> None:
        if cdr_id in self.fresh:
            node = self.nodes[node_id]
            findings.report_once(INCOMPLETE, f"{node}/{uuid}", f"kept, not metered: {reason}", node=node)

    def doubtful(self, legs: Iterable[LegFacts], tenant_id: int | None) -> None:
        for leg in self._fresh(legs):
            if leg.doubts:
                message = f"metered from what there is: {'; '.join(leg.doubts)}"
                self._report(INCOMPLETE, leg, message, tenant_id)

    def without_tenant(self, legs: Sequence[LegFacts], owner: Owner) -> None:
        """Kept and parked; said for each leg, since each is a record that nobody is billed for."""
        for leg in self._fresh(legs):
            parties = f"from {leg.caller or '?'} to {leg.callee or '?'}"
            self._report(
                WITHOUT_TENANT,
                leg,
                f"a call {parties} names no tenant that there is",
                billable=leg.billusec > 0,
                domains=list(leg.claims.domains),
                dialled=leg.claims.dialled,
                billusec=leg.billusec,
                sources={source: list(said) for source, said in owner.sources.items()},
            )

    def disputed(self, legs: Sequence[LegFacts], owner: Owner) -> None:
        if owner.disputed and self._fresh(legs):
            self._report(
                DISPUTED,
                legs[0],
                "its legs name several tenants; the most trustworthy source was believed",
                owner.tenant_id,
                sources={source: list(said) for source, said in owner.sources.items()},
            )

    def on_two_nodes(self, legs: Sequence[LegFacts], tenant_id: int, other_node_id: int) -> None:
        if self._fresh(legs):
            message = f"already metered as a call of node {self.nodes[other_node_id]}: kept, not billed twice"
            self._report(ON_TWO_NODES, legs[0], message, tenant_id)

    def settled(self, legs: Iterable[LegFacts]) -> None:
        """A tenant was found after all: a linked record came, or the domain was given to one.

        Or what could not be folded can be now.
        """
        legs = list(legs)
        findings.resolve(WITHOUT_TENANT, [self._key(leg) for leg in legs], by="meter fold")
        unreadable = [f"{self.nodes[leg.node_id]}/{leg.uuid}" for leg in legs]
        findings.resolve(INCOMPLETE, unreadable, by="meter fold")

    def _report(
        self, kind: str, leg: LegFacts, message: str, tenant_id: int | None = None, **more: Any
    ) -> None:
        began = clock.from_epoch_us(leg.started)
        about = (began, clock.from_epoch_us(leg.ended) or began) if began else None
        key, node = self._key(leg), self.nodes[leg.node_id]
        findings.report_once(kind, key, message, tenant_id=tenant_id, about=about, node=node, **more)

    def _fresh(self, legs: Iterable[LegFacts]) -> list[LegFacts]:
        return [leg for leg in legs if leg.cdr_id in self.fresh]

    def _key(self, leg: LegFacts) -> str:
        return f"{self.nodes[leg.node_id]}/{leg.uuid}/{leg.leg}"
