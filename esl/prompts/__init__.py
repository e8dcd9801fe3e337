"""Prompts: what callers hear, uploaded or spoken, kept by content and brought to the nodes as files."""
