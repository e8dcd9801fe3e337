"""What a request for Chinese VAT invoices (fapiao) asks for, of a month's invoices."""

from __future__ import annotations
