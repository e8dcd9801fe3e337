"""How lines are written, to standard error: ``SEATYARD_LOG_FORMAT``."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from .. import traces
from ..config import JSON, Settings
from .about import fields
from .redaction import hide, redacted

QUIET = ("alembic", "werkzeug", "urllib3", "httpx", "weasyprint", "fontTools")
"""They tell of what they do; only what goes wrong is wanted of them."""


class Text(logging.Formatter):
    """``2026-03-05 10:00:00,123 WARNING esl.worker.node [node=fs1]: words``."""

    def format(self, record: logging.LogRecord) -> str:
        known = " ".join(f"{name}={value}" for name, value in _fields(record).items())
        head = f"{self.formatTime(record)} {record.levelname} {record.name}{f' [{known}]' if known else ''}: "
        error = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        return redacted(head + record.getMessage() + error)


class Json(logging.Formatter):
    """One object a line; the traceback of an error is its ``error``."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redacted(record.getMessage()),
            **{name: redacted(str(value)) for name, value in _fields(record).items()},
        }
        if record.exc_info:
            line["error"] = redacted(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def begin(settings: Settings, level: int = logging.INFO, *, as_json: bool = False) -> None:
    """From now on this process logs so, and not as before; ``as_json``: whatever the setting says."""
    handler = logging.StreamHandler()
    handler.setFormatter(Json() if as_json or settings.log_format == JSON else Text())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    hide(settings.secret_key)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    """What is known now, or of a line that says it itself (``extra``) that; and the span around it."""
    said = {name: value for name in ("call_uuid", "node") if (value := getattr(record, name, None))}
    return fields() | said | traces.ids()
