"""What leaves the house: invoices in the forms that others read."""

from __future__ import annotations
