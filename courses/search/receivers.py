"""What changes that searches depend on."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.models import PageViewRestriction
from wagtail.signals import post_page_move

from courses.models import CoursePage, Industry, IndustryAlias, LessonPage
from courses.search.models import SearchWord
from courses.search.services import note_change

# A draft that is saved changes only fields like these of the page itself.
OF_DRAFTS = frozenset({"latest_revision", "latest_revision_created_at", "has_unpublished_changes", "draft_title"})
WATCHED: tuple[type[Model], ...] = (CoursePage, LessonPage, Industry, IndustryAlias, SearchWord, PageViewRestriction)


def changed(update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    if update_fields is None or not set(update_fields) <= OF_DRAFTS:
        note_change()


def connect() -> None:
    for model in WATCHED:
        post_save.connect(changed, sender=model, dispatch_uid=f"search saved {model.__name__}")
        post_delete.connect(changed, sender=model, dispatch_uid=f"search deleted {model.__name__}")
    m2m_changed.connect(changed, sender=CoursePage.industries.through, dispatch_uid="search industries")
    post_page_move.connect(changed, dispatch_uid="search moved")
