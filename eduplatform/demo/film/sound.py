"""The sound of a lesson film, made from sine waves: a hardly audible pad and a chime at each step."""

import math
import wave
from array import array
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

RATE = 24_000
PAD_SECONDS = 4
PAD_PEAK = 350
CHIME_SECONDS = 1.4
CHIME_PEAK = 5_000
# Whole hertz, so that a pad of whole seconds ends where it began and can be repeated without a click.
CHORDS = ((220, 277, 330), (196, 294, 392))
CHIME = ((880, 1.0), (1320, 0.5), (1760, 0.25))


def write_soundtrack(path: Path, *, seconds: float, chimes: Sequence[float]) -> None:
    """A mono WAV of exactly `seconds`, with a chime at each of the given seconds."""
    length = round(seconds * RATE)
    pad = _pad()
    samples = (pad * (length // len(pad) + 1))[:length]
    for second in chimes:
        _mix(samples, _chime(), round(second * RATE))
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(samples.itemsize)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())


@lru_cache(maxsize=1)
def _pad() -> "array[int]":
    """The chords, each swelling from silence and back."""
    samples = array("h")
    count = PAD_SECONDS * RATE
    for chord in CHORDS:
        turns = [2 * math.pi * pitch / RATE for pitch in chord]
        for at in range(count):
            swell = math.sin(math.pi * at / count) ** 2 * PAD_PEAK / len(chord)
            samples.append(round(swell * sum(math.sin(turn * at) for turn in turns)))
    return samples


@lru_cache(maxsize=1)
def _chime() -> "array[int]":
    """A struck bell: overtones that die away, after an attack short enough to be soft and not click."""
    samples = array("h")
    for at in range(round(CHIME_SECONDS * RATE)):
        second = at / RATE
        envelope = min(1.0, second / 0.01) * math.exp(-4.5 * second)
        tone = sum(level * math.sin(2 * math.pi * pitch * second) for pitch, level in CHIME)
        samples.append(round(CHIME_PEAK * envelope * tone / 1.75))
    return samples


def _mix(samples: "array[int]", sound: "array[int]", start: int) -> None:
    for at, value in enumerate(sound[: max(0, len(samples) - start)], start):
        samples[at] += value
