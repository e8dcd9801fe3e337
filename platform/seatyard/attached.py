"""Files to download."""

from __future__ import annotations

from flask import Response


def attached(content: str | bytes, kind: str, name: str) -> Response:
    """A file of the MIME type ``kind`` that the browser saves as ``name``."""
    response = Response(content, mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
