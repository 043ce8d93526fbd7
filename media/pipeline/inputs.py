"""How every FFmpeg invocation opens its inputs and talks to us."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import ffmpeg

from media.pipeline.plan import Workshop
from media.pipeline.sources import demuxing_options

GLOBALS: Final = ("-nostdin", "-hide_banner", "-nostats", "-loglevel", "error", "-progress", "pipe:1")
# Inputs keep their own clock, so that a stretch knows which frames are meant and copied sound stays in step.
CLOCK: Final = ("-copyts",)


def open_input(path: Path | str, workshop: Workshop, *, seek_s: float = 0.0, **more: Any) -> Any:
    """An input behind the allow-lists, read from the key frame before `seek_s`."""
    seek = {"noaccurate_seek": None, "ss": seek_s} if seek_s > 0 else {}
    bounds = {"max_pixels": workshop.limits.max_pixels, "threads": workshop.threads}
    return ffmpeg.input(f"file:{path}", **(demuxing_options(workshop.limits) | bounds | seek | more))


def compiled(graph: Any, workshop: Workshop) -> tuple[str, ...]:
    """The command line of a graph."""
    return tuple(graph.global_args(*GLOBALS, *CLOCK).compile(cmd=workshop.ffmpeg, overwrite_output=True))
