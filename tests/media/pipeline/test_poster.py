import io
import random

import pytest
from PIL import Image, ImageDraw

from media.pipeline.poster import choose_frame, encode_poster


@pytest.fixture
def frames(tmp_path):
    """A black frame, a flat grey one, and one with something to see."""
    Image.new("RGB", (480, 270), "black").save(tmp_path / "candidate-01.png")
    Image.new("RGB", (480, 270), "gray").save(tmp_path / "candidate-02.png")
    drawn = Image.new("RGB", (480, 270), "gray")
    ImageDraw.Draw(drawn).ellipse((100, 50, 300, 200), fill="green", outline="white", width=4)
    drawn.save(tmp_path / "candidate-03.png")
    return sorted(tmp_path.glob("*.png"))


@pytest.fixture
def noise(tmp_path):
    """The worst there is to compress."""
    path = tmp_path / "noise.png"
    Image.frombytes("RGB", (480, 270), random.Random(1).randbytes(480 * 270 * 3)).save(path)
    return path


def test_it_prefers_a_frame_with_something_to_see(frames):
    assert choose_frame(frames).name == "candidate-03.png"


def test_a_black_video_still_has_a_poster(frames):
    assert choose_frame(frames[:1]) == frames[0]


@pytest.mark.parametrize("kind", ["WEBP", "JPEG"])
def test_even_noise_stays_under_the_limit(noise, kind):
    assert 0 < len(encode_poster(noise, kind, 8000)) <= 8000


def test_a_simple_picture_keeps_its_size(frames):
    assert Image.open(io.BytesIO(encode_poster(frames[2], "WEBP", 8000))).size == (480, 270)
