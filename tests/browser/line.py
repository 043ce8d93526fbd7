"""A poor line between a browser and the site: as slow as told each way, and cut when a test wants it.

The browser's own throttle lets what is under way come to its end, at the speed that it began with.
"""

import math
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 2048
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: what was not sent yet is thrown away


class Line:
    """Hands connections of its own port, at `url`, on to the site's; all of them share `up` and `down`, in kbit/s."""

    def __init__(self, to_port: int, up: float = math.inf, down: float = math.inf) -> None:
        self.to_port, self.up, self.down = to_port, up, down
        self.is_gone = False
        self.turns = {"up": threading.Lock(), "down": threading.Lock()}
        self.open: set[socket.socket] = set()
        self.server = socket.create_server(("127.0.0.1", 0))
        # Or most of a small file would be on its way before any of it has arrived.
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * PIECE)
        self.url = f"http://localhost:{self.server.getsockname()[1]}"

    def serve(self) -> None:
        while True:
            try:
                browser, _ = self.server.accept()
            except OSError:
                return
            if self.is_gone:
                browser.close()
                continue
            site = socket.socket()
            site.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * PIECE)
            site.connect(("127.0.0.1", self.to_port))
            self.open |= {browser, site}
            for source, target, way in ((browser, site, "up"), (site, browser, "down")):
                threading.Thread(target=self._hand_on, args=(source, target, way), daemon=True).start()

    def _hand_on(self, source: socket.socket, target: socket.socket, way: str) -> None:
        try:
            while piece := source.recv(PIECE):
                with self.turns[way]:
                    time.sleep(len(piece) / (getattr(self, way) * 125))
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(source, target)

    def cut(self) -> None:
        """Every connection ends where it is; new ones may be made at once."""
        for end in list(self.open):
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self._close(*self.open)

    def goes(self) -> None:
        """As `cut`, and no new connection comes about."""
        self.is_gone = True
        self.cut()

    def comes_back(self) -> None:
        self.is_gone = False

    def _close(self, *ends: socket.socket) -> None:
        for end in ends:
            self.open.discard(end)
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)  # else a thread that waits for bytes keeps it open
            end.close()


@contextmanager
def poor_line(to_port: int, *, up: float = math.inf, down: float = math.inf) -> Iterator[Line]:
    line = Line(to_port, up, down)
    threading.Thread(target=line.serve, daemon=True).start()
    try:
        yield line
    finally:
        line.server.close()
        line.cut()
