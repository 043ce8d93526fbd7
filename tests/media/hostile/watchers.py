"""What must not happen while a hostile file is handled, and how it would be seen."""

from __future__ import annotations

import ctypes
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

IN_ACCESS, IN_MODIFY, IN_ATTRIB, IN_OPEN, IN_NONBLOCK = 0x1, 0x2, 0x4, 0x20, 0o4000
libc = ctypes.CDLL(None, use_errno=True)


class Canary:
    """A file with a secret; the kernel tells of everybody who opens it."""

    def __init__(self, path: Path, secret: str) -> None:
        path.write_text(secret)
        self.path, self.secret = path, secret.encode()
        self.watch = libc.inotify_init1(IN_NONBLOCK)
        assert libc.inotify_add_watch(self.watch, os.fsencode(path), IN_OPEN | IN_ACCESS | IN_MODIFY | IN_ATTRIB) > 0

    def was_touched(self) -> bool:
        try:
            return bool(os.read(self.watch, 4096))
        except BlockingIOError:
            return False


@contextmanager
def counting_server() -> Iterator[tuple[str, list[str]]]:
    """(address, what was asked for). Even a connection without a request counts."""
    visits: list[str] = []

    class Server(ThreadingHTTPServer):
        def verify_request(self, request: object, client_address: object) -> bool:
            visits.append("connection")
            return True

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visits.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is to be printed."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", visits
        finally:
            server.shutdown()
            thread.join()


def state_of(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Every file below a folder: mode, size, and a hash of the small ones."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        small = path.is_file() and not path.is_symlink() and status.st_size < 1_000_000
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if small else ""
        found[str(path.relative_to(folder))] = (status.st_mode, status.st_size, digest)
    return found


def processes_with(word: str) -> list[str]:
    """Commands of running processes, but for this one, that name something."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if word.encode() in command and int(path.parent.name) != os.getpid():
            found.append(command.decode("utf-8", "replace"))
    return found
