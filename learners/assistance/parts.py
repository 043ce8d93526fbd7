"""The parts of a file in the order in which an auditor reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from learners.assistance.models import Entry


class Part(TextChoices):
    """A heading of the file."""

    REGISTER = "register", _("Register")
    WISHES = "wishes", _("Wishes and plan")
    LESSONS = "lessons", _("Online lessons")
    CLASSES = "classes", _("Classes and certificates")
    SUBSIDIES = "subsidies", _("Subsidies")
    OUTCOMES = "outcomes", _("What came of it")
    VISITS = "visits", _("Visits and tasks")
    PAPERS = "papers", _("Earlier paper records")
    CORRECTIONS = "corrections", _("Corrections")


Kind = Entry.Kind
PART_OF: dict[str, Part] = {
    Kind.REGISTERED: Part.REGISTER,
    Kind.REGISTER_CHANGED: Part.REGISTER,
    Kind.WISH: Part.WISHES,
    Kind.PLAN_CHANGED: Part.WISHES,
    Kind.COURSE_STARTED: Part.LESSONS,
    Kind.LESSON_COMPLETED: Part.LESSONS,
    Kind.QUIZ_PASSED: Part.LESSONS,
    Kind.COURSE_COMPLETED: Part.LESSONS,
    Kind.CLASS_ENROLLED: Part.CLASSES,
    Kind.CLASS_SIGNED_IN: Part.CLASSES,
    Kind.CLASS_COMPLETED: Part.CLASSES,
    Kind.CLASS_LEFT: Part.CLASSES,
    Kind.CERTIFICATE_ISSUED: Part.CLASSES,
    Kind.CERTIFICATE_REVOKED: Part.CLASSES,
    Kind.SUBSIDY_PAID: Part.SUBSIDIES,
    Kind.OUTCOME: Part.OUTCOMES,
    Kind.VISIT: Part.VISITS,
    Kind.TASK_DONE: Part.VISITS,
    Kind.TASK_FAILED: Part.VISITS,
    Kind.PROBLEM_FOUND: Part.VISITS,
    Kind.PROBLEM_CLOSED: Part.VISITS,
    Kind.PROBLEM_REOPENED: Part.VISITS,
    Kind.PAPER_RECORD: Part.PAPERS,
    Kind.CORRECTION: Part.CORRECTIONS,
}


class OfAKind(Protocol):
    """Anything that stands for an entry."""

    @property
    def kind(self) -> str: ...


Row = TypeVar("Row", bound=OfAKind)


@dataclass(frozen=True, slots=True)
class Section(Generic[Row]):
    """One part with its rows; `entered_as` is the form that staff enter it with, empty where there is none."""

    part: Part
    rows: tuple[Row, ...]

    @property
    def entered_as(self) -> str:
        return ENTERED_AS.get(self.part, "")


ENTERED_AS = {Part.SUBSIDIES: "subsidy", Part.OUTCOMES: "outcome", Part.VISITS: "visit", Part.PAPERS: "paper"}


def sections_of(rows: Iterable[Row]) -> list[Section[Row]]:
    """All parts, those without rows too: what is missing is part of what an auditor looks for."""
    by_part: dict[Part, list[Row]] = {part: [] for part in Part}
    for row in rows:
        by_part[PART_OF.get(row.kind, Part.REGISTER)].append(row)
    return [Section(part, tuple(found)) for part, found in by_part.items()]
