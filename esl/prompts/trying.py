"""A prompt before it is published: as it is kept, else spoken now, else the tone that callers would hear."""

from __future__ import annotations

from tenants.models import Tenant

from ..flows.prompts import Prompt
from ..nodes import sounds
from . import rows, store
from .errors import SpeechFailed
from .speech import chosen


def heard(tenant: Tenant, prompt: Prompt) -> bytes:
    """The WAV file. Raises Unspeakable; what an engine fails with becomes a tone."""
    kept = rows.find(tenant.id, prompt.file)
    if kept is not None:
        return store.get(tenant.id, kept.sha256)
    engine = chosen()
    if engine is None or not prompt.text:
        return sounds.tones(sounds.PROMPT)
    try:
        return engine.speak(prompt.text, tenant.language)
    except SpeechFailed:
        return sounds.tones(sounds.PROMPT)
