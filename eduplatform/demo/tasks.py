"""Work of the demo that goes on behind while the site is already served."""

from celery import shared_task

from eduplatform.demo.films import draw_film, films_to_draw


@shared_task
def draw_next_film() -> None:
    """Draws one film and rings again for the next, so that encoding gets its turn in between."""
    waiting = next(films_to_draw(), None)
    if waiting is not None:
        draw_film(*waiting)
        draw_next_film.delay()
