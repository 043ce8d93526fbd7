"""A poor line between a browser and the site: slow upwards, and cut when a test wants it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 16 * 1024


class Line:
    """Hands connections of its own port on to the site's; `bytes_a_second` upwards over all of them."""

    def __init__(self, to_port: int, bytes_a_second: int) -> None:
        self.to_port = to_port
        self.pause = PIECE / bytes_a_second
        self.server = socket.create_server(("127.0.0.1", 0))
        # Or most of a small file would be on its way before any of it has arrived.
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2 * PIECE)
        self.url = f"http://localhost:{self.server.getsockname()[1]}"
        self.open: set[socket.socket] = set()

    def serve(self) -> None:
        while True:
            try:
                browser, _ = self.server.accept()
            except OSError:
                return
            site = socket.create_connection(("127.0.0.1", self.to_port))
            self.open |= {browser, site}
            for source, target, pause in ((browser, site, self.pause), (site, browser, 0.0)):
                threading.Thread(target=self._hand_on, args=(source, target, pause), daemon=True).start()

    def _hand_on(self, source: socket.socket, target: socket.socket, pause: float) -> None:
        try:
            while piece := source.recv(PIECE):
                target.sendall(piece)
                time.sleep(pause)
        except OSError:
            pass
        self._close(source, target)

    def cut(self) -> None:
        """Every connection ends where it is; new ones may be made at once."""
        self._close(*self.open)

    def _close(self, *ends: socket.socket) -> None:
        for end in ends:
            self.open.discard(end)
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def poor_line(to_port: int, bytes_a_second: int) -> Iterator[Line]:
    line = Line(to_port, bytes_a_second)
    threading.Thread(target=line.serve, daemon=True).start()
    try:
        yield line
    finally:
        line.server.close()
        line.cut()
