"""Tiny videos made on the spot, so that no binary lives in the repository."""

import subprocess
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files import File
from wagtail.models import Collection, GroupCollectionPermission

from media.pipeline.runner import find_ffmpeg
from media.services import create_video
from tests.factories import UserFactory
from tests.lessons import ensure_roots
from tests.media.again import made_once
from tests.media.packages import quick_av1

FLASH_AND_BEEP = (
    "color=black:s=320x240:r=30:d=4,drawbox=c=white:t=fill:enable='between(t,2,2.3)'",
    "aevalsrc='if(between(t,2,2.3),0.8*sin(2764*t),0)':d=4:s=44100",
)


@pytest.fixture(scope="session", autouse=True)
def little_search(tmp_path_factory):
    with quick_av1(), made_once(tmp_path_factory.mktemp("once")):
        yield


@pytest.fixture(autouse=True)
def quiet(settings, tmp_path, monkeypatch):
    """Own folders, and a doorbell that only counts."""
    settings.WORK_DIR = tmp_path / "work"
    rings = []
    monkeypatch.setattr("media.doorbell.ring", lambda: rings.append("look"))
    return rings


@pytest.fixture(scope="session")
def ffmpeg():
    return find_ffmpeg()


@pytest.fixture(scope="session")
def make_clip(ffmpeg, tmp_path_factory):
    """`make_clip(name, *arguments)` runs FFmpeg once per name and answers the path."""
    folder = tmp_path_factory.mktemp("clips")

    def make(name: str, *arguments: str) -> Path:
        path = folder / name
        if not path.exists():
            command = [ffmpeg, "-v", "error", "-nostdin", "-y", *arguments, str(path)]
            subprocess.run(command, check=True, timeout=60)
        return path

    return make


@pytest.fixture(scope="session")
def clip(make_clip):
    """Three seconds with sound, 640x360, 25 frames a second."""
    return make_clip(
        "clip.mp4",
        *("-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=3"),
        *("-f", "lavfi", "-i", "sine=d=3:r=44100"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    )


@pytest.fixture(scope="session")
def silent_clip(make_clip):
    """Two seconds without sound, taller than wide, 180x320."""
    return make_clip(
        "silent.mp4",
        *("-f", "lavfi", "-i", "testsrc2=s=180x320:r=10:d=2"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    )


@pytest.fixture(scope="session")
def turned_clip(make_clip, clip):
    """The clip as a phone held upright stores it: lying pixels and a note to turn them."""
    return make_clip("turned.mp4", "-display_rotation", "90", "-i", str(clip), "-c", "copy")


@pytest.fixture(scope="session")
def song(make_clip):
    return make_clip("song.mp3", "-f", "lavfi", "-i", "sine=d=2", "-c:a", "libmp3lame")


@pytest.fixture(scope="session")
def flash_and_beep(make_clip):
    """A white flash and a tone, both from second 2.0 to 2.3."""
    picture, sound = FLASH_AND_BEEP
    return make_clip(
        "flash.mp4",
        *("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    )


@pytest.fixture
def video(db, clip):
    """Uploaded and waiting to be encoded."""
    return add_video(clip)


def add_video(path, title="竹笋采收"):
    with path.open("rb") as file:
        return create_video(title=title, file=File(file, name=path.name))


@pytest.fixture
def trainer(db):
    """May add videos and change their own."""
    ensure_roots()
    user = UserFactory(username="trainer", is_active=True)
    group = Group.objects.create(name="trainers of this test")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    right = Permission.objects.get(content_type__app_label="wagtailmedia", codename="add_media")
    GroupCollectionPermission.objects.create(group=group, collection=Collection.get_first_root_node(), permission=right)
    user.groups.add(group)
    return user


@pytest.fixture
def at_desk(client, trainer):
    """The trainer, signed in to the admin."""
    client.force_login(trainer)
    return client


@pytest.fixture
def own(video, trainer):
    """The trainer's own video."""
    type(video).objects.filter(pk=video.pk).update(uploaded_by_user=trainer)
    video.refresh_from_db()
    return video
