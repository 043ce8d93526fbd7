"""The cards a lesson film consists of: the title, one card a step, and the summary."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Protocol

from PIL import Image

from eduplatform.demo.film import stage
from eduplatform.demo.film.lettering import paginate
from eduplatform.demo.film.motion import Placed, arrange, ease
from eduplatform.demo.film.stage import Lines, Look, Sprites
from eduplatform.demo.film.timeline import Reading

CAPTION_SHARE = 9
"""A caption is at least a ninth of the film's height: readable at 240 lines on a phone."""

PICTURES_POPPED_UP = 2.0


class StepLike(Protocol):
    """What a film needs of a step: words, one to three picture names, and how they move."""

    @property
    def caption(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def scene(self) -> Sequence[str]: ...
    @property
    def motion(self) -> str: ...


class LessonLike(Protocol):
    """What a film needs of a lesson; `minutes` is its length."""

    @property
    def title(self) -> str: ...
    @property
    def goal(self) -> str: ...
    @property
    def minutes(self) -> float: ...
    @property
    def steps(self) -> Sequence[StepLike]: ...


class Card(Protocol):
    """A part of a film: the image at a second since its start, the very same object while nothing moves."""

    def frame(self, second: float) -> Image.Image: ...


class TitleCard:
    """What the lesson is called and what it is good for, over pictures from its steps."""

    def __init__(self, look: Look, lesson: LessonLike) -> None:
        self._look, self._sprites = look, Sprites(look)
        self._names = _first_pictures(lesson.steps)
        self._base, self._top = self._paint(lesson)
        self._shown: tuple[list[Placed], Image.Image] | None = None

    def _paint(self, lesson: LessonLike) -> tuple[Image.Image, int]:
        """The card without its pictures, and where the room for these begins."""
        look, px = self._look, self._look.px
        image = stage.background(look, px(300)).copy()
        inner = look.width - px(48)
        title = fit_heading(look, lesson.title, width=inner, largest=px(54), smallest=px(42))
        goal = stage.fit(look, lesson.goal, width=inner - px(72), lines=3, largest=px(32), smallest=px(24))
        low = px(14) + title.height
        stage.write(image, look, title, (px(24), px(14), look.width - px(24), low), fill=stage.TEXT)
        box = (px(20), low + px(10), look.width - px(20), low + px(28) + max(goal.height, px(40)))
        stage.panel(image, box, fill=stage.CREAM, radius=px(14))
        middle = (box[1] + box[3]) // 2
        self._sprites.paint(image, Placed("star", box[0] + px(36), middle + px(21), px(42)))
        stage.write(
            image, look, goal, (box[0] + px(66), box[1], box[2] - px(8), box[3]), fill=stage.TEXT, centred=False
        )
        return image, box[3]

    def frame(self, second: float) -> Image.Image:
        look = self._look
        # Players show the first frame until they play: it must not be an empty one.
        second += PICTURES_POPPED_UP
        size = min(look.px(150), look.px(344) - self._top)
        placed = arrange("show", self._names, width=look.width, ground=look.px(344), size=size, second=second)
        if self._shown is None or self._shown[0] != placed:
            image = self._base.copy()
            for spot in placed:
                self._sprites.paint(image, spot)
            self._shown = placed, image
        return self._shown[1]


def _first_pictures(steps: Sequence[StepLike]) -> list[str]:
    """Up to three different pictures: the first of each step, and more from there if they are too few."""
    names = [step.scene[0] for step in steps] + [name for step in steps for name in step.scene]
    return list(dict.fromkeys(names))[:3]


@dataclass(frozen=True)
class Place:
    """Which step of how many; the summary comes after the last."""

    number: int
    count: int


class StepCard:
    """One step: number and caption above, the moving scene, its sentences one after another, progress dots."""

    def __init__(self, look: Look, step: StepLike, place: Place, seconds: float) -> None:
        self._look, self._step, self._place = look, step, place
        self._sprites = Sprites(look)
        self._reading = Reading(tuple(subtitle_pages(look, step.text)), seconds)
        self._caption = fit_caption(look, step.caption)
        self._band = self._caption.height + look.px(18)
        self._floor = look.px(260)
        self._plain = self._paint()
        self._page: tuple[int | None, Image.Image] = (None, self._plain)
        self._shown: tuple[int | None, list[Placed], Image.Image] | None = None

    def _paint(self) -> Image.Image:
        look, px = self._look, self._look.px
        image = stage.background(look, px(232)).copy()
        alarm = self._step.motion == "warn"
        image.paste(stage.ALARM if alarm else stage.CREAM, (0, 0, look.width, self._band))
        image.paste(stage.DANGER if alarm else stage.ACCENT, (0, self._band - px(4), look.width, self._band))
        middle = (self._band - px(4)) // 2
        stage.disc(image, px(42), middle, px(28), fill=stage.DANGER if alarm else stage.ACCENT)
        number = Lines((str(self._place.number),), px(40))
        stage.write(image, look, number, (px(14), middle - px(28), px(70), middle + px(28)), fill=stage.PAPER)
        box = (px(82), 0, look.width - px(12), self._band - px(4))
        stage.write(image, look, self._caption, box, fill=stage.TEXT, centred=False)
        _dots(image, look, self._place)
        return image

    def frame(self, second: float) -> Image.Image:
        page = self._reading.page_at(second)
        room = self._floor - self._band - self._look.px(14)
        placed = arrange(
            self._step.motion,
            self._step.scene,
            width=self._look.width,
            ground=self._look.px(252),
            size=min(self._look.px(170), round(room * 0.94)),
            second=second,
        )
        if self._shown is None or self._shown[:2] != (page, placed):
            self._shown = page, placed, self._compose(page, placed)
        return self._shown[2]

    def _compose(self, page: int | None, placed: list[Placed]) -> Image.Image:
        """Only what moves is painted anew; the scene is cut out so that nothing leaves it."""
        if self._page[0] != page:
            self._page = page, self._with_subtitle(page)
        image = self._page[1].copy()
        scene = image.crop((0, self._band, image.width, self._floor))
        for spot in placed:
            self._sprites.paint(scene, spot, self._band)
        image.paste(scene, (0, self._band))
        return image

    def _with_subtitle(self, page: int | None) -> Image.Image:
        image = self._plain.copy()
        if page is not None:
            look, px = self._look, self._look.px
            box = (px(10), px(262), look.width - px(10), px(339))
            stage.panel(image, box, fill=stage.PANEL, radius=px(12))
            text = stage.fit(look, self._reading.pages[page], **_subtitle_room(look), largest=px(30), smallest=px(30))
            stage.write(image, look, text, box, fill=stage.PAPER)
        return image


def fit_caption(look: Look, text: str) -> Lines:
    """Never lower than a ninth of the film."""
    smallest = ceil(look.height / CAPTION_SHARE)
    return fit_heading(look, text, width=look.width - look.px(98), largest=look.px(50), smallest=smallest)


def fit_heading(look: Look, text: str, *, width: int, largest: int, smallest: int) -> Lines:
    """On one line if it goes, on two somewhat smaller ones if it must."""
    if stage.fits(look, text, width=width, lines=1, size=smallest):
        return stage.fit(look, text, width=width, lines=1, largest=largest, smallest=smallest)
    return stage.fit(look, text, width=width, lines=2, largest=round(largest * 0.88), smallest=smallest)


def _subtitle_room(look: Look) -> dict[str, int]:
    return {"width": look.width - look.px(40), "lines": 2}


@lru_cache(maxsize=64)
def subtitle_pages(look: Look, text: str) -> list[str]:
    """The text of a step in pieces that go into the subtitle panel."""
    return paginate(text, lambda piece: stage.fits(look, piece, **_subtitle_room(look), size=look.px(30)))


def _dots(image: Image.Image, look: Look, place: Place) -> None:
    gap, y = look.px(22), look.px(349)
    left = look.width // 2 - gap * (place.count - 1) // 2
    for number in range(1, place.count + 1):
        current = number == place.number
        fill = stage.ACCENT if current else stage.DONE if number < place.number else stage.PAPER
        rim = stage.PAPER if number <= place.number else stage.GROUND_EDGE
        stage.disc(image, left + gap * (number - 1), y, look.px(8 if current else 6), fill=fill, rim=rim)


class SummaryCard:
    """All captions with ticks, which come one after another in the first half of the card."""

    def __init__(self, look: Look, lesson: LessonLike, seconds: float) -> None:
        self._look, self._sprites = look, Sprites(look)
        self._captions = [step.caption for step in lesson.steps]
        self._seconds = seconds
        px = look.px
        self._base = Image.new("RGB", (look.width, look.height), stage.CREAM)
        title = stage.fit(look, lesson.title, width=look.width - px(40), lines=1, largest=px(40), smallest=px(24))
        self._base.paste(stage.DONE, (0, 0, look.width, px(62)))
        stage.write(self._base, look, title, (px(20), 0, look.width - px(20), px(62)), fill=stage.PAPER)
        self._pitch = min(px(64), (look.height - px(72)) // len(self._captions))
        self._lines = self._same_size()
        self._shown: tuple[int, int, Image.Image] | None = None

    def _same_size(self) -> list[Lines]:
        """All captions at the size of the longest."""
        px = self._look.px
        room = {"width": self._look.width - px(92), "lines": 1}
        largest = min(px(44), round(self._pitch * 0.86))
        size = min(
            stage.fit(self._look, text, **room, largest=largest, smallest=px(24)).size for text in self._captions
        )
        return [Lines((text,), size) for text in self._captions]

    def frame(self, second: float) -> Image.Image:
        """Ticked rows, and the row whose tick is growing."""
        row = self._seconds / 2 / len(self._captions)
        ticked = min(len(self._captions), int(second / row))
        growing = round(10 * ease(second - ticked * row, 0, 0.4)) if ticked < len(self._captions) else 0
        if self._shown is None or self._shown[:2] != (ticked, growing):
            self._shown = ticked, growing, self._paint(ticked, growing / 10)
        return self._shown[2]

    def _paint(self, ticked: int, growing: float) -> Image.Image:
        image, px = self._base.copy(), self._look.px
        for index, lines in enumerate(self._lines):
            top = px(68) + index * self._pitch
            grown = 1.0 if index < ticked else growing if index == ticked else 0.0
            size = round(self._pitch * 0.8 * grown)
            if size > 1:
                self._sprites.paint(image, Placed("tick", px(42), top + (self._pitch + size) // 2, size))
            box = (px(76), top, self._look.width - px(12), top + self._pitch)
            stage.write(image, self._look, lines, box, fill=stage.TEXT, centred=False)
        return image
