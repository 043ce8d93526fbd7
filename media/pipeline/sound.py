"""How loud the voice is and what is done about it: EBU R128 in two passes, the first over the sound alone.

The aim is -16 LUFS, measured in mono: what podcasts for phones agree on. Speech at that level leaves about 14 dB
for its peaks, so that the small loudspeaker of a phone is used in full and a limiter only touches consonants.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import ffmpeg

from media.pipeline.inputs import compiled, open_input
from media.pipeline.plan import Loudness, Wishes, Workshop
from media.pipeline.runner import Progress, bounds_for, run_ffmpeg
from media.pipeline.sources import SourceInfo

AIM_LUFS: Final = -16.0
MOST_GAIN_DB: Final = 20.0  # a voice at -36 LUFS still reaches the aim; beyond it is mostly hiss
NOISE_LUFS: Final = -50.0  # below it there is no voice to raise
CEILING_DB: Final = -1.5  # encoders at low rates overshoot by about one decibel
QUIET_LUFS: Final = -35.0
SILENT_LUFS: Final = -55.0
MOSTLY: Final = 0.9
ABSOLUTE_GATE_LUFS: Final = -70.0  # EBU R128 / ITU-R BS.1770-4
RELATIVE_GATE_LU: Final = -10.0
BLOCKS_FILE: Final = "loudness.txt"
MOMENTARY: Final = "lavfi.r128.M="
PEAK: Final = "lavfi.r128.sample_peak="
SILENCE: Final = Loudness(-99.0, -99.0, 1.0)


def measure(
    path: Path,
    source: SourceInfo,
    workshop: Workshop,
    wishes: Wishes,
    on_progress: Callable[[Progress], None],
) -> Loudness | None:
    """Loudness of what is left after trimming; None for a silent source. Raises `EncodeError`."""
    if not source.has_audio:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run_ffmpeg(
            measuring_command(path, source, workshop, wishes),
            folder=folder,
            duration_s=source.duration_s,
            bounds=bounds_for(source, workshop.threads),
            on_progress=on_progress,
        )
        found = folder / BLOCKS_FILE
        if not found.exists():  # not one packet of sound
            return SILENCE
        with found.open(encoding="ascii") as lines:
            return read_blocks(lines)


def measuring_command(path: Path, source: SourceInfo, workshop: Workshop, wishes: Wishes) -> tuple[str, ...]:
    """Decodes the sound alone and writes a block of figures for each tenth of a second."""
    stream = open_input(path, workshop)[str(source.audio_stream)]
    end = {} if wishes.trim_end_s is None else {"end": source.begin_s + wishes.trim_end_s}
    if wishes.trim_start_s or end:
        stream = stream.filter("atrim", start=source.begin_s + wishes.trim_start_s, **end)
    stream = stream.filter("aformat", channel_layouts="mono").filter("ebur128", metadata=1, peak="sample")
    stream = stream.filter("ametadata", "print", file=BLOCKS_FILE)
    return compiled(ffmpeg.output(stream, "-", format="null"), workshop)


def read_blocks(lines: Iterable[str]) -> Loudness:
    """What `ametadata` printed: momentary loudness (400 ms, every 100 ms) and the peak so far."""
    blocks: list[float] = []
    peak = 0.0
    for line in lines:
        if line.startswith(MOMENTARY):
            blocks.append(float(line.removeprefix(MOMENTARY)))
        elif line.startswith(PEAK):
            peak = max(peak, float(line.removeprefix(PEAK)))
    if not blocks:
        return SILENCE
    silent = sum(block < SILENT_LUFS for block in blocks) / len(blocks)
    peak_db = 20 * math.log10(peak) if peak > 0 else SILENCE.peak_db
    return Loudness(round(integrated(blocks), 2), round(peak_db, 2), round(silent, 3))


def integrated(blocks: Sequence[float]) -> float:
    """Programme loudness from momentary values by the two gates of ITU-R BS.1770-4."""
    loud = [block for block in blocks if block >= ABSOLUTE_GATE_LUFS]
    if not loud:
        return SILENCE.lufs
    gate = _mean(loud) + RELATIVE_GATE_LU
    return _mean([block for block in loud if block >= gate])


def _mean(blocks: Sequence[float]) -> float:
    """Of powers, in LUFS."""
    return 10 * math.log10(sum(10 ** (block / 10) for block in blocks) / len(blocks))


def gain_db(loudness: Loudness | None) -> float:
    """What brings the voice to the aim; nothing for noise, and never so much that hiss becomes speech."""
    if loudness is None or loudness.lufs < NOISE_LUFS:
        return 0.0
    return round(min(AIM_LUFS - loudness.lufs, MOST_GAIN_DB), 2)


def is_quiet(loudness: Loudness | None) -> bool:
    """Whether the trainer should be told that hardly anything can be heard."""
    return loudness is not None and (loudness.lufs < QUIET_LUFS or loudness.silent_share > MOSTLY)


def levelled(stream: Any, loudness: Loudness | None) -> Any:
    """A linear gain, so that speech keeps its shape, and a limiter where peaks would pass the ceiling."""
    gain = gain_db(loudness)
    if loudness is None:
        return stream
    if gain:
        stream = stream.filter("volume", f"{gain}dB")
    if loudness.peak_db + gain > CEILING_DB:
        limit = round(10 ** (CEILING_DB / 20), 4)
        stream = stream.filter("alimiter", limit=limit, level=0, latency=1)
    return stream
