"""What goes wrong in front of a request, or behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass

CUT, CUT_AFTER = "cut", "cut_after"
"""The connection goes before anything was begun; after it was done, so that the answer is lost."""
BUSY, LIMITED = "busy", "limited"
"""409: the key is in use; 429. Nothing was begun."""
BROKEN, BROKEN_AFTER = "broken", "broken_after"
"""500, which the key keeps: nothing was done; it was done all the same."""


@dataclass
class Fault:
    kind: str
    where: str = ""
    """A pattern of ``POST /v1/invoices``; empty is any request."""
    times: int = 1

    def strikes(self, request: str) -> bool:
        if self.times <= 0 or not re.search(self.where, request):
            return False
        self.times -= 1
        return True
