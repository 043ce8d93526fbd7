"""The real nginx with the real configuration, in front of a web server and an object store."""

import datetime
import getpass
import gzip
import http.server
import socket
import ssl
import string
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

import boto3
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from moto.server import ThreadedMotoServer

from tools.places import ROOT
from tools.ports import any_free
from tools.system import nginx

NGINX = nginx()
VIDEO = bytes(range(256)) * 8192  # 2 MiB: several slices
PLAYLIST = b"#EXTM3U\n" + b"#EXTINF:8,\nsaver.mp4\n" * 100
pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx: apt-get install nginx-light")


def make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(private)
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))


class Echo(http.server.BaseHTTPRequestHandler):
    """A web server that answers with what the proxy told it."""

    def do_GET(self):
        told = (self.headers["Host"], self.headers["X-Forwarded-Proto"], self.headers["X-Forwarded-For"])
        body = " ".join((self.path, *told)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PATCH(self):
        while block := self.rfile.read1(1000):
            Echo.arrived += len(block)

    arrived = 0

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def web():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


@pytest.fixture(scope="module")
def store():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", **keys)
    client.create_bucket(Bucket="lessons")
    for name in ("packages/1/video.mp4", "media/original.mp4"):
        client.put_object(Bucket="lessons", Key=name, Body=VIDEO, ContentType="video/mp4", ACL="public-read")
    told = {"ContentType": "application/vnd.apple.mpegurl", "ACL": "public-read"}
    client.put_object(Bucket="lessons", Key="packages/1/saver.m3u8", Body=PLAYLIST, **told)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory, web, store):
    """The address of the running proxy."""
    folder = tmp_path_factory.mktemp("proxy")
    make_certificate(folder)
    host, port = store.get_host_and_port()
    names = {"SITE_HOST": "localhost", "WEB": f"127.0.0.1:{web}", "STORE": f"{host}:{port}", "BUCKET": "lessons"}
    names |= {
        "CACHE": str(folder),
        "CERTIFICATES": str(folder),
        "HTTP_PORT": str(any_free()),
        "HTTPS_PORT": str(any_free()),
    }
    site = string.Template((ROOT / "deploy" / "nginx.conf.template").read_text(encoding="utf-8")).safe_substitute(names)
    (folder / "site.conf").write_text(site)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = f"user {getpass.getuser()}; daemon off; pid {folder}/pid; error_log stderr; events {{}}"
    main += f"http {{ access_log off; {paths} include {folder}/site.conf; }}"
    (folder / "nginx.conf").write_text(main)
    folder.chmod(0o755)
    process = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.PIPE)
    yield wait_for(f"https://localhost:{names['HTTPS_PORT']}", process)
    process.terminate()
    process.wait()


def wait_for(address: str, process) -> str:
    for _ in range(200):
        assert process.poll() is None, process.stderr.read().decode()
        try:
            get(f"{address}/")
        except OSError:
            time.sleep(0.05)
        else:
            return address
    raise AssertionError("nginx does not answer")


def get(url: str, **headers: str):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), context=context, timeout=10) as answer:
        return answer.status, answer.headers, answer.read()


def test_a_page_comes_from_the_platform_which_knows_it_is_served_over_https(proxy):
    assert get(f"{proxy}/courses/?page=2")[2] == b"/courses/?page=2 localhost https 127.0.0.1"


def test_nobody_chooses_the_address_that_attempts_are_counted_for(proxy):
    assert get(f"{proxy}/", **{"X-Forwarded-For": "192.0.2.1"})[2].endswith(b" 127.0.0.1")


def test_a_range_of_a_package_comes_from_the_store(proxy):
    status, headers, body = get(f"{proxy}/files/packages/1/video.mp4", Range="bytes=1048570-1048585")
    assert status == 206
    assert body == VIDEO[1048570:1048586]
    assert headers["Content-Range"] == f"bytes 1048570-1048585/{len(VIDEO)}"
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_second_phone_is_served_from_the_cache(proxy):
    first = get(f"{proxy}/files/packages/1/video.mp4", Range="bytes=0-99")
    second = get(f"{proxy}/files/packages/1/video.mp4", Range="bytes=50-149")
    assert second[1]["X-Cache"] == "HIT"
    assert first[2][50:] == second[2][:50]


def test_a_whole_package_is_put_together_from_its_slices(proxy):
    status, _, body = get(f"{proxy}/files/packages/1/video.mp4")
    assert (status, body) == (200, VIDEO)


def test_a_playlist_comes_compressed(proxy):
    status, headers, body = get(f"{proxy}/files/packages/1/saver.m3u8", **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(body) == PLAYLIST


def test_video_comes_as_it_is(proxy):
    _, headers, body = get(f"{proxy}/files/packages/1/video.mp4", Range="bytes=0-99", **{"Accept-Encoding": "gzip"})
    assert (headers["Content-Encoding"], body) == (None, VIDEO[:100])


def test_an_original_is_left_to_the_platform_to_give_or_refuse(proxy):
    assert get(f"{proxy}/files/media/original.mp4")[2].startswith(b"/files/media/original.mp4 ")


def test_a_way_round_to_an_original_ends_at_the_platform_too(proxy):
    assert get(f"{proxy}/files/packages/../media/original.mp4")[2].startswith(b"/files/packages/../media/original.mp4 ")


def test_what_has_arrived_of_an_upload_reaches_the_platform_when_the_line_breaks(proxy):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    port = int(proxy.rsplit(":", 1)[1])
    with socket.create_connection(("localhost", port)) as plain, context.wrap_socket(plain) as line:
        line.sendall(b"PATCH /api/uploads/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n" + b"x" * 2000)
        until = time.monotonic() + 10
        while Echo.arrived < 2000 and time.monotonic() < until:
            time.sleep(0.02)
    assert Echo.arrived == 2000
