"""Lessons encoded in parts show what they show when encoded at once. Every picture carries its number in bars."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import av
import pytest

from media.pipeline import hls
from media.pipeline.finish import read_streamed
from media.pipeline.ladder import SAVER_CAP
from media.pipeline.made import Made
from media.pipeline.plan import Plan, Wishes, Workshop, cut_parts
from media.pipeline.produce import (
    encode_part,
    encode_whole,
    join_stage,
    make_plan,
    needed_files,
    part_input,
    split_source,
)
from media.pipeline.runner import EncodeError
from tests.media.pipeline.readers import beep_s, flash_s, size_of

BITS = 9
OPEN_GOP = ("-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-x264-params", "open-gop=1:scenecut=0:keyint=50")
OPEN_HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=40:open-gop=1:bframes=4")
UNEVEN = r",select='gt(random(3)\,0.35)',setpts='PTS+0.004*sin(N)/TB'"
AS_IT_COMES = ("-fps_mode", "vfr", "-enc_time_base", "1/90000")


def bars(rate, *options, size="416x260", seconds=5, drop=""):
    """Arguments for a clip whose pictures are numbered; `drop` is a filter that takes some of them away."""
    graph = f"geq=lum='255*mod(floor(N/pow(2,floor(X/2))),2)':cb=128:cr=128{drop},scale={size}:flags=neighbor,setsar=1"
    tiny = f"color=gray:s={2 * BITS}x4:r={rate}:d={seconds},{graph}"
    return ("-f", "lavfi", "-i", tiny, *options, "-pix_fmt", "yuv420p")


SOURCES = {
    "ntsc.mp4": bars("24000/1001", *OPEN_GOP),
    "phone.mkv": bars("30", *OPEN_GOP),
    "camcorder.ts": bars("25", *OPEN_GOP),
    "sixty.mp4": bars("60", *OPEN_GOP, seconds=4),
    "hevc.mp4": bars("25", *OPEN_HEVC),
    "uneven.mp4": bars("30", *AS_IT_COMES, *OPEN_GOP, seconds=9, drop=UNEVEN),
}


@dataclass
class Lesson:
    folder: Path
    plan: Plan
    made: tuple[Made, ...]

    def path(self, kind, quality, family="h264"):
        found = next(made for made in self.made if (made.quality, made.family) == (quality, family))
        return self.folder / getattr(found, kind)


@pytest.fixture(scope="module")
def workshop(ffmpeg):
    return Workshop(ffmpeg, threads=1)


@pytest.fixture(scope="module")
def produce(tmp_path_factory, workshop):
    """`produce(path, part_s, **wishes)` encodes coarsely, in parts of so many seconds or, without, at once."""

    @cache
    def look(path, wishes):
        return make_plan(path, workshop, wishes)

    def run(path, part_s=None, av1_crf=0, **wishes):
        plan = coarse(look(path, Wishes(**wishes)), av1_crf)
        folder = tmp_path_factory.mktemp("lesson")
        if part_s is None:
            return at_once(path, folder, plan, workshop)
        return in_parts(path, folder, replace(plan, parts=cut_parts(plan, from_s=part_s, part_s=part_s)), workshop)

    return run


def coarse(plan, av1_crf=0):
    """Quick to encode; the saver quality shows every other picture, so that not every frame starts one of its own."""
    quick = {"params": "", "gop_s": 2, "first_gop_s": 1, "maxrate_k": None, "fps": plan.grid_fps}
    ladder = plan.ladder
    videos = tuple(replace(video, preset="ultrafast", crf=10, **quick) for video in ladder.videos)
    videos = (replace(videos[0], fps=plan.grid_fps / 2), *videos[1:])
    later = tuple(replace(video, preset="12", crf=av1_crf, **quick) for video in ladder.av1) if av1_crf else ()
    return replace(plan, ladder=replace(ladder, videos=videos, av1=later))


def at_once(path, folder, plan, workshop):
    made = ()
    for stage in plan.stages():
        made += encode_whole(path, folder, plan, stage, workshop, made=made).renditions
    return Lesson(folder, plan, made)


def in_parts(path, folder, plan, workshop):
    """Each step in a folder of its own, with nothing but the files that it is said to need."""
    store = folder / "store"
    store.mkdir()
    keep(split_source(path, folder, plan, workshop), folder, store)
    made = ()
    for stage in plan.stages():
        for part in plan.parts:
            here = fresh(folder, stage, part.index)
            path = store / part_input(plan, stage, part.index)
            keep(encode_part(path, here, plan, stage, part.index, workshop), here, store)
        here = fresh(folder, stage, "join")
        inputs = {part_input(plan, each, part.index) for each in plan.stages() for part in plan.parts}
        names = [*needed_files(plan, stage, made), *(p.name for p in store.iterdir() if p.name not in inputs)]
        for name in names:
            (here / name).write_bytes((store / name).read_bytes())
        joined = join_stage(here, plan, stage, workshop, made=made)
        keep(joined.files, here, store)
        made += joined.renditions
    return Lesson(store, plan, made)


def fresh(folder, *names):
    made = folder / "-".join(map(str, names))
    made.mkdir()
    return made


def keep(names, folder, store):
    for name in names:
        (folder / name).rename(store / name)


def numbers(path):
    """(second, number) of every picture."""
    with av.open(str(path)) as container:
        return [(round(frame.time, 4), number_of(frame)) for frame in container.decode(video=0)]


def number_of(frame):
    plane = frame.reformat(format="gray").planes[0]
    line = bytes(plane)[plane.height // 2 * plane.line_size :]
    return sum((line[int((bit + 0.5) * plane.width / BITS)] > 128) << bit for bit in range(BITS))


@pytest.fixture(params=SOURCES)
def numbered(request, make_clip):
    return make_clip(request.param, *SOURCES[request.param])


def test_parts_show_the_same_pictures_at_the_same_times(produce, numbered):
    whole, parts = produce(numbered), produce(numbered, part_s=2)
    assert len(parts.plan.parts) >= 2
    for quality in ("saver", "standard"):
        for kind in ("streamed", "kept"):
            shown = numbers(whole.path(kind, quality))
            assert numbers(parts.path(kind, quality)) == shown
            assert len(shown) > 50


def test_later_rungs_of_a_large_original_come_from_a_mezzanine(produce, make_clip, monkeypatch):
    monkeypatch.setattr("media.pipeline.parts.HEAVY_PIXELS_PER_S", 0)
    phone = make_clip("phone.mkv", *SOURCES["phone.mkv"])
    whole, parts = produce(phone), produce(phone, part_s=2)
    assert part_input(parts.plan, "rest", 1) == "mezzanine-001.nut"
    assert numbers(parts.path("kept", "standard")) == numbers(whole.path("kept", "standard"))


def test_a_cut_lesson_is_joined_to_the_frame(produce, make_clip):
    ntsc = make_clip("ntsc.mp4", *SOURCES["ntsc.mp4"])
    parts = produce(ntsc, part_s=2, trim_start_s=1.1, trim_end_s=4.3)
    shown = numbers(parts.path("kept", "standard"))
    assert [number for _, number in shown] == [*range(26, 26 + len(shown))]
    assert len(shown) == round((4.3 - 26 * 1001 / 24000) * 24000 / 1001)


def test_av1_is_joined_from_the_same_pictures(produce, make_clip):
    phone = make_clip("small.mp4", *bars("30", *OPEN_GOP, size="320x200", seconds=4))
    whole, parts = produce(phone, av1_crf=30), produce(phone, part_s=2, av1_crf=30)
    assert {made.family for made in parts.made} >= {"av1"}
    assert numbers(parts.path("streamed", "saver", "av1")) == numbers(whole.path("streamed", "saver", "av1"))


def test_a_picture_that_is_shown_for_long_is_repeated_up_to_the_end_of_its_part(produce, make_clip):
    """As recorders of screens write them."""
    still = r",select='not(between(n\,20\,95))'"
    screen = make_clip("screen.mp4", *bars("25", *AS_IT_COMES, *OPEN_GOP, seconds=4, drop=still))
    assert numbers(produce(screen, part_s=2).path("kept", "saver")) == numbers(produce(screen).path("kept", "saver"))


def test_a_phone_held_upright_stays_upright_in_parts(produce, make_clip):
    lying = make_clip("lying.mp4", *bars("25", *OPEN_GOP, size="320x200", seconds=4))
    turned = make_clip("standing.mp4", "-display_rotation", "90", "-i", str(lying), "-c", "copy")
    made = produce(turned, part_s=2)
    whole = produce(turned)
    for lesson in (made, whole):
        with av.open(str(lesson.path("kept", "saver"))) as container:
            frame = next(container.decode(video=0))
            lesson.left = bytes(frame.reformat(format="gray").planes[0])[: frame.width * 2]
    assert made.left == whole.left


@pytest.fixture(scope="module")
def long_flash(make_clip):
    return make_clip(
        "long_flash.mp4",
        *(
            "-f",
            "lavfi",
            "-i",
            "color=black:s=320x240:r=30:d=7,format=yuv420p,noise=c0s=5:c0f=t,drawbox=c=white:t=fill:enable='between(t,5,5.3)'",
        ),
        *("-f", "lavfi", "-i", "aevalsrc='if(between(t,5,5.3),0.8*sin(2764*t),0)':d=7:s=44100"),
        *(*OPEN_GOP, "-pix_fmt", "yuv420p", "-c:a", "aac"),
    )


def test_picture_and_sound_stay_together_across_seams(produce, long_flash):
    made = produce(long_flash, part_s=2, av1_crf=60)
    for family in ("h264", "av1"):
        kept = made.path("kept", "saver", family)
        assert flash_s(kept) == pytest.approx(5.0, abs=0.01)
        assert beep_s(kept) == pytest.approx(5.0, abs=0.02)
    assert beep_s(made.path("streamed", "audio", "opus")) == pytest.approx(5.0, abs=0.02)


def test_a_wished_poster_comes_from_the_part_that_shows_it(tmp_path, workshop, long_flash, produce):
    made = produce(long_flash, part_s=2, poster_at_s=5.1)
    poster = next(path for path in made.folder.glob("poster-*.jpg"))
    with av.open(str(poster)) as container:
        frame = next(container.decode(video=0)).reformat(format="gray")
    assert min(bytes(frame.planes[0])[: frame.width]) > 200


def test_a_part_that_was_held_under_the_cap_joins_the_others(produce, make_clip):
    restless = make_clip(
        "restless.mp4",
        *("-f", "lavfi", "-i", "color=gray:s=320x200:r=15:d=4,noise=alls=90:allf=t:enable='gt(t,2)'"),
        *(*OPEN_GOP, "-pix_fmt", "yuv420p"),
    )
    made = produce(restless, part_s=2)
    assert size_of(made.path("kept", "saver")) == (320, 200)
    assert hls.rates(read_streamed(made.path("streamed", "saver"))).peak <= SAVER_CAP


def test_segments_of_all_parts_start_at_multiples_of_the_gop(produce, make_clip):
    parts = produce(make_clip("ntsc.mp4", *SOURCES["ntsc.mp4"]), part_s=2)
    for quality in ("saver", "standard"):
        fragments = read_streamed(parts.path("streamed", quality)).fragments
        assert [round(fragment.duration_s, 3) for fragment in fragments[:-1]] == [1.001, 1.001, 2.002]


def test_a_part_that_lacks_a_picture_is_refused(tmp_path, workshop, make_clip):
    """Rather encoded again than joined with a hole."""
    clip = make_clip("ntsc.mp4", *SOURCES["ntsc.mp4"])
    plan = coarse(make_plan(clip, workshop))
    plan = replace(plan, parts=cut_parts(plan, from_s=2, part_s=2))
    split_source(clip, tmp_path, plan, workshop)
    for part in plan.parts:
        encode_part(tmp_path / part_input(plan, "first", part.index), tmp_path, plan, "first", part.index, workshop)
    longer = replace(plan.parts[0], end_s=plan.parts[0].end_s * 2)
    with pytest.raises(EncodeError, match="bad_output"):
        join_stage(tmp_path, replace(plan, parts=(longer, *plan.parts[1:])), "first", workshop)
