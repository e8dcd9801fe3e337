"""The ``tenant`` section, and the policies (``document.POLICIES``) that hang on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput

from ..models import Tenant
from .document import POLICIES
from .sections import Change, Onboarding

KEYS = {"queues": "name", "seats": "number", "numbers": "e164"}
"""What an entry of a list is called by."""


class TenantSection:
    def check(self, document: Onboarding) -> None:
        domain, name = document["tenant"]["domain"], document["tenant"]["name"]
        holder = db.session.scalar(select(Tenant).filter_by(domain=domain))
        if holder and holder.name != name:
            raise Conflict(f"{domain} is the domain of {holder.name}", where="tenant.domain")
        known = db.session.scalar(select(Tenant).filter_by(name=name))
        if known and known.domain != domain:
            raise Conflict("a tenant's domain never changes", where="tenant.domain", allowed=known.domain)
        _check_reasons(document)
        _check_recordings(document)
        _check_outbound(document)

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        wanted = _columns(document)
        if tenant is None:
            return []
        return [
            _change(column, getattr(tenant, column), value)
            for column, value in wanted.items()
            if getattr(tenant, column) != value
        ]

    def export(self, tenant: Tenant) -> Onboarding:
        return {
            "tenant": {
                "name": tenant.name,
                "title": {"zh": tenant.title_zh, "en": tenant.title_en},
                "domain": tenant.domain,
                "timezone": tenant.timezone,
                "language": tenant.language,
            },
            **tenant.policies,
        }


def new_tenant(document: Onboarding) -> Tenant:
    """A tenant of this file, before any of its sections is applied."""
    section = document["tenant"]
    return Tenant(name=section["name"], domain=section["domain"], generation=0, **_columns(document))


def _check_reasons(document: Onboarding) -> None:
    codes = [reason["code"] for reason in document.get("busy_reasons", [])]
    for i, code in enumerate(codes):
        if code in codes[:i]:
            raise InvalidInput(f"code {code} is given twice", where=f"busy_reasons[{i}].code")


def _check_recordings(document: Onboarding) -> None:
    """Rules of their own are for queues and seats that the file has."""
    _check_known(document, "recordings", document.get("recordings") or {}, ("queues", "seats"))


def _check_outbound(document: Onboarding) -> None:
    """Numbers of their own are for queues and seats that the file has, limits for its numbers."""
    _check_known(document, "outbound", document.get("outbound") or {}, ("queues", "seats"))
    _check_known(document, "limits", document.get("limits") or {}, ("numbers",))


def _check_known(document: Onboarding, section: str, said: Onboarding, kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        names = sorted(one[KEYS[kind]] for one in document[kind])
        for name in said.get(kind, {}):
            if name not in names:
                where = f"{section}.{kind}.{name}"
                raise InvalidInput(
                    f"no such {kind[:-1]}", where=where, allowed=", ".join(names) or "none yet"
                )


def _columns(document: Onboarding) -> dict[str, Any]:
    section = document["tenant"]
    return {
        "title_zh": section["title"]["zh"],
        "title_en": section["title"]["en"],
        "timezone": section["timezone"],
        "language": section["language"],
        "policies": {key: document[key] for key in POLICIES if key in document},
    }


def _change(column: str, before: Any, after: Any) -> Change:
    return Change(
        "change", "tenant", lambda tenant: setattr(tenant, column, after), f"{column} {before} → {after}"
    )
