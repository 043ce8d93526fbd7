"""A trainer who uploads with a client of their own making, down to the single header."""

import base64
import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from moto.server import ThreadedMotoServer

from eduplatform.settings import storage_from_url
from media.uploads.models import Upload
from media.uploads.protocol import CONTENT_TYPE, write_metadata


def checksum(algorithm: str, body: bytes) -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, body).digest()).decode()}"


@dataclass
class Tus:
    """Headers are those of the protocol; a None leaves one out."""

    client: Client
    headers: dict[str, Any] = field(default_factory=lambda: {"Tus-Resumable": "1.0.0"})

    def ask(self, method: str, address: str, body: bytes = b"", kind: str = "", **headers: Any) -> HttpResponse:
        named = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: str(value) for name, value in named.items() if value is not None}
        # Django's client leaves the type of an empty body out.
        return self.client.generic(method, address, body, kind, headers=sent, CONTENT_TYPE=kind)

    def create(self, length: Any, body: bytes = b"", kind: str = "", **metadata: str) -> HttpResponse:
        text = write_metadata({key: value.encode() for key, value in metadata.items()})
        header = {"Upload_Metadata": text} if text else {}
        return self.ask("POST", reverse("uploads"), body, kind, Upload_Length=length, **header)

    def begin(self, length: int, **metadata: str) -> str:
        """The address of a new upload."""
        answer = self.create(length, **metadata)
        assert answer.status_code == 201, answer.content
        return answer["Location"]

    def patch(self, address: str, offset: Any, body: bytes, **headers: Any) -> HttpResponse:
        return self.ask("PATCH", address, body, CONTENT_TYPE, Upload_Offset=offset, **headers)

    def head(self, address: str, **headers: Any) -> HttpResponse:
        return self.ask("HEAD", address, **headers)

    def offset(self, address: str) -> int:
        return int(self.head(address)["Upload-Offset"])

    def state(self, address: str) -> dict[str, Any]:
        return self.client.get(f"{address}/state").json()

    def send(self, path, name: str = "", chunk: int = 0, **metadata: str) -> dict[str, Any]:
        """A whole file; what became of it."""
        content = path.read_bytes()
        address = self.begin(len(content), filename=name or path.name, **metadata)
        step = chunk or len(content)
        for offset in range(0, len(content), step):
            assert self.patch(address, offset, content[offset : offset + step]).status_code == 204
        return self.state(address)


def row(address: str) -> Upload:
    return Upload.objects.get(token=address.rsplit("/", 1)[-1])


@pytest.fixture(autouse=True)
def room(settings):
    """The machine that tests has what it has."""
    settings.VIDEO_MIN_FREE_BYTES = 0


@pytest.fixture
def tus(at_desk) -> Tus:
    return Tus(at_desk)


@pytest.fixture(scope="session")
def moto():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def bucket(settings, moto):
    """The default storage is an empty bucket; answers a boto3 client and the bucket's name."""
    name = f"lessons-{uuid.uuid4()}"
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=f"http://{moto}", **keys)
    client.create_bucket(Bucket=name)
    default = storage_from_url(f"s3://key:secret@{moto}/{name}?tls=0")
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return client, name
