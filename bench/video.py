"""`make bench-video [CLIPS=folder-or-files]`: bytes at equal quality, ours against MediaCMS's parameters in one run.

Ours is what the product makes: probe, sample, plan and every stage of it. Theirs is one x264 process per
profile with the published figures. Every rendition is brought to 720 lines and compared with the source at
the rendition's own frame rate by VMAF's phone model; kB per minute count the sound, and are interpolated
(logarithm of kB over VMAF) between neighbours in order of quality.

Where doubt is possible it goes against us: a quality that our ladder does not reach counts as MediaCMS's
bytes; our leanest rendition stands for everything below it, as theirs does; a quality that MediaCMS does
not reach with 720 lines is compared at the best it reaches; a rendition under 15 frames a second counts
only where the pictures stand still by the bench's own measure or the source is as slow.
"""

from __future__ import annotations

import json
import math
import re
import resource
import subprocess
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from pathlib import Path

from bench.encode import clips, remark
from media.pipeline import hls
from media.pipeline.boxes import read_fragments
from media.pipeline.commands import TONE_MAP
from media.pipeline.ladder import SAVER_CAP, fitted, shown_fps
from media.pipeline.made import Made, find_sound
from media.pipeline.plan import Plan, Wishes, Workshop
from media.pipeline.produce import encode_whole, make_plan
from media.pipeline.runner import find_ffmpeg, probe
from media.pipeline.sources import SourceInfo

TARGETS = (80, 85, 92)
SLOWEST_FPS = 15
LINES = 720
LONGEST_S = 75  # of a long clip only the middle is used
EVERY_FRAME_UNTIL_S = 20
SUBSAMPLE = 7  # has no common divisor with the patterns of repeated frames in converted footage
STILL_SHARE = 0.6
# Height: kbit/s; MediaCMS allows 1.5 times that and a buffer as large.
PROFILES = {144: 150, 240: 300, 360: 500, 480: 1000}
LARGEST_PROFILE = (720, 2500)
PEAK = 1.5
KEY_FRAMES_S = 4


@dataclass(frozen=True)
class Scored:
    """One rendition: kB per minute of the picture and with sound, and its quality."""

    name: str
    width: int
    height: int
    fps: float
    picture_kb_min: float
    kb_min: float
    vmaf: float


