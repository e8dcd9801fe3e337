"""Whether the mail server takes us: connected, encrypted, logged in; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app

from seatyard.app import settings_of
from seatyard.doctor import Told, fault, ok, warning

from ..mails import smtp

CHECK = "mail"


def check() -> Iterator[Told]:
    settings = settings_of(current_app)
    if settings.smtp is None:
        yield warning(CHECK, "no server is set: e-mails wait", "set SEATYARD_SMTP")
        return
    place = "{}:{}".format(*settings.smtp)
    try:
        with smtp.server(settings) as link:
            link.noop()
    except smtp.NotSent as error:
        yield fault(CHECK, f"{place}: {error}", "see SEATYARD_SMTP and those beside it")
        return
    yield ok(CHECK, f"{place} takes us")
    if settings.smtp_from == type(settings).smtp_from:
        yield warning("mail sender", f"is {settings.smtp_from}", "set SEATYARD_SMTP_FROM")
