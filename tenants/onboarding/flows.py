"""The ``flows`` section: a changed document is published, as a new version or one that says so already."""

from __future__ import annotations

from seatyard.db import db

from ..models import Flow, Tenant
from .lead_times import IVR
from .sections import Change, Onboarding


class FlowsSection:
    def check(self, document: Onboarding) -> None:
        """What a flow's nodes may be is checked by the floor that compiles them."""

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        there = {flow.name: flow for flow in tenant.flows} if tenant else {}
        changes = []
        for name, wanted in document["flows"].items():
            flow = there.pop(name, None)
            if flow is None:
                changes.append(_add(name, wanted))
            elif flow.document != wanted:
                changes.append(_publish(flow, wanted))
        return changes + [_remove(flow) for flow in there.values()]

    def export(self, tenant: Tenant) -> Onboarding:
        return {"flows": {flow.name: flow.document for flow in tenant.flows}}


def _add(name: str, wanted: Onboarding) -> Change:
    def apply(tenant: Tenant) -> None:
        flow = Flow(tenant_id=tenant.id, name=name, published=1, versions=[], publications=[])
        flow.publish(wanted)
        tenant.flows.append(flow)

    return Change("add", f"flow {name}", apply, f"{len(wanted['nodes'])} nodes", request=IVR)


def _publish(flow: Flow, wanted: Onboarding) -> Change:
    known = [version.version for version in flow.versions if version.document == wanted]

    def apply(_: Tenant) -> None:
        flow.publish(wanted)

    detail = f"version {flow.published} → {max(known, default=flow.next_version)}"
    return Change("change", f"flow {flow.name}", apply, detail, request=IVR)


def _remove(flow: Flow) -> Change:
    def apply(tenant: Tenant) -> None:
        for number in tenant.numbers:
            if number.flow is flow:
                number.flow = None
        for one in (*flow.versions, *flow.publications):
            db.session.delete(one)
        db.session.delete(flow)

    return Change("remove", f"flow {flow.name}", apply, request=IVR)
