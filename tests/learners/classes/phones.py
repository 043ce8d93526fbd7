"""What phones in a class send, and what they are answered."""

import datetime
import uuid

from learners.classes.codes import code_of, day_key, tick_of
from learners.classes.models import SignIn
from learners.classes.signing import Sender, store_sign_ins
from learners.people.models import Device, DeviceSignIn

SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
MORNING = datetime.datetime(2026, 11, 23, 9, 10, tzinfo=SHANGHAI)
AFTERNOON = MORNING.replace(hour=14)
EVENING = MORNING.replace(hour=20)
NEXT_WEEK = MORNING + datetime.timedelta(days=7)


def held(person, token="l" * 22):
    device, _made = Device.objects.get_or_create(token_hash=token * 2)
    row = DeviceSignIn.objects.create(device=device, person=person, token=token, since=MORNING, seen_on=MORNING.date())
    return Sender(person.user, device, row)


def scanned(bamboo, moment=MORNING, **changes):
    tick = tick_of(moment)
    key = day_key(bamboo.secret, bamboo.pk, moment.date())
    item = {"id": str(uuid.uuid4()), "kind": "code", "class": bamboo.pk, "tick": tick, "code": code_of(key, tick)}
    return {**item, "at": moment.isoformat(), **changes}


def marked(bamboo, person, slot="2026-11-23:am", **changes):
    item = {"id": str(uuid.uuid4()), "kind": "mark", "way": "tick", "class": bamboo.pk, "learner": person.pk}
    return {**item, "slot": slot, "at": MORNING.isoformat(), **changes}


def send(sender, *items, now=EVENING):
    """Each outcome, or why it was rejected."""
    answers = store_sign_ins(sender=sender, items=items, now=now)
    return [str(answer.code or answer.outcome) for answer in answers]


def signed(person):
    return sorted((str(one.day), one.part) for one in SignIn.objects.filter(enrolment__person=person))
