"""Faces: pages for operator staff, finance and tenants. No rule of the business lives here."""
