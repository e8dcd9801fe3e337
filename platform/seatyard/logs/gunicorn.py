"""gunicorn's own lines, written as all others are."""

from __future__ import annotations

import logging
from typing import Any

from gunicorn.glogging import Logger

from ..config import Settings
from .writing import begin


class ServerLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        begin(Settings.from_env(), logging.WARNING)
        self.error_log.handlers = []
        self.error_log.propagate = True
