"""The whole way for one file: probe, plan, run, read what was written, write playlists and poster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

from media.pipeline import hls
from media.pipeline.boxes import BadFragments, FragmentedFile, read_fragments
from media.pipeline.commands import CANDIDATE_PATTERN, AudioFiles, EncodeCommand, VideoFiles, plan_command
from media.pipeline.ladder import Ladder, PosterPlan, plan_ladder
from media.pipeline.poster import choose_frame, encode_poster
from media.pipeline.runner import EncodeError, Progress, bounds_for, probe, run_ffmpeg
from media.pipeline.sources import Limits, SourceInfo

MASTER: Final = "master.m3u8"
POSTER_WEBP: Final = "poster.webp"
POSTER_JPEG: Final = "poster.jpg"
SHORTEST_SHARE: Final = 0.8  # of the probed length; less means that the decoder gave up halfway
SHORT_BY_S: Final = 3.0  # phone clips may end a little early


@dataclass(frozen=True)
class Made:
    """One rendition as written: names inside the folder, bytes of the file to keep, bits per second."""

    quality: str
    codec: str
    streamed: str
    kept: str
    playlist: str
    size_bytes: int
    bandwidth: int
    average_bandwidth: int
    width: int = 0
    height: int = 0
    fps: Fraction = Fraction(0)


@dataclass(frozen=True)
class MadePackage:
    """All that lies in the folder and what it is; `files` are names, playlists last."""

    duration_s: float
    renditions: tuple[Made, ...]
    files: tuple[str, ...]


@dataclass(frozen=True)
class Workshop:
    """What the machine offers: the FFmpeg binary, threads for each encode, limits for sources."""

    ffmpeg: str
    threads: int = 2
    limits: Limits = field(default_factory=Limits)


def make_package(
    path: Path,
    folder: Path,
    workshop: Workshop,
    on_progress: Callable[[Progress], None],
    source: SourceInfo | None = None,
) -> MadePackage:
    """Encode `path` into the empty `folder`; `source` is what an earlier probe of the same file saw.

    Raises `SourceProblem` and `EncodeError`.
    """
    source = source or probe(path, workshop.limits)
    ladder = plan_ladder(source)
    command = plan_command(workshop.ffmpeg, path, source, ladder, threads=workshop.threads, limits=workshop.limits)
    run_ffmpeg(
        command.arguments,
        folder=folder,
        duration_s=source.duration_s,
        bounds=bounds_for(source, workshop.threads),
        on_progress=on_progress,
    )
    try:
        return _finish(folder, command, source, ladder)
    except (BadFragments, OSError, ValueError) as error:
        raise EncodeError("bad_output", permanent=False, detail=str(error)) from error


def _finish(folder: Path, command: EncodeCommand, source: SourceInfo, ladder: Ladder) -> MadePackage:
    pictures = [(video, _read(folder / video.streamed)) for video in command.videos]
    duration_s = pictures[0][1].duration_s
    if duration_s < min(source.duration_s * SHORTEST_SHARE, source.duration_s - SHORT_BY_S):
        raise EncodeError("incomplete", permanent=True, detail=f"{duration_s:.1f} of {source.duration_s:.1f} s")
    sound = (command.audio, _read(folder / command.audio.streamed)) if command.audio else None
    posters = _write_posters(folder, ladder.poster)
    playlists = _write_playlists(folder, pictures, sound)
    renditions = [_made_video(folder, video, file) for video, file in pictures]
    if sound:
        renditions.append(_made_audio(folder, *sound))
    files = [name for made in renditions for name in (made.streamed, made.kept)]
    return MadePackage(round(duration_s, 3), tuple(renditions), (*files, *posters, *playlists))


def _read(path: Path) -> FragmentedFile:
    with path.open("rb") as file:
        return read_fragments(file)


def _playlist_name(quality: str) -> str:
    return f"{quality}.m3u8"


def _write_playlists(
    folder: Path,
    pictures: list[tuple[VideoFiles, FragmentedFile]],
    sound: tuple[AudioFiles, FragmentedFile] | None,
) -> list[str]:
    texts: dict[str, str] = {}
    for video, file in pictures:
        texts[_playlist_name(video.plan.quality)] = hls.media_playlist(video.streamed, file)
    if sound:
        texts[_playlist_name("audio")] = hls.media_playlist(sound[0].streamed, sound[1])
    variants = [
        hls.Variant(_playlist_name(v.plan.quality), file, v.plan.width, v.plan.height, v.plan.fps)
        for v, file in pictures
    ]
    texts[MASTER] = hls.master_playlist(variants, (_playlist_name("audio"), sound[1]) if sound else None)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return list(texts)


def _write_posters(folder: Path, plan: PosterPlan) -> list[str]:
    candidates = list(folder.glob(CANDIDATE_PATTERN.replace("%02d", "*")))
    best = choose_frame(candidates)
    for name, kind in ((POSTER_WEBP, "WEBP"), (POSTER_JPEG, "JPEG")):
        (folder / name).write_bytes(encode_poster(best, kind, plan.max_bytes))
    for candidate in candidates:
        candidate.unlink()
    return [POSTER_WEBP, POSTER_JPEG]


def _made_video(folder: Path, video: VideoFiles, file: FragmentedFile) -> Made:
    plan, rates = video.plan, hls.rates(file)
    return Made(
        quality=plan.quality,
        codec=file.codec,
        streamed=video.streamed,
        kept=video.kept,
        playlist=_playlist_name(plan.quality),
        size_bytes=(folder / video.kept).stat().st_size,
        bandwidth=rates.peak,
        average_bandwidth=rates.average,
        width=plan.width,
        height=plan.height,
        fps=plan.fps,
    )


def _made_audio(folder: Path, audio: AudioFiles, file: FragmentedFile) -> Made:
    rates = hls.rates(file)
    return Made(
        quality="audio",
        codec=file.codec,
        streamed=audio.streamed,
        kept=audio.kept,
        playlist=_playlist_name("audio"),
        size_bytes=(folder / audio.kept).stat().st_size,
        bandwidth=rates.peak,
        average_bandwidth=rates.average,
    )
