import pytest
from PIL import Image

from media.pipeline.plan import Wishes, Workshop
from media.pipeline.produce import make_plan, source_of, take_poster, take_stills
from media.pipeline.runner import EncodeError, probe
from media.pipeline.sources import Limits
from tests.media.pipeline.builders import made


@pytest.fixture(scope="module")
def workshop(ffmpeg):
    return Workshop(ffmpeg, threads=1)


def light(path):
    with Image.open(path) as picture:
        return picture.convert("L").resize((1, 1)).getpixel((0, 0))


def test_each_thumbnail_shows_its_second(flash_and_beep, tmp_path, workshop):
    names = take_stills(flash_and_beep, tmp_path, probe(flash_and_beep, Limits()), [0.5, 2.1, 3.9, 9.0, 2.2], workshop)
    assert [light(tmp_path / name) > 200 for name in names] == [False, True, False, False, True]


def test_thumbnails_are_small_and_leave_nothing_else(clip, tmp_path, workshop):
    names = take_stills(clip, tmp_path, probe(clip, Limits()), [0, 1.5], workshop)
    assert {path.name for path in tmp_path.iterdir()} == set(names)
    for name in names:
        with Image.open(tmp_path / name) as picture:
            assert picture.size == (160, 90)
        assert (tmp_path / name).stat().st_size <= 3000


def test_a_phone_held_upright_has_upright_thumbnails(turned_clip, tmp_path, workshop):
    (name,) = take_stills(turned_clip, tmp_path, probe(turned_clip, Limits()), [1], workshop)
    with Image.open(tmp_path / name) as picture:
        assert picture.size == (90, 160)


def test_they_can_be_taken_from_a_file_to_keep(silent_clip, tmp_path, workshop):
    kept = source_of(made(width=180, height=320), 2.0)
    (name,) = take_stills(silent_clip, tmp_path, kept, [1], workshop)
    assert light(tmp_path / name)


def test_a_poster_is_taken_anew_where_the_trainer_wishes(flash_and_beep, tmp_path, workshop):
    plan = make_plan(flash_and_beep, workshop, Wishes(poster_at_s=2.1))
    webp, jpeg = take_poster(flash_and_beep, tmp_path, plan, workshop)
    assert {path.name for path in tmp_path.iterdir()} == {webp, jpeg}
    assert light(tmp_path / jpeg) > 200


def test_no_pictures_no_files(song, tmp_path, workshop):
    with pytest.raises(EncodeError):
        take_stills(song, tmp_path, source_of(made(), 2.0), [1], workshop)


def test_slow_pictures_have_a_last_one_too(make_clip, tmp_path, workshop):
    picture = ("-f", "lavfi", "-i", "testsrc2=s=160x90:r=1:d=6", "-c:v", "libx264", "-pix_fmt", "yuv420p")
    slow = make_clip("slow.mp4", *picture)
    assert len(take_stills(slow, tmp_path, probe(slow, Limits()), [5.2, 5.9], workshop)) == 2
