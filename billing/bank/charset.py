"""The text of a CSV, whose bank does not say how it is encoded."""

from __future__ import annotations

from seatyard.errors import InvalidInput

KNOWN = "UTF-8 (with or without a mark) or GB18030"
CHARSETS = {"utf-8": "utf-8-sig", "gb18030": "gb18030"}


def texts(content: bytes, where: str, charset: str | None = None) -> list[tuple[str, str]]:
    """The ways in which the bytes can be read, with their names, the likelier first.

    UTF-8 read as GB18030, or the reverse, seldom fails and says nonsense: who reads the text must find its
    headers in it. Raises InvalidInput where there is no way.
    """
    if b"\0" in content:
        raise InvalidInput("is not text in a charset that is read", where=where, allowed=KNOWN)
    found = []
    for name, codec in CHARSETS.items():
        if charset not in (None, name):
            continue
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\ufffd" in text:
            message = "has characters that were lost before it came here"
            raise InvalidInput(message, where=where, allowed="the file as the bank gave it")
        found.append((name, text))
    if not found:
        raise InvalidInput(f"is not text in {charset or KNOWN}", where=where)
    return found
