"""A contract in words on paper."""

from __future__ import annotations

from functools import partial

from tenants.models import Tenant

from ..documents.paper import printed
from ..documents.parameters import said, told
from .reading import Reading
from .titles import CHAPTERS


def render(tenant: Tenant, reading: Reading, language: str) -> bytes:
    """As a PDF in ``zh`` or ``en``; see ``paper.printed``."""
    title = reading.template.title if reading.template else None
    return printed(
        "contract.html",
        language,
        tenant=getattr(tenant, f"title_{language}"),
        reading=reading,
        title=getattr(title, language) if title else reading.contract.template,
        chapter=lambda name: getattr(CHAPTERS[name], language),
        told=partial(told, language=language),
        said=partial(said, language=language),
    )
