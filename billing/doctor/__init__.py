"""Whether the money's side of an installation is whole: paper, mail, payment service."""

from __future__ import annotations

from seatyard.doctor import register

from . import mail, paper, stripe


def init() -> None:
    register("paper", paper.check)
    register("mail", mail.check)
    register("stripe", stripe.check)
