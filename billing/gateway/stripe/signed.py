"""Whether a message is Stripe's own, and of this moment."""

from __future__ import annotations

import stripe

from seatyard import clock

from ..backend import NotGenuine

TOLERANCE = 300
"""Seconds by which the time that was signed may differ from ours, either way."""


def verify(body: bytes, header: str, secrets: list[str]) -> None:
    """By Stripe's own library, each of the secrets in turn; then the time, which it checks one way only."""
    if not header:
        raise NotGenuine("unsigned", "no signature")
    if not any(_holds(body, header, secret) for secret in secrets):
        raise NotGenuine("altered", "the signature is not that of this message")
    signed_at, _ = stripe.WebhookSignature._get_timestamp_and_signatures(header, "v1")
    age = clock.now().timestamp() - signed_at
    if age > TOLERANCE:
        raise NotGenuine("old", f"signed more than {TOLERANCE} s ago")
    if age < -TOLERANCE:
        raise NotGenuine("early", f"signed more than {TOLERANCE} s ahead of time")


def _holds(body: bytes, header: str, secret: str) -> bool:
    try:
        return bool(stripe.WebhookSignature.verify_header(body, header, secret, tolerance=None))
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
