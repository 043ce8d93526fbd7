"""A line between a phone and the site that is as slow as told and can be cut in the middle of an answer.

The browser's own throttle lets what is under way come to its end, at the speed that it began with.
"""

import socket
import struct
import threading
import time
from contextlib import suppress

PIECE = 2048
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: what was not sent yet is thrown away


class Cable:
    """`url` is where the site is found through it."""

    def __init__(self, port: int, kbit_per_s: float) -> None:
        self.port, self.kbit_per_s = port, kbit_per_s
        self.is_cut = False
        self.turn = threading.Lock()
        self.ends: list[socket.socket] = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self.is_cut = True
        for end in self.ends:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            with suppress(OSError):  # the other side may have gone first
                end.shutdown(socket.SHUT_RDWR)  # else a thread that waits for bytes keeps it open
            end.close()
        self.ends.clear()

    def mend(self) -> None:
        self.is_cut = False

    def close(self) -> None:
        self.server.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                phone, _ = self.server.accept()
            except OSError:
                return
            if self.is_cut:
                phone.close()
                continue
            site = socket.socket()
            site.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * PIECE)
            site.connect(("127.0.0.1", self.port))
            self.ends += [phone, site]
            for source, target, slow in ((phone, site, False), (site, phone, True)):
                threading.Thread(target=self._carry, args=(source, target, slow), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, slow: bool) -> None:
        try:
            while piece := source.recv(PIECE):
                if slow:
                    with self.turn:  # all answers share the line
                        time.sleep(len(piece) / (self.kbit_per_s * 125))
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return
