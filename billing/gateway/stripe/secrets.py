"""Stripe's secrets, from the files that settings name; read when needed, never kept nor told."""

from __future__ import annotations

from pathlib import Path

from seatyard.config import Settings
from seatyard.errors import InvalidInput

KEY_FILE, WEBHOOK_FILE = "SEATYARD_STRIPE_KEY_FILE", "SEATYARD_STRIPE_WEBHOOK_FILE"


def api_key(settings: Settings) -> str:
    """The secret key, or a restricted one."""
    key = _lines(settings.stripe_key_file, KEY_FILE)[0]
    if not key.startswith(("sk_", "rk_")):
        raise InvalidInput("its first line is no secret key", where=KEY_FILE, allowed="sk_… or rk_…")
    return key


def webhook_secrets(settings: Settings) -> list[str]:
    """One a line: beside a new one the one before it holds, as long as it stands there."""
    return _lines(settings.stripe_webhook_file, WEBHOOK_FILE)


def is_live(settings: Settings) -> bool:
    """Whether the key moves real money."""
    return api_key(settings).split("_")[1] == "live"


def _lines(path: Path | None, where: str) -> list[str]:
    if path is None:
        raise InvalidInput("not set", where=where, allowed="a file, readable by Seatyard alone")
    try:
        lines = [line.strip() for line in path.read_text(encoding="ascii").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror or "cannot be read") if isinstance(error, OSError) else "not ASCII"
        raise InvalidInput(f"{path}: {reason}", where=where) from None
    if not any(lines):
        raise InvalidInput(f"{path} is empty", where=where)
    return [line for line in lines if line]
