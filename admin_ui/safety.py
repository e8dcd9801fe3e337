"""What guards the pages beside roles: where a login may lead, and what a browser may do with a page."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, request

_CONTENT = (
    # the style sheet draws arrows, ticks and dots from data: addresses; they reach no other host
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_HEADERS = {
    "Content-Security-Policy": _CONTENT,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def own_address(target: str | None) -> str | None:
    """``target`` if it is a path of this site, else none: a login must not lead anywhere else.

    Browsers read ``//host``, ``/\\host`` and control characters their own way, so those are refused too.
    """
    if not target or not target.startswith("/") or target[1:2] in {"/", "\\"}:
        return None
    if any(ord(character) < 0x20 or character == "\\" for character in target):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


def close_the_page(response: Response) -> Response:
    """Tell the browser what the page may do, and that nobody is to keep it."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "ui.asset":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
