"""An SMTP server on a port of its own that keeps what it is sent, and fails as told."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Post:
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Addresses that it does not know."""
    full: bool = False
    """Whether it takes no mail at all."""
    port: int = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.full:
            return "452 4.3.1 mailbox full"
        made: Any = message_from_bytes(envelope.content, policy=policy.default)  # type: ignore[arg-type]
        self.mails.append(made)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 OK"


@contextmanager
def post(context: ssl.SSLContext | None = None) -> Iterator[Post]:
    """Running; with ``context`` it wants STARTTLS."""
    made = Post()
    secured = {"tls_context": context, "require_starttls": True} if context else {}
    controller = _Anywhere(made, hostname="127.0.0.1", port=0, **secured)
    controller.start()
    made.port = controller.server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        controller.stop()


class _Anywhere(Controller):
    """On whichever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
