"""What a player would see and hear in an encoded file."""

from array import array

import av
from PIL import ImageStat

LIT = 128
HEARD = 0.1


def first_frame(path):
    with av.open(str(path)) as container:
        return next(container.decode(video=0))


def size_of(path):
    frame = first_frame(path)
    return frame.width, frame.height


def flash_s(path):
    """Second of the first bright picture."""
    with av.open(str(path)) as container:
        return next(
            f.time for f in container.decode(video=0) if ImageStat.Stat(f.to_image().convert("L")).mean[0] > LIT
        )


def beep_s(path):
    """Second of the first loud sample."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler("fltp")
        for decoded in container.decode(audio=0):
            for frame in resampler.resample(decoded):
                samples = array("f", bytes(frame.planes[0])[: frame.samples * 4])
                for index, sample in enumerate(samples):
                    if abs(sample) > HEARD:
                        return frame.time + index / frame.sample_rate
    raise AssertionError(f"no beep in {path.name}")


def packets(path):
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


def times(path):
    """When each picture is shown, in seconds."""
    with av.open(str(path)) as container:
        return [frame.time for frame in container.decode(video=0)]


def top_boxes(path):
    data, at, kinds = path.read_bytes(), 0, []
    while at < len(data):
        kinds.append(data[at + 4 : at + 8].decode())
        at += int.from_bytes(data[at : at + 4], "big")
    return kinds
