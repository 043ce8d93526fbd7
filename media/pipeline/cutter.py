"""Cut the pictures of a long file into parts without decoding them. Run as a script of its own, inside a cage:

    python -I cutter.py -i FILE ORDER

ORDER is JSON: `{"stream": number, "options": {...}, "begin_s": seconds, "lead_s": seconds, "cuts": [...]}`, each
cut `[name, start_s, end_s]`.
A part reaches from the last key frame at or before its start to the last picture that is decoded before its
end, so that every frame in between can be decoded whatever the order of pictures is; parts overlap. The file is
read once. Progress is printed as FFmpeg prints it.
"""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

import av

TELL_EVERY_S: Final = 0.5


@dataclass(frozen=True)
class Cut:
    """A file to write; seconds since the first thing that is shown or heard."""

    name: str
    start_s: float
    end_s: float


@dataclass
class Cutter:
    """Deals packets, in the order of decoding, to the parts that need them."""

    template: Any
    lead: int  # ticks added to every time stamp, for the container of parts knows no negative times
    waiting: deque[Cut]
    writing: list[tuple[Cut, Any, Any]] = field(default_factory=list)
    run_up: list[Any] = field(default_factory=list)  # since the last key frame that a waiting part may start from

    def take(self, packet: Any, shown_s: float, decoded_s: float) -> None:
        """One packet with the second at which it is shown and the one at which it is decoded."""
        while self.waiting and decoded_s > self.waiting[0].start_s:
            self._open(self.waiting.popleft())
        self._keep(packet, shown_s)
        packet.pts += self.lead
        packet.dts += self.lead
        for _, container, stream in self.writing:
            _write(packet, container, stream)
        self._close_before(decoded_s)

    def finish(self) -> None:
        """Parts that start after the last packet was decoded may still show it."""
        while self.waiting:
            self._open(self.waiting.popleft())
        self._close_before(float("inf"))

    def _keep(self, packet: Any, shown_s: float) -> None:
        if not self.waiting:
            self.run_up = []
        elif packet.is_keyframe and shown_s <= self.waiting[0].start_s:
            self.run_up = [packet]
        else:
            self.run_up.append(packet)

    def _open(self, cut: Cut) -> None:
        container = av.open(cut.name, "w", format="nut", options={"avoid_negative_ts": "disabled"})
        stream = container.add_stream_from_template(self.template, opaque=True)
        self.writing.append((cut, container, stream))
        for packet in self.run_up:
            _write(packet, container, stream)

    def _close_before(self, decoded_s: float) -> None:
        for cut, container, _ in self.writing:
            if cut.end_s < decoded_s:
                container.close()
        self.writing = [entry for entry in self.writing if entry[0].end_s >= decoded_s]


def _write(packet: Any, container: Any, stream: Any) -> None:
    packet.stream = stream
    container.mux(packet)


def cut(order: dict[str, Any], path: str) -> None:
    """Write every part into the present folder; cuts count from where the file begins."""
    with av.open(path, options=order["options"], metadata_errors="replace") as source:
        stream = source.streams[order["stream"]]
        tick = stream.time_base or Fraction(1, av.time_base)
        begin = round(Fraction(order["begin_s"]) / tick)
        cutter = Cutter(stream, round(order["lead_s"] / tick), deque(Cut(*each) for each in order["cuts"]))
        told = 0.0
        for packet in ordered(source.demux(stream), round(1 / tick)):
            decoded_s = float((packet.dts - begin) * tick)
            cutter.take(packet, float((packet.pts - begin) * tick), decoded_s)
            told = tell(decoded_s, told)
        cutter.finish()
    sys.stdout.write("progress=end\n")


def ordered(packets: Iterable[Any], second: int) -> Iterator[Any]:
    """Packets whose times of decoding are known and rise, as muxers demand; Matroska does not tell the first ones."""
    last: int | None = None
    for packet in packets:
        shown = packet.dts if packet.pts is None else packet.pts
        if shown is None:
            continue  # the end, or nothing that could be placed
        if last is None:
            last = shown - second - 1
        last = max(last + 1, last if packet.dts is None else packet.dts)
        if last <= shown:  # otherwise it comes too late to be shown
            packet.pts, packet.dts = shown, last
            yield packet


def tell(done_s: float, told: float) -> float:
    """Say how far it is, now and then."""
    now = time.monotonic()
    if now - told < TELL_EVERY_S:
        return told
    sys.stdout.write(f"out_time_us={max(0, int(done_s * 1_000_000))}\nprogress=continue\n")
    sys.stdout.flush()
    return now


def main(path: str, order: str) -> None:
    """Status 1 and a line on standard error when the file cannot be read."""
    try:
        cut(json.loads(order), path)
    except av.FFmpegError as error:
        sys.exit(f"cutter: {error}")


if __name__ == "__main__":
    main(sys.argv[2], sys.argv[3])
