"""What a phone is answered for each sign-in that it sent."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(StrEnum):
    """`unchanged`: the person had signed in for this time already."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class Code(TextChoices):
    """Why a sign-in was rejected, and the sentence that the phone shows."""

    BAD_ITEM = "bad_item", _("This sign-in is damaged and cannot be read.")
    NOT_A_LEARNER = "not_a_learner", _("This account belongs to nobody in the register, so nothing can be recorded.")
    OTHER_PERSON = "other_person", _("This sign-in belongs to somebody who is not signed in on this phone.")
    UNKNOWN_CLASS = "unknown_class", _("There is no such class.")
    NOT_ON_ROSTER = (
        "not_on_roster",
        _("This person is not on the roster. Ask the office for an invitation."),
    )
    NO_CLASS_THEN = "no_class_then", _("The class is not held at this time.")
    TOO_EARLY = "too_early", _("This time has not come yet.")
    WRONG_CODE = "wrong_code", _("This is not the code of the class. Scan it once more.")
    OLD_CODE = "old_code", _("This code is no longer shown. Scan the one that the trainer's phone shows now.")
    OTHER_CARD = "other_card", _("This card does not belong to the household of this person, or is no longer valid.")
    TAKEN_BACK = "taken_back", _("This sign-in was taken back. Ask the trainer.")
    TOO_MANY_TRIES = "too_many_tries", _("Too many wrong codes. Ask the trainer to tick your name.")
    CLOSED = "closed", _("The class is closed: sign-ins no longer count.")

    @property
    def may_count_later(self) -> bool:
        """A phone keeps such a sign-in: it counts once the person signs in, or the time has come."""
        return self in (Code.NOT_A_LEARNER, Code.OTHER_PERSON, Code.TOO_EARLY)


class Rejected(ValueError):
    """One sign-in cannot be taken; the others go on."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for one item."""

    outcome: Outcome
    code: Code | None = None
