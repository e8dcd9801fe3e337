"""What a softphone reads from a QR code, drawn here: a password is shown to no other service.

The form is the ``AccountConfig`` XML that Grandstream Wave (Android, iOS) scans; other softphones are set up
with the four words beside the code.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

import segno
from markupsafe import Markup


def account(number: str, name: str, domain: str, password: str) -> str:
    """A seat's account; its phone registers at the tenant's domain."""
    said = {
        "RegisterServer": domain,
        "UserID": number,
        "AuthID": number,
        "AuthPass": password,
        "AccountName": f"{number} {domain}",
        "DisplayName": name,
    }
    body = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in said.items())
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return f'{head}<AccountConfig version="1"><Account>{body}</Account></AccountConfig>'


def code(number: str, name: str, domain: str, password: str) -> Markup:
    """The account as an SVG picture."""
    made = segno.make(account(number, name, domain, password), micro=False, encoding="utf-8")
    return Markup(made.svg_inline(scale=3, light="white"))
