"""`make bench-web [ROUNDS=6 SECONDS=3]`: a lesson page for a stranger beside a bare Django view.

Both on the web server as it is run, one after the other in short rounds, over loopback, with as many connections as
the server has threads; each sends its next request when the last is answered whole. `page_rps`: a lesson with a film,
as a phone that comes for the first time gets it, compressed. `bare_rps`: `bench/bare.py`. `again_rps`: by who has it
and asks whether it changed. `made_rps`: when it must be made anew each time, as after every change.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.browser.site import Site
from tools.places import ROOT
from tools.ports import any_free
from tools.say import complain
from tools.serve import ANSWER_WITHIN, THREADS, status_of, web

ROUNDS = int(os.environ.get("ROUNDS", "6"))
SECONDS = float(os.environ.get("SECONDS", "3"))
CONNECTIONS = int(THREADS)
HOST = "127.0.0.1"
LESSON = """
from courses.models import LessonPage
from media.models import Package
live = Package.objects.filter(state=Package.State.LIVE).values("video")
print(LessonPage.objects.live().filter(video__in=live).order_by("path").first().url)
"""


@dataclass(frozen=True)
class Asked:
    port: int
    path: str
    headers: str = "Accept-Encoding: gzip, deflate\r\n"
    status: int = 200

    def as_bytes(self) -> bytes:
        return f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\n{self.headers}\r\n".encode()


class Connection:
    """Kept open; reads no more of an answer than where it ends."""

    def __init__(self, asked: Asked) -> None:
        self.socket = socket.create_connection((HOST, asked.port))
        self.request, self.expected = asked.as_bytes(), f"HTTP/1.1 {asked.status} ".encode()
        self.read = b""

    def ask(self) -> None:
        self.socket.sendall(self.request)

    def is_answered(self) -> bool:
        self.read += self.socket.recv(262_144)
        head, end, body = self.read.partition(b"\r\n\r\n")
        if not end or len(body) < length_of(head):
            return False
        if not head.startswith(self.expected):
            raise SystemExit(f"answered {head[:200]!r}")
        self.read = b""
        return True


def length_of(head: bytes) -> int:
    name = b"\r\ncontent-length: "
    start = head.lower().find(name)
    return int(head[start + len(name) :].split(b"\r\n", 1)[0]) if start >= 0 else 0


def rate(asked: Asked) -> float:
    """Answers in a second."""
    done = 0
    with selectors.DefaultSelector() as ready:
        for _ in range(CONNECTIONS):
            connection = Connection(asked)
            ready.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask()
        began = time.perf_counter()
        while (now := time.perf_counter()) < began + SECONDS:
            for key, _events in ready.select(1):
                if key.data.is_answered():
                    done += 1
                    key.data.ask()
        for key in list(ready.get_map().values()):
            key.data.socket.close()
    return done / (now - began)


@contextlib.contextmanager
def served(application: str, environment: dict[str, str]) -> Iterator[int]:
    """The web server as `make run` starts it, with this application."""
    port = any_free()
    *command, _platform = web(HOST, port).argv
    server = subprocess.Popen([*command, application], cwd=ROOT, env=environment, stdout=sys.stderr)
    try:
        until = time.monotonic() + ANSWER_WITHIN
        while status_of(HOST, port) != 200:
            if server.poll() is not None or time.monotonic() > until:
                raise SystemExit("The web server does not come up")
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def tag_of(port: int, path: str) -> str:
    connection = http.client.HTTPConnection(HOST, port)
    connection.request("GET", path, headers={"Host": "localhost", "Accept-Encoding": "gzip"})
    return connection.getresponse().headers["ETag"]


def measure(site: Site) -> dict[str, float]:
    lesson = site.does(LESSON).split()[-1]
    complain(f"{lesson}, {ROUNDS} rounds of {SECONDS} s")
    with (
        served("eduplatform.wsgi:application", site.env) as port,
        served("bench.bare:application", site.env) as bare,
    ):
        page = Asked(port, lesson)
        tag = f"If-None-Match: {tag_of(port, lesson)}\r\n"
        asked = {
            "bare": Asked(bare, "/"),
            "page": page,
            "again": Asked(port, lesson, page.headers + tag, 304),
            "made": Asked(port, f"{lesson}?made"),
        }
        rates: dict[str, list[float]] = {name: [] for name in asked}
        for turn in range(ROUNDS):
            for name, request in asked.items():
                rates[name].append(rate(request))
            complain(f"round {turn + 1}: " + ", ".join(f"{name} {each[-1]:.0f}" for name, each in rates.items()))
    result = {f"{name}_rps": round(statistics.median(each), 1) for name, each in rates.items()}
    return {**result, "ratio": round(result["page_rps"] / result["bare_rps"], 3)}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder))
        if built := os.environ.get("BROWSER_DEMO"):
            site.move_in(Path(built))
        else:
            complain("Building a small demo site (a minute or two)")
            site.build()
        print(json.dumps(measure(site)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
