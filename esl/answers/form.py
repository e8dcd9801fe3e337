"""The few fields of a mod_xml_curl request that an answer depends on."""

from __future__ import annotations

from urllib.parse import unquote_plus

WANTED = frozenset(
    name.encode()
    for name in (
        "section",
        "key_value",
        "purpose",
        "action",
        "domain",
        "user",
        "sip_auth_method",
        "sip_from_user",
        "sip_from_host",
        "sip_to_user",
        "sip_to_host",
        "sip_request_host",
        "CC-Queue",
        "Hunt-Context",
        "Hunt-Destination-Number",
        "Caller-Context",
        "Caller-Destination-Number",
    )
)
LONGEST = 1024 * 1024
"""Bytes of a request; FreeSWITCH's own, with all variables of a call, take some ten thousand."""


def fields(body: bytes) -> dict[str, str]:
    """The wanted fields of an ``application/x-www-form-urlencoded`` body, the first of each name.

    A dialplan request has 160 fields, and decoding them all would cost more than the answer.
    """
    found: dict[str, str] = {}
    for pair in body.split(b"&"):
        name, _, value = pair.partition(b"=")
        if name in WANTED:
            found.setdefault(name.decode(), unquote_plus(value.decode("utf-8", "replace")))
    return found
