"""A body that mod_json_cdr posted, or a file that it left: out of its wrapping, and read."""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import orjson

from .errors import Nameless, NotJson

UUID_LIMIT = 128
"""Longest name of a call taken; ``origination_uuid`` may be any text."""


@dataclass(frozen=True)
class Posted:
    """A record as intake sees it."""

    uuid: str
    leg: str
    """``b`` when it has an originating_leg_uuid, else ``a``."""
    text: str
    """The switch's own JSON, word for word, without the wrapping that it travelled in."""
    sha256: str
    utf8: bool
    """Whether the text is what was posted; else broken bytes in it were replaced by U+FFFD."""


def read(raw: bytes, named: str = "") -> Posted:
    """Take a record out of ``raw``; ``named`` is the uuid that the request or the file's name gives.

    The record's own uuid wins over ``named``. Whatever the Content-Type says (disable-100-continue
    makes it a form's), JSON is taken as JSON; ``encode=base64`` is unwrapped. Raises NotJson, Nameless.
    """
    json = unwrapped(raw)
    try:
        text, utf8 = json.decode(), True
    except UnicodeDecodeError:
        text, utf8 = json.decode(errors="replace"), False
    variables = parse(text).get("variables")
    variables = variables if isinstance(variables, dict) else {}
    uuid = str(variables.get("uuid") or named)
    if not uuid or len(uuid) > UUID_LIMIT or not uuid.isprintable():
        raise Nameless("no usable uuid in the record nor in the request", where="variables.uuid")
    leg = "b" if variables.get("originating_leg_uuid") else "a"
    return Posted(uuid, leg, text, hashlib.sha256(json).hexdigest(), utf8)


def named_in(query: bytes) -> str:
    """The uuid of the address; mod_json_cdr appends ``?uuid=`` even after a query string (QUIRKS 24)."""
    return query.decode(errors="replace").rpartition("uuid=")[2]


def unwrapped(raw: bytes) -> bytes:
    """The JSON bytes inside a post's or an error file's wrapping (captured: ``variant-*.body``).

    ``encode=true`` is refused: FreeSWITCH leaves a ``%22`` that stands in a caller's name as it is,
    so that decoding would let a caller write fields of the record (switch_url_encode, double_encode
    false). base64 has no such gap.
    """
    payload = raw.strip().removeprefix(b"cdr=")
    if payload.startswith(b"{"):
        return payload
    if payload[:3].upper() == b"%7B":
        raise NotJson(
            "url-encoded as a whole, which cannot be read back safely",
            where="json_cdr.conf: encode",
            allowed="false, base64",
        )
    try:
        decoded = b64decode(b"".join(payload.split()), validate=True).strip()
    except (binascii.Error, ValueError):
        decoded = b""
    if not decoded.startswith(b"{"):
        raise NotJson("no JSON object", where="body", allowed="mod_json_cdr's JSON, or cdr=<base64 of it>")
    return decoded


def parse(text: str) -> dict[str, Any]:
    """A record as a document. Values that ``encode-values=true`` url-encoded are decoded.

    That they were is seen by ``start_stamp``, whose space and colons are then ``%20`` and ``%3A``.
    """
    try:
        document: Any = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise NotJson(f"not JSON: {error}", where="body") from None
    if not isinstance(document, dict):
        raise NotJson("no JSON object", where="body")
    variables = document.get("variables")
    if isinstance(variables, dict) and "%20" in str(variables.get("start_stamp")):
        return {key: _decoded(value) for key, value in document.items()}
    return document


def _decoded(value: Any) -> Any:
    if isinstance(value, str):
        return unquote(value)
    if isinstance(value, dict):
        return {key: _decoded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_decoded(inner) for inner in value]
    return value
