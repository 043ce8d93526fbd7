"""Ordering, taking and answering training."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop

from courses.models import CoursePage
from eduplatform.accounts.models import User
from learners.assistance.models import Entry
from learners.assistance.services import append, correct
from learners.notices.services import Draft, take_back, tell
from learners.people.models import Person
from learners.plans.orders.meaning import Meaning, meanings_of
from learners.plans.orders.models import JobsBehind, TrainingOrder, VoiceNote, Wish
from learners.plans.orders.queries import jobs_on, standing_wishes
from learners.plans.orders.voice import Voice
from learners.regions.models import Region

TAKEN = gettext_noop("A trainer prepares what you wished for: %(name)s")
COURSE_READY = gettext_noop("You wished to learn %(name)s. The course “%(answer)s” is there now")
CLASS_READY = gettext_noop("You wished to learn %(name)s. There is a class: “%(answer)s”, %(when)s")
CLOSED = gettext_noop("There will be no training on %(name)s for now: %(note)s")


class NotWaiting(ValueError):
    """The order was answered or closed meanwhile."""


class TakenAlready(NotWaiting):
    """Another trainer is on it."""


class NothingSaid(ValueError):
    """Neither words nor voice."""


class NoAnswer(ValueError):
    """Neither a course nor a class."""


@transaction.atomic
def order_training(
    *,
    person: Person,
    words: str,
    voice: Voice | None = None,
    by: User | None = None,
    now: datetime.datetime | None = None,
) -> list[TrainingOrder]:
    """The orders that the wish belongs to, opened where there was none; none yet for a voice note that is to be heard.

    by: who wrote it down, for the file. Asking again for the same changes nothing.
    """
    moment = now or timezone.now()
    if not words:
        if voice is None:
            raise NothingSaid
        wish = Wish.objects.create(person=person, made_at=moment)
        VoiceNote.objects.create(wish=wish, media_type=voice.media_type, sound=voice.sound)
        return []
    orders = [waiting_order(township_of(person), meaning) for meaning in meanings_of(words)]
    new = [one for order in orders if (one := _wish_for(order, person, words, moment))]
    if new:
        if voice:
            VoiceNote.objects.create(wish=new[0], media_type=voice.media_type, sound=voice.sound)
        _record(person, words, [wish.order for wish in new if wish.order], by, moment)
    return orders


def _wish_for(order: TrainingOrder, person: Person, words: str, at: datetime.datetime, **more: Any) -> Wish | None:
    """The new wish, or the one that was taken back and is made again; None for one that stands."""
    said = {"words": words[:120], "made_at": at, **more}
    wish, is_new = Wish.objects.get_or_create(order=order, person=person, defaults=said)
    if is_new:
        return wish
    again = Wish.objects.filter(pk=wish.pk).exclude(withdrawn_at=None).update(**said, withdrawn_at=None)
    return wish if again else None


def _record(
    person: Person, words: str, orders: Iterable[TrainingOrder], by: User | None, at: datetime.datetime
) -> None:
    payload = {"text": words[:120], "orders": [{"order_id": one.pk, "name": one.name} for one in orders]}
    append(person=person, kind=Entry.Kind.WISH, payload=payload, happened_at=at, evidence={}, recorded_by=by)


def township_of(person: Person) -> Region:
    village = person.household.village
    return village.parent or village


def waiting_order(area: Region, meaning: Meaning) -> TrainingOrder:
    """The order that gathers a meaning in a township now, opened where there is none.

    Held until the wish stands, so that who asks while it is being answered is told too.
    """
    order, _made = TrainingOrder.objects.select_for_update().get_or_create(
        area=area,
        meaning=meaning.key,
        state__in=TrainingOrder.WAITING,
        defaults={"name": meaning.name, "industry_id": meaning.industry or None},
    )
    return order


@transaction.atomic
def write_down(*, wish: Wish, words: str, by: User) -> list[TrainingOrder]:
    """An officer has heard a voice note: its words become orders, and the note stays with the first of them."""
    wish.refresh_from_db(from_queryset=Wish.objects.select_for_update())
    if wish.order_id or wish.withdrawn_at or not words:
        return []
    orders = [waiting_order(township_of(wish.person), meaning) for meaning in meanings_of(words)]
    for order in orders:
        if wish.order_id is None and not Wish.objects.filter(order=order, person=wish.person).exists():
            wish.order, wish.words, wish.heard_by = order, words[:120], by
            wish.save(update_fields=["order", "words", "heard_by"])
        else:
            _wish_for(order, wish.person, words, wish.made_at, heard_by=by)
    if wish.order_id is None:
        wish.delete()  # it says what the person has said before
    _record(wish.person, words, orders, by, wish.made_at)
    return orders


@transaction.atomic
def withdraw_wish(*, wish: Wish, by: User) -> None:
    """The person no longer wishes for it: no figure counts it, the file has a correction, and nothing is erased.

    An order that nobody wishes for and no job stands behind lapses, unless a trainer is on it, who decides. Raises
    NotWaiting where it was answered or closed meanwhile. Repeating it changes nothing.
    """
    order = TrainingOrder.objects.select_for_update().filter(pk=wish.order_id or 0).first()
    wish.refresh_from_db(from_queryset=Wish.objects.select_for_update())
    if wish.withdrawn_at or wish.order_id != (order and order.pk):
        return  # or it was written down this moment: the page shows as what
    if order and not order.is_waiting:
        raise NotWaiting
    wish.withdrawn_at = timezone.now()
    wish.save(update_fields=["withdrawn_at"])
    if order:  # a voice note that nobody wrote down stands in no file
        _take_out_of_file(wish, order, by)
        take_back(person_id=wish.person_id, subject=f"order:{order.pk}:taken")
        _let_lapse(order)


def _take_out_of_file(wish: Wish, order: TrainingOrder, by: User) -> None:
    """Corrects the entry that named the order, and records what else was wished for in the same breath."""
    person = wish.person
    with translation.override(settings.LANGUAGE_CODE):
        reason = gettext("The person no longer wishes for it")
    for entry in Entry.objects.filter(person=person, kind=Entry.Kind.WISH, corrections=None):
        named = {one["order_id"] for one in entry.payload.get("orders", ())}
        if order.pk not in named:
            continue
        correct(entry=entry, reason=reason, by=by)
        rest = [one.order for one in standing_wishes().filter(person=person, order__in=named) if one.order]
        if rest:
            _record(person, "、".join(one.name for one in rest), rest, None, entry.happened_at)


def _let_lapse(order: TrainingOrder) -> None:
    wanted = (
        standing_wishes().filter(order=order).exists() or jobs_on(timezone.localdate()).filter(order=order).exists()
    )
    if order.state == TrainingOrder.State.OPEN and not wanted:
        order.state = TrainingOrder.State.LAPSED
        order.save(update_fields=["state"])


@transaction.atomic
def order_for_jobs(
    *, area: Region, words: str, employer: str, seats: int, by: User, until: datetime.date | None = None
) -> list[TrainingOrder]:
    """A cooperative or workshop orders training for jobs that it will give, until a day where there is one."""
    orders = [waiting_order(area, meaning) for meaning in meanings_of(words)]
    for order in orders:
        defaults = {"seats": seats, "until": until, "entered_by": by}
        JobsBehind.objects.update_or_create(order=order, employer=employer, defaults=defaults)
    return orders


@transaction.atomic
def take_order(*, order_id: int, by: User) -> TrainingOrder:
    """A trainer takes it on; everybody who asked is told. Raises NotWaiting, TakenAlready."""
    order = _waiting(order_id)
    if order.taken_by_id not in (None, by.pk):
        raise TakenAlready
    order.state, order.taken_by = TrainingOrder.State.TAKEN, by
    order.save(update_fields=["state", "taken_by"])
    _tell(order, "taken", TAKEN)
    return order


@transaction.atomic
def answer_order(
    *,
    order_id: int,
    by: User,
    course: CoursePage | None = None,
    class_title: str = "",
    class_when: str = "",
    class_id: int | None = None,
) -> TrainingOrder:
    """With a course or a class; everybody who asked is told. Raises NotWaiting, NoAnswer."""
    if course is None and not class_title:
        raise NoAnswer
    order = _waiting(order_id)
    order.course, order.class_title, order.class_when, order.class_id = course, class_title, class_when, class_id
    order.state, order.taken_by, order.answered_at = TrainingOrder.State.ANSWERED, by, timezone.now()
    order.save()
    _tell(order, "answered", COURSE_READY if course else CLASS_READY, url=(course.url or "") if course else "")
    return order


@transaction.atomic
def close_order(*, order_id: int, by: User, note: str) -> TrainingOrder:
    """It cannot be served; everybody who asked is told why. Raises NotWaiting."""
    order = _waiting(order_id)
    order.state, order.taken_by, order.note = TrainingOrder.State.CLOSED, by, note
    order.save(update_fields=["state", "taken_by", "note"])
    _tell(order, "closed", CLOSED)
    return order


def _waiting(order_id: int) -> TrainingOrder:
    order = TrainingOrder.objects.select_for_update().get(pk=order_id)
    if not order.is_waiting:
        raise NotWaiting
    return order


def _tell(order: TrainingOrder, what: str, text: str, url: str = "") -> None:
    values = {"name": order.name, "answer": order.answer, "when": order.class_when, "note": order.note}
    people = standing_wishes().filter(order=order, person__left_on=None).values_list("person_id", flat=True)
    tell(drafts=[Draft(pk, f"order:{order.pk}:{what}", text, values, url) for pk in people])
