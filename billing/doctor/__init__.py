"""Whether the money's side of an installation is whole: paper, mail, payment service."""

from __future__ import annotations

from . import mail, paper, stripe

CHECKS = {"paper": paper.check, "mail": mail.check, "stripe": stripe.check}
