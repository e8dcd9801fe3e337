"""A tenant to come, as far as somebody has filled it in."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from seatyard import clock
from seatyard.db import Model
from seatyard.secrets import Sealed

from ..sections import Onboarding


class OnboardingDraft(Model):
    """The operator's. Once it is made, the tenant's own rows say what it is, and the document is empty."""

    __tablename__ = "onboarding_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    written: Mapped[str] = mapped_column("document", Sealed)
    """JSON, in the vocabulary of an onboarding file, passwords and all; perhaps not whole yet."""
    admin: Mapped[str] = mapped_column(default="")
    """The e-mail address of the tenant's first admin, who is invited as it is made; empty for nobody."""
    made_by: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    discarded_at: Mapped[datetime | None]
    """Since when it is thrown away; it can be taken back for a while."""
    became: Mapped[str | None]
    """The tenant, by name, that was made of it."""
    secrets: Mapped[str] = mapped_column(Sealed, default="")
    """JSON: what was made up for the tenant, until somebody has seen it."""

    @property
    def document(self) -> Onboarding:
        read: dict[str, Any] = json.loads(self.written)
        return read

    @document.setter
    def document(self, document: Onboarding) -> None:
        self.written = json.dumps(document, ensure_ascii=False, default=str)
