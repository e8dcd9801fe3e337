"""Whom a tenant is written to about money: the onboarding file's ``billing.contacts``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def addresses(policies: Mapping[str, Any]) -> tuple[str, ...]:
    """In the order of the file, each once."""
    contacts = (policies.get("billing") or {}).get("contacts", ())
    return tuple(dict.fromkeys(contact["email"] for contact in contacts))
