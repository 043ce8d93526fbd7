"""A whole film, looked at with a decoder that is not ours to trust blindly."""

from array import array

import av
import pytest

from courses.drawing import UnknownPicture
from eduplatform.demo.film import FilmFailed, poster_frame, render_lesson
from tests.demo.film.lessons import HARVEST, Lesson, Step


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Six seconds of film, and what was told about its progress."""
    out = tmp_path_factory.mktemp("film") / "new" / "lesson.mp4"
    told: list[float] = []
    render_lesson(HARVEST, out, seconds=6, progress=told.append)
    return out, told


@pytest.fixture(scope="module")
def pictures(film):
    with av.open(str(film[0])) as container:
        return [frame.to_image() for frame in container.decode(video=0)]


def test_it_has_the_size_rate_and_length_asked_for(film):
    with av.open(str(film[0])) as container:
        video = container.streams.video[0]
        assert (video.codec_context.name, video.width, video.height) == ("h264", 640, 360)
        assert video.average_rate == 15
        assert video.frames == 90
        assert container.duration / av.time_base == pytest.approx(6, abs=0.1)


def floats(frame):
    """The samples of the first channel, without what the decoder allotted beyond them."""
    assert frame.format.name == "fltp"
    return array("f", bytes(frame.planes[0]))[: frame.samples]


def test_it_has_sound_that_can_be_heard(film):
    with av.open(str(film[0])) as container:
        assert container.streams.audio[0].codec_context.name == "aac"
        loudest = max(abs(value) for frame in container.decode(audio=0) for value in floats(frame))
    assert 0.03 < loudest < 0.5


def test_its_parts_look_different(pictures):
    small = [picture.resize((32, 18)).tobytes() for picture in pictures]
    assert len(set(small[:: len(small) // 6])) >= 6


def test_the_first_frame_is_the_poster(pictures):
    poster = poster_frame(HARVEST)
    pairs = zip(poster.resize((64, 36)).tobytes(), pictures[0].resize((64, 36)).tobytes(), strict=True)
    assert sum(abs(a - b) for a, b in pairs) / (64 * 36 * 3) < 4


def test_it_tells_its_progress_up_to_the_end(film):
    assert film[1] == sorted(film[1])
    assert len(film[1]) == 6
    assert film[1][-1] == 1.0


def test_nothing_else_is_left_beside_it(film):
    assert [path.name for path in film[0].parent.iterdir()] == ["lesson.mp4"]


def test_a_poster_has_the_size_asked_for():
    assert poster_frame(HARVEST, 426, 240).size == (426, 240)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "lesson.mp4"


def render_fails(out, error, message, **options):
    with pytest.raises(error, match=message):
        render_lesson(options.pop("lesson", HARVEST), out, **{"seconds": 2, **options})
    assert list(out.parent.iterdir()) == []


def fake_ffmpeg(folder, monkeypatch, script):
    binary = folder / "ffmpeg"
    binary.write_text(f"#!/bin/sh\n{script}\n")
    binary.chmod(0o755)
    monkeypatch.setenv("FFMPEG", str(binary))


def test_a_failing_ffmpeg_is_named_with_its_last_words(out, monkeypatch, tmp_path_factory):
    fake_ffmpeg(tmp_path_factory.mktemp("bin"), monkeypatch, "echo 'no such encoder' >&2; exit 3")
    render_fails(out, FilmFailed, "code 3: no such encoder")


def test_a_killed_ffmpeg_leaves_nothing(out, monkeypatch, tmp_path_factory):
    fake_ffmpeg(tmp_path_factory.mktemp("bin"), monkeypatch, "head -c 2000000 >/dev/null; kill -9 $$")
    render_fails(out, FilmFailed, "code -9")


def test_an_ffmpeg_that_reads_all_but_fails_leaves_nothing(out, monkeypatch, tmp_path_factory):
    fake_ffmpeg(tmp_path_factory.mktemp("bin"), monkeypatch, "cat >/dev/null; exit 1")
    render_fails(out, FilmFailed, "code 1")


def test_a_missing_ffmpeg_is_named(out, monkeypatch):
    monkeypatch.setenv("FFMPEG", "/nowhere/ffmpeg")
    render_fails(out, FilmFailed, "/nowhere/ffmpeg")


def test_an_old_film_stays_if_the_new_one_fails(out, monkeypatch):
    out.write_bytes(b"old")
    monkeypatch.setenv("FFMPEG", "/nowhere/ffmpeg")
    with pytest.raises(FilmFailed):
        render_lesson(HARVEST, out, seconds=2)
    assert out.read_bytes() == b"old"


def test_an_interruption_leaves_nothing(out):
    def interrupt(_share: float) -> None:
        raise KeyboardInterrupt

    render_fails(out, KeyboardInterrupt, None, progress=interrupt)


def test_an_unknown_picture_is_named(out):
    lesson = Lesson("课", "目标", 2, (Step("步", "一句。", ("unicorn",), "show"),))
    render_fails(out, UnknownPicture, "unicorn", lesson=lesson)


def test_odd_sides_are_refused(out):
    render_fails(out, ValueError, "even", width=641)


def test_a_film_shorter_than_its_parts_is_refused(out):
    render_fails(out, ValueError, "too few", seconds=0.2)
