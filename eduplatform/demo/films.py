"""Drawing the demo's lesson films, one after the other, and handing each to the video pipeline."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from django.core.files import File
from django.db import transaction
from wagtail.models import Collection

from courses.models import LessonPage
from eduplatform.accounts.models import User
from eduplatform.demo.content import LessonContent, load_courses
from eduplatform.demo.film import render_lesson
from media.models import Video
from media.pipeline.runner import probe
from media.services import request_encoding
from media.store import limits

# The course whose films are drawn first: a trade of the demo's township.
FIRST = "bamboo-shoot-harvest"


@dataclass(frozen=True)
class DrawnFilm:
    """A film that another process draws; `drawing` is done when `path` is whole."""

    video: Video
    path: Path
    drawing: Future[None]


def reserve_film(content: LessonContent, *, author: User, seconds: float | None = None) -> Video:
    """A video of a known length without a file yet: the page says that it is being prepared.

    `seconds` shortens it (tests, benches); as long as the lesson's minutes otherwise.
    """
    video: Video = Video.objects.create(
        title=content.title,
        type="video",
        duration=seconds or content.minutes * 60,
        uploaded_by_user=author,
        collection=Collection.get_first_root_node(),
    )
    return video


def films_to_draw() -> Iterator[tuple[Video, LessonContent]]:
    """Reserved films: one course first, then the first lesson of each course before the second of any."""
    by_place = {(c.slug, lesson.slug): (n, lesson) for c in load_courses() for n, lesson in enumerate(c.lessons)}
    waiting = []
    for page in LessonPage.objects.live().filter(video__file="").select_related("video").order_by("path"):
        course = page.get_parent().slug
        if found := by_place.get((course, page.slug)):
            waiting.append((course != FIRST, found[0], page.path, page.video, found[1]))
    for *_order, video, content in sorted(waiting, key=lambda each: each[:3]):
        yield video, content


def draw_film(video: Video, content: LessonContent) -> None:
    """Draws a reserved film at its length, stores it as an uploaded original and asks for its encoding."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{content.slug}.mp4"
        render_lesson(content, path, seconds=video.duration)
        store_film(video, path)


@contextmanager
def films_beside(count: int) -> Iterator[list[DrawnFilm]]:
    """Draws the next films in a process of its own while the block runs: there is a second core.

    Only drawing, which needs no database: two writers would stand in each other's way on SQLite.
    """
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(1, get_context("spawn")) as pool:
        films = []
        for video, content in islice(films_to_draw(), max(count, 0)):
            path = Path(folder) / f"{content.slug}.mp4"
            films.append(DrawnFilm(video, path, pool.submit(render_lesson, content, path, seconds=video.duration)))
        yield films


@transaction.atomic
def store_film(video: Video, path: Path) -> None:
    """The film becomes the video's original, and its encoding is asked for."""
    video.take_probe(probe(path, limits()))
    with path.open("rb") as file:
        video.file.save(path.name, File(file), save=False)
    video.save()
    request_encoding(video=video)
