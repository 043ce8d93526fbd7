"""Many files as one download, made while it is sent."""

import io
import zipfile
from collections.abc import Iterable, Iterator


class _Outlet(io.RawIOBase):
    """Takes what the archive writes until somebody fetches it; cannot go back, so nothing has to be kept."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, chunk: object) -> int:
        piece = memoryview(chunk)  # type: ignore[arg-type]
        self.waiting += piece
        return piece.nbytes

    def fetched(self) -> bytes:
        piece = bytes(self.waiting)
        self.waiting.clear()
        return piece


def zipped(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """A zip of names and contents, in as many pieces as there are files and one more."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
            yield outlet.fetched()
    yield outlet.fetched()
