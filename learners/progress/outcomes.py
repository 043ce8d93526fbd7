"""What the phone is answered for each item that it sent."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(StrEnum):
    """`unchanged`: all of it was known already. `rejected`: sending it again does not help, bar `may_count_later`."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class Code(TextChoices):
    """Why an item was rejected, and the sentence that the phone shows."""

    BAD_ITEM = "bad_item", _("This record is damaged and cannot be read.")
    NOT_A_LEARNER = "not_a_learner", _("This account belongs to nobody in the register, so nothing can be recorded.")
    OTHER_PERSON = (
        "other_person",
        _("This record belongs to somebody who was never signed in on this phone. It counts once they sign in here."),
    )
    SIGN_IN_ENDED = (
        "sign_in_ended",
        _("The person of this record was signed out of this phone. It counts once they sign in here again."),
    )
    UNKNOWN_LESSON = "unknown_lesson", _("This lesson does not exist any more.")
    NO_VIDEO = "no_video", _("This lesson has no video yet.")
    OUTSIDE_LESSON = "outside_lesson", _("This record goes past the end of the lesson.")
    NOT_NUMBERS = "not_numbers", _("The times of this record cannot be read.")
    REVERSED = "reversed", _("The times of this record run backwards.")
    EMPTY = "empty", _("This record holds nothing that was played.")
    TOO_MANY = "too_many", _("This record holds more pieces than can be played.")
    BAD_CLOCK = "bad_clock", _("The clock of this record runs backwards.")
    FASTER_THAN_CLOCK = "faster_than_clock", _("More was reported than can be played in this time.")
    BEFORE_OPENING = "before_opening", _("This record says it was played before the lesson was opened.")
    MORE_THAN_ELAPSED = "more_than_elapsed", _("More was reported than can be played since the lesson was opened.")
    MORE_AT_ONCE = "more_at_once", _("More was reported over several lessons than can be played in this time.")
    NO_QUIZ = "no_quiz", _("This lesson has no questions.")
    OTHER_QUIZ = "other_quiz", _("These answers belong to other questions. Open the lesson again and answer once more.")
    ID_TAKEN = "id_taken", _("This record has the number of another one.")

    @property
    def may_count_later(self) -> bool:
        """A sign-in can make it count: a phone keeps such a record."""
        return self in (Code.NOT_A_LEARNER, Code.OTHER_PERSON, Code.SIGN_IN_ENDED)


class Rejected(ValueError):
    """One item cannot be taken; the others go on."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = Code(code)


@dataclass(frozen=True, slots=True)
class Graded:
    """How a quiz went; `wrong` are the keys of the questions to show again."""

    passed: bool
    right: int
    total: int
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the person is in the lesson and its course after all items of the batch."""

    percent: int
    watched: bool
    quiz_passed: bool
    completed: bool
    course_completed: bool
    course_done: int
    course_total: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for one item; `standing` is None where the lesson is not known."""

    outcome: Outcome
    code: Code | None = None
    standing: Standing | None = None
    quiz: Graded | None = None
