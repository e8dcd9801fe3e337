"""Recordings in a bucket: AWS, MinIO, Ceph, or whatever else speaks S3.

boto3 because it is the reference that every such service tests against, finds credentials in all the
usual places (environment, profile, instance role), and talks over Python's own sockets, so that the
switch worker goes on hearing events while it sends.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    IncompleteReadError,
    ReadTimeoutError,
    ResponseStreamingError,
)

from seatyard.errors import InvalidInput, NotFound

from ..errors import StoreFailed
from .base import Store
from .s3_place import Place

_IN_MEMORY = 8 * 1024 * 1024
_ABSENT = {"404", "NoSuchKey", "NotFound"}
_PAST_THE_END = {"InvalidRange", "416"}
_UNVERSIONED = {"NotImplemented", "MethodNotAllowed", "501", "405"}
"""What services answer that know no versions of objects."""
READS = 3
"""Tries at a part whose transfer breaks off half-way, which boto3 does not try again itself."""


def _patience(addressing: str) -> Config:
    return Config(
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "max_attempts": 4},
        max_pool_connections=64,  # as many as threads of web and SFTP servers read at once
        s3={"addressing_style": addressing},
        # Services other than AWS refuse the checksums that newer clients add of themselves.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


class Bucket(Store):
    def __init__(self, client: Any, place: Place) -> None:
        self._client, self._place = client, place
        self.bucket, self.prefix = place.bucket, place.prefix

    @classmethod
    def at(cls, text: str, endpoint: str) -> Bucket:
        """``text`` as ``s3_place`` reads it; ``endpoint`` is the service's address, AWS when empty."""
        place = Place.read(text)
        try:
            # A session of its own: boto3's common one may not be made by several threads at once.
            client = boto3.session.Session().client(
                "s3", endpoint_url=endpoint or None, config=_patience(place.addressing)
            )
        except (BotoCoreError, ValueError) as error:
            raise InvalidInput(str(error), where="SEATYARD_RECORDINGS_ENDPOINT") from error
        return cls(client, place)

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
            for piece in pieces:
                spool.write(piece)
            spool.seek(0)
            with _failing(name):
                self._client.upload_fileobj(
                    spool,
                    self.bucket,
                    self.prefix + name,
                    ExtraArgs=self._place.put_with,
                    Config=TransferConfig(use_threads=False),
                )

    def read(self, name: str, start: int, end: int) -> bytes:
        if end <= start:
            return b""
        with _failing(name):
            for _ in range(READS):
                body = self._part(name, f"bytes={start}-{end - 1}")
                with suppress(ResponseStreamingError, IncompleteReadError, ReadTimeoutError):
                    return bytes(body.read())
        raise StoreFailed("the transfer broke off again and again", where=name)

    def _part(self, name: str, span: str) -> Any:
        try:
            return self._client.get_object(**self._at(name), Range=span)["Body"]
        except ClientError as error:
            if _code(error) not in _PAST_THE_END:
                raise
            return io.BytesIO()

    def size(self, name: str) -> int | None:
        try:
            with _failing(name):
                return int(self._client.head_object(**self._at(name))["ContentLength"])
        except NotFound:
            return None

    def delete(self, name: str) -> None:
        with _failing(name):
            for version in list(self._versions(name)):
                self._client.delete_object(**self._at(name), VersionId=version)
            self._client.delete_object(**self._at(name))
            for version in list(self._versions(name)):  # the marker that a versioned bucket sets
                self._client.delete_object(**self._at(name), VersionId=version)

    def names(self, prefix: str) -> Iterator[str]:
        """Each once, whatever versions of it there are."""
        with _failing(prefix):
            yield from dict.fromkeys(
                found["Key"].removeprefix(self.prefix) for found in self._listed(self.prefix + prefix)
            )

    def gone(self, name: str) -> bool:
        with _failing(name):
            return self.size(name) is None and not list(self._versions(name))

    def _versions(self, name: str) -> Iterator[str]:
        """The versions and delete markers of it, where the bucket keeps them (else its only one, "null")."""
        key = self.prefix + name
        try:
            for found in self._all_versions(key):
                if found["Key"] == key:
                    yield found["VersionId"]
        except ClientError as error:
            if _code(error) not in _UNVERSIONED:
                raise

    def _listed(self, prefix: str) -> Iterator[dict[str, Any]]:
        try:
            yield from self._all_versions(prefix)
        except ClientError as error:
            if _code(error) not in _UNVERSIONED:
                raise
            for page in self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=prefix
            ):
                yield from page.get("Contents", ())

    def _all_versions(self, prefix: str) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator("list_object_versions")
        for page in pages.paginate(Bucket=self.bucket, Prefix=prefix):
            yield from [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": self.prefix + name}


@contextmanager
def _failing(name: str) -> Iterator[None]:
    """What the service says, in our words."""
    try:
        yield
    except ClientError as error:
        if _code(error) in _ABSENT:
            raise NotFound("no such recording in the store", where=name) from None
        raise StoreFailed(str(error), where=name) from error
    except (BotoCoreError, Boto3Error, OSError) as error:
        raise StoreFailed(str(error), where=name) from error


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
