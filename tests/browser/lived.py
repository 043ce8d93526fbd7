"""A villager to whom everything has happened that their pages can tell."""

from tests.browser.people import Visitor

LIVED = """
import datetime, uuid
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from courses.models import CoursePage, LessonPage
from eduplatform.accounts.models import User
from eduplatform.accounts.services import account_for_phone
from learners.assistance.models import CourseRecord
from learners.classes.completion import close_class
from learners.classes.models import Certificate, SignIn
from learners.notices.services import Draft, tell
from learners.people.models import Look, Person
from learners.plans.agreed.services import agree
from learners.plans.orders.services import COURSE_READY, order_training
from learners.progress.models import RejectedItem
from tests.factories import EnrolmentFactory, PersonFactory, TrainingClassFactory

now = timezone.now()
days = [str(timezone.localdate(now) - datetime.timedelta(days=ago)) for ago in (9, 8)]
county, trainer = (User.objects.get(username=name) for name in ("county", "trainer"))
person = Person.objects.get(user=account_for_phone(PHONE))
held = TrainingClassFactory(region=person.household.village, trainer=trainer, days=days, created_by=county)
place = EnrolmentFactory(training_class=held, person=person, state="attended")
said = {"way": "tick", "at": now, "received_at": now}
for slot in held.slots:
    SignIn.objects.create(enrolment=place, day=slot.day, part=slot.part, item_id=uuid.uuid4(), **said)
close_class(training_class=held, by=county)
near = TrainingClassFactory(region=person.household.village, title="养蜂入门", days=[str(timezone.localdate(now))])
EnrolmentFactory(training_class=near, person=person)
agree(person=person, due_on=timezone.localdate(now), by=county, course=CoursePage.objects.live().last())
order_training(person=person, words="修摩托车", by=None)
order_training(person=person, words="养蜂", by=None)
Look.objects.create(person=person, user=county, role="county", page="file")
Look.objects.create(person=person, user=county, role="county", page="numbers", shown="phone", reason="电话回访")
lesson = LessonPage.objects.live().first()
note = {"item_id": uuid.uuid4(), "lesson_id": lesson.pk, "item": {}, "received_at": now}
RejectedItem.objects.create(person=person, code="faster_than_clock", **note)
values = {"name": "竹笋采收", "answer": lesson.course.title}
tell(drafts=[Draft(person.pk, "seen", COURSE_READY, values, lesson.url)])
for neighbour in PersonFactory.create_batch(5, household__village=person.household.village):
    CourseRecord.objects.create(person=neighbour, course_id=lesson.course.pk, started_at=now)
session = SessionStore()
session["weixin"] = {"uid": "o-lan", "name": "小兰", "at": now.timestamp()}
session.save()
print(Certificate.objects.get(enrolment=place).serial, session.session_key)
"""


def live(villager: Visitor, phone: str) -> tuple[str, str]:
    """The serial of the certificate, and the key of a session in which a WeChat account waits."""
    serial, key = villager.site.does(LIVED.replace("PHONE", repr(phone))).split()[-2:]
    return serial, key
