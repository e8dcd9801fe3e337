"""Stripe. Its library is loaded when it is needed, and not by every command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatyard.config import Settings

from .names import NAME
from .secrets import api_key

if TYPE_CHECKING:
    from .client import StripeBackend

__all__ = ["NAME", "backend", "verify"]


def backend(settings: Settings) -> StripeBackend:
    """InvalidInput where no key is set, or its file cannot be read."""
    from .client import connected

    return connected(api_key(settings), settings.stripe_api, settings.stripe_methods)


def verify(body: bytes, header: str, secrets: list[str]) -> None:
    """NotGenuine, with its reason, for a message that is not Stripe's, or not of this moment."""
    from .signed import verify as check

    check(body, header, secrets)
