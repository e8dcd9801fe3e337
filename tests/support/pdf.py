"""What a PDF says."""

from __future__ import annotations

import io

from pypdf import PdfReader


def text_of(document: bytes) -> str:
    """The text as a reader would select it, without the breaks that the layout made."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages).split())
