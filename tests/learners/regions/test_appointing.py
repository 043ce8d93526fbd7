import pytest
from django.core.management import CommandError, call_command

from courses.models import CourseIndexPage
from eduplatform.accounts.models import User
from learners.regions.models import Officer


def appoint(*words):
    call_command("appoint_officer", *words, verbosity=0)


def test_an_account_gets_a_role_over_a_region(cast):
    appoint("lan", "village", "530623103202")
    assert Officer.objects.get(user__username="lan").role == Officer.Role.VILLAGE


def test_a_new_account_is_made_with_the_password_typed(cast, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt: "a long password of mine")
    appoint("zhou", "county", "530623000000", "--name", "周敏")
    user = User.objects.get(username="zhou")
    assert (user.display_name, user.check_password("a long password of mine")) == ("周敏", True)


def test_an_unknown_region_is_named(cast):
    with pytest.raises(CommandError, match="999999000000"):
        appoint("lan", "village", "999999000000")


@pytest.mark.django_db
def test_loading_reference_data_makes_the_first_pages():
    call_command("load_reference", verbosity=0)
    assert CourseIndexPage.objects.exists()
