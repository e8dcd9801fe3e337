"""Users of the directory: looked up, merged with their domain and group, cached where told to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ..clock import Clock
from ..eventsocket.bus import EventBus
from ..eventsocket.encoding import Headers
from .source import XmlSource

MILLISECOND = 1000


@dataclass(frozen=True)
class User:
    """A user as ``switch_xml_locate_user_merged`` gives it: own values win over group's and domain's."""

    id: str
    domain: str
    params: dict[str, str]
    variables: dict[str, str]
    cacheable: int
    """Milliseconds that this answer may be used again; 0: never (QUIRKS 27)."""


class Directory:
    """Answers who a user is, each time anew unless the answer was cacheable."""

    def __init__(self, source: XmlSource, bus: EventBus, clock: Clock) -> None:
        self._source = source
        self._bus = bus
        self._clock = clock
        self._cache: dict[tuple[str, str], tuple[int, User]] = {}

    async def user(self, number: str, domain: str, params: Headers | None = None) -> User | None:
        """The user, or none if neither the control plane nor the folder knows it."""
        cached = self._cache.get((number, domain))
        if cached is not None and cached[0] > self._clock.now:
            return cached[1]
        asked = params or self._bus.params("switch_xml.c", "switch_xml_locate_user", 2256)
        asked = {**asked, "key": "id", "user": number, "domain": domain, **_address(asked)}
        found = await self._source.locate("directory", "domain", "name", domain, asked)
        user = _merged(found.element, number, domain) if found else None
        if user and user.cacheable:
            until = self._clock.now + user.cacheable * MILLISECOND
            self._cache[number, domain] = (until, user)
        return user

    def flush(self, number: str | None = None, domain: str | None = None) -> int:
        """Forget one cached user, or all; how many there were."""
        if number is None or domain is None:
            count = len(self._cache)
            self._cache.clear()
            return count
        return 0 if self._cache.pop((number, domain), None) is None else 1


def _address(asked: Headers) -> Headers:
    """A registration names the phone's address last."""
    return {"ip": "127.0.0.1"} if asked.get("action") == "sip_auth" else {}


def _merged(domain: etree._Element, number: str, name: str) -> User | None:
    for user, group in _users(domain):
        if number in (user.get("id"), user.get("number-alias")):
            levels = [domain, group, user] if group is not None else [domain, user]
            cacheable = user.get("cacheable", "")
            return User(
                id=user.get("id", number),
                domain=name,
                params=_values(levels, "params/param"),
                variables=_values(levels, "variables/variable"),
                cacheable=int(cacheable) if cacheable.isdigit() else 0,
            )
    return None


def _users(domain: etree._Element) -> Iterator[tuple[etree._Element, etree._Element | None]]:
    for group in domain.iterfind("groups/group"):
        for user in group.iterfind("users/user"):
            yield user, group
    for path in ("users/user", "user"):
        for user in domain.iterfind(path):
            yield user, None


def _values(levels: list[etree._Element], path: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for level in reversed(levels):
        for each in level.iterfind(path):
            found.setdefault(each.get("name", ""), each.get("value", ""))
    return found
