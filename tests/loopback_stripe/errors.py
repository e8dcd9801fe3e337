"""What the API answers instead."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    def __init__(
        self, message: str, *, status: int = 400, type: str = "invalid_request_error", code: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"error": {"type": type, "message": message}}
        if code:
            self.body["error"]["code"] = code


class Invalid(ApiError):
    """Refused before anything was begun: not kept under the idempotency key."""


def missing(what: str, id: str) -> ApiError:
    return ApiError(f"No such {what}: '{id}'", status=404, code="resource_missing")
