"""Files that settings name and that must be there; those that are made at their first need are not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .config import Settings
from .errors import InvalidInput


def needed(settings: Settings) -> dict[str, Path]:
    """By setting."""
    named = {
        "SEATYARD_SELLER": settings.seller,
        "SEATYARD_STRIPE_KEY_FILE": settings.stripe_key_file,
        "SEATYARD_STRIPE_WEBHOOK_FILE": settings.stripe_webhook_file,
        "SEATYARD_SMTP_PASSWORD_FILE": settings.smtp_password_file,
        "SEATYARD_OIDC_CLIENT_SECRET_FILE": settings.oidc.secret_file if settings.oidc else None,
    }
    return {name: path for name, path in named.items() if path is not None}


def faults(settings: Settings) -> Iterator[InvalidInput]:
    """What of it this process cannot read, or is empty."""
    for name, path in needed(settings).items():
        try:
            with path.open("rb") as file:
                if not file.read(1):
                    yield InvalidInput(f"{path} is empty", where=name)
        except OSError as error:
            yield InvalidInput(f"{path}: {error.strerror}", where=name)
