import pytest
from wagtail.models import GroupPagePermission, Site
from wagtail.permissions import policy_registry

from courses.models import CourseIndexPage, CoursePage, LessonPage
from courses.site import ensure_site
from learners.regions.models import Officer
from learners.regions.services import appoint_officer
from media.models import Video
from tests.cast import make_places
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def index():
    return ensure_site()


def make_user(role):
    user = UserFactory()
    appoint_officer(user=user, role=role, region=make_places()["盐津县"])
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def lesson(index):
    course = index.add_child(instance=CoursePage(title="种菇", slug="gu"))
    return course.add_child(instance=LessonPage(title="装袋", slug="bag"))


def test_making_the_site_twice_changes_nothing(index):
    before = GroupPagePermission.objects.count()
    ensure_site()
    assert (CourseIndexPage.objects.count(), GroupPagePermission.objects.count()) == (1, before)


def test_the_front_page_is_the_root_of_the_site(index):
    assert Site.objects.get(is_default_site=True).root_page.specific == index.get_parent().specific


def test_a_trainer_writes_but_does_not_publish(index):
    rights = index.permissions_for_user(make_user(Officer.Role.TRAINER))
    assert (rights.can_add_subpage(), rights.can_publish_subpage()) == (True, False)


def test_an_editor_publishes(lesson):
    assert lesson.permissions_for_user(make_user(Officer.Role.EDITOR)).can_publish()


def test_township_staff_have_no_desk_for_courses(lesson):
    assert not make_user(Officer.Role.TOWNSHIP).has_perm("wagtailadmin.access_admin")


def test_a_role_taken_away_takes_its_rights_away(index):
    user = make_user(Officer.Role.EDITOR)
    appoint_officer(user=user, role=Officer.Role.AUDITOR, region=user.officer.region)
    assert not user.groups.exists()


def test_a_lesson_needs_an_editors_approval(lesson):
    assert lesson.get_workflow().name == "课程审核"


@pytest.mark.parametrize(("role", "may_change"), [(Officer.Role.TRAINER, False), (Officer.Role.EDITOR, True)])
def test_trainers_add_videos_and_editors_change_them_all(index, role, may_change):
    policy = policy_registry.get_by_type(Video)
    user = make_user(role)
    others = Video.objects.create(title="别人的", file="media/x.mp4", type="video")
    assert policy.user_has_permission(user, "add")
    assert policy.user_has_permission_for_instance(user, "change", others) is may_change
