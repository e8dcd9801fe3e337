"""Whether the settings about Stripe fit each other. Stripe itself is not asked."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import current_app

from seatyard.app import settings_of
from seatyard.config import Settings
from seatyard.doctor import Told, fault, ok, warning
from seatyard.errors import InvalidInput

from ..gateway.stripe import secrets

CHECK = "stripe"


def check() -> Iterator[Told]:
    settings = settings_of(current_app)
    if settings.stripe_key_file is None:
        if settings.stripe_webhook_file is not None or settings.stripe_methods:
            yield fault(CHECK, "there are settings for it and no key", f"set {secrets.KEY_FILE}, or none")
        else:
            yield ok(CHECK, "not used")
        return
    try:
        live = secrets.is_live(settings)
    except InvalidInput as error:
        yield fault(CHECK, str(error))
        return
    yield ok(CHECK, "a key that moves real money" if live else "a test key: no money moves")
    yield _messages(settings)
    if live and urlsplit(settings.stripe_api).hostname != "api.stripe.com":
        yield fault(
            "stripe address", f"a live key goes to {settings.stripe_api}", "unset SEATYARD_STRIPE_API"
        )


def _messages(settings: Settings) -> Told:
    name = "stripe messages"
    if settings.stripe_webhook_file is None:
        told = "none are taken: payments are noticed when an invoice is looked at, each minute"
        return warning(name, told, f"set {secrets.WEBHOOK_FILE}")
    try:
        wrong = [one for one in secrets.webhook_secrets(settings) if not one.startswith("whsec_")]
    except InvalidInput as error:
        return fault(name, str(error))
    if wrong:
        return fault(name, f"{settings.stripe_webhook_file}: {len(wrong)} lines are no secrets", "whsec_…")
    if not settings.pages.startswith("https:"):
        return warning(name, "Stripe sends to https addresses alone", "set SEATYARD_PAGES_URL")
    return ok(name, f"are taken at {settings.pages}/stripe/events")