def ffmpeg(*words: object) -> str:
    """Run it and give back what it said."""
    command = [find_ffmpeg(), "-hide_banner", "-nostdin", "-y", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise SystemExit(f"ffmpeg failed: {' '.join(command)}\n{done.stderr[-2000:]}")
    return done.stderr


def middle(path: Path, folder: Path, workshop: Workshop) -> Path:
    """The clip itself, or the middle of a long one with its streams copied."""
    length_s = probe(path, workshop.limits).duration_s
    if length_s <= LONGEST_S * 1.1:
        return path
    cut = folder / f"middle{path.suffix}"
    streams = ("-map", "0:v:0", "-map", "0:a:0?", "-c", "copy")
    ffmpeg("-ss", (length_s - LONGEST_S) / 2, "-i", path, "-t", LONGEST_S, *streams, cut)
    return cut


def is_still(path: Path) -> bool:
    """Whether most pictures, five a second, repeat the one before."""
    looks = "fps=5,scale=640:-2,mpdecimate=frac=0.02"
    said = ffmpeg("-i", path, "-an", "-vf", looks, "-fps_mode", "vfr", "-f", "null", "-")
    moved = int(re.findall(r"frame=\s*(\d+)", said)[-1])
    hours, minutes, seconds = re.findall(r"Duration: (\d+):(\d+):([\d.]+)", said)[0]
    return moved < (1 - STILL_SHARE) * 5 * (int(hours) * 3600 + int(minutes) * 60 + float(seconds))


def vmaf(path: Path, rendition: Path, source: SourceInfo, rates: list[Fraction], folder: Path, ours: bool) -> float:
    """Phone model, mean over frames; `rates` are those the source goes through on its way to the rendition."""
    scale = LINES / min(source.width, source.height)
    size = f"{round(source.width * scale / 2) * 2}:{round(source.height * scale / 2) * 2}:flags=bicubic"
    screen = ["setsar=1", "format=yuv420p"]
    # The product takes its share of a common grid of frames by rounding up; other frames would be compared else.
    drop = [f"fps={rate}:start_time=0" + (":round=up" if index else "") for index, rate in enumerate(rates)]
    colours = ":out_range=tv" + (":out_color_matrix=bt709" if ours and not source.hdr else "")
    tone = [f"{name}=" + ":".join(f"{k}={v}" for k, v in values.items()) for name, values in TONE_MAP]
    light = tone if ours and source.hdr else []
    weave = ["bwdif=mode=send_frame"] if ours and source.interlaced else []
    clock = ["settb=AVTB", "setpts=PTS-STARTPTS"]
    reference = ",".join([*weave, *drop, f"scale={size}{colours}", *light, *screen, *clock])
    shown = ",".join([f"scale={size}", *screen, *clock])
    every = 1 if source.duration_s <= EVERY_FRAME_UNTIL_S else SUBSAMPLE
    log = folder / "vmaf.json"
    options = f"n_threads=2:n_subsample={every}:shortest=1:log_fmt=json:log_path={log}"
    model = "model=version=vmaf_v0.6.1\\\\:enable_transform=true"
    graph = f"[0:v:0]{shown}[a];[1:v:0]{reference}[b];[a][b]libvmaf={model}:{options}"
    ffmpeg("-i", rendition, "-i", path, "-lavfi", graph, "-f", "null", "-")
    return float(json.loads(log.read_text())["pooled_metrics"]["vmaf"]["mean"])


def kb_min(size_bytes: int, duration_s: float) -> float:
    return size_bytes / 1000 / duration_s * 60


def theirs(path: Path, source: SourceInfo, folder: Path) -> list[Scored]:
    """MediaCMS's profiles up to the size of the source; 720 only where 480 is not good enough."""
    sound = folder / "theirs.m4a"
    if source.has_audio:
        ffmpeg("-i", path, "-map", f"0:{source.audio_stream}", "-c:a", "aac", "-b:a", "128k", "-ac", 2, sound)
    heard = sound.stat().st_size if source.has_audio else 0
    short = min(source.width, source.height)
    scored = [
        _theirs(path, source, folder, lines, rate, heard) for lines, rate in PROFILES.items() if lines <= short
    ] or [_theirs(path, source, folder, short, PROFILES[144], heard)]
    if scored[-1].vmaf < TARGETS[-1] and LARGEST_PROFILE[0] <= short:
        scored.append(_theirs(path, source, folder, *LARGEST_PROFILE, heard))
    return scored


def _theirs(path: Path, source: SourceInfo, folder: Path, lines: int, rate_k: int, heard: int) -> Scored:
    width, height = fitted(source.width, source.height, lines)
    fps, made = shown_fps(source.fps), folder / f"theirs-{lines}.mp4"
    bounded = ("-crf", 23, "-maxrate", f"{rate_k * PEAK:.0f}k", "-bufsize", f"{rate_k * PEAK:.0f}k")
    distance = round(fps * KEY_FRAMES_S)
    keys = ("-x264-params", f"keyint={distance * 2}", "-force_key_frames", f"expr:gte(t,n_forced*{KEY_FRAMES_S})")
    picture = f"fps={fps}:start_time=0,scale={width}:{height}:flags=lanczos:out_range=tv,setsar=1,format=yuv420p"
    coder = ("-c:v", "libx264", "-preset", "medium", "-profile:v", "main", *bounded, *keys)
    ffmpeg("-i", path, "-an", "-vf", picture, *coder, "-movflags", "+faststart", made)
    size = made.stat().st_size
    score = vmaf(path, made, source, [fps], folder, ours=False)
    name = f"MediaCMS {lines}"
    minute = (kb_min(size, source.duration_s), kb_min(size + heard, source.duration_s))
    return Scored(name, width, height, round(float(fps), 3), *minute, score)


def children_cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@dataclass(frozen=True)
class Ours:
    """What the product made of one clip: all renditions with the sound that goes with them."""

    plan: Plan
    h264: list[Scored]
    best: list[Scored]
    saver_bit_s: int
    saver_peak_bit_s: int
    cpu_s: dict[str, float]


def make_ours(path: Path, folder: Path, workshop: Workshop) -> Ours:
    """Run the product's pipeline and score what came out; the AV1 twin of a quality replaces it in `best`."""
    before = children_cpu_s()
    plan = make_plan(path, workshop, Wishes())
    spent = {"plan": children_cpu_s() - before}
    renditions: list[Made] = []
    for stage in plan.stages():
        before = children_cpu_s()
        renditions += encode_whole(path, folder, plan, stage, workshop, lambda _: None, renditions).renditions
        spent[stage] = children_cpu_s() - before
    aac, lean = find_sound(tuple(renditions), "aac"), find_sound(tuple(renditions), "opus", "aac")
    pictures = [made for made in renditions if made.quality != "audio"]
    scored = {
        made.family + made.quality: _ours(path, folder, plan, made, aac if made.family == "h264" else lean)
        for made in pictures
    }
    h264 = [scored[made.family + made.quality] for made in pictures if made.family == "h264"]
    best = [
        scored.get("av1" + made.quality) or _with_sound(scored["h264" + made.quality], aac, lean, folder, plan)
        for made in pictures
        if made.family == "h264"
    ]
    return Ours(plan, h264, best, *saver_rates(folder, pictures[0], aac, plan.source.duration_s), spent)


def _ours(path: Path, folder: Path, plan: Plan, made: Made, sound: Made | None) -> Scored:
    size, heard = (folder / made.streamed).stat().st_size, (folder / sound.streamed).stat().st_size if sound else 0
    rates = [plan.grid_fps] + ([made.fps] if made.fps != plan.grid_fps else [])
    score = vmaf(path, folder / made.streamed, plan.source, rates, folder, ours=True)
    minute = (kb_min(size, plan.source.duration_s), kb_min(size + heard, plan.source.duration_s))
    return Scored(f"{made.quality} {made.family}", made.width, made.height, round(float(made.fps), 3), *minute, score)


def _with_sound(scored: Scored, old: Made | None, new: Made | None, folder: Path, plan: Plan) -> Scored:
    heard = kb_min((folder / new.streamed).stat().st_size, plan.source.duration_s) if old and new else 0.0
    return replace(scored, kb_min=scored.picture_kb_min + heard)


def saver_rates(folder: Path, saver: Made, sound: Made | None, duration_s: float) -> tuple[int, int]:
    """Bits per second of picture and AAC together: over the whole, and the peak of RFC 8216."""
    names = [made.streamed for made in (saver, sound) if made]
    peak = 0
    for name in names:
        with (folder / name).open("rb") as file:
            peak += hls.rates(read_fragments(file)).peak
    whole = sum((folder / name).stat().st_size for name in names) * 8 / duration_s
    return math.ceil(whole), peak


def counted(scored: list[Scored], source: SourceInfo, still: bool) -> list[Scored]:
    """Those that count, worst picture first."""
    fast = [each for each in scored if still or source.fps < SLOWEST_FPS or each.fps >= SLOWEST_FPS]
    return sorted(fast, key=lambda each: each.vmaf)


def kb_at(scored: list[Scored], target: float) -> float | None:
    """kB per minute for a quality; the leanest above it where all are better, None where none is as good."""
    better = [each for each in scored if each.vmaf >= target]
    worse = [each for each in scored if each.vmaf < target]
    if not better:
        return None
    if not worse:
        return min(each.kb_min for each in scored)
    low, high = worse[-1], better[0]
    share = (target - low.vmaf) / (high.vmaf - low.vmaf)
    return math.exp(math.log(low.kb_min) * (1 - share) + math.log(high.kb_min) * share)


def ratios(mine: list[Scored], their: list[Scored]) -> dict[str, float]:
    """Ours over theirs for each target."""
    answer = {}
    for target in TARGETS:
        reached = min(float(target), their[-1].vmaf)
        base, own = kb_at(their, reached), kb_at(mine, reached)
        assert base is not None
        answer[str(target)] = round(own / base, 4) if own else 1.0
    return answer


def measure(path: Path, workshop: Workshop) -> dict[str, object]:
    """Everything about one clip."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cut = middle(path, folder, workshop)
        made = folder / "package"
        made.mkdir()
        ours = make_ours(cut, made, workshop)
        source = ours.plan.source
        their = counted(theirs(cut, source, folder), source, still=True)
        still = is_still(cut)
    h264, best = counted(ours.h264, source, still), counted(ours.best, source, still)
    return {
        "length_s": source.duration_s,
        "content": ours.plan.ladder.content,
        "still": still,
        "ratio_h264": ratios(h264, their),
        "ratio_best": ratios(best, their),
        "cpu_s": {stage: round(seconds, 1) for stage, seconds in ours.cpu_s.items()},
        "saver_bit_s": ours.saver_bit_s,
        "saver_peak_bit_s": ours.saver_peak_bit_s,
        "renditions": [rounded(each) for each in (*ours.h264, *ours.best, *their)],
    }


def rounded(scored: Scored) -> dict[str, object]:
    values = asdict(scored)
    return {key: round(value, 2) if isinstance(value, float) else value for key, value in values.items()}


def mean(rows: dict[str, dict[str, object]], key: str) -> float:
    """Geometric, over clips and qualities."""
    values = [value for row in rows.values() for value in row[key].values()]  # type: ignore[attr-defined]
    return round(math.exp(sum(map(math.log, values)) / len(values)), 3)


def summary(rows: dict[str, dict[str, object]]) -> dict[str, object]:
    over = [name for name, row in rows.items() if max(row["saver_bit_s"], row["saver_peak_bit_s"]) > SAVER_CAP]  # type: ignore[call-overload]
    return {
        "ratio_h264": mean(rows, "ratio_h264"),
        "ratio_best": mean(rows, "ratio_best"),
        "saver_over_cap": len(over),
        "clips": rows,
    }


def main() -> None:
    workshop = Workshop(ffmpeg=find_ffmpeg())
    rows: dict[str, dict[str, object]] = {}
    for path in map(Path.resolve, clips()):  # a jail follows no links
        started = time.perf_counter()
        rows[path.name] = measure(path, workshop)
        row = rows[path.name]
        remark(f"{path.name}: h264 {row['ratio_h264']}, best {row['ratio_best']}, saver {row['saver_bit_s']} bit/s")
        for each in row["renditions"]:  # type: ignore[attr-defined]
            size = f"{each['width']}x{each['height']} {each['fps']:g} fps"
            remark(f"  {each['name']:14} {size:18} {each['kb_min']:8.0f} kB/min  VMAF {each['vmaf']:.1f}")
        remark(f"  {time.perf_counter() - started:.0f} s")
    print(json.dumps(summary(rows)))


if __name__ == "__main__":
    main()
