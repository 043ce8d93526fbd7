"""No file reads, fetches, leaves or stops anything; each ends in a clear message or in a true lesson."""

import pytest

from media.problems import TEXTS
from tests.media.hostile.corpus import EVERY_QUICK, all_cases
from tests.media.hostile.outcome import BLAMELESS, frames_of, handle, shown_s
from tests.media.hostile.watchers import processes_with, state_of

CASES = [
    pytest.param(case, id=case.name, marks=[] if number % EVERY_QUICK == 0 else [pytest.mark.faults])
    for number, case in enumerate(all_cases())
]


def test_there_are_many_of_them():
    names = [case.name for case in all_cases()]
    assert len(set(names)) == len(names) >= 300


@pytest.mark.parametrize("case", CASES)
def test_it_does_no_harm(case, bench, canary, server, tmp_path):
    path = case.make(bench)
    package = tmp_path / "package"
    package.mkdir()
    before, _ = state_of(bench.folder), canary.was_touched()
    outcome = handle(path, package, bench.ffmpeg)

    assert not canary.was_touched()
    assert server[1] == []
    assert state_of(bench.folder) == before
    assert processes_with(str(tmp_path)) == []
    assert all(canary.secret not in file.read_bytes() for file in package.iterdir())
    if outcome.code:
        check_refusal(case, outcome)
    else:
        check_lesson(case, outcome, package)
        check_length(case, outcome, shown_s(path, outcome.source, bench.ffmpeg, tmp_path))


def check_refusal(case, outcome):
    assert not case.playable, outcome
    assert outcome.code in TEXTS, outcome
    assert outcome.code not in BLAMELESS, outcome
    if case.codes:
        assert outcome.code in case.codes, outcome


def check_lesson(case, outcome, package):
    """Its files are those that it names, and each has the pictures for its length."""
    assert not case.codes, outcome
    made = outcome.made
    assert sorted(made.files) == sorted(path.name for path in package.iterdir())
    pictures = [rendition for rendition in made.renditions if rendition.quality != "audio"]
    assert pictures
    for picture in pictures:
        frames = frames_of(package / picture.kept)
        assert frames / float(picture.fps) == pytest.approx(made.duration_s, abs=0.25), outcome


def check_length(case, outcome, shown):
    """As a decoder has it. Where it gets nothing from the end of a damaged file, the last picture stands."""
    length = outcome.made.duration_s
    assert shown - 0.6 <= length <= max(shown, outcome.source.duration_s) + 0.5, (shown, outcome)
    assert not case.playable or length == pytest.approx(shown, abs=0.35), (shown, outcome)
