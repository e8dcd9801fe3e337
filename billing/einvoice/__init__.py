"""Invoices and credit notes as UBL 2.1 by EN 16931: plain data, the XML, the standard's arithmetic."""

from __future__ import annotations
