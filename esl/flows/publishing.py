"""Publishing a flow, whichever way it is asked for: checked, put on the switch, entered with who and why.

Publishing is onboarding: the tenant's own file with the one flow as it is to be, so the same checks, trial
calls and lead times hold as for the whole file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seatyard import actor
from tenants import whys
from tenants.models import Flow, FlowPublication, Tenant
from tenants.onboarding import document as files
from tenants.onboarding import service as onboarding
from tenants.onboarding.lead_times import Waiver

from . import drafts

LONGEST_REASON = 500


@dataclass(frozen=True)
class Published:
    """What came of it."""

    changes: list[str]
    """In words, with the day of what waits; empty where the switch has it already."""
    generation: int
    """The tenant's; it is live once its node acknowledged this one."""


def publish(
    tenant: str, name: str, document: Mapping[str, Any], *, reason: str = "", waiver: Waiver | None = None
) -> Published:
    """Put a document of a flow, there already or new, on the switch. Commits; again, it changes nothing."""
    whole = onboarding.export(tenant)
    whole["flows"] = whole["flows"] | {name: document}
    why = whys.Why(actor.current(), reason.strip()[:LONGEST_REASON])
    with whys.because({name: why}):
        outcome = onboarding.onboard_document(files.checked(whole), waiver)
    return Published(outcome.changes, outcome.generation)


def publish_draft(
    tenant: Tenant, name: str, revision: int, *, reason: str = "", waiver: Waiver | None = None
) -> Published:
    """Publish the draft as it was looked at. Conflict where it is another by now."""
    draft = drafts.find(tenant, name)
    if draft.revision != revision:
        raise drafts.changed(draft)
    return publish(tenant.name, name, draft.document, reason=reason, waiver=waiver)


def history(of: Flow) -> list[FlowPublication]:
    """Who published which version when and why, the latest first."""
    return list(reversed(of.publications))
