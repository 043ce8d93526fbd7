import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.assistance.models import CourseRecord
from learners.people.models import Household
from learners.reports.counting import recount
from learners.reports.targets import set_target
from learners.reports.views import HOUSEHOLDS_PER_PAGE
from tests.factories import HouseholdFactory, PersonFactory

DOUSHA, SHIGANG, SHIMEN = "530623103000", "530623103202", "530623103201"
FIGURES = ["households", "skill_lacking", "not_applicable", "covered", "in_progress", "not_reached"]


@pytest.fixture
def desk(cast, client):
    """The browser of 豆沙镇's township staff, in English."""
    client.force_login(cast.dousha)
    client.cookies["django_language"] = "en"
    return client


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_township_staff_begin_with_their_own_area(desk):
    assert desk.get("/office/", follow=True).redirect_chain[-1][0] == reverse("coverage", args=[DOUSHA])


def test_a_helper_begins_with_the_helped_households(cast, client):
    client.force_login(cast.helper)
    assert client.get("/office/").url == reverse("own_households")


def test_a_trainer_begins_at_the_courses(cast, client):
    client.force_login(cast.trainer)
    assert client.get("/office/").url == reverse("wagtailadmin_home")


def test_a_villager_has_no_desk(cast, client):
    client.force_login(cast.lan.user)
    assert client.get("/office/").status_code == 404


def test_who_is_not_signed_in_is_sent_to_the_staff_sign_in_and_back(client, db):
    assert client.get("/office/").url == f"{reverse('account_login')}?next=/office/"


def test_another_township_does_not_exist(cast, client):
    client.force_login(cast.yanjing)
    assert client.get(reverse("coverage", args=[DOUSHA])).status_code == 404


def test_every_figure_leads_to_as_many_households(desk, cast):
    homes = [PersonFactory(household=HouseholdFactory(village=cast.lan_home.village)) for _ in range(3)]
    PersonFactory(household=HouseholdFactory(village_id=SHIMEN), labour="none")
    HouseholdFactory(village_id=SHIMEN, cause="illness")
    CourseRecord.objects.create(person=homes[0], course_id=1, started_at=timezone.now(), completed_at=timezone.now())
    CourseRecord.objects.create(person=homes[1], course_id=1, started_at=timezone.now())
    recount([person.household_id for person in homes])
    page = desk.get(reverse("coverage", args=[DOUSHA])).content.decode()
    links = re.findall(r'href="([^"]+/households/\?status=[^"]+)"[^>]*>(\d+)<', page)
    assert len(links) == 6 * 4  # tiles, two villages, total
    for url, number in links:
        assert desk.get(url.replace("&amp;", "&")).context["page"].paginator.count == int(number)


def test_the_rules_are_quoted_beside_the_figures(desk):
    page = text_of(desk.get(reverse("coverage", args=[DOUSHA])))
    assert "covered / (covered + in progress + not reached), per region and period." in page


def test_a_place_with_nobody_to_reach_shows_a_dash_for_this_period_and_the_last(desk):
    assert desk.get(reverse("coverage", args=[SHIMEN])).content.decode().count("—") == 2


def test_the_rate_stands_beside_the_last_period_and_the_target(cast, desk):
    set_target(region=cast.lan_home.village.parent, year=2025, percent=80)
    text = text_of(desk.get(reverse("coverage", args=[DOUSHA]) + "?year=2025"))
    assert "Year 2024: 0.0%" in text
    assert "Target 80%: 1 household to go" in text


def test_a_target_is_not_met_where_there_is_nobody_to_reach(cast, desk):
    set_target(region=cast.lan_home.village.parent, year=2025, percent=80)
    for name in ("coverage", "coverage_map"):
        assert "✓" not in text_of(desk.get(reverse(name, args=[SHIMEN]) + "?year=2025"))


def test_the_period_is_kept_on_the_way_down(desk):
    page = desk.get(reverse("coverage", args=[DOUSHA]) + "?year=2024&quarter=2").content.decode()
    assert f"{reverse('coverage', args=[SHIGANG])}?year=2024&amp;quarter=2" in page


def test_what_was_done_in_another_period_does_not_count(desk, cast):
    past = timezone.make_aware(datetime.datetime(2020, 5, 1))
    CourseRecord.objects.create(person=cast.lan, course_id=1, started_at=past, completed_at=past)
    recount([cast.lan_home.pk])
    page = reverse("coverage", args=[DOUSHA])
    assert [desk.get(f"{page}?year={year}").context["total"].covered for year in (2020, 2021)] == [1, 0]


def test_an_unreadable_period_is_said_and_this_year_shown(desk):
    page = text_of(desk.get(reverse("coverage", args=[DOUSHA]) + "?first=2025-02-01"))
    assert f"Year {timezone.localdate().year} is shown instead." in page


def test_an_unknown_list_is_said_and_all_shown(desk):
    page = desk.get(reverse("coverage_households", args=[DOUSHA]) + "?status=poor")
    assert (page.context["figure"], "There is no such list" in text_of(page)) == ("households", True)


def test_a_line_leads_to_the_household_and_its_people(desk, cast):
    page = desk.get(reverse("coverage_households", args=[DOUSHA])).content.decode()
    assert reverse("household_page", args=[cast.lan_home.pk]) in page
    assert reverse("person_file", args=[cast.lan.pk]) in page


def test_a_long_list_is_cut_into_pages(desk, cast):
    Household.objects.bulk_create(
        Household(number=f"n{n}", village=cast.lan_home.village) for n in range(HOUSEHOLDS_PER_PAGE)
    )
    assert len(desk.get(reverse("coverage_households", args=[DOUSHA]) + "?page=2").context["lines"]) == 1


def test_a_helper_sees_the_helped_households_in_any_village(cast, client):
    cast.gui_home.helpers.create(name="帮扶干部", user=cast.helper)
    client.force_login(cast.helper)
    lines = client.get(reverse("own_households")).context["lines"]
    assert {line.household for line in lines} == {cast.lan_home, cast.gui_home}


@pytest.mark.parametrize("more", [0, 20])
def test_the_number_of_queries_does_not_grow(desk, cast, more, django_assert_num_queries):
    for _ in range(more):
        PersonFactory(household=HouseholdFactory(village=cast.lan_home.village))
    with django_assert_num_queries(8):
        desk.get(reverse("coverage", args=[DOUSHA]))


def test_pages_with_persons_are_not_kept_by_the_browser(desk):
    assert "no-store" in desk.get(reverse("coverage_households", args=[DOUSHA]))["Cache-Control"]
