"""Voicemail boxes: whose they are, how they are opened by telephone, and what came of their messages."""
