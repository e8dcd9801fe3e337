"""The one way out: a message to an SMTP server, as the settings say (RFC 5321, STARTTLS by RFC 3207)."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING

from seatyard import traces
from seatyard.config import Settings
from seatyard.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT = 20.0
"""Seconds for each word of the server."""
Refused = dict[str, str]
"""By address: what the server said of it."""


class NotSent(Exception):
    """Nobody got it; the message says why."""


def message(
    key: str, *, sender: str, to: Sequence[str], subject: str, text: str, at: datetime
) -> EmailMessage:
    """With a Message-ID that is the same each time (RFC 5322 3.6.4). ValueError for a header that is none."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, ", ".join(to), subject
    made["Date"] = format_datetime(at)
    domain = parseaddr(sender)[1].rpartition("@")[2]
    made["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text)
    return made


@contextmanager
def server(settings: Settings) -> Iterator[smtplib.SMTP]:
    """Connected, encrypted and logged in as the settings say. Raises NotSent where that cannot be."""
    if settings.smtp is None:
        raise NotSent("no mail server is set (SEATYARD_SMTP)")
    try:
        with ExitStack() as stack:
            with traces.step("SMTP connect", traces.CLIENT, server=settings.smtp[0]):
                link = stack.enter_context(_connected(settings))
                if settings.smtp_user:
                    link.login(settings.smtp_user, _password(settings))
            yield link
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_told(error)) from error


def send(link: smtplib.SMTP, mail: EmailMessage) -> Refused:
    """The addresses that the server did not take, where it took one at least. Raises NotSent otherwise."""
    try:
        with traces.step("SMTP send", traces.CLIENT):
            refused = link.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        told = "; ".join(f"{address}: {_reply(reply)}" for address, reply in error.recipients.items())
        raise NotSent(f"refused: {told}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_told(error)) from error
    return {address: _reply(reply) for address, reply in refused.items()}


def _connected(settings: Settings) -> smtplib.SMTP:
    assert settings.smtp is not None
    host, port = settings.smtp
    if settings.smtp_tls == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
    link = smtplib.SMTP(host, port, timeout=TIMEOUT)
    if settings.smtp_tls == "starttls":
        try:
            link.starttls(context=ssl.create_default_context())
        except BaseException:
            link.close()
            raise
    return link


def _password(settings: Settings) -> str:
    try:
        return settings.smtp_password_file.read_text(encoding="utf-8").strip()  # type: ignore[union-attr]
    except (OSError, AttributeError) as error:
        where = "SEATYARD_SMTP_PASSWORD_FILE"
        raise InvalidInput("it cannot be read", where=where, allowed="a file") from error


def _reply(reply: tuple[int, bytes]) -> str:
    code, said = reply
    return f"{code} {said.decode(errors='replace')}"


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
