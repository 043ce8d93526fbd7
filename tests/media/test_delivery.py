import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from media.models import Video
from tests.factories import UserFactory

NAME = "packages/abc/saver.mp4"
BODY = bytes(range(256)) * 4
PLAYLIST = "#EXTM3U\n" + "#EXTINF:8,\nsaver.mp4\n" * 40


@pytest.fixture
def stored(db):
    default_storage.save(NAME, ContentFile(BODY))
    return f"/files/{NAME}"


def stored_text():
    default_storage.save("packages/abc/saver.m3u8", ContentFile(PLAYLIST.encode()))
    return "/files/packages/abc/saver.m3u8"


def body_of(response):
    return b"".join(response.streaming_content)


def test_a_whole_file_says_that_parts_can_be_had(client, stored):
    response = client.get(stored)
    assert body_of(response) == BODY
    assert (response["Accept-Ranges"], response["Content-Type"]) == ("bytes", "video/mp4")


def test_a_part_is_served_as_a_part(client, stored):
    response = client.get(stored, headers={"Range": "bytes=10-19"})
    assert response.status_code == 206
    assert response["Content-Range"] == "bytes 10-19/1024"
    assert body_of(response) == BODY[10:20]


def test_a_reader_to_the_end_gets_a_long_file_part_by_part(client, stored, monkeypatch):
    """So that a phone on a slow line does not hold a thread of the server."""
    monkeypatch.setattr("media.delivery.LONGEST_OPEN_PART", 100)
    response = client.get(stored, headers={"Range": "bytes=10-"})
    assert response["Content-Range"] == "bytes 10-109/1024"
    assert body_of(response) == BODY[10:110]


def test_a_fragment_is_never_cut_short(client, stored, monkeypatch):
    """Players of HLS take what they get for the whole of it."""
    monkeypatch.setattr("media.delivery.LONGEST_OPEN_PART", 100)
    monkeypatch.setattr("media.delivery.PIECE", 300)
    response = client.get(stored, headers={"Range": "bytes=10-909"})
    assert response["Content-Range"] == "bytes 10-909/1024"
    assert body_of(response) == BODY[10:910]


def test_several_ranges_at_once_are_answered_with_the_whole(client, stored):
    response = client.get(stored, headers={"Range": "bytes=0-1,5-6"})
    assert (response.status_code, body_of(response)) == (200, BODY)


def test_a_part_of_another_version_is_not_continued(client, stored):
    response = client.get(stored, headers={"Range": "bytes=10-19", "If-Range": '"older"'})
    assert (response.status_code, body_of(response)) == (200, BODY)


def test_a_part_of_the_same_version_is_continued(client, stored):
    etag = client.get(stored)["ETag"]
    assert client.get(stored, headers={"Range": "bytes=10-19", "If-Range": etag}).status_code == 206


def test_a_browser_that_takes_gzip_gets_the_bytes_it_asked_for(client, stored):
    response = client.get(stored, headers={"Range": "bytes=0-999", "Accept-Encoding": "gzip"})
    assert body_of(response) == BODY[:1000]
    assert response["Content-Length"] == "1000"


def test_a_part_behind_the_end_is_refused(client, stored):
    response = client.get(stored, headers={"Range": "bytes=5000-"})
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */1024")


def test_what_the_phone_has_is_not_sent_again(client, stored):
    etag = client.get(stored)["ETag"]
    assert client.get(stored, headers={"If-None-Match": etag}).status_code == 304


def test_a_package_never_changes(client, stored):
    assert "immutable" in client.get(stored)["Cache-Control"]


def test_what_the_phone_has_is_known_after_compression_too(client):
    address = stored_text()
    etag = client.get(address, headers={"Accept-Encoding": "gzip"})["ETag"]
    assert client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": etag}).status_code == 304


def test_head_tells_the_size(client, stored):
    response = client.head(stored)
    assert (response["Content-Length"], response.content) == ("1024", b"")


def test_head_knows_no_ranges(client, stored):
    response = client.head(stored, headers={"Range": "bytes=10-19"})
    assert (response.status_code, response["Content-Length"]) == (200, "1024")


def test_a_playlist_comes_compressed(client):
    response = client.get(stored_text(), headers={"Accept-Encoding": "gzip"})
    assert (response["Content-Encoding"], response["Content-Type"]) == ("gzip", "application/vnd.apple.mpegurl")
    assert gzip.decompress(response.content).decode() == PLAYLIST


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.mp4", "video/mp4"),
        ("a.m4a", "audio/mp4"),
        ("a.m3u8", "application/vnd.apple.mpegurl"),
        ("a.vtt", "text/vtt; charset=utf-8"),
        ("a.webp", "image/webp"),
        ("a.jpg", "image/jpeg"),
        ("a.html", "application/octet-stream"),
    ],
)
def test_each_kind_of_file_says_what_it_is(client, db, name, kind):
    default_storage.save(f"packages/abc/{name}", ContentFile(BODY))
    assert client.get(f"/files/packages/abc/{name}")["Content-Type"] == kind


@pytest.mark.parametrize(
    "name",
    [
        "../db.sqlite3",
        "packages/../../secret",
        "packages/%2e%2e/%2e%2e/secret",
        "packages/abc",
        "packages/abc/none",
        "packages/" + "a" * 5000,
    ],
)
def test_nothing_outside_the_files_exists(client, stored, name):
    (Path(settings.MEDIA_ROOT).parent / "secret").write_text("secret")
    assert client.get(f"/files/{name}").status_code == 404


def test_a_link_out_of_the_files_is_not_followed(client, stored):
    secret = Path(settings.MEDIA_ROOT).parent / "secret"
    secret.write_text("secret")
    (Path(settings.MEDIA_ROOT) / "packages/abc/link.mp4").symlink_to(secret)
    assert client.get("/files/packages/abc/link.mp4").status_code == 404


@pytest.fixture
def original(trainer):
    file = ContentFile(b"original", name="phone.mp4")
    return Video.objects.create(title="phone", file=file, type="video", uploaded_by_user=trainer)


def test_originals_are_not_public(client, original):
    assert client.get(original.file.url).status_code == 404


def test_another_account_does_not_see_an_original(client, original):
    client.force_login(UserFactory(username="lan"))
    assert client.get(original.file.url).status_code == 404


def test_an_original_is_no_public_file_by_another_spelling(client, original):
    assert client.get(f"/files/packages/../{original.file.name}").status_code == 404


def test_its_trainer_sees_the_original(at_desk, original):
    assert body_of(at_desk.get(original.file.url)) == b"original"
