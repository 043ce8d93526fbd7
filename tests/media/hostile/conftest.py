"""One canary, one server and one set of true clips for all hostile files."""

import resource

import pytest

from media.pipeline.runner import find_ffmpeg
from tests.media.hostile.case import SECRET, Bench
from tests.media.hostile.watchers import Canary, counting_server

MOST_MEMORY = 1536 * 1024  # kilobytes that any one process may ever have held


@pytest.fixture(scope="session")
def true_clips(tmp_path_factory):
    return tmp_path_factory.mktemp("true-clips")


@pytest.fixture(scope="session")
def server():
    with counting_server() as (url, visits):
        yield url, visits


@pytest.fixture(scope="session")
def canary(tmp_path_factory):
    return Canary(tmp_path_factory.mktemp("home") / "canary.txt", SECRET)


@pytest.fixture
def bench(tmp_path, true_clips, server, canary):
    folder = tmp_path / "uploads"
    folder.mkdir()
    before = most_held()
    yield Bench(folder, canary.path, server[0], find_ffmpeg(), true_clips)
    assert most_held() < max(MOST_MEMORY, before + 1)  # blames the case that did it, not those after it


def most_held():
    """Kilobytes that the largest child so far has held."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
