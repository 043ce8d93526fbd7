"""Lesson films drawn by the project itself: large captions, moving pictures, subtitles, a soft chime."""

from eduplatform.demo.film.encoder import FilmFailed
from eduplatform.demo.film.render import poster_frame, render_lesson

__all__ = ["FilmFailed", "poster_frame", "render_lesson"]
