"""What the phone asks and reports."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Router
from ninja.security import SessionAuth

from courses.models import CoursePage, LessonPage
from learners.people.access import person_of
from learners.people.batches import read_batch
from learners.people.devices import device_of, hold_person
from learners.progress.items import LARGEST_ID
from learners.progress.phones import store_batch
from learners.progress.queries import course_progress, lessons_progress
from learners.progress.replies import course_reply, item_reply, lesson_reply
from learners.progress.schemas import BATCH, Answers, MyCourse, MyLesson, Problem
from learners.progress.services import open_lesson

router = Router(tags=["learning"])


class SignedIn(SessionAuth):
    """The session's cookie and the CSRF header; without a session it is 401, whatever the header says."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if request.user.is_authenticated else None


PROBLEMS = {400: Problem, 401: Problem, 403: Problem, 413: Problem, 415: Problem}


@router.post(
    "/sync",
    auth=SignedIn(),
    response={200: Answers, **PROBLEMS},
    openapi_extra=BATCH,
    summary="Report what was watched and answered",
)
def sync(request: HttpRequest, response: HttpResponse) -> Answers:
    """At most 200 items and 64 KB, plain or as gzip. The same item may be sent any number of times."""
    _never_keep(response)
    items = read_batch(request)
    person = person_of(request.user)
    signed_in = hold_person(request, response, person) if person else None
    device = signed_in.device if signed_in else device_of(request)
    answers = store_batch(items=items, signed_in=signed_in, device=device)
    return Answers(answers=[item_reply(raw, answer) for raw, answer in zip(items, answers, strict=True)])


@router.get(
    "/lessons/{int:lesson_id}/me",
    response={200: MyLesson, 404: Problem},
    exclude_none=True,
    summary="A lesson page's personal part",
)
def my_lesson(request: HttpRequest, response: HttpResponse, lesson_id: int) -> MyLesson:
    """Opens the lesson for the person: what is watched counts from now on."""
    _never_keep(response)
    if not request.user.is_authenticated:
        return MyLesson(signed_in=False)
    person = person_of(request.user)
    if person is None:
        return MyLesson(signed_in=True, registered=False, name=str(request.user))
    lesson = _published(LessonPage, lesson_id).select_related("video").first()
    if lesson is None:
        raise Http404
    progress = open_lesson(person=person, lesson=lesson)
    course = course_progress(person, [lesson.course])[lesson.course.pk]
    sign_in = hold_person(request, response, person)
    return lesson_reply(sign_in, progress, course, csrf=get_token(request))


@router.get(
    "/courses/{int:course_id}/me",
    response={200: MyCourse, 404: Problem},
    exclude_none=True,
    summary="A course page's personal part",
)
def my_course(request: HttpRequest, response: HttpResponse, course_id: int) -> MyCourse:
    """How far the person is in the course and each of its lessons."""
    _never_keep(response)
    if not request.user.is_authenticated:
        return MyCourse(signed_in=False)
    person = person_of(request.user)
    if person is None:
        return MyCourse(signed_in=True, registered=False)
    course = _published(CoursePage, course_id).first()
    if course is None:
        raise Http404
    progress = course_progress(person, [course])[course_id]
    states = lessons_progress(person, list(course.lessons().values_list("pk", flat=True)))
    return course_reply(progress, states)


def _published(model: Any, pk: int) -> Any:
    return model.objects.live().filter(pk=pk) if pk <= LARGEST_ID else model.objects.none()


def _never_keep(response: HttpResponse) -> None:
    response["Cache-Control"] = "private, no-store"
