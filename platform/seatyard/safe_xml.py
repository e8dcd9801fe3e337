"""The one reader of XML: no document type, so no entities, and nothing fetched."""

from __future__ import annotations

from xml.parsers import expat

from lxml import etree

from .errors import InvalidInput


class _Seen(Exception):
    """The root, before which no document type stood."""


def root_of(content: bytes, where: str) -> etree._Element:
    """The root element; InvalidInput for what is no XML, or declares a document type.

    Without one there is nothing to expand (billion laughs) and nothing to fetch (XXE): it is refused before a
    tree is built, and the parser that builds it has both switched off besides.
    """
    _refuse_doctype(content, where)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise InvalidInput(f"is no XML: {error.msg}", where=where) from error
    except ValueError as error:
        raise InvalidInput(f"is no XML: {error}", where=where) from error


def _refuse_doctype(content: bytes, where: str) -> None:
    reader = expat.ParserCreate()

    def doctype(*_: object) -> None:
        raise InvalidInput("declares a document type", where=where, allowed="XML without one")

    def root(*_: object) -> None:
        raise _Seen

    reader.StartDoctypeDeclHandler = doctype
    reader.StartElementHandler = root
    try:
        reader.Parse(content, True)
    except _Seen:
        return
    except (expat.ExpatError, ValueError) as error:
        raise InvalidInput(f"is no XML: {error}", where=where) from error
