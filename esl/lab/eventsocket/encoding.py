"""How FreeSWITCH writes events: plain (percent-encoded) and JSON (compact), byte for byte."""

from __future__ import annotations

import re
from functools import lru_cache

import orjson

Value = str | list[str]
Headers = dict[str, Value]

_ENCODED = re.compile("(%[0-9A-F]{2})")
_UNSAFE = '\r\n #%&+:;<=>?@[\\]^`{|}"'
_ESCAPES = {byte: f"%{byte:02X}" for byte in range(256) if not 0x20 <= byte <= 0x7E or chr(byte) in _UNSAFE}


@lru_cache(maxsize=32_768)
def url_encode(text: str) -> str:
    """``switch_url_encode``: what is encoded already stays as it is, so the result is ambiguous (S)."""
    raw = text if text.isascii() else text.encode().decode("latin-1")
    if "%" not in raw:
        return raw.translate(_ESCAPES)
    parts = _ENCODED.split(raw)
    return "".join(part if index % 2 else part.translate(_ESCAPES) for index, part in enumerate(parts))


def joined(value: Value) -> str:
    """A header with several values in one string: ``ARRAY::a|:b`` (QUIRKS 8)."""
    return value if isinstance(value, str) else "ARRAY::" + "|:".join(value)


def plain(headers: Headers, body: str) -> bytes:
    """One header a line; an empty value is ``_undef_``; the body has a Content-Length of its own."""
    lines = [f"{name}: {url_encode(joined(value)) or '_undef_'}" for name, value in headers.items()]
    if body:
        length = len(body.encode())
        return ("\n".join(lines) + f"\nContent-Length: {length}\n\n{body}").encode()
    return ("\n".join(lines) + "\n\n").encode()


def json(headers: Headers, body: str) -> bytes:
    """cJSON's unformatted output: several values are an array, the body is ``_body``."""
    if body:
        return orjson.dumps({**headers, "Content-Length": str(len(body.encode())), "_body": body})
    return orjson.dumps(headers)


ENCODERS = {"plain": plain, "json": json}


def event_frame(payload: bytes, encoding: str) -> bytes:
    return b"Content-Length: %d\nContent-Type: text/event-%s\n\n%s" % (
        len(payload),
        encoding.encode(),
        payload,
    )


def reply_frame(text: str, *more: str) -> bytes:
    """``command/reply``, with further header lines if any."""
    return "\n".join(("Content-Type: command/reply", f"Reply-Text: {text}", *more, "", "")).encode()


def response_frame(body: str) -> bytes:
    """``api/response``."""
    raw = body.encode()
    return b"Content-Type: api/response\nContent-Length: %d\n\n%s" % (len(raw), raw)


def notice_frame() -> bytes:
    """The disconnect notice, as ``esl/auth-reject.rx`` has it."""
    text = b"Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n"
    return b"Content-Type: text/disconnect-notice\nContent-Length: %d\n\n%s" % (len(text), text)


def rejection_frame() -> bytes:
    """Refused by the access list, as ``esl/acl-reject.rx`` has it."""
    text = b"Access Denied, go away.\n"
    return b"Content-Type: text/rude-rejection\nContent-Length: %d\n\n%s" % (len(text), text)
