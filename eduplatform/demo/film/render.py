"""From a lesson to its film: which card when, frame after frame."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PIL import Image

from eduplatform.demo.film.cards import Card, LessonLike, Place, StepCard, SummaryCard, TitleCard, subtitle_pages
from eduplatform.demo.film.encoder import encode
from eduplatform.demo.film.sound import write_soundtrack
from eduplatform.demo.film.stage import Look
from eduplatform.demo.film.timeline import LEAD_IN, SUMMARY_EXTRA, TITLE_EXTRA, reading_seconds, share
from eduplatform.fonts import find_font

FADE_FRAMES = 4


class Part(NamedTuple):
    """A card still to be made, for which its seconds must be known, and how much of the film it asks for."""

    weight: float
    make: Callable[[float], Card]


def render_lesson(
    lesson: LessonLike,
    out: Path,
    *,
    width: int = 640,
    height: int = 360,
    fps: int = 15,
    seconds: float | None = None,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write the film of a lesson as MP4, `seconds` or else `lesson.minutes` long.

    `progress` is called with the share done, from 0 to 1, about once a second of film. `out` appears only when
    the film is complete. Raises `FontMissing`, `FilmFailed`, `UnknownPicture`, and `ValueError` for odd sizes.
    """
    if width % 2 or height % 2:
        raise ValueError(f"A film of {width} x {height} needs even sides.")
    look = Look(width, height, find_font())
    parts = _storyboard(look, lesson)
    lengths = share([part.weight for part in parts], round((seconds or lesson.minutes * 60) * fps))
    starts = [0, *accumulate(lengths)]
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".film-", dir=out.parent) as folder:
        sound, film = Path(folder, "sound.wav"), Path(folder, "film.mp4")
        write_soundtrack(sound, seconds=starts[-1] / fps, chimes=[start / fps for start in starts[1:-1]])
        encode(_frames(parts, lengths, fps, progress), sound, film, width=width, height=height, fps=fps)
        film.replace(out)


def poster_frame(lesson: LessonLike, width: int = 640, height: int = 360) -> Image.Image:
    """The title card with all its pictures, as RGB; raises `FontMissing`."""
    return TitleCard(Look(width, height, find_font()), lesson).frame(0)


def _storyboard(look: Look, lesson: LessonLike) -> list[Part]:
    count = len(lesson.steps)
    parts = [Part(TITLE_EXTRA + reading_seconds(lesson.title + lesson.goal), lambda _: TitleCard(look, lesson))]
    for number, step in enumerate(lesson.steps, 1):
        weight = LEAD_IN + sum(map(reading_seconds, subtitle_pages(look, step.text)))
        parts.append(Part(weight, partial(StepCard, look, step, Place(number, count))))
    captions = sum(reading_seconds(step.caption) for step in lesson.steps)
    parts.append(Part(SUMMARY_EXTRA + captions, partial(SummaryCard, look, lesson)))
    return parts


def _frames(
    parts: list[Part], lengths: list[int], fps: int, progress: Callable[[float], None] | None
) -> Iterator[bytes]:
    """The bytes of each frame; one that is the same as before is not made again."""
    total, done = sum(lengths), 0
    before: Image.Image | None = None
    for part, length in zip(parts, lengths, strict=True):
        for image, data in _card_frames(part.make(length / fps), length, fps, before):
            yield data
            before = image
            done += 1
            if progress and (done % fps == 0 or done == total):
                progress(done / total)


def _card_frames(card: Card, length: int, fps: int, before: Image.Image | None) -> Iterator[tuple[Image.Image, bytes]]:
    """Each image of a card with its bytes, fading in over the image `before` it."""
    last: Image.Image | None = None
    data = b""
    for number in range(length):
        image = card.frame(number / fps)
        if before is not None and number < FADE_FRAMES - 1:
            mixed = Image.blend(before, image, (number + 1) / FADE_FRAMES)
            yield mixed, mixed.tobytes()
            continue
        if image is not last:
            last, data = image, image.tobytes()
        yield image, data
