"""Recording who was there: one rule for codes, ticks, cards and paper.

Attendance is a union of slots: the same sign-in twice, late, from two phones or on paper as well ends in the same rows
and the same entries of the file. When it happened decides, not when it arrives: who left the class has signed in up to
that moment.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from eduplatform.accounts.models import User
from learners.assistance.locks import lock_chains
from learners.assistance.models import Entry
from learners.assistance.services import Draft, append_locked
from learners.classes.joining import Joined, enrolled_draft, joined_in
from learners.classes.models import Enrolment, SignIn, Slot, TrainingClass
from learners.classes.outcomes import Answer, Code, Outcome
from learners.people.models import Device

State = Enrolment.State
TAKING_PART = (State.ACCEPTED, State.ATTENDED)


@dataclass(frozen=True, slots=True)
class Mark:
    """That a person was there: who says so, how, and when. `evidence` goes into the file."""

    id: uuid.UUID
    person_id: int
    slot: Slot
    way: str
    at: datetime.datetime
    evidence: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def record_marks(
    *,
    training_class: TrainingClass,
    marks: Sequence[Mark],
    now: datetime.datetime,
    by: User | None = None,
    device: Device | None = None,
) -> list[Answer]:
    """One answer per mark, in their order. `by` is None where people signed for themselves."""
    locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    persons = {mark.person_id for mark in marks}
    lock_chains(set(locked.enrolments.filter(person__in=persons).values_list("person", flat=True)))
    recorder = _Recorder(locked, marks, now=now, by=by, device=device)
    answers = [recorder.take(mark) for mark in marks]
    recorder.save()
    return answers


class _Recorder:
    """The marks of one class; only while the chains of its persons are locked."""

    def __init__(
        self,
        training_class: TrainingClass,
        marks: Sequence[Mark],
        *,
        now: datetime.datetime,
        by: User | None,
        device: Device | None,
    ) -> None:
        self.training_class = training_class
        self.now, self.by, self.device = now, by, device
        persons = {mark.person_id for mark in marks}
        self.places = {one.person_id: one for one in training_class.enrolments.filter(person__in=persons)}
        self.there: set[tuple[int, Slot]] = set()
        self.withdrawn: dict[tuple[int, Slot], list[SignIn]] = defaultdict(list)
        for one in SignIn.objects.filter(enrolment__in=self.places.values()):
            if one.withdrawn_at:
                self.withdrawn[one.enrolment_id, one.slot].append(one)
            else:
                self.there.add((one.enrolment_id, one.slot))
        self.joined = self._joined()
        self.slots = set(training_class.slots)
        self.new: list[SignIn] = []
        self.came: dict[int, Enrolment] = {}
        self.drafts: list[Draft] = []

    def take(self, mark: Mark) -> Answer:
        place = self.places.get(mark.person_id)
        refused = self._refused(mark, place)
        if refused or place is None:
            return Answer(Outcome.REJECTED, refused)
        if (place.pk, mark.slot) in self.there:
            return Answer(Outcome.UNCHANGED)
        if self.training_class.closed_at:
            return Answer(Outcome.REJECTED, Code.CLOSED)
        if self._was_taken_back(mark, place):
            return Answer(Outcome.REJECTED, Code.TAKEN_BACK)
        self._add(mark, place)
        return Answer(Outcome.STORED)

    def save(self) -> None:
        SignIn.objects.bulk_create(self.new)
        Enrolment.objects.filter(pk__in=list(self.came)).update(state=State.ATTENDED, reason="")
        if self.drafts:
            append_locked(drafts=self.drafts)

    def _refused(self, mark: Mark, place: Enrolment | None) -> Code | None:
        if place is None or (place.state == State.LEFT and not self._before_going(mark, place)):
            return Code.NOT_ON_ROSTER
        if mark.slot not in self.slots:
            return Code.NO_CLASS_THEN
        return None

    def _was_taken_back(self, mark: Mark, place: Enrolment) -> bool:
        """The same report again, or a code that was shown before: what was taken back does not come back by itself."""
        before = self.withdrawn[place.pk, mark.slot]
        if any(one.item_id == mark.id for one in before):
            return True
        return self.by is None and any(one.withdrawn_at and mark.at <= one.withdrawn_at for one in before)

    def _add(self, mark: Mark, place: Enrolment) -> None:
        self.there.add((place.pk, mark.slot))
        self.new.append(
            SignIn(
                enrolment=place,
                day=mark.slot.day,
                part=mark.slot.part,
                way=mark.way,
                at=mark.at,
                received_at=self.now,
                recorded_by=self.by,
                device=self.device,
                item_id=mark.id,
            )
        )
        if not self._before_going(mark, place):
            self._come_in(mark, place)
        self.drafts.append(self._draft(mark, len(self.withdrawn[place.pk, mark.slot])))

    def _come_in(self, mark: Mark, place: Enrolment) -> None:
        """Who comes without having accepted is in the class from then on."""
        if place.state not in TAKING_PART:
            joined = self.joined[place.person_id]
            self.drafts.append(enrolled_draft(place, self.training_class, joined, by=self.by, at=mark.at))
        place.state = State.ATTENDED
        self.came[place.pk] = place

    def _before_going(self, mark: Mark, place: Enrolment) -> bool:
        """It was made before the person went out of the class, and only arrives after that."""
        gone_at = None if place.state in TAKING_PART else self.joined[place.person_id].gone_at
        return gone_at is not None and mark.at < gone_at

    def _joined(self) -> Mapping[int, Joined]:
        """What the files say of those who do not take part by the roster; the others are in the class."""
        others = [place.person_id for place in self.places.values() if place.state not in TAKING_PART]
        return joined_in(self.training_class.pk, others) if others else {}

    def _draft(self, mark: Mark, taken_back: int) -> Draft:
        """A slot has one entry that counts; those before it that were taken back keep their subjects."""
        device = {"device": self.device.code} if self.device else {}
        again = f":{taken_back}" if taken_back else ""
        late = max(0, int((self.now - mark.at).total_seconds()))
        return Draft(
            person_id=mark.person_id,
            kind=Entry.Kind.CLASS_SIGNED_IN,
            payload=self.training_class.terms() | {"day": mark.slot.day.isoformat(), "part": mark.slot.part},
            happened_at=mark.at,
            evidence={"way": str(mark.way), "item": str(mark.id), "late_s": late, **device, **mark.evidence},
            recorded_by_id=self.by.pk if self.by else None,
            subject=f"{self.training_class.subject}:{mark.slot.key}{again}",
        )
