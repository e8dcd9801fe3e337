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
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and "@" not in parts.netloc
    return parts.scheme == "https" and plain and port != 0 and _is_host(host)


def _is_host(name: str) -> bool:
    if ":" in name:
        return True  # an IPv6 address, which urlsplit has looked at
    return bool(name) and all(0 < len(label) < 64 for label in name.removesuffix(".").split("."))
