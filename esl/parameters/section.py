"""What the schema alone cannot see of an onboarding file's ``call_parameters``."""

from __future__ import annotations

from urllib.parse import urlsplit

from seatyard.errors import InvalidInput
from tenants.models import Tenant
from tenants.onboarding.sections import Change, Onboarding

from .wish import PLACES, problem_of_url


class ParametersCheck:
    """Checks alone: the section is kept with the tenant's policies, by the floor below."""

    def check(self, document: Onboarding) -> None:
        wished = document.get("call_parameters", {})
        if "on_ring" in wished and (problem := problem_of_url(wished["on_ring"])):
            allowed = "https://…, with " + ", ".join(f"{{{place}}}" for place in PLACES)
            raise InvalidInput(problem, where="call_parameters.on_ring", allowed=allowed)
        if "webhook" in wished and not _is_webhook(wished["webhook"]):
            raise InvalidInput("not a webhook", where="call_parameters.webhook", allowed="https://HOST/…")

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        return []

    def export(self, tenant: Tenant) -> Onboarding:
        return {}


def _is_webhook(url: str) -> bool:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and "@" not in parts.netloc
    return parts.scheme == "https" and bool(parts.hostname) and plain and port != 0
