"""The sound track, read back from the file."""

import wave
from array import array
from itertools import pairwise

from eduplatform.demo.film.sound import RATE, write_soundtrack


def samples_of(path):
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, RATE)
        return array("h", sound.readframes(sound.getnframes()))


def loudest(samples, start, end):
    return max(map(abs, samples[round(start * RATE) : round(end * RATE)]))


def test_it_is_exactly_as_long_as_the_film(tmp_path):
    write_soundtrack(tmp_path / "a.wav", seconds=9.4, chimes=[])
    assert len(samples_of(tmp_path / "a.wav")) == round(9.4 * RATE)


def test_a_chime_stands_out_of_the_pad(tmp_path):
    write_soundtrack(tmp_path / "a.wav", seconds=8, chimes=[3.0])
    samples = samples_of(tmp_path / "a.wav")
    assert 0 < loudest(samples, 0, 2.9) < 400
    assert 2_000 < loudest(samples, 3.0, 3.5) < 10_000


def test_a_chime_at_the_very_end_is_cut_off(tmp_path):
    write_soundtrack(tmp_path / "a.wav", seconds=2, chimes=[1.9])
    assert len(samples_of(tmp_path / "a.wav")) == 2 * RATE


def test_the_repeated_pad_does_not_click(tmp_path):
    write_soundtrack(tmp_path / "a.wav", seconds=20, chimes=[])
    samples = samples_of(tmp_path / "a.wav")
    assert max(abs(a - b) for a, b in pairwise(samples)) < 60
