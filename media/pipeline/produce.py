"""The whole way for one file: look, measure, plan, encode, check, publish under names of content.

All that workers call. Short lessons are made in whole.py, long ones in parts.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from media.pipeline import hls, sound
from media.pipeline.finish import published_text
from media.pipeline.ladder import plan_ladder
from media.pipeline.made import Made, MadeStage
from media.pipeline.parts import encode_part, join_stage, part_input, split_source
from media.pipeline.plan import Plan, Stage, Wishes, Workshop, cut_parts, settled
from media.pipeline.runner import probe
from media.pipeline.sample import take_sample
from media.pipeline.sources import SourceInfo
from media.pipeline.stills import source_of, take_poster, take_stills
from media.pipeline.whole import OnProgress, encode_whole, needed_files, unseen

__all__ = [
    "Made",
    "MadeStage",
    "Plan",
    "Stage",
    "Wishes",
    "Workshop",
    "encode_part",
    "encode_whole",
    "join_stage",
    "make_plan",
    "needed_files",
    "part_input",
    "source_of",
    "split_source",
    "take_poster",
    "take_stills",
    "write_master",
]


def make_plan(
    path: Path,
    workshop: Workshop,
    wishes: Wishes | None = None,
    source: SourceInfo | None = None,
    on_progress: OnProgress = unseen,
) -> Plan:
    """Look at a file and decide what becomes of it; `source` is what an earlier probe of it saw.

    Raises `SourceProblem` and `EncodeError`.
    """
    source = source or probe(path, workshop.limits)
    wishes = settled(wishes or Wishes(), source)
    loudness = sound.measure(path, source, workshop, wishes, on_progress)
    ladder = plan_ladder(source, take_sample(path, source, workshop, wishes))
    plan = Plan(source, wishes, ladder, loudness, ())
    return replace(plan, parts=cut_parts(plan))


def write_master(folder: Path, renditions: Sequence[Made]) -> str:
    """Write the master playlist over all renditions of a package and return its name."""
    return published_text(folder, hls.master_playlist(renditions), "master", ".m3u8")
