"""Who sends an invoice and who gets it, as tax documents name them: legal name, tax id, address, bank."""

from __future__ import annotations
