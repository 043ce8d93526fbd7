"""Real encodes of tiny clips."""

from array import array

import av
import pytest
from PIL import ImageStat

from media.pipeline.boxes import read_fragments
from media.pipeline.produce import Workshop, make_package
from media.pipeline.runner import EncodeError
from media.pipeline.sources import SourceProblem
from tests.shared import shared_path


@pytest.fixture(scope="module")
def encode(tmp_path_factory, ffmpeg):
    def run(path):
        folder = tmp_path_factory.mktemp("package")
        return folder, make_package(path, folder, Workshop(ffmpeg, threads=1), lambda progress: None)

    return run


@pytest.fixture(scope="module")
def package(encode, clip):
    return encode(clip)


def size_of(path):
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
        return frame.width, frame.height


def top_boxes(path):
    data, at, kinds = path.read_bytes(), 0, []
    while at < len(data):
        kinds.append(data[at + 4 : at + 8].decode())
        at += int.from_bytes(data[at : at + 4], "big")
    return kinds


def test_it_lists_exactly_what_it_wrote(package):
    folder, made = package
    assert sorted(made.files) == sorted(path.name for path in folder.iterdir())


def test_it_makes_both_qualities_and_the_sound(package):
    assert [made.quality for made in package[1].renditions] == ["saver", "standard", "audio"]


def test_lengths_agree(package):
    folder, made = package
    with av.open(str(folder / "saver.mp4")) as container:
        assert container.duration / av.time_base == pytest.approx(made.duration_s, abs=0.1)
    assert made.duration_s == pytest.approx(3.0, abs=0.1)


def test_the_posters_are_light(package):
    folder, _ = package
    assert all((folder / name).stat().st_size <= 8000 for name in ("poster.webp", "poster.jpg"))


def test_the_file_to_keep_starts_at_once(package):
    folder, _ = package
    kinds = top_boxes(folder / "saver.mp4")
    assert kinds.index("moov") < kinds.index("mdat")


def test_the_kept_and_the_streamed_file_hold_the_same_pictures(package):
    folder, _ = package

    def packets(name):
        with av.open(str(folder / name)) as container:
            return [bytes(packet) for packet in container.demux(video=0) if packet.size]

    assert packets("saver.mp4") == packets("saver-stream.mp4")


def test_declared_segments_play_on_their_own(package):
    folder, _ = package
    path = folder / "standard-stream.mp4"
    with path.open("rb") as file:
        index = read_fragments(file)
    last = index.fragments[-1]
    data = path.read_bytes()
    (folder / "alone.mp4").write_bytes(data[: index.init_size] + data[last.offset : last.offset + last.size])
    try:
        assert size_of(folder / "alone.mp4") == (640, 360)
    finally:
        (folder / "alone.mp4").unlink()


def test_a_phone_held_upright_gives_an_upright_lesson(encode, turned_clip):
    folder, made = encode(turned_clip)
    assert (made.renditions[0].width, made.renditions[0].height) == size_of(folder / "saver.mp4") == (240, 426)


def test_a_silent_source_makes_a_silent_lesson(encode, silent_clip):
    folder, made = encode(silent_clip)
    assert [rendition.quality for rendition in made.renditions] == ["saver"]
    assert "AUDIO" not in (folder / "master.m3u8").read_text()


def flash_s(path):
    """Second of the first bright picture."""
    with av.open(str(path)) as container:
        return next(
            f.time for f in container.decode(video=0) if ImageStat.Stat(f.to_image().convert("L")).mean[0] > 128
        )


def beep_s(path):
    """Second of the first loud sample."""
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            samples = array("f", bytes(frame.planes[0])[: frame.samples * 4])
            for index, sample in enumerate(samples):
                if abs(sample) > 0.1:
                    return frame.time + index / frame.sample_rate
    raise AssertionError(f"no beep in {path.name}")


@pytest.mark.parametrize("delay", ["0", "0.5"])
def test_picture_and_sound_stay_together(encode, make_clip, flash_and_beep, delay):
    """Also when the sound of the original starts late, as phones do."""
    late = make_clip(
        f"late{delay}.mp4",
        *("-i", str(flash_and_beep), "-ss", delay, "-i", str(flash_and_beep), "-filter_complex"),
        *(f"[1:a]asetpts=PTS+{delay}/TB[a]", "-map", "0:v", "-map", "[a]", "-c:v", "copy", "-c:a", "aac"),
    )
    folder, _ = encode(late)
    for picture, sound in (("saver.mp4", "saver.mp4"), ("saver-stream.mp4", "audio-stream.mp4")):
        assert flash_s(folder / picture) == pytest.approx(2.0, abs=0.07)
        assert beep_s(folder / sound) == pytest.approx(2.0, abs=0.05)


def test_high_dynamic_range_is_brought_to_an_ordinary_screen(encode, make_clip):
    tags = ("-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc")
    bright = make_clip(
        "hdr.mp4",
        *("-f", "lavfi", "-i", "testsrc2=s=320x240:r=10:d=2", "-c:v", "libx264", "-preset", "ultrafast"),
        *("-vf", "setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc"),
        *("-pix_fmt", "yuv420p", *tags),
    )
    folder, _ = encode(bright)
    with av.open(str(folder / "saver.mp4")) as container:
        frame = next(container.decode(video=0))
    assert int(frame.color_trc) == 1


def test_a_song_is_refused_before_anything_runs(encode, song):
    with pytest.raises(SourceProblem, match="no_video"):
        encode(song)


def test_a_missing_ffmpeg_is_no_fault_of_the_file(clip, tmp_path):
    with pytest.raises(EncodeError) as caught:
        make_package(clip, tmp_path, Workshop("/nowhere/ffmpeg"), lambda progress: None)
    assert not caught.value.permanent


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "size"), [("portrait.mp4", (240, 426)), ("vfr_rot180.mp4", (426, 240)), ("asl.mkv", (320, 240))]
)
def test_real_phone_clips_come_out_whole(encode, name, size):
    folder, made = encode(shared_path(f"clips/{name}"))
    assert size_of(folder / "saver.mp4") == size
    assert made.renditions[0].size_bytes < 100_000
