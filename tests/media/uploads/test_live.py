"""Real clients and real broken lines, against the platform behind granian."""

import base64
import hashlib
import http.client
import json
import random
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
import requests
from tusclient.client import TusClient

from tests.media.uploads.live import HOST, Live
from tests.npm import npm_folder

pytestmark = pytest.mark.slow
SEND = Path(__file__).parent / "clients" / "send.mjs"
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def live(django_db_setup, tmp_path_factory):
    live = Live(tmp_path_factory.mktemp("live"))
    try:
        live.start()
        yield live
    finally:
        live.kill()


@pytest.fixture
def film(tmp_path, make_clip):
    """A video of 3 MB, another one for each test, whose bytes do not repeat: one in the wrong place is found out."""
    clip = make_clip("grain.mp4", "-f", "lavfi", "-i", "testsrc2=s=320x240:r=10:d=2", "-c:v", "libx264", "-y")
    path = tmp_path / "挖笋.mp4"
    path.write_bytes(padded(clip.read_bytes(), 3 * MEGABYTE))
    return path


def padded(mp4: bytes, size: int) -> bytes:
    """The same video with a box of noise that players skip."""
    noise = random.randbytes(size)
    return mp4 + (len(noise) + 8).to_bytes(4, "big") + b"free" + noise


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def outcome(live, url):
    return requests.get(f"{url}/state", headers=live.headers, timeout=30).json()


def originals(live):
    """The checksums of all originals that the platform has stored."""
    return {sha256(path) for path in (live.files / "media").glob("*")}


def test_tuspy_sends_a_file_in_pieces_with_checksums(live, film):
    client = TusClient(live.url, headers=live.headers)
    uploader = client.uploader(str(film), chunk_size=700_000, metadata={"filename": film.name}, upload_checksum=True)
    uploader.upload()
    state = outcome(live, uploader.url)
    assert state["state"] == "done"
    assert sha256(film) in originals(live)


def test_tuspy_goes_on_where_another_run_of_it_stopped(live, film):
    client = TusClient(live.url, headers=live.headers)
    first = client.uploader(str(film), chunk_size=500_000, metadata={"filename": film.name})
    first.upload(stop_at=1_400_000)
    second = client.uploader(str(film), chunk_size=900_000, url=first.url)
    assert second.offset == 1_400_000
    second.upload()
    state = outcome(live, first.url)
    assert state["state"] == "done"
    assert sha256(film) in originals(live)


def send(live, film, **wishes):
    told = {
        "path": str(film),
        "size": film.stat().st_size,
        "endpoint": live.url,
        "headers": live.headers,
        "metadata": {"filename": film.name, "filetype": "video/mp4"},
        **wishes,
    }
    command = [shutil.which("node"), str(SEND), str(npm_folder()), json.dumps(told)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_tus_js_client_sends_a_file_in_one_request(live, film):
    npm_folder()
    sent = send(live, film)
    state = outcome(live, sent["url"])
    assert (sent["done"], state["state"]) == (True, "done")
    assert sha256(film) in originals(live)


def test_tus_js_client_goes_on_after_it_was_broken_off_twice(live, film):
    npm_folder()
    broken = send(live, film, chunkSize=400_000, breakAt=1_000_000)
    again = send(live, film, chunkSize=300_000, breakAt=2_000_000, **{"from": broken["url"]})
    sent = send(live, film, **{"from": again["url"]})
    assert broken["url"] == again["url"] == sent["url"]
    state = outcome(live, sent["url"])
    assert state["state"] == "done"
    assert sha256(film) in originals(live)


def create(live, size):
    name = base64.b64encode(b"a.mp4").decode()
    headers = live.headers | {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(size),
        "Upload-Metadata": f"filename {name}",
    }
    return requests.post(live.url, headers=headers, timeout=30).headers["Location"]


def opened(live, address, offset, length):
    """A line on which a PATCH of so many bytes has begun."""
    line = socket.create_connection((HOST, live.port))
    headers = live.headers | {
        "Host": "localhost",
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
    }
    headers |= {"Content-Length": str(length)} if length else {"Transfer-Encoding": "chunked"}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    line.sendall(f"PATCH {address} HTTP/1.1\r\n{head}\r\n".encode())
    return line


def offset(live, address):
    headers = live.headers | {"Tus-Resumable": "1.0.0"}
    return int(requests.head(f"{live.url[:-13]}{address}", headers=headers, timeout=30).headers["Upload-Offset"])


def until(find, seconds=30):
    end = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)
    return found


