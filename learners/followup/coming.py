"""Classes to come, for those who agree on plans and answer orders."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.utils import timezone

from learners.classes.models import Enrolment, TrainingClass
from learners.plans.coming import ComingClass, finds_classes
from learners.plans.desk.queries import codes_around
from learners.regions.access import within
from learners.regions.models import Region

MOST = 40


@finds_classes
def classes_for_people_of(region: Region) -> Iterable[ComingClass]:
    """Held for the region, a place in it or one above it, and not begun yet; one query."""
    held_for = within(region) | Q(region__in=codes_around(region.pk))
    classes = TrainingClass.objects.filter(held_for, closed_at=None, starts_on__gte=timezone.localdate())
    taken = Count("enrolments", filter=Q(enrolments__state__in=Enrolment.HOLDING))
    for one in classes.annotate(taken=taken).order_by("starts_on", "pk")[:MOST]:
        yield ComingClass(one.pk, one.title, one.place, one.starts_on, one.ends_on, max(one.seats - one.taken, 0))
