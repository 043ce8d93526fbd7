"""The last two and a half seconds of a film that is passed on: a still card, encoded as the film itself is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import ffmpeg
from PIL import Image, ImageDraw, ImageFont

from eduplatform.fonts import Font
from media.pipeline.boxes import SOUND_ENTRY_BYTES, VISUAL_ENTRY_BYTES, boxes_in, inner, top_boxes
from media.pipeline.commands import KEPT_FLAGS, picture_options, sound_options, to_screen
from media.pipeline.finish import published
from media.pipeline.inputs import compiled
from media.pipeline.join import STSD_HEADER_BYTES
from media.pipeline.ladder import AudioPlan, VideoPlan
from media.pipeline.plan import Workshop
from media.pipeline.runner import bounds_for, run_ffmpeg
from media.pipeline.sources import SourceInfo
from media.pipeline.whole import unseen

CARD_S: Final = 2.5
GROUND, INK, SOFT = "#0a6b2d", "#ffffff", "#d7f0dc"
MARGIN: Final = 0.07  # of the shorter side
# Of the shorter side: a film of 16:9 is 202 points high on a phone of 360 that is held upright.
TITLE, SOURCE, LINK = 0.17, 0.125, 0.105
SMALLEST_PX: Final = 14
MOST_SHRINKING: Final = 19
PICTURE, CARD = "card.png", "card.mp4"
# Behind the name of the box: three descriptors in FFmpeg's long form, the last with the decoder's set-up.
ESDS_SET_UP, ESDS_SET_UP_BYTES = 34, 10


class Unfit(ValueError):
    """The card came out with another set-up than the film; behind it, some players would show nothing."""


@dataclass(frozen=True)
class Words:
    """What the card says."""

    title: str
    source: str
    link: str


def draw_card(words: Words, width: int, height: int, font: Font) -> Image.Image:
    """Title, source and link one below the other, each as large as there is room for."""
    card = Image.new("RGB", (width, height), GROUND)
    pen = ImageDraw.Draw(card)
    lines = lines_of(words, width, height, font)
    y = (height - sum(line_height(face) for _line, face, _ink in lines)) / 2
    for line, face, ink in lines:
        pen.text(((width - face.getlength(line)) / 2, y), line, font=face, fill=ink)
        y += line_height(face)
    return card


def lines_of(words: Words, width: int, height: int, font: Font) -> list[tuple[str, ImageFont.FreeTypeFont, str]]:
    """What fits, as large as it fits; a title that is too long for the smallest letters gives way to the link."""
    side = min(width, height)
    room = round(width - 2 * MARGIN * side), round(height - 2 * MARGIN * side)
    shrink, title = 0, words.title
    while True:
        parts = [
            (text, font.at(max(SMALLEST_PX, round(side * share * 0.93**shrink))), ink)
            for text, share, ink in ((title, TITLE, INK), (words.source, SOURCE, SOFT), (words.link, LINK, INK))
        ]
        lines = [(line, face, ink) for text, face, ink in parts for line in broken(text, face, room[0])]
        if sum(line_height(face) for _line, face, _ink in lines) <= room[1] or len(title) < 2:
            return lines
        if shrink < MOST_SHRINKING:
            shrink += 1
        else:
            title = title.rstrip("…")[:-4] + "…"


def line_height(face: ImageFont.FreeTypeFont) -> float:
    return float(face.size * 1.35)


def broken(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Lines of at most `width` pixels; Chinese may be broken anywhere, and so is an address."""
    lines = [""]
    for letter in text:
        if lines[-1] and face.getlength(lines[-1] + letter) > width:
            lines.append("")
        lines[-1] += letter
    return lines


def make_card(
    words: Words,
    film: Path,
    folder: Path,
    video: VideoPlan,
    sounds: Sequence[AudioPlan],
    font: Font,
    workshop: Workshop,
) -> str:
    """Name in `folder` of a card that can be put behind `film`. Raises `Unfit` and `EncodeError`."""
    tracks = tracks_of(film)
    sound = next((each for each in sounds if each.codec == "aac"), None) if b"soun" in tracks else None
    card = draw_card(words, video.width, video.height, font)
    card.save(folder / PICTURE)
    for plan in (video, levelled(video, tracks)):
        path = encode_card(folder, plan, sound, workshop)
        if tracks_of(path) == tracks:
            return published(folder, CARD, f"card-{video.quality}")
    raise Unfit(f"{film.name} has another set-up")


def tracks_of(path: Path) -> dict[bytes, tuple[bytes, ...]]:
    """By kind of track what its decoder is set up with; not the rates that were aimed at or came out."""
    with path.open("rb") as file:
        moov = next(file.read(size - 8) for kind, _offset, size in top_boxes(file) if kind == b"moov")
    found = {}
    for kind, track in boxes_in(moov):
        if kind == b"trak":
            entry = inner(track, b"mdia", b"minf", b"stbl", b"stsd")[STSD_HEADER_BYTES:]
            found[inner(track, b"mdia", b"hdlr")[8:12]] = (*_set_up(entry), inner(track, b"mdia", b"mdhd")[12:16])
    return found


def _set_up(entry: bytes) -> tuple[bytes, ...]:
    if (at := entry.find(b"esds")) >= 0:
        # The rates stand before the decoder's own part of the descriptors.
        return entry[:SOUND_ENTRY_BYTES], entry[at + ESDS_SET_UP : at + ESDS_SET_UP + ESDS_SET_UP_BYTES]
    boxes = dict(boxes_in(entry[VISUAL_ENTRY_BYTES:]))
    boxes.pop(b"btrt", None)
    return entry[:VISUAL_ENTRY_BYTES], *boxes.values()


def levelled(video: VideoPlan, tracks: dict[bytes, tuple[bytes, ...]]) -> VideoPlan:
    """With the level of the film, whose ceiling may have been lowered after it was planned."""
    level = f"level={tracks[b'vide'][1][3]}"
    return replace(video, params=":".join(filter(None, [video.params, level])))


def encode_card(folder: Path, video: VideoPlan, sound: AudioPlan | None, workshop: Workshop) -> Path:
    """The drawn card in `folder` as a film, with silence of the kind of its sound."""
    seen = SourceInfo(CARD_S, video.width, video.height, 0, video.fps, "png", video_stream=0)
    still = ffmpeg.input(PICTURE, f="image2", loop=1, framerate=str(video.fps), t=CARD_S)
    streams = [to_screen(still["v"], video.width, video.height, seen)]
    options = picture_options([video], workshop.threads) | {"movflags": KEPT_FLAGS, "t": CARD_S}
    if sound:
        streams.append(ffmpeg.input(f"anullsrc=r={sound.sample_rate}:cl=mono", f="lavfi", t=CARD_S)["a"])
        options |= sound_options([sound])
    run_ffmpeg(
        compiled(ffmpeg.output(*streams, CARD, format="mp4", **options), workshop),
        folder=folder,
        duration_s=CARD_S,
        bounds=bounds_for(seen, workshop.threads),
        on_progress=unseen,
    )
    return folder / CARD
