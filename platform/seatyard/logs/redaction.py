"""What no log may hold: passwords, tokens, keys. It is taken out of every line as it is written.

Code does not log secrets; this is for those that come inside something else: an address, what a server
answered, the text of an error.
"""

from __future__ import annotations

import re

HIDDEN = "[hidden]"
SHORTEST = 8
"""Characters of a secret that is looked for word for word: a shorter one is part of too much else."""

_NAMES = (
    r"password|passwd|pwd|passphrase|secret(?:_key)?|client_secret|token|api[_-]?key|private[_-]?key"
    r"|a1[_-]?hash|auth[_-]?pass|vm[_-]?password|pin|totp|otp|csrf_token"
)
_RULES = (
    (re.compile(r"(?i)(\b(?:proxy-)?authorization\b[\"']?\s*[:=]\s*[\"']?)[^\r\n\"']+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)(\b(?:set-)?cookie\b[\"']?\s*:\s*[\"']?)[^\r\n\"']+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"(\w://[^\s/:@]*:)[^\s/@]+@"), rf"\1{HIDDEN}@"),
    (
        re.compile(rf"(?i)(\b(?:{_NAMES})[\"']?\s*[:=]\s*)(\"[^\"\n]*\"|'[^'\n]*'|[^\s,;&}})\]]+)"),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\b(?:(?:sk|rk|pk)_(?:live|test)|whsec|sy)_[A-Za-z0-9_-]{6,}"), HIDDEN),
    (re.compile(r"\bgAAAA[A-Za-z0-9_-]{20,}={0,2}"), HIDDEN),
    (re.compile(r"(/(?:invite|reset|leave)/)[^\s/?\"']+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?im)^((?:user)?auth )\S+"), rf"\1{HIDDEN}"),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL), HIDDEN),
)
"""Stripe's keys, our API tokens, sealed secrets; links that let somebody in; the Event Socket's login."""

_known: set[str] = set()


def hide(*secrets: str) -> None:
    """From now on these never stand in a line, wherever they come from."""
    _known.update(secret for secret in secrets if len(secret) >= SHORTEST)


def redacted(text: str) -> str:
    for secret in _known:
        text = text.replace(secret, HIDDEN)
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text
