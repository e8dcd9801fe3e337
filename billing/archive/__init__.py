"""A month as one file: every document in every form, its evidence, the journal, and a manifest of hashes."""

from __future__ import annotations
