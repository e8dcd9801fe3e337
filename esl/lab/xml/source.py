"""Where the switch looks things up: mod_xml_curl's bindings first, the static folder when they fail."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from seatyard.errors import InvalidInput
from seatyard.safe_xml import root_of

from ..conf.folder import Folder
from ..conf.settings import Binding
from ..eventsocket.encoding import Headers, joined, url_encode
from .http import HttpClient, HttpError

log = logging.getLogger(__name__)

FORM = "application/x-www-form-urlencoded"
REMEMBERED = 512


@dataclass
class Document:
    """A parsed answer; ``derived`` keeps what was compiled from it."""

    root: etree._Element
    derived: dict[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """The element that was looked for, and the document it stands in."""

    element: etree._Element
    document: Document


class XmlSource:
    """Asks the control plane in simulated order; any answer but a good one falls back (QUIRKS 25)."""

    def __init__(self, folder: Folder, bindings: tuple[Binding, ...], switchname: str) -> None:
        self._folder = folder
        self._switchname = switchname
        self._static = Document(folder.root)
        self._bindings = [
            (each, HttpClient(each.url, each.credentials, "freeswitch-xml/1.0", each.timeout))
            for each in bindings
        ]
        self._parsed: OrderedDict[bytes, Document] = OrderedDict()
        self._complaint = ""
        self.asked = 0
        self.fallbacks = 0

    def reload(self) -> None:
        """``reloadxml``: read the static folder again."""
        self._folder.reload()
        self._static = Document(self._folder.root)

    async def locate(
        self, section: str, tag: str = "", key: str = "", value: str = "", params: Headers | None = None
    ) -> Found | None:
        """``switch_xml_locate``: the ``tag`` of ``section`` whose attribute ``key`` is ``value``."""
        for binding, client in self._bindings:
            if binding.sections and section not in binding.sections:
                continue
            document = await self._ask(client, section, self._form(section, tag, key, value, params))
            found = _find(document, section, tag, key, value) if document else None
            if found is not None:
                return found
            self.fallbacks += 1
        return _find(self._static, section, tag, key, value)

    async def close(self) -> None:
        for _, client in self._bindings:
            await client.close()

    def _form(self, section: str, tag: str, key: str, value: str, params: Headers | None) -> bytes:
        basic = (
            f"hostname={self._switchname}&section={section}&tag_name={tag}&key_name={key}&key_value={value}"
        )
        given = [
            f"&{name}={url_encode(text if isinstance(text, str) else joined(text))}"
            for name, text in (params or {}).items()
        ]
        return (basic + "".join(given)).encode()

    async def _ask(self, client: HttpClient, section: str, form: bytes) -> Document | None:
        self.asked += 1
        try:
            status, body = await client.post(form, FORM)
        except HttpError as error:
            self._complain(str(error))
            return None
        if status != 200:
            self._complain(f"received HTTP error {status}")
            return None
        self._complaint = ""
        return self._parse(section, body)

    def _complain(self, what: str) -> None:
        """Once for each new reason: a control plane that is away is asked thousands of times."""
        if what != self._complaint:
            log.warning("xml_curl: %s; the folder answers instead", what)
            self._complaint = what

    def _parse(self, section: str, body: bytes) -> Document | None:
        known = self._parsed.get(body)
        if known is not None:
            self._parsed.move_to_end(body)
            return known
        try:
            document = Document(root_of(body, f"{section} lookup"))
        except InvalidInput as error:
            log.warning("xml_curl: %s lookup: error parsing the answer: %s", section, error)
            return None
        self._parsed[body] = document
        if len(self._parsed) > REMEMBERED:
            self._parsed.popitem(last=False)
        return document


def _find(document: Document, section: str, tag: str, key: str, value: str) -> Found | None:
    for element in document.root.iterfind("section"):
        if element.get("name") != section:
            continue
        if not tag:
            return Found(element, document)
        for child in element.iterfind(tag):
            if not key or child.get(key) == value:
                return Found(child, document)
    return None
