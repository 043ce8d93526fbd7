"""From files as FFmpeg left them to files as they are published: checked, measured, named by content."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path
from typing import Final

from media.pipeline import hls
from media.pipeline.boxes import FragmentedFile, read_fragments
from media.pipeline.commands import SoundFiles, VideoFiles
from media.pipeline.ladder import PosterPlan
from media.pipeline.made import Made
from media.pipeline.poster import choose_frame, encode_poster

HASH_DIGITS: Final = 12


def read_streamed(path: Path) -> FragmentedFile:
    """Where the fragments of a file lie. Raises `BadFragments`."""
    with path.open("rb") as file:
        return read_fragments(file)


def published(folder: Path, name: str, stem: str) -> str:
    """Give a finished file the name under which it may be cached for ever."""
    path = folder / name
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    final = f"{stem}-{digest[:HASH_DIGITS]}{path.suffix}"
    path.rename(folder / final)
    return final


def published_text(folder: Path, text: str, stem: str, suffix: str) -> str:
    """Write a text under a name made of its content."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    name = f"{stem}-{digest[:HASH_DIGITS]}{suffix}"
    (folder / name).write_text(text, encoding="utf-8")
    return name


def finish_picture(folder: Path, files: VideoFiles, file: FragmentedFile) -> Made:
    """Publish one picture rendition whose streamed file was read before."""
    plan = files.plan
    stem = plan.quality if plan.codec == "h264" else f"{plan.quality}-{plan.codec}"
    made = _finish(folder, files.streamed, files.kept, stem, file)
    frames = Fraction(file.samples) / Fraction(file.duration_s).limit_denominator(1_000_000)
    return Made(
        plan.quality, plan.codec, file.codec, *made, width=plan.width, height=plan.height, fps=near(frames, plan.fps)
    )


def near(measured: Fraction, planned: Fraction) -> Fraction:
    """The planned rate where the file bears it out."""
    return planned if abs(measured - planned) < Fraction(1, 50) else measured.limit_denominator(1001)


def finish_sound(folder: Path, files: SoundFiles) -> Made:
    """Publish one encoding of the sound."""
    file = read_streamed(folder / files.streamed)
    return Made(
        "audio", files.plan.codec, file.codec, *_finish(folder, files.streamed, files.kept, files.plan.codec, file)
    )


def _finish(
    folder: Path, streamed: str, kept: str, stem: str, file: FragmentedFile
) -> tuple[str, str, str, int, int, int]:
    """(streamed, kept, playlist, bytes of the kept file, peak, mean) under their final names."""
    rates = hls.rates(file)
    stream_name = published(folder, streamed, stem)
    kept_name = stream_name if kept == streamed else published(folder, kept, f"{stem}-keep")
    playlist = published_text(folder, hls.media_playlist(stream_name, file), stem, ".m3u8")
    return stream_name, kept_name, playlist, (folder / kept_name).stat().st_size, rates.peak, rates.average


def finish_posters(folder: Path, plan: PosterPlan) -> tuple[str, str]:
    """(WebP, JPEG) of the best candidate; the candidates are removed."""
    found = list(folder.glob("candidate-*"))
    best = choose_frame(found)
    names = []
    for kind, suffix in (("WEBP", ".webp"), ("JPEG", ".jpg")):
        (folder / f"poster{suffix}").write_bytes(encode_poster(best, kind, plan.max_bytes))
        names.append(published(folder, f"poster{suffix}", "poster"))
    for candidate in found:
        candidate.unlink()
    return names[0], names[1]


def names_of(renditions: tuple[Made, ...]) -> tuple[str, ...]:
    """Every file of some renditions once, playlists last."""
    files = [name for made in renditions for name in (made.streamed, made.kept)]
    return tuple(dict.fromkeys([*files, *(made.playlist for made in renditions)]))