def finish(live, address, content):
    at = offset(live, address)
    with opened(live, address, at, len(content) - at) as line:
        line.sendall(content[at:])
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert answer.status == 204
    return outcome(live, live.url[:-13] + address)


def test_a_line_that_breaks_keeps_what_had_arrived(live, film):
    content = film.read_bytes()
    address = create(live, len(content))
    with opened(live, address, 0, len(content)) as line:
        line.sendall(content[:1_000_000])
        time.sleep(0.5)
    assert until(lambda: offset(live, address)) == 1_000_000
    assert finish(live, address, content)["state"] == "done"
    assert sha256(film) in originals(live)


def test_a_body_of_unknown_length_is_taken(live, film):
    content = film.read_bytes()
    address = create(live, len(content))
    with opened(live, address, 0, None) as line:
        for at in range(0, 600_000, 100_000):
            line.sendall(b"186a0\r\n" + content[at : at + 100_000] + b"\r\n")
        line.sendall(b"0\r\n\r\n")
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert (answer.status, answer.headers["Upload-Offset"]) == (204, "600000")
    assert finish(live, address, content)["state"] == "done"
    assert sha256(film) in originals(live)


def test_a_server_that_is_killed_in_the_middle_doubles_and_loses_nothing(live, tmp_path, film):
    content = padded(film.read_bytes(), 12 * MEGABYTE)
    address = create(live, len(content))
    with opened(live, address, 0, len(content)) as line:
        line.sendall(content[: 10 * MEGABYTE])
        until(lambda: offset(live, address))
        live.kill()
    live.start()
    assert 8 * MEGABYTE <= offset(live, address) <= 10 * MEGABYTE
    time.sleep(15)  # the lease of the killed writer
    assert finish(live, address, content)["state"] == "done"
    assert hashlib.sha256(content).hexdigest() in originals(live)


def test_lines_that_stand_still_do_not_stop_the_site(live):
    """Two may hold a thread each; the third is asked to come back, and pages are served meanwhile."""
    lines = [opened(live, create(live, 1000), 0, 1000) for _ in range(2)]
    time.sleep(1)
    with opened(live, create(live, 1000), 0, 1000) as third:
        answer = http.client.HTTPResponse(third)
        answer.begin()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "3")
    assert requests.get(live.url[:-13], timeout=30).status_code < 500
    for line in lines:
        line.close()


def test_a_large_file_is_never_in_memory_as_a_whole(live):
    size = 100 * MEGABYTE
    address = create(live, size)
    before = peak(live)
    block = random.Random(1).randbytes(MEGABYTE)
    with opened(live, address, 0, size) as line:
        for _ in range(100):
            line.sendall(block)
        answer = http.client.HTTPResponse(line)
        answer.begin()
    assert answer.headers["Upload-Offset"] == str(size)
    assert peak(live) - before < 40 * MEGABYTE


def peak(live):
    """The most memory that any process of the server has had, in bytes."""
    children = Path(f"/proc/{live.process.pid}/task/{live.process.pid}/children").read_text().split()
    texts = [Path(f"/proc/{pid}/status").read_text() for pid in (live.process.pid, *children)]
    return max(int(text.split("VmHWM:")[1].split()[0]) for text in texts) * 1024
