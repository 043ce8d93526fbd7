"""The object store goes away for a while, under a worker's hands."""

import time
import uuid

import boto3
import pytest
from moto.server import ThreadedMotoServer

from eduplatform.settings import storage_from_url
from tests.media.conftest import add_video
from tests.media.faults.site import Site, assert_sound

pytestmark = pytest.mark.faults


@pytest.fixture
def store(settings):
    """(its address, what stops it, what starts it again); what it holds outlives the pause."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    name = f"lessons-{uuid.uuid4()}"
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    boto3.client("s3", endpoint_url=f"http://{host}:{port}", **keys).create_bucket(Bucket=name)
    url = f"s3://key:secret@{host}:{port}/{name}?tls=0"
    settings.STORAGES = {**settings.STORAGES, "default": storage_from_url(url)}
    servers = [server]

    def stop():
        servers.pop().stop()

    def start():
        servers.append(ThreadedMotoServer(ip_address=host, port=port, verbose=False))
        servers[-1].start()

    yield url, stop, start
    for each in servers:
        each.stop()


@pytest.fixture
def far_site(store, site: Site, clip):
    """The lesson's original lies in the store that goes away."""
    site.env["STORAGE_URL"] = store[0]
    return site


@pytest.fixture
def waiting(store, real_tables, clip):
    return add_video(clip)


@pytest.mark.parametrize("moment", ["before it is fetched", "while it is encoded"])
def test_the_store_is_away_for_a_while(store, far_site, moment):
    _, stop, start = store
    if moment == "before it is fetched":
        stop()
        far_site.worker()
        time.sleep(8)
    else:
        far_site.worker()
        far_site.until("EncodeTask.objects.filter(state='running').exists()")
        stop()
        time.sleep(8)
    start()
    far_site.until_closed()
    assert_sound(far_site.state())
