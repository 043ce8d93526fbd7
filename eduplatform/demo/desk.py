"""What the office of the demo is in the middle of: a class, plans, orders, to-dos, and problems to be put right."""

import datetime
import io
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from PIL import Image, ImageDraw

from eduplatform.accounts.models import User
from eduplatform.demo.history import learners_of
from learners.classes.attendance import Mark, record_marks
from learners.classes.models import Enrolment, SignIn, TrainingClass
from learners.classes.services import invite, note_answer, plan_class
from learners.followup.problems import services as ledger
from learners.followup.problems.models import Problem
from learners.followup.todos.models import ToDo
from learners.followup.todos.services import Wanted, follow_plans, give, settle
from learners.people.access import households_for
from learners.people.models import Household, Person
from learners.plans.agreed.services import agree
from learners.plans.orders.services import order_training
from learners.plans.queries import offers_for
from learners.records.pictures import Kept, kept_photo
from learners.regions.models import Region

SHIMEN, DOUSHA = "530623103201", "530623103000"
DAY = datetime.timedelta(days=1)
WISHES = ("想学养蜂", "养蜂怎么过冬", "学做电焊")


@transaction.atomic
def fill_desk() -> None:
    """Once; covers no household, so that nobody's figures move."""
    if ToDo.objects.exists():
        return
    dousha, helper = User.objects.get(username="dousha"), User.objects.get(username="helper")
    people = _learners(Household.objects.filter(village=SHIMEN))
    running = hold_class(people[:8], dousha)
    plan_class(training_class=_class("肉牛养殖与防疫", DOUSHA, 5), days=_days(6, 8), by=dousha)
    for person, words in zip(people, WISHES, strict=False):
        order_training(person=person, words=words, by=dousha)
    helped = _learners(households_for(helper))
    agree_on_plans(helped, dousha)
    give_todos(helped, dousha, helper)
    find_problems((helped or people)[-1].household, running, dousha, helper)


def _learners(households: QuerySet[Household]) -> list[Person]:
    """One of each skill-lacking household, without those who sign in to the demo."""
    lacking = households.filter(skill_lacking=True, left_on=None)
    return [person for person in learners_of(lacking.values_list("pk", flat=True)) if person.user_id is None]


def _class(title: str, region: str, seats: int) -> TrainingClass:
    return TrainingClass(
        title=title,
        region=Region.objects.get(pk=region),
        place=f"{Region.objects.get(pk=region).short_name}文化活动室",
        hours=16,
        seats=seats,
        trainer=User.objects.get(username="trainer"),
        institution="盐津县职业技术学校",
    )


def _days(first: int, last: int) -> list[datetime.date]:
    """Days from today, both included."""
    return [timezone.localdate() + number * DAY for number in range(first, last + 1)]


def hold_class(people: Sequence[Person], by: User) -> TrainingClass:
    """A class that began yesterday and goes on: most are there, one declined."""
    running = plan_class(training_class=_class("方竹笋采收与初加工", SHIMEN, 20), days=_days(-1, 1), by=by)
    invite(training_class=running, person_ids=[person.pk for person in people], by=by)
    *coming, last = running.enrolments.select_related("person").order_by("pk")
    for place in coming:
        note_answer(enrolment=place, state=Enrolment.State.ACCEPTED, by=by)
    note_answer(enrolment=last, state=Enrolment.State.DECLINED, reason=Enrolment.Reason.CARE, by=by)
    now = timezone.now()
    slots = [slot for slot in running.slots if slot.day < timezone.localdate()]
    marks = [
        Mark(uuid.uuid4(), place.person_id, slot, SignIn.Way.TICK, now - DAY)
        for number, place in enumerate(coming)
        for slot in slots[: 2 if number % 4 else 1]
    ]
    record_marks(training_class=running, marks=marks, now=now, by=running.trainer)
    return running


