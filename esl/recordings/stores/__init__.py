"""Where sealed recordings are kept: a folder, or a bucket of anything that speaks S3."""

from __future__ import annotations

from flask import current_app

from seatyard.app import settings_of
from seatyard.errors import InvalidInput

from .base import Store
from .folder import Folder

__all__ = ["Store", "store", "store_at"]

_KEPT = "esl_recordings_store"


def store() -> Store:
    """The store of this instance (``SEATYARD_RECORDINGS``), made once a process."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    kept: Store | None = app.extensions.get(_KEPT)
    if kept is None:
        settings = settings_of(app)
        kept = app.extensions[_KEPT] = store_at(settings.recordings, settings.recordings_endpoint)
    return kept


def store_at(place: str, endpoint: str = "") -> Store:
    """The store that ``place`` names: a folder's path, or ``s3://BUCKET/PREFIX``."""
    if place.startswith("s3://"):
        try:
            from .s3 import Bucket
        except ModuleNotFoundError:
            raise InvalidInput(
                "a bucket needs boto3", where="SEATYARD_RECORDINGS", allowed="pip install 'seatyard[s3]'"
            ) from None
        return Bucket.at(place, endpoint)
    return Folder.at(place)
