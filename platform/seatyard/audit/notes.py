"""What a transaction did that the trail will say: collected as it happens, added to the chain at its commit.

So the change and its entry are one transaction: neither is ever there without the other. The chain's end is
locked last of all, after everything else was written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from .. import actor, clock, scope
from . import chain


@dataclass(frozen=True)
class Note:
    """An entry to be."""

    action: str
    what: str
    tenant_id: int | None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    actor: str | None = None
    """None: whoever is at work when it is added."""


@dataclass
class Pending:
    """Of a session's present transaction."""

    notes: list[Note] = field(default_factory=list)
    tenants: dict[tuple[str, Any], int | None] = field(default_factory=dict)
    """Whose rows of other tables are, by table and key, as far as that came up."""
    marks: dict[SessionTransaction, int] = field(default_factory=dict)
    """How many notes there were when a savepoint was set."""


def pending(session: Session) -> Pending:
    found: Pending = session.info.setdefault("audit", Pending())
    return found


@event.listens_for(Session, "before_commit")
def _add(session: Session) -> None:
    """Everything is written out first: what is left to write would be written while the end is locked."""
    if session.in_nested_transaction():
        return
    session.flush()
    if notes := pending(session).notes:
        by, role, whence = actor.current(), actor.role(), actor.whence()
        at = clock.now()
        entries = [
            {
                "at": at,
                "actor": by if one.actor is None else one.actor,
                "role": role if one.actor is None else "",
                "whence": whence,
                "action": one.action,
                "what": one.what,
                "tenant_id": one.tenant_id,
                "before": None if one.before is None else chain.canonical(one.before),
                "after": None if one.after is None else chain.canonical(one.after),
            }
            for one in notes
        ]
        with scope.everyone():  # one chain for the whole house
            chain.append(session.connection(), entries)
        notes.clear()


@event.listens_for(Session, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        waiting = pending(session)
        waiting.marks[transaction] = len(waiting.notes)


@event.listens_for(Session, "after_soft_rollback")
def _undo(session: Session, transaction: SessionTransaction) -> None:
    waiting = pending(session)
    if transaction in waiting.marks:
        del waiting.notes[waiting.marks[transaction] :]


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    """A savepoint's mark stays until then: that it was undone is told after its end."""
    if transaction.parent is None:
        session.info.pop("audit", None)
