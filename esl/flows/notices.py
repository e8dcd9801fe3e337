"""What callers hear as a tone until it is spoken or recorded: said once at onboarding, kept as findings.

A notice goes when its cause goes: with a changed file, or when a prompt is spoken or recorded
(``esl/prompts`` looks).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from seatyard import findings
from seatyard.db import db
from seatyard.findings import Finding
from tenants.models import Tenant
from tenants.onboarding.sections import Change, Onboarding

from ..prompts import speech
from ..prompts.models import PLACEHOLDER, StoredPrompt
from ..prompts.unrecorded import KIND as UNRECORDED
from .document import prompts_of

NOT_YET = "not_on_the_switch_yet"
"""Wishes that a release before did not do: cleared at the next onboarding."""


@dataclass(frozen=True)
class Notice:
    kind: str
    where: str
    """In the file, or the name of a prompt's file."""
    told: str
    """What happens instead."""


class Notices:
    """Takes part in onboarding after the sections that it speaks of."""

    def check(self, document: Onboarding) -> None:
        """A wish is no fault."""

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        name = document["tenant"]["name"]
        wanted = {(notice.kind, f"{name}/{notice.where}"): notice for notice in notices(document)}
        query = select(Finding).where(Finding.kind.in_((NOT_YET, UNRECORDED)))
        known = {(f.kind, f.key): f for f in db.session.scalars(query) if f.key.startswith(f"{name}/")}
        gone = [f for key, f in known.items() if key not in wanted and f.cleared_at is None]
        heard = _heard(tenant, document)
        fresh = [
            (key, notice)
            for (kind, key), notice in wanted.items()
            if (kind, key) not in known and not (kind == UNRECORDED and notice.where in heard)
        ]
        return [_said(key, notice) for key, notice in fresh] + [_gone(finding) for finding in gone]

    def export(self, tenant: Tenant) -> Onboarding:
        return {}


def _heard(tenant: Tenant | None, document: Onboarding) -> set[str]:
    """Files of prompts that are no tone: recorded already, or spoken as soon as this is committed."""
    query = select(StoredPrompt.name).filter_by(tenant_id=tenant.id if tenant else None)
    there = set(db.session.scalars(query.where(StoredPrompt.source != PLACEHOLDER)))
    spoken = speech.can_speak()
    prompts = [prompt for flow in document["flows"].values() for _, prompt in prompts_of(flow)]
    return {prompt.file for prompt in prompts if prompt.file in there or (prompt.text and spoken)}


def notices(document: Onboarding) -> Iterator[Notice]:
    """Everything in a checked file that is kept but not done, or done with a tone."""
    for flow in document["flows"].values():
        for _, prompt in prompts_of(flow):
            yield Notice(UNRECORDED, prompt.file, f"callers hear a tone: {prompt.text or prompt.file}")


def _said(key: str, notice: Notice) -> Change:
    def apply(tenant: Tenant) -> None:
        findings.report(notice.kind, key, notice.told, tenant_id=tenant.id, where=notice.where)

    return Change("add", f"notice: {notice.where}", apply, notice.told)


def _gone(finding: Finding) -> Change:
    kind, key = finding.kind, finding.key

    def apply(tenant: Tenant) -> None:
        findings.resolve(kind, [key], "tenant onboard")

    return Change("remove", f"notice: {key.partition('/')[2]}", apply)
