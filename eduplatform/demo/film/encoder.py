"""Frames into a film file through one ffmpeg process; no frame is kept."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import imageio_ffmpeg

LAST_WORDS = 600


class FilmFailed(RuntimeError):
    """ffmpeg is missing or gave up; the message holds its last words. No film was left behind."""


def ffmpeg_binary() -> str:
    """The binary named by `FFMPEG`, else the one of the imageio-ffmpeg wheel; raises `FilmFailed`."""
    try:
        return os.environ.get("FFMPEG") or imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        raise FilmFailed("No ffmpeg: install imageio-ffmpeg, or name a binary in FFMPEG.") from error


def encode(frames: Iterable[bytes], sound: Path, out: Path, *, width: int, height: int, fps: int) -> None:
    """Write an MP4 (H.264, AAC) from RGB frames of `width` x `height` x 3 bytes and a sound file.

    `out` is written as it goes: give a temporary name. Raises `FilmFailed`.
    """
    command = [
        ffmpeg_binary(), "-y", "-nostdin", "-loglevel", "error",
        "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(fps), "-i", "pipe:0",
        "-i", str(sound), "-map", "0:v", "-map", "1:a",
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p",
        "-c:a", "aac", "-b:a", "64k", "-movflags", "+faststart", "-f", "mp4", str(out),
    ]  # fmt: skip
    with out.with_suffix(".log").open("w+b") as log:
        try:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=log)
        except OSError as error:
            raise FilmFailed(f"ffmpeg cannot be started as {command[0]}: {error.strerror}.") from error
        code = _feed(process, frames)
        if code:
            raise FilmFailed(f"ffmpeg stopped with code {code}: {_tail(log)}")


def _feed(process: "subprocess.Popen[bytes]", frames: Iterable[bytes]) -> int:
    """Write all frames and wait; the process never outlives this call."""
    assert process.stdin is not None
    try:
        for frame in frames:
            process.stdin.write(frame)
        process.stdin.close()
    except BrokenPipeError:
        # It died; why is in its exit code and log. One that only closed its ears counts as dead, too.
        return process.wait() or 1
    except BaseException:
        process.kill()
        process.wait()
        raise
    return process.wait()


def _tail(log: IO[bytes]) -> str:
    log.seek(0)
    return log.read().decode(errors="replace").strip()[-LAST_WORDS:] or "it said nothing."
