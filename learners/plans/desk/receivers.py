"""What changes that offers depend on, beside the catalogue itself."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from learners.plans.desk.hearing import note_change
from learners.plans.desk.models import CourseSteer, IndustryBan, JobOpening
from learners.regions.models import Region, RegionIndustry

WATCHED: tuple[type[Model], ...] = (IndustryBan, CourseSteer, JobOpening, Region, RegionIndustry)


def changed(**_: Any) -> None:
    note_change()


def connect() -> None:
    for model in WATCHED:
        post_save.connect(changed, sender=model, dispatch_uid=f"matching saved {model.__name__}")
        post_delete.connect(changed, sender=model, dispatch_uid=f"matching deleted {model.__name__}")
