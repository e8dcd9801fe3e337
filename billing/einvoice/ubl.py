"""A document as UBL 2.1 XML (OASIS, ISO/IEC 19845), the syntax binding of CEN/TS 16931-3-2.

The same document gives the same bytes.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from ..parties.schema import Party, safe
from .document import Category, EDocument, Item, Kind, Vat

CUSTOMIZATION = "urn:cen.eu:en16931:2017"
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC, CBC = f"{_UBL}CommonAggregateComponents-2", f"{_UBL}CommonBasicComponents-2"
ROOTS = {Kind.INVOICE: "Invoice", Kind.CREDIT_NOTE: "CreditNote"}
CREDIT_TRANSFER = "30"
"""UNTDID 4461."""


def written(document: EDocument) -> bytes:
    name = ROOTS[document.kind]
    spaces: Any = {None: f"{_UBL}{name}-2", "cac": CAC, "cbc": CBC}
    root = etree.Element(f"{{{spaces[None]}}}{name}", nsmap=spaces)
    _head(root, document)
    _supplier(root, document)
    _customer(root, document)
    _payment(root, document)
    _sums(root, document)
    for item in document.items:
        _line(root, item, document)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content


def _head(root: Any, document: EDocument) -> None:
    credit = document.kind is Kind.CREDIT_NOTE
    _text(root, "CustomizationID", CUSTOMIZATION)
    _text(root, "ID", document.number)
    _day(root, "IssueDate", document.issued)
    if not credit:
        _day(root, "DueDate", document.due)
    _text(root, f"{ROOTS[document.kind]}TypeCode", document.kind.value)
    if document.note:
        _text(root, "Note", document.note)
    _text(root, "DocumentCurrencyCode", document.currency)
    period = _node(root, "InvoicePeriod")
    _day(period, "StartDate", document.starts)
    _day(period, "EndDate", document.ends)
    if document.corrects is not None:
        number, issued = document.corrects
        reference = _node(_node(root, "BillingReference"), "InvoiceDocumentReference")
        _text(reference, "ID", number)
        _day(reference, "IssueDate", issued)
    _text(_node(root, "ContractDocumentReference"), "ID", document.contract)


def _supplier(root: Any, document: EDocument) -> None:
    _party(_node(_node(root, "AccountingSupplierParty"), "Party"), document.seller, _is_taxed(document))


def _customer(root: Any, document: EDocument) -> None:
    _party(_node(_node(root, "AccountingCustomerParty"), "Party"), document.buyer, _is_taxed(document))


def _is_taxed(document: EDocument) -> bool:
    """Where nothing is subject to VAT, nobody's VAT id is told (BR-O-02)."""
    return all(item.category is not Category.OUTSIDE for item in document.items)


def _party(node: Any, party: Party, taxed: bool) -> None:
    address = _node(node, "PostalAddress")
    _text(address, "StreetName", party.street)
    _text(address, "CityName", party.city)
    _text(address, "PostalZone", party.postcode)
    _text(address, "CountrySubentity", party.region)
    _text(_node(address, "Country"), "IdentificationCode", party.country)
    if taxed and party.tax_id:
        scheme = _node(node, "PartyTaxScheme")
        _text(scheme, "CompanyID", party.vat_id)
        _text(_node(scheme, "TaxScheme"), "ID", "VAT")
    entity = _node(node, "PartyLegalEntity")
    _text(entity, "RegistrationName", party.name)
    _text(entity, "CompanyID", party.tax_id)
    if party.phone or party.email:
        contact = _node(node, "Contact")
        _text(contact, "Telephone", party.phone)
        _text(contact, "ElectronicMail", party.email)


def _payment(root: Any, document: EDocument) -> None:
    seller = document.seller
    if seller.account:
        means = _node(root, "PaymentMeans")
        _text(means, "PaymentMeansCode", CREDIT_TRANSFER)
        if document.kind is Kind.CREDIT_NOTE:
            _day(means, "PaymentDueDate", document.due)
        _text(means, "PaymentID", document.number)
        account = _node(means, "PayeeFinancialAccount")
        _text(account, "ID", seller.account)
        _text(account, "Name", seller.name)
    if document.kind is Kind.CREDIT_NOTE:
        _text(_node(root, "PaymentTerms"), "Note", f"{document.due}")


def _sums(root: Any, document: EDocument) -> None:
    total = _node(root, "TaxTotal")
    _money(total, "TaxAmount", document.tax, document)
    for one in document.vat:
        part = _node(total, "TaxSubtotal")
        _money(part, "TaxableAmount", one.base, document)
        _money(part, "TaxAmount", one.amount, document)
        _category(part, "TaxCategory", one)
    sums = _node(root, "LegalMonetaryTotal")
    _money(sums, "LineExtensionAmount", document.net, document)
    _money(sums, "TaxExclusiveAmount", document.net, document)
    _money(sums, "TaxInclusiveAmount", document.net + document.tax, document)
    if document.prepaid:
        _money(sums, "PrepaidAmount", document.prepaid, document)
    _money(sums, "PayableAmount", document.payable, document)


def _line(root: Any, item: Item, document: EDocument) -> None:
    credit = document.kind is Kind.CREDIT_NOTE
    line = _node(root, f"{ROOTS[document.kind]}Line")
    _text(line, "ID", item.id)
    quantity = _text(line, "CreditedQuantity" if credit else "InvoicedQuantity", f"{item.quantity:f}")
    quantity.set("unitCode", item.unit)
    _money(line, "LineExtensionAmount", item.net, document)
    what = _node(line, "Item")
    _text(what, "Description", item.note)
    _text(what, "Name", item.name)
    _category(what, "ClassifiedTaxCategory", item)
    _money(_node(line, "Price"), "PriceAmount", item.price, document)


def _category(parent: Any, name: str, of: Item | Vat) -> None:
    node = _node(parent, name)
    _text(node, "ID", of.category.value)
    if of.category is not Category.OUTSIDE:
        _text(node, "Percent", f"{(of.rate * 100).normalize():f}")
    if isinstance(of, Vat):
        _text(node, "TaxExemptionReason", of.reason)
    _text(_node(node, "TaxScheme"), "ID", "VAT")


def _node(parent: Any, name: str) -> Any:
    return etree.SubElement(parent, f"{{{CAC}}}{name}")


def _text(parent: Any, name: str, value: str) -> Any:
    """A value; none where there is nothing to say, as no element may be empty."""
    if not value:
        return None
    node = etree.SubElement(parent, f"{{{CBC}}}{name}")
    node.text = safe(value)
    return node


def _day(parent: Any, name: str, value: date) -> None:
    _text(parent, name, value.isoformat())


def _money(parent: Any, name: str, value: Decimal, document: EDocument) -> None:
    _text(parent, name, f"{value:f}").set("currencyID", document.currency)
