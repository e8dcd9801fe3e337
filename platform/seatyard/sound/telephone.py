"""Samples brought to what a telephone carries: 8 kHz, an even loudness, no long silence round a voice.

Samples are float32 between -1 and 1, one channel.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import soxr
from numpy.typing import NDArray

from . import wav

Samples: TypeAlias = NDArray[np.float32]

RATE = 8_000
"""Samples a second (ITU-T G.711)."""
LOUDNESS = 0.1
"""Root mean square of the voice: -20 dBFS, with room for its peaks."""
PEAK = 0.84
"""-1.5 dBFS: nothing louder, so that no coder clips."""
MOST_GAIN = 16.0
"""24 dB: more would raise the noise of a recording that is almost silent."""
SILENT = 0.002
"""-54 dBFS: whatever stays below is no voice."""
FRAME = RATE // 50
"""20 ms, the grain in which voice is told from silence."""


def resampled(samples: Samples, rate: int) -> Samples:
    """At 8 kHz, band-limited below 4 kHz so that nothing folds back."""
    return np.asarray(soxr.resample(samples, rate, RATE, quality="HQ"), np.float32)


def levelled(samples: Samples) -> Samples:
    """Without offset, as loud as all other prompts. A silent one stays silent."""
    centred = samples - samples.mean(dtype=np.float64) if samples.size else samples
    frames = _loudness(centred)
    peak = float(np.abs(centred).max(initial=0.0))
    if not is_voice(centred):
        return centred.astype(np.float32)
    spoken = frames[frames > frames.max() / 30]
    gain = min(LOUDNESS / float(np.sqrt(np.mean(spoken**2))), PEAK / peak, MOST_GAIN)
    return (centred * gain).astype(np.float32)


def trimmed(samples: Samples, kept: float = 0.04) -> Samples:
    """Without the silence before and after the voice, but for ``kept`` seconds of it."""
    loud = np.flatnonzero(_loudness(samples) > SILENT)
    if not loud.size:
        return samples[:0]
    margin = int(kept * RATE)
    first, last = int(loud[0]) * FRAME - margin, (int(loud[-1]) + 1) * FRAME + margin
    return samples[max(0, first) : last]


def is_voice(samples: Samples) -> bool:
    """Whether there is anything to hear."""
    return bool(_loudness(samples).max(initial=0.0) > SILENT)


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), np.float32)


def file(samples: Samples) -> bytes:
    """The WAV file: 16-bit PCM."""
    whole = np.clip(np.rint(samples * 32_767), -32_768, 32_767).astype("<i2")
    return wav.file(whole.tobytes(), RATE)


def _loudness(samples: Samples) -> NDArray[np.float64]:
    """Root mean square of each 20 ms; a last one that is shorter counts as if silence followed."""
    padded = np.pad(samples, (0, -samples.size % FRAME)).astype(np.float64)
    return np.sqrt(np.mean(padded.reshape(-1, FRAME) ** 2, axis=1)) if padded.size else padded
