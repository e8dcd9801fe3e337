"""The documents that answers are sent in (mod_xml_curl's ``freeswitch/xml``)."""

from __future__ import annotations

from lxml import etree

from ..flows.xml import Element, element


def document(section: str, *children: Element) -> bytes:
    """A whole answer for one section of the switch's configuration."""
    return serialised(element("section", {"name": section}, *children))


def serialised(section: Element) -> bytes:
    root = element("document", {"type": "freeswitch/xml"}, section)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=False)
    return made


NOT_FOUND = document("result", element("result", {"status": "not found"}))
"""Seatyard does not answer this: the switch goes on to its static files."""
