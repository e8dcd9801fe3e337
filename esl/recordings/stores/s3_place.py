"""Which bucket, and how to speak to its service: ``s3://BUCKET/PREFIX?addressing=path&encryption=AES256``.

==============  ==============================================================================
``addressing``  ``path`` (MinIO, Ceph) or ``virtual`` (OSS, COS): where the bucket's name stands
                in addresses; without it as boto3 thinks right
``encryption``  what the service encrypts with, beside the seal: ``AES256`` or ``aws:kms``
``kms_key``     the key of ``aws:kms``; without it the service's own
==============  ==============================================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from seatyard.errors import InvalidInput

WHERE = "SEATYARD_RECORDINGS"
OPTIONS = {"addressing": ("path", "virtual"), "encryption": ("AES256", "aws:kms"), "kms_key": None}
"""What each may be; None: anything."""
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\Z", re.ASCII)


@dataclass(frozen=True)
class Place:
    bucket: str
    prefix: str
    """Empty, or with a slash at its end."""
    addressing: str = "auto"
    encryption: str = ""
    kms_key: str = ""

    @classmethod
    def read(cls, text: str) -> Place:
        """Raises InvalidInput."""
        path, _, query = text.removeprefix("s3://").partition("?")
        bucket, _, prefix = path.partition("/")
        if not _BUCKET.match(bucket):
            raise InvalidInput("no bucket", where=WHERE, allowed="s3://BUCKET/PREFIX")
        options: dict[str, str] = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            if name not in OPTIONS or name in options:
                raise InvalidInput(
                    f"{name}: no such option, or twice", where=WHERE, allowed=", ".join(OPTIONS)
                )
            choices = OPTIONS[name]
            if not value or (choices is not None and value not in choices):
                raise InvalidInput(f"{name}={value}", where=WHERE, allowed=" or ".join(choices or ("a key",)))
            options[name] = value
        if "kms_key" in options and options.get("encryption") != "aws:kms":
            raise InvalidInput("kms_key goes with encryption=aws:kms", where=WHERE)
        folder = prefix.strip("/")
        return cls(bucket, f"{folder}/" if folder else "", **options)

    @property
    def put_with(self) -> dict[str, str]:
        """The service's words for how an object is encrypted."""
        told = {"ServerSideEncryption": self.encryption, "SSEKMSKeyId": self.kms_key}
        return {name: value for name, value in told.items() if value}
