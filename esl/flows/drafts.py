"""Drafts of flows: kept on the server as somebody draws, each save against the revision it began from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from seatyard import actor, clock, documents
from seatyard.db import db, insert
from seatyard.errors import Conflict, InvalidInput, NotFound, TooLarge
from seatyard.sentence import sentence
from tenants.models import Flow, Tenant

from . import templates
from .models import FlowDraft

LARGEST = 256 * 1024
"""Bytes of a draft as JSON."""
MOST_NODES, LONGEST_TITLE, FAR = 300, 40, 100_000
NAME = re.compile(r"[a-z][a-z0-9_-]{0,30}\Z")
NAME_ALLOWED = sentence("up to 31 of a-z, 0-9, - and _, a letter first")
_PLACE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "x": {"type": "integer", "minimum": -FAR, "maximum": FAR},
        "y": {"type": "integer", "minimum": -FAR, "maximum": FAR},
        "title": {"type": "string", "maxLength": LONGEST_TITLE},
    },
}
_NODE = {"pattern": "^[a-z][a-z0-9_]{0,30}$", "description": "up to 31 of a-z, 0-9 and _, a letter first"}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["nodes"],
    "additionalProperties": False,
    "properties": {
        "start": {"type": "string"},
        "nodes": {
            "type": "object",
            "maxProperties": MOST_NODES,
            "propertyNames": _NODE,
            "additionalProperties": {"type": "object", "minProperties": 1},
        },
        "trials": {"type": "array", "maxItems": 200, "items": {"type": "object"}},
    },
}
LAYOUT: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "nodes": {"type": "object", "maxProperties": MOST_NODES, "additionalProperties": _PLACE},
    },
}


def listing(tenant: Tenant) -> list[FlowDraft]:
    """All of a tenant, by name."""
    return list(db.session.scalars(select(FlowDraft).filter_by(tenant_id=tenant.id).order_by(FlowDraft.name)))


def kept(tenant: Tenant, name: str) -> FlowDraft | None:
    return db.session.scalar(select(FlowDraft).filter_by(tenant_id=tenant.id, name=name))


def find(tenant: Tenant, name: str) -> FlowDraft:
    """The draft as it is kept; of a flow that has none, one of revision 0 that says what is published."""
    if (found := kept(tenant, name)) is not None:
        return found
    of = _flow(tenant, name)
    return FlowDraft(
        tenant_id=tenant.id, name=name, document=of.document, layout={}, revision=0, changed_by=""
    )


def begin(tenant: Tenant, name: str, template: str) -> FlowDraft:
    """A new flow, drawn by a template, not published. Commits; Conflict where the name is taken."""
    check_name(tenant, name)
    document = templates.document(template, tenant)
    made = {"document": document, "layout": {}, "revision": 1, "changed_by": actor.current()}
    first = insert(FlowDraft).values(tenant_id=tenant.id, name=name, changed_at=clock.now(), **made)
    done = db.session.execute(first.on_conflict_do_nothing().returning(FlowDraft.id)).all()
    db.session.commit()
    if not done:
        raise _taken(name)
    return find(tenant, name)


def save(
    tenant: Tenant, name: str, revision: int, document: Mapping[str, Any], layout: Mapping[str, Any]
) -> FlowDraft:
    """Keep what was drawn upon ``revision``. Commits.

    Saving the same again changes nothing. Conflict when another was saved meanwhile: nothing is lost, the
    caller has theirs and finds the other's here.
    """
    document, layout = _read(document, layout)
    draft = find(tenant, name)
    if (draft.document, draft.layout) == (document, layout):
        return draft
    drawn = {"document": document, "layout": layout, "revision": revision + 1}
    drawn |= {"changed_by": actor.current(), "changed_at": clock.now()}
    if revision == 0:
        values = insert(FlowDraft).values(tenant_id=tenant.id, name=name, **drawn)
        done = db.session.execute(values.on_conflict_do_nothing().returning(FlowDraft.id)).all()
    else:
        here = update(FlowDraft).filter_by(tenant_id=tenant.id, name=name, revision=revision)
        done = db.session.execute(here.values(**drawn).returning(FlowDraft.id)).all()
    db.session.commit()
    draft = find(tenant, name)
    if not done:
        raise changed(draft)
    return draft


def changed(draft: FlowDraft) -> Conflict:
    """Somebody else's draft is kept than the one that was begun from."""
    told = sentence("%(by)s changed the draft meanwhile", by=draft.changed_by)
    allowed = sentence("revision %(number)s", number=draft.revision)
    return Conflict(told, where=f"flow {draft.name}", allowed=allowed)


def check_name(tenant: Tenant, name: str) -> None:
    """Whether a flow may be called so. InvalidInput, Conflict."""
    if not NAME.match(name):
        raise InvalidInput(sentence("not a flow's name: %(name)s", name=name), allowed=NAME_ALLOWED)
    if kept(tenant, name) is not None or any(flow.name == name for flow in tenant.flows):
        raise _taken(name)


def _taken(name: str) -> Conflict:
    return Conflict(sentence("there is a flow %(name)s already", name=name))


def _flow(tenant: Tenant, name: str) -> Flow:
    for one in tenant.flows:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in tenant.flows)
    raise NotFound(sentence("no flow %(name)s", name=name), allowed=known or sentence("none yet"))


def _read(document: Mapping[str, Any], layout: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """As it is kept. InvalidInput, TooLarge."""
    text = json.dumps([document, layout], ensure_ascii=False)
    if len(text.encode()) > LARGEST:
        raise TooLarge(sentence("the flow is too large"), allowed=f"{LARGEST // 1024} KB")
    documents.check(document, SCHEMA, at="document")
    documents.check(layout, LAYOUT, at="layout")
    read: tuple[dict[str, Any], dict[str, Any]] = tuple(json.loads(text))
    return read
