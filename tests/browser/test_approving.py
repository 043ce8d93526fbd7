"""An editor approves a lesson over a poor line."""

from tests.browser import desk
from tests.browser.conftest import OFFICE
from tests.browser.films import Throttle

SUBMIT = """
from courses.models import LessonPage
from eduplatform.accounts.models import User
lesson, trainer = LessonPage.objects.live().first(), User.objects.get(username="trainer")
lesson.goal = "会了就算数"
lesson.save_revision(user=trainer)
lesson.get_workflow().start(lesson, trainer)
print(lesson.pk)
"""
GOAL = "from courses.models import LessonPage; page = LessonPage.objects.get(pk={}); print(page.live, page.goal)"


def test_a_lesson_is_approved_once_however_long_the_answer_takes(arrive, site):
    number = site.does(SUBMIT).strip()
    editor = arrive(OFFICE)
    editor.signs_in_as("editor")
    editor.goto(f"/cms/pages/{number}/edit/")
    approvals = []

    def note(request):
        if b"action-workflow-action" in (request.post_data_buffer or b""):
            approvals.append(request.url)

    editor.page.on("request", note)
    Throttle(editor, kbit_per_s=2000, latency_ms=2500)
    desk.from_more_actions(editor, desk.APPROVE)
    assert len(approvals) == 1
    assert site.does(GOAL.format(number)).split() == ["True", "会了就算数"]
