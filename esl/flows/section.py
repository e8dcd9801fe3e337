"""The flows of an onboarding file, checked by the floor that compiles them; what it cannot do yet is said."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from seatyard import findings
from seatyard.db import db
from seatyard.errors import InvalidInput
from seatyard.findings import Finding
from tenants.models import Tenant
from tenants.onboarding.sections import Change, Onboarding

from ..answers.outbound import EMERGENCY
from .checks import Names, problems
from .document import step

NOT_YET = "not_on_the_switch_yet"
"""The kind of the findings that say what a file asks for and the switch does not do."""
QUEUE_WISHES = {
    "announce_seat": "the seat's number is not announced",
    "announce_position": "the place in the queue is not announced",
    "survey": "no score is asked for",
}


class FlowsCheck:
    """Checks, and notices: the documents themselves are kept by the floor below."""

    def check(self, document: Onboarding) -> None:
        numbers = {seat["number"] for seat in document["seats"]}
        for i, seat in enumerate(document["seats"]):
            if seat["number"] in EMERGENCY:
                raise InvalidInput(
                    f"{seat['number']} is an emergency number",
                    where=f"seats[{i}].number",
                    allowed=f"any but {', '.join(EMERGENCY)}",
                )
        names = Names(frozenset(queue["name"] for queue in document["queues"]), frozenset(numbers))
        for name, flow in document["flows"].items():
            for path, message in problems(flow, names):
                raise InvalidInput(message, where=".".join(("flows", name, *path)))

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        """One line for every wish that is new and stays a wish; it stays as a finding, too."""
        name = document["tenant"]["name"]
        wishes = {f"{name}/{where}": (where, told) for where, told in unmet(document)}
        known = set(db.session.scalars(select(Finding.key).where(Finding.kind == NOT_YET)))
        return [_told(key, *wish) for key, wish in wishes.items() if key not in known]

    def export(self, tenant: Tenant) -> Onboarding:
        return {}


def unmet(document: Onboarding) -> Iterator[tuple[str, str]]:
    """(where, what happens instead) of everything in the file that is kept but not done yet."""
    for flow_name, flow in document["flows"].items():
        for name, node in flow["nodes"].items():
            at = step(node)
            if at is not None and at.kind == "hours" and at.value.get("holidays"):
                where = f"flows.{flow_name}.nodes.{name}.hours.holidays"
                yield where, "holidays are not observed: they count as ordinary days"
    for queue in document["queues"]:
        for wish, told in QUEUE_WISHES.items():
            if queue[wish]:
                yield f"queues.{queue['name']}.{wish}", told
    if document.get("limits"):
        yield "limits", "calls are not limited"


def _told(key: str, where: str, told: str) -> Change:
    def apply(tenant: Tenant) -> None:
        findings.report(NOT_YET, key, told, tenant_id=tenant.id, where=where)

    return Change("add", f"notice: {where}", apply, told)
