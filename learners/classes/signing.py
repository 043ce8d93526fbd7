"""A batch of sign-ins from a phone: whose they are, whether they can be, and one answer for each."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from eduplatform.accounts.models import User
from learners.classes.access import can_teach, classes_for
from learners.classes.attendance import Mark, record_marks
from learners.classes.cards import read_cards
from learners.classes.codes import day_key, is_code, moment_of, tick_of
from learners.classes.items import BadItem, Item, Marked, Scanned, as_kept, class_of, id_of, read_item
from learners.classes.models import Part, RejectedSignIn, SignIn, Slot, TrainingClass
from learners.classes.outcomes import Answer, Code, Outcome, Rejected
from learners.people.devices import Held, whose
from learners.people.models import Device, DeviceSignIn, Person

NOON = 13
"""Local hour from which a code counts for the afternoon."""

TYPED_TICKS = 20
"""A typed code is looked for so many half minutes around the phone's clock, which may be wrong."""

AHEAD = datetime.timedelta(minutes=10)
"""So much the trainer's clock may be fast."""

SHOWN_ON = datetime.timedelta(minutes=10)
"""A code that a phone took so much later than it was shown was sent on to it. A phone without a line says when it took
the code; one that lies about it is found by what the entry says."""

MOST_WRONG_CODES = 20
WRONG_CODES_WITHIN = datetime.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends the batch, and from where."""

    user: User
    device: Device | None = None
    signed_in: DeviceSignIn | None = None


def store_sign_ins(*, sender: Sender, items: Sequence[object], now: datetime.datetime | None = None) -> list[Answer]:
    """One answer per item, in their order; items are decoded JSON as `items.py` reads it."""
    batch = _Batch(sender, items, now or timezone.now())
    return batch.store()


class _Batch:
    def __init__(self, sender: Sender, items: Sequence[object], now: datetime.datetime) -> None:
        self.sender, self.raw, self.now = sender, items, now
        self.items = [_read(raw) for raw in items]
        ids = {item.class_id for item in self.items if item}
        self.classes = TrainingClass.objects.in_bulk(ids)
        own = classes_for(sender.user).filter(pk__in=ids) if can_teach(sender.user) else TrainingClass.objects.none()
        self.taught = set(own.values_list("pk", flat=True))
        self.owners = self._owners()
        self.cards = read_cards(self.taught, [item for item in self.items if isinstance(item, Marked)])
        self.may_try = self._wrong_codes() < MOST_WRONG_CODES

    def store(self) -> list[Answer]:
        answers: dict[int, Answer] = {}
        marks: dict[tuple[int, bool], list[tuple[int, Mark]]] = defaultdict(list)
        for place, item in enumerate(self.items):
            try:
                marks[self._group(item)].append((place, self._mark(item, self.raw[place])))
            except Rejected as error:
                answers[place] = Answer(Outcome.REJECTED, error.code)
        for (class_id, by_trainer), some in marks.items():
            answers |= zip([place for place, _ in some], self._record(class_id, by_trainer, some), strict=True)
        in_order = [answers[place] for place in range(len(self.items))]
        self._note(in_order)
        return in_order

    def _record(self, class_id: int, by_trainer: bool, some: Sequence[tuple[int, Mark]]) -> list[Answer]:
        return record_marks(
            training_class=self.classes[class_id],
            marks=[mark for _, mark in some],
            now=self.now,
            by=self.sender.user if by_trainer else None,
            device=self.sender.device,
        )

    def _group(self, item: Item | None) -> tuple[int, bool]:
        if item is None:
            raise Rejected(Code.BAD_ITEM)
        if item.class_id not in self.classes or (isinstance(item, Marked) and item.class_id not in self.taught):
            raise Rejected(Code.UNKNOWN_CLASS)
        return item.class_id, isinstance(item, Marked)

    def _mark(self, item: Item | None, raw: object) -> Mark:
        if isinstance(item, Marked):
            return self._marked(item)
        if isinstance(item, Scanned):
            return self._scanned(item, self._person(raw))
        raise Rejected(Code.BAD_ITEM)

    def _marked(self, item: Marked) -> Mark:
        if item.slot.day > timezone.localdate(self.now):
            raise Rejected(Code.TOO_EARLY)
        evidence = {}
        if item.card:
            code = self.cards.get((item.card, item.person_id))
            if code is None:
                raise Rejected(Code.OTHER_CARD)
            evidence["card"] = code
        return Mark(item.id, item.person_id, item.slot, item.way, self._moment(item, item.slot), evidence)

    def _moment(self, item: Marked, slot: Slot) -> datetime.datetime:
        """The phone's clock where it points into the day; else when it arrived, or the middle of the part."""
        for moment in (item.at, self.now):
            if moment and moment <= self.now and timezone.localdate(moment) == slot.day:
                return moment
        return slot.middle

    def _scanned(self, item: Scanned, person: Person) -> Mark:
        if not self.may_try:
            raise Rejected(Code.TOO_MANY_TRIES)
        training_class = self.classes[item.class_id]
        tick = self._tick(item, training_class)
        moment = moment_of(tick)
        if moment > self.now + AHEAD:
            raise Rejected(Code.TOO_EARLY)
        taken = self._taken(item)
        if moment + SHOWN_ON < taken <= self.now:
            raise Rejected(Code.OLD_CODE)
        late = max(0, int((self.now - moment).total_seconds()))
        evidence = {"tick": tick, "late_s": late, "typed": item.tick is None}
        return Mark(
            item.id, person.pk, slot_at(training_class, moment), SignIn.Way.CODE, min(moment, self.now), evidence
        )

    def _taken(self, item: Scanned) -> datetime.datetime:
        """When the phone took the code: by its own clock, put right by what that said when it sent it."""
        if item.at is None:
            return self.now
        return item.at + (self.now - item.sent) if item.sent else item.at

    def _tick(self, item: Scanned, training_class: TrainingClass) -> int:
        """The half minute of the code; the phone's own clock counts only where digits were typed."""
        if item.tick is not None:
            around = [item.tick]
        else:
            middle = tick_of(min(self._taken(item), self.now))
            around = list(range(middle - TYPED_TICKS, middle + TYPED_TICKS + 1))
        for tick in around:
            day = timezone.localdate(moment_of(tick))
            key = day_key(training_class.secret, training_class.pk, day)
            if is_code(key, tick, item.code):
                return tick
        raise Rejected(Code.WRONG_CODE)

    def _owners(self) -> Mapping[str, object]:
        tokens = {token for token in map(_token, self.raw) if token}
        return whose(tokens, device=self.sender.device, signed_in=self.sender.signed_in) if tokens else {}

    def _person(self, raw: object) -> Person:
        token = _token(raw)
        if token is None:
            if self.sender.signed_in is None:
                raise Rejected(Code.NOT_A_LEARNER)
            return self.sender.signed_in.person
        owner = self.owners.get(token)
        if not isinstance(owner, Held):
            raise Rejected(Code.OTHER_PERSON)
        return owner.person

    def _wrong_codes(self) -> int:
        wrong = RejectedSignIn.objects.filter(user=self.sender.user, code=Code.WRONG_CODE)
        return wrong.filter(received_at__gt=self.now - WRONG_CODES_WITHIN).count()

    def _note(self, answers: Sequence[Answer]) -> None:
        """What was not taken, once per item and reason."""
        notes = [
            RejectedSignIn(
                user=self.sender.user,
                class_id=class_of(raw),
                device=self.sender.device,
                item_id=id_of(raw),
                code=answer.code,
                item=as_kept(raw),
                received_at=self.now,
            )
            for raw, answer in zip(self.raw, answers, strict=True)
            if answer.code
        ]
        RejectedSignIn.objects.bulk_create(notes, ignore_conflicts=True)


def slot_at(training_class: TrainingClass, moment: datetime.datetime) -> Slot:
    """What somebody who is there at this moment signs for."""
    local = timezone.localtime(moment)
    if not training_class.halves:
        return Slot(local.date(), Part.DAY.value)
    return Slot(local.date(), (Part.MORNING if local.hour < NOON else Part.AFTERNOON).value)


def _read(raw: object) -> Item | None:
    try:
        return read_item(raw)
    except BadItem:
        return None


def _token(raw: object) -> str | None:
    """None where the item names nobody."""
    sent = raw.get("person") if isinstance(raw, dict) else None
    return sent if sent is None or isinstance(sent, str) else ""