def agree_on_plans(people: Sequence[Person], by: User) -> None:
    """One part in time, one overdue; the overdue one becomes a to-do."""
    for person, days in zip(people, (45, -9), strict=False):
        offers = offers_for(person, n=1)
        if offers:
            due_on = timezone.localdate() + days * DAY
            helper = person.household.helpers.values_list("name", flat=True).first() or ""
            agree(person=person, course=offers[0].course, due_on=due_on, by=by, helper=helper, reason="入户时商定")
    follow_plans()


def give_todos(people: Sequence[Person], by: User, helper: User) -> None:
    """Some open, one overdue, one done, one that was not possible."""
    homes = [person.household_id for person in people]
    for errand, days, some in (("call", 5, homes[:4]), ("visit", -3, homes[1:3]), ("card", 10, homes[2:5])):
        wanted = Wanted(errand, timezone.localdate() + days * DAY, uuid.uuid4(), what=WHAT[errand])
        give(household_ids=some, wanted=wanted, by=by)
    today = timezone.localdate()
    for person, (done, result, words) in zip(reversed(people), OUTCOMES, strict=False):
        todo = ToDo.objects.filter(household=person.household_id, state=ToDo.State.OPEN).first()
        if todo:
            settle(todo=todo, done=done, result=result, words=words, day=today, person=person, photos=[], by=helper)


OUTCOMES = ((True, "spoke", "愿意学，农闲时报名。"), (False, "away", "过年才回来。"))
WHAT = {"call": "说明免费课程和补贴政策。", "visit": "上门看一次，帮忙打开第一课。", "card": "送学习卡，教会扫码。"}


def find_problems(household: Household, running: TrainingClass, by: User, helper: User) -> None:
    """One to be assigned, one overdue, one to be checked, one closed."""
    place = Region.objects.get(pk=SHIMEN)
    county, cadre = User.objects.get(username="county"), "村监督员"
    _found("培训班首日签到有一人未签。", "class", place, county, training_class=running)
    late = _found("村内学习卡发放登记不全。", "place", place, county)
    checked = _found("户档案缺入户照片。", "household", household.village, by, household=household)
    closed = _found("补贴公示未张贴。", "place", place, county)
    due_on = timezone.localdate() + 7 * DAY
    _assign(late, None, cadre, "逐户核对，补齐发放登记。", by)
    Problem.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - 2 * DAY)
    for problem, measures in ((checked, "上门补拍，补录走访记录。"), (closed, "补贴名单在村务公开栏张贴7天。")):
        ledger.assign(problem=problem, responsible=helper, name="", measures=measures, due_on=due_on, by=by)
        ledger.report(problem=problem, words="已按措施整改。", photos=[proof_photo()], by=helper)
    ledger.close(problem=closed, words="现场核验，公示已张贴。", photos=[], by=by)


def _found(
    what: str,
    source: str,
    region: Region,
    by: User,
    household: Household | None = None,
    training_class: TrainingClass | None = None,
) -> Problem:
    day = timezone.localdate() - 4 * DAY
    found = ledger.Found(what, source, region, day, uuid.uuid4(), household, training_class)
    return ledger.enter(found=found, by=by)


def proof_photo() -> Kept:
    """A notice board with a list on it."""
    picture = Image.new("RGB", (800, 600), "#cfd8dc")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((120, 70, 680, 530), fill="#8d6e63")
    pen.rectangle((220, 110, 580, 500), fill="white")
    for row in range(9):
        pen.line((250, 180 + 34 * row, 550 - 40 * (row % 3), 180 + 34 * row), fill="#37474f", width=6)
    file = io.BytesIO()
    picture.save(file, "JPEG")
    return kept_photo(file)


def _assign(problem: Problem, responsible: User | None, name: str, measures: str, by: User) -> None:
    due_on = timezone.localdate() + DAY
    ledger.assign(problem=problem, responsible=responsible, name=name, measures=measures, due_on=due_on, by=by)
