"""The reports that a tenant is owed, and the figures in them: one definition each, for pages, files, e-mails,
the API and whoever else shows them (docs/reports.md)."""
