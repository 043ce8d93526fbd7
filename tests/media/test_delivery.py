from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from media.models import Video
from tests.factories import UserFactory

NAME = "packages/abc/saver.mp4"
BODY = bytes(range(256)) * 4


@pytest.fixture
def stored(db):
    default_storage.save(NAME, ContentFile(BODY))
    return f"/files/{NAME}"


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


def test_a_long_part_comes_in_pieces(client, stored, monkeypatch):
    """So that a phone on a slow line does not hold a thread of the server."""
    monkeypatch.setattr("media.delivery.LONGEST_PART", 100)
    response = client.get(stored, headers={"Range": "bytes=10-"})
    assert response["Content-Range"] == "bytes 10-109/1024"
    assert body_of(response) == BODY[10:110]


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


def test_head_tells_the_size(client, stored):
    response = client.head(stored)
    assert (response["Content-Length"], response.content) == ("1024", b"")


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
