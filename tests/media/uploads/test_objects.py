"""Uploads in an S3 store, with parts as large as S3 wants them: nothing of a file lies on a web host."""

import random
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError
from django.core.files.storage import default_storage
from django.utils import timezone

from media.models import Video
from media.uploads import services
from media.uploads.backends import StoreAway
from media.uploads.models import Upload
from media.uploads.objects import ObjectStore, part_size
from media.uploads.services import sweep_uploads
from media.uploads.store import backend
from tests.media.uploads.conftest import row

pytestmark = pytest.mark.any_database

MEGABYTE = 1024 * 1024
FILE = random.Random(3).randbytes(11 * MEGABYTE)


def keys(bucket):
    client, name = bucket
    return {entry["Key"] for entry in client.list_objects_v2(Bucket=name).get("Contents", [])}


def multiparts(bucket):
    client, name = bucket
    return [entry["UploadId"] for entry in client.list_multipart_uploads(Bucket=name).get("Uploads", [])]


def send(tus, address, *ends):
    """One request up to each of these bytes."""
    offset = tus.offset(address)
    for end in ends:
        assert tus.patch(address, offset, FILE[offset:end]).status_code == 204
        offset = end


def test_a_file_arrives_over_many_requests_as_one_object(bucket, tus):
    address = tus.begin(len(FILE), filename="竹笋.mp4")
    send(tus, address, MEGABYTE, 2 * MEGABYTE, 8 * MEGABYTE, 8 * MEGABYTE + 1, len(FILE))
    video = Video.objects.get()
    assert keys(bucket) == {video.file.name}
    assert multiparts(bucket) == []
    with default_storage.open(video.file.name) as file:
        assert file.read() == FILE


def test_the_worker_looks_into_it_later(bucket, tus):
    address = tus.begin(len(FILE), filename="竹笋.mp4")
    send(tus, address, len(FILE))
    video = Video.objects.get()
    assert (tus.state(address)["state"], video.probed, video.title, video.type) == ("done", {}, "竹笋", "video")
    assert video.jobs.get().source_name == video.file.name


def test_the_store_knows_what_kind_of_file_it_is(bucket, tus):
    client, name = bucket
    send(tus, tus.begin(len(FILE), filename="a.mp4"), len(FILE))
    assert client.head_object(Bucket=name, Key=Video.objects.get().file.name)["ContentType"] == "video/mp4"


def test_state_is_in_the_row_and_the_store_alone(bucket, tus, settings, tmp_path):
    address = tus.begin(len(FILE), filename="a.mp4")
    send(tus, address, 6 * MEGABYTE)
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "another-host", tmp_path / "another-host"
    send(tus, address, len(FILE))
    assert Video.objects.exists()


def test_a_cancelled_upload_leaves_nothing(bucket, tus):
    address = tus.begin(len(FILE))
    send(tus, address, 6 * MEGABYTE, 7 * MEGABYTE)
    tus.ask("DELETE", address)
    assert (keys(bucket), multiparts(bucket)) == (set(), [])


def test_an_expired_upload_is_swept(bucket, tus):
    address = tus.begin(len(FILE))
    send(tus, address, 6 * MEGABYTE)
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    sweep_uploads()
    sweep_uploads()
    assert (keys(bucket), multiparts(bucket)) == (set(), [])
    assert tus.head(address).status_code == 410


def test_a_store_that_is_away_is_503_and_the_upload_goes_on_later(bucket, tus, monkeypatch):
    address = tus.begin(len(FILE), filename="a.mp4")
    send(tus, address, 6 * MEGABYTE)
    with monkeypatch.context() as patch:
        patch.setattr(ObjectStore, "put_part", away)
        assert tus.patch(address, 6 * MEGABYTE, FILE[6 * MEGABYTE :]).status_code == 503
    send(tus, address, len(FILE))
    with default_storage.open(Video.objects.get().file.name) as file:
        assert file.read() == FILE


def away(*args):
    raise StoreAway("connection refused")


def test_a_store_that_cannot_be_reached_at_all_is_503(bucket, tus, settings):
    address = tus.begin(10)
    options = settings.STORAGES["default"]["OPTIONS"] | {"endpoint_url": "http://127.0.0.1:9"}
    default = settings.STORAGES["default"] | {"OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    assert tus.patch(address, 0, b"hello").status_code == 503


def test_a_store_that_lost_the_upload_is_410(bucket, tus, monkeypatch):
    address = tus.begin(len(FILE))
    send(tus, address, 5 * MEGABYTE)
    monkeypatch.setattr(ObjectStore, "client", property(lambda self: Forgetful()))
    assert tus.patch(address, 5 * MEGABYTE, FILE[5 * MEGABYTE :]).status_code == 410
    assert tus.head(address).status_code == 410


class Forgetful:
    """What S3 answers for an upload that somebody aborted."""

    def upload_part(self, **kwargs):
        raise ClientError({"Error": {"Code": "NoSuchUpload"}}, "UploadPart")


def test_a_process_killed_after_the_store_had_put_it_together_loses_nothing(bucket, tus, monkeypatch):
    address = tus.begin(len(FILE), filename="a.mp4")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("media.uploads.arrival.encode_replacement", killed)
        tus.patch(address, 0, FILE)
    assert not Video.objects.exists()
    sweep_uploads()
    with default_storage.open(Video.objects.get().file.name) as file:
        assert file.read() == FILE


def killed(**kwargs):
    raise KeyboardInterrupt


def test_strays_are_freed_and_uploads_under_way_are_not(bucket, tus):
    client, name = bucket
    address = tus.begin(len(FILE))
    send(tus, address, MEGABYTE)
    client.create_multipart_upload(Bucket=name, Key="media/stray.mp4")
    client.create_multipart_upload(Bucket=name, Key="backups/not-ours")
    client.put_object(Bucket=name, Key="uploads/nobody/piece", Body=b"x")
    backend().discard_strays({row(address).token}, older_than_s=3600)
    assert len(keys(bucket)) == 2
    backend().discard_strays({row(address).token}, older_than_s=-3600)
    assert row(address).store["id"] in multiparts(bucket)
    assert len(multiparts(bucket)) == 2
    send(tus, address, len(FILE))
    assert keys(bucket) == {Video.objects.get().file.name}


def test_a_sweep_that_cannot_reach_the_store_leaves_the_rest_of_the_work_alone(bucket, db, monkeypatch):
    services.cache.delete("uploads-strays")
    monkeypatch.setattr(ObjectStore, "discard_strays", away)
    sweep_uploads()


def test_parts_are_as_small_as_s3_allows_and_never_too_many():
    assert part_size(2 * 1024**3) == 5 * MEGABYTE
    assert 10_000 * part_size(5 * 1024**4) > 5 * 1024**4
