"""Any order, any doubling, any split of any reports over two phones that two people share ends in the same record."""

import datetime
import random
import uuid
from itertools import pairwise

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from learners.people.models import Device, DeviceSignIn
from learners.progress.models import LessonProgress, QuizAttempt, RejectedItem
from learners.progress.phones import store_batch
from learners.progress.services import open_lesson, store_items
from tests.cast import make_cast
from tests.depth import tried
from tests.lessons import LENGTH_S, make_course, right_answers, wrong_answers

NOW = timezone.now()
YESTERDAY = NOW - datetime.timedelta(days=1)
FIELDS = ("lesson_id", "ranges", "watched_ms", "position_ms", "last_report_at")


@st.composite
def sittings(draw):
    """What a learner did: each time some seconds of one of two lessons, or answers to its questions."""
    done, clock = [], 0
    for _ in range(draw(st.integers(1, 6))):
        lesson, start = draw(st.integers(0, 1)), draw(st.integers(0, LENGTH_S - 1))
        end = min(start + draw(st.integers(1, LENGTH_S)), LENGTH_S)
        clock += draw(st.integers(0, 600)) + end - start
        done.append((lesson, start, end, clock, draw(st.sampled_from([None, None, True, False]))))
    return done


def at(clock):
    return (YESTERDAY + datetime.timedelta(seconds=clock)).isoformat()


def as_items(lessons, done, cut, key):
    """Each sitting as one report, or cut into pieces that end at the given seconds, and the answers after it."""
    for number, (lesson, start, end, clock, right) in enumerate(done):
        page = lessons[lesson]
        edges = [start, *(second for second in cut if start < second < end), end]
        for a, b in pairwise(edges):
            played = {"ranges": [[a, b]], "position": b, "wall": b - a, "at": at(clock - (end - b))}
            yield {**head(key, number, f"{a}/{b}"), "kind": "watched", "lesson": page.pk, **played}
        if right is not None:
            given = right_answers(page) if right else wrong_answers(page)
            yield {**head(key, number, "quiz"), "kind": "quiz", "lesson": page.pk, "answers": given, "at": at(clock)}


def head(key, number, part):
    return {"id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{key}/{number}/{part}"))}


def held(device, person):
    token = uuid.uuid4().hex[:22]
    return DeviceSignIn.objects.create(
        device=device, person=person, token=token, since=YESTERDAY, seen_on=YESTERDAY.date()
    )


def record(person):
    """All but the moments of completion: the ledger keeps the one that was known when it was decided."""
    rows = LessonProgress.objects.filter(person=person).order_by("lesson_id")
    reached = [(row.watched_at is None, row.quiz_passed_at is None, row.completed_at is None) for row in rows]
    attempts = QuizAttempt.objects.filter(person=person).values_list("lesson_id", "right", "answered_at")
    entries = person.entries.values_list("kind", "subject")
    return list(rows.values_list(*FIELDS)), reached, sorted(attempts), sorted(entries)


def deliver(batches, chance):
    """In batches of any size from whichever phone, each sent by whoever is signed in there."""
    for sign_ins, pieces in batches:
        while pieces:
            size, sender = chance.randint(1, 5), chance.choice(sign_ins)
            store_batch(items=pieces[:size], signed_in=sender, device=sender.device, now=NOW)
            del pieces[:size]


def shared_out(people, lessons, done, cut, chance):
    """Two phones on which both are signed in. Between them they hold all that gui did, in pieces and twice; and some
    of what lan did once more."""
    for number in range(2):
        device = Device.objects.create(token_hash=str(number) * 64)
        gui, lan = (held(device, person) for person in people)
        pieces = [{**item, "person": gui.token} for item in as_items(lessons, done, cut, "gui")]
        pieces = [item for item in pieces if number or chance.random() < 0.6] * 2
        again = as_items(lessons, done, (), "lan")
        pieces += [{**item, "person": lan.token} for item in again if chance.random() < 0.5]
        chance.shuffle(pieces)
        yield [gui, lan], pieces


class TwoPhones(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast, cls.course = make_cast(), make_course(lessons=2)

    @tried(10, 50)
    @given(sittings(), st.lists(st.integers(1, LENGTH_S - 1), max_size=6, unique=True), st.randoms())
    def test_two_people_on_two_phones_each_end_in_their_own_record(self, done, cut, chance: random.Random):
        cast, lessons = self.cast, self.course.lessons()
        for person in (cast.lan, cast.gui):
            for lesson in lessons:
                open_lesson(person=person, lesson=lesson, now=YESTERDAY)
        store_items(person=cast.lan, items=list(as_items(lessons, done, (), "lan")), now=NOW)
        batches = list(shared_out((cast.gui, cast.lan), lessons, done, sorted(cut), chance))
        chance.shuffle(batches)
        deliver(batches, chance)
        assert record(cast.lan) == record(cast.gui)
        assert not RejectedItem.objects.exists()
