"""The same life of a video on an S3 store, which has no paths and no folders."""

import uuid
from datetime import timedelta

import boto3
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from moto.server import ThreadedMotoServer

from eduplatform.settings import storage_from_url
from media import encoding, services
from media.models import Package
from media.queries import playback_for
from media.sweeping import sweep
from tests.media.conftest import add_video

pytestmark = pytest.mark.any_database


@pytest.fixture
def bucket(settings):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", **keys)
    name = f"lessons-{uuid.uuid4()}"  # moto keeps buckets between servers of one process
    client.create_bucket(Bucket=name)
    default = storage_from_url(f"s3://key:secret@{host}:{port}/{name}?tls=0")
    settings.STORAGES = {**settings.STORAGES, "default": default}

    def names():
        return [item["Key"] for item in client.list_objects_v2(Bucket=name).get("Contents", [])]

    yield names, lambda key: client.head_object(Bucket=name, Key=key)["ContentType"]
    server.stop()


def test_a_lesson_is_made_in_an_object_store(bucket, db, clip):
    names, content_type = bucket
    video = add_video(clip)
    encoding.work()
    play = playback_for(video)
    assert play.state == "ready"
    master = next(name for name in names() if "/master-" in name)
    assert content_type(master) == "application/vnd.apple.mpegurl"


def test_what_is_replaced_leaves_the_object_store(bucket, db, clip):
    names, _ = bucket
    video = add_video(clip)
    encoding.work()
    before = set(names())
    services.request_encoding(video=video)
    encoding.work()
    Package.objects.filter(state="retired").update(retired_at=timezone.now() - timedelta(days=2))
    sweep()
    assert len(names()) == len(before)
    assert set(names()) & before == {video.file.name}
    assert default_storage.exists(video.file.name)
