"""Which prompts a tenant's calls play, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tenants.models import Tenant

from ..flows.document import prompts_of
from . import house


@dataclass(frozen=True)
class Wanted:
    text: str
    """What it says; empty for a file that the tenant brings."""
    language: str


def of_tenant(tenant: Tenant) -> dict[str, Wanted]:
    """By file name: those of the published flows, and of flows that wait for their day."""
    found = {}
    for document in _documents(tenant):
        for _, prompt in prompts_of(document):
            if not prompt.of_house:
                found[prompt.file] = Wanted(prompt.text, tenant.language)
    return found


def places(tenant: Tenant) -> dict[str, list[str]]:
    """By file name: where in the published flows it is played, ``main/hello``."""
    found: dict[str, list[str]] = {}
    for flow in tenant.flows:
        for node, prompt in prompts_of(flow.document):
            if not prompt.of_house:
                found.setdefault(prompt.file, []).append(f"{flow.name}/{node}")
    return found


def of_house() -> dict[str, Wanted]:
    return {
        file: Wanted(text, language)
        for language in house.LANGUAGES
        for file, text in house.texts(language).items()
    }


def _documents(tenant: Tenant) -> Iterator[dict[str, Any]]:
    for flow in tenant.flows:
        yield flow.document
    if tenant.arrangement is not None:
        yield from tenant.arrangement.document["flows"].values()
